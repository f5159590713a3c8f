"""What bears the name of an aim and is none: bodies, lessons, addresses, look-alikes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from procurement.language.alternatives import any_of
from procurement.language.spans import Span, sentence_after, sentence_before
from procurement.language.words import words
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "objectives.yaml"
# What bears the name of an aim without aiming at it: bodies, papers, lessons.
_BODY = (
    r"(?:\b(?:commission|mission\s+locale|direction|pôle|délégation"
    r"|déléguée?|cellule|comité|observatoire|référente?|chargée?\s+de\s+mission|élue?|adjointe?|vice-présidente?|charte"
    r"|palmarès|trophées?|concours|plan\s+(?:local|climat)|programme\s+(?:local|départemental|régional|national)|schéma"
    r"|conférences?|colloque|exposition|agence|salon|forum"
    r"|congrès|rencontres|atlas|ministère|secrétariat|guide|module)"
    r"(?:\s+[^\W\d_]+){0,2}?\s+(?:(?:de|du|des|à|au|aux|sur|pour|en|les?|la)\s+|[dl]['’])*[«\"“]?\s*"
    r"|\b(?:association|collectif|réseau|fondation|compagnie)\s+[«\"“]\s*"
    r"|\bchambres?\s+(?:de\s+(?:la\s+)?|des\s+|d['’])?(?:métiers|commerce|agriculture)\s+et\s+(?:de\s+l['’]|d['’])"
    r"|\b(?:commission|mission|charte|(?<!au )service|pôle)\s+[«\"“]?\s*"
    r"|(?<!au )\bservice(?:\s+[^\W\d_]+){0,2}?\s+"
    r"(?:(?:de|du|des|à|au|aux|sur|pour|en|les?|la)\s+|[dl]['’])+"
    r"|\b(?:formations?|stages?)\s+(?:sur\s+|(?:à|de)\s+(?=l)|contre\s+|[«\"“])\s*(?:l['’]|la\s+|les\s+)?)$"
)
# « une journée sur l'économie sociale », « la formation des agents à l'accessibilité ».
_TAUGHT = (
    r"\b(?:journée|soirée|animation|débat|séance|spectacle|film|documentaire|affiche|brochure"
    r"|plaquette|livret|dépliant|enquête|questionnaire|exposé|cours|panneau|parcours|fiche|conte)[sx]?"
    r"(?:\s+[^\W\d_]+){0,2}?\s+(?:sur\s+(?:l['’]|la\s+|les?\s+)"
    r"|(?:consacr|dédi)ée?s?\s+(?:à\s+(?:l['’]|la\s+)|aux?\s+))$"
    r"|\b(?:mieux\s+(?:faire\s+)?connaître|présenter|expliquer)\s+(?:aux?\s+[^\W\d_]+\s+)?(?:l['’]|la\s+|les?\s+)$"
    r"|\b(?:concertation|opération|campagne|projet|programme)\s+[«\"“]\s*[^»\"”]{0,40}$"
    r"|\bpalmarès\s+[«\"“]\s*(?:[^\W\d_]+\s+){0,3}(?:de\s+|du\s+)?$"
    r"|\b(?:formations?|stages?|initiations?)\s+(?:[^\W\d_]+\s+){1,3}?(?:à\s+(?:l['’]|la\s+)|aux?\s+)$"
)
# « la Société Bio Services », « rue de la Diversité »
_PROPER = re.compile(
    r"\b(?:société|entreprise|association|école|collège|lycée|crèche|salle|rue|place|avenue|allée|square"
    r"|espace|résidence|collectif|réseau|m\.|mme|magasin|enseigne|logiciel|revue|magazine|journal)\s+"
    r"(?:de\s+(?:la\s+|l['’])?|du\s+|des\s+)?(?:[«\"“]\s*)?(?:l['’]|la\s+|les?\s+)?$"
)
# « rendez-vous devant l'ESAT », « démolition de l'ancienne recyclerie »
_LANDMARK = re.compile(
    r"\b(?:devant|derrière|face\s+(?:à|de)|face\s+au|côté\s+d[eu]|près\s+d[eu]|proximité\s+d[eu]|voisine?\s+d[eu])\s*"
    r"(?:l['’]|la\s+|une?\s+)?$|\bancien(?:ne)?\s+$"
    r"|\b(?:projets?|visites?|études?)\s+(?:de\s+|d['’])(?:la\s+|l['’]|une?\s+)?$"
)
# « le terrain est remis en état », « les photos seront réutilisables »
_PREMISES = re.compile(
    r"(?:^|(?<!de)\s)(?:l['’]|(?:les?|la|nos|notre|ces?|cette|chaque)\s+)(?:abords?|bâtiments?|clôtures?|cour|escaliers?|façades?|hall|parquets?|peintures?|plafonds?|préau|sanitaires|toitures?|chaussées?|emprises?|espaces?|fossés?|gazons?|lieux|locaux|local|logements?"
    r"|murs?|pelouses?|réseaux?|salles?|sites?|sols?|talus|terrains?|tranchées?|trottoirs?|voirie|voies?)"
    r"\b[^.;,]{0,30}$"
)
_RESTORED = re.compile(r"\bremis\w*\s+(?:en\s+état|à\s+neuf)\b")
# « la réparation et le remplacement des serrures », where one is not preferred to the other.
_BOTH = re.compile(r"(?:prêt|rénov|répar)\w*,?\s+(?:et|ou)\b")
_DOCUMENTS = re.compile(
    r"\b(?:code|contenus?|données|fichiers?|images?|logos?|maquettes?|photos?|plans?|textes?|vidéos?)\b"
)
# « Repas pour les stagiaires du chantier d'insertion »: who is served.
_SERVED = (
    r"\bpour\s+(?:les|des|nos|\d+)\s+(?:stagiaires|usagers|résidents|salariés|élèves|travailleurs"
    r"|pensionnaires|bénéficiaires|enfants)\s+(?:de\s+(?:la\s+|l['’])|du\s+|des\s+|d['’])$"
    r"|\bpublics?\s+(?:accueilli|reçu|hébergé|servi)s?\b[^.;,]{0,30}$"
)
_BEGINS = re.compile(r"(?:^|[.!?;:\n–—-])\s*(?:l['’]|la\s+|le\s+|un\s+|une\s+)?$")
# « L'ESAT de la vallée fêtera ses trente ans »
_BUYS = re.compile(
    r"(?:\s+[^\W\d_][\w'’-]*){0,5}?\s+(?:a\s+besoin|cherche|recherche|souhaite|fêtera?|organise"
    r"|accueille|dispose|occupe|loue|demande|commande|veut|lance|consulte|achète|renouvelle"
    r"|emploie|ouvrira|compte|est\s+(?:inscrit|ouvert|situé|installé|géré)e?)\b|\s*,\s+comment\b"
)
_STUDIED = r"\bétudes?\s+(?:sur|de|des|du)\s+[^.,;:]{0,25}$"
_LEADS = any_of([_BODY, _TAUGHT, _SERVED, _STUDIED])
_OURS = re.compile(r"\b(?:notre|nos|votre|vos)\s+$")
_STRUCTURE = re.compile(r"chantier|entreprise|atelier|structure|ressourcerie|recyclerie|esat|siae")
_NEAR = 40  # letters; no look-alike is longer


# « un ESAT s'est dit intéressé »
_ANSWERS = re.compile(
    r"[^.;]{0,30}?\b(?:s['’]est|se\s+sont|se)\s+(?:dite?s?|disent|déclar\w+|montr\w+)\s+(?:prêt|intéress|favorable)"
    r"|\s+(?:pouvai(?:t|ent)\s+répondre|(?:a|ont)\s+répondu)\b"
)


def names_a_body(text: str, hit: Span) -> bool:
    """« commission locale d'insertion », « formation sur l'égalité », « nos chantiers … »."""
    before = sentence_before(text, hit.start, 60).lower()
    if _STRUCTURE.match(hit.text.lower()) and (
        _OURS.search(before)
        or _ANSWERS.match(sentence_after(text, hit.end).lower())
        or _LANDMARK.search(before)
        or _BEGINS.search(before)
        and _BUYS.match(sentence_after(text, hit.end).lower())
    ):
        return True
    proper = hit.text[0].isupper() and not hit.text[1:2].isupper() and _PROPER.search(before)
    return bool(proper or _LEADS.search(before))


def only_resembles(text: str, hit: Span) -> bool:
    if _is_of_something_else(text, hit):
        return True
    begin = max(0, hit.start - _NEAR)
    start, end = hit.start - begin, hit.end - begin
    # In lower case: a pattern that ignores case tries every phrase at every letter.
    around = text[begin : hit.end + _NEAR].lower()
    return any(
        match.start() < end and start < match.end()
        for root in _roots(hit.text) & _look_alikes().keys()
        for match in _look_alike(root).finditer(around)
    )


def restores_premises(clause: Span) -> bool:
    """« La salle sera remise en état »: nothing is used again."""
    said = clause.text.lower()
    restored = _RESTORED.search(said)
    return bool(restored and _PREMISES.search(said[: restored.start()]))


def _roots(phrase: str) -> set[str]:
    """The first letters of its words, but of those that carry nothing."""
    found = re.findall(r"[^\W_]{3,}", phrase.lower())
    return {word[:3] for word in found if word not in words().stop_words}


def _is_of_something_else(text: str, hit: Span) -> bool:
    """« le terrain est remis en état », « la réutilisation des photos »."""
    said = hit.text.lower()
    if _BOTH.match(said):
        return True
    before = sentence_before(text, hit.start, 40).lower()
    if said.startswith("remis"):
        return bool(_PREMISES.search(before))
    around = before + sentence_after(text, hit.end, 25).lower()
    return said.startswith("réutilis") and bool(_DOCUMENTS.search(around))


@cache
def _look_alikes() -> dict[str, list[str]]:
    """« à l'occasion de », « consignes de sécurité »: the same words, said of something else.

    By the first letters of each of their words: few are tried around a hit.
    """
    phrases: dict[str, list[str]] = defaultdict(list)
    for phrase in read_yaml(DATA)["look_alikes"]:
        for root in _roots(phrase):
            phrases[root].append(re.escape(phrase.lower()))
    return phrases


@cache
def _look_alike(root: str) -> re.Pattern[str]:
    return _either(_look_alikes()[root])


def _either(phrases: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(phrases).replace("'", "['’]")
    either = either.replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")

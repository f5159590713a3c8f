"""Pieces asked for in items and sentences, at the stage that is open where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procurement.language.dates import dates
from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.items import RequiredPiece
from tenders.dossiers.facts.piece_names import items_of, names_of, names_one
from tenders.dossiers.facts.piece_stages import (
    AWARD,
    BOTH,
    CANDIDATURE,
    DCE,
    DEMAND,
    JUDGED,
    NOT_HERE,
    OFFER,
    VERB,
    WIN,
    Here,
    at_lead,
    closes,
    label_stage,
    stage_of,
    subject,
    turns_to_another_subject,
)

_NEGATED = re.compile(
    r"\b(?:n'est|n'ont|n'a|ne (?:sera|seront|sont|doi\w+)|n'y a|n'etant) (?:pas|plus"
    r"|aucun\w*|donc pas)[^.;]{0,25}(?:accept|admis|exig|demand|requis|oblig|necess|fourn"
    r"|produi|join"
    r"|remett|remis|lieu)"
    r"|pas (?:obligatoire|necessaire|exige|demande|a fournir|a joindre|d'echantillon"
    r"|a remettre)|\baucun\w* [^.;]{0,60}(?:n'est|ne sera|n'a a|exige|demande)"
    r"|\bniveaux? minim\w*|\bn'exced(?:e|ent|era|eront)\b|\baucun echantillon|inutile de"
    r"|(?<!la )dispens\w+ d|ne pas (?:fournir|joindre|remettre)"
    r"|n'(?:a|ont) pas a |ne sont pas tenus|sans echantillon"
)
_OPTION = re.compile(
    r"le cas echeant|eventuel\w*|s'il y a lieu|si (?:le candidat|l'entreprise|necessaire"
    r"|besoin|groupement|sous-trait|applicable)|en cas (?:de|d')|facultati\w+|optionnel\w*"
    r"|pour les (?:groupements|candidats en)|\bou (?:equivalent|document equivalent|tout)"
    r"|s'il prefere"
)
_NARRATIVE = re.compile(
    r"^(?:les? (?:candidats?|soumissionnaires?|offres?|plis?|documents? (?:sont|doiv|ne"
    r"|peuv)|pieces? (?:sont|doiv|ne|peuv)|acheteur|pouvoir adj|dossiers? (?:sont|doi|est)"
    r"|entreprises?|groupements?|prix)|l'(?:acheteur|offre (?:est|sera|doit)|attention"
    r"|ensemble d|absence|entreprise)|pour (?:justifier|presenter)|en cas|si (?:le|la|les"
    r"|un|plus)|il (?:est|sera)|nota|nb\b|remarque|attention|conformement|en application"
    r"|tout(?:e|es|s)? (?:offre|pli|candidat|document|piece)|toutefois|cependant|ces "
    r"|cette |cet |ce (?:document|dossier|formulaire)|la (?:signature|remise"
    r"|transmission) |les (?:dispositions|modalites|formulaires)|seul|afin|un (?:operateur"
    r"|candidat|meme)|une (?:entreprise|offre)|l'acheteur|dans (?:le|la|ce)|a defaut"
    r"|chaque)\b"
)
_WHOLE_SENTENCE = re.compile(
    r".+?(?:(?<=[a-z)»%\d])(?<![;:,.)] \d)(?<!\(\d)(?<!^\d)\.(?=\s+\S)|$)", re.DOTALL
)
_LEADS = re.compile(
    r":\s*$|\b(?:trouver|suivante?s?|ci-dessous|ci-apres|remettre|fournir|joindre"
    r"|produire)\s*[.:]?\s*$"
)
_LONGEST_ITEM = 420
_LONGEST_LABEL = 110
_ALWAYS_CANDIDATURE = frozenset({"dc1", "dc2", "dume"})


def of_paragraph(one: Said, here: Here) -> Iterator[RequiredPiece]:
    text = one.text
    if here.handed_over and not _asks_again(one):
        return
    here.handed_over = False
    if _TALKS_ABOUT.match(one.plain) or _ENCLOSED.match(one.plain):
        return
    if _is_of_the_file(one):
        here.stage, here.listing, here.handed_over = "", False, True
        return
    if closes(one) or turns_to_another_subject(one):
        here.stage, here.listing = "", False
        return
    item = one.passage.indent > 0 or bool(
        re.match(r"^\W*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\s?[°.)/–-]+)\s*\S", text)
    )
    leads = bool(_LEADS.search(one.plain))
    alone = (
        len(text) < 45
        and bool(stage_of(one.plain))
        and not any(True for _ in named(one.plain))
        and not VERB.search(one.plain)
        and not JUDGED.search(one.plain)
        and not DEMAND.search(one.plain)
    )
    if here.inside is not None and item and one.passage.indent > here.inside:
        return
    here.inside = None
    if leads and here.stage and here.listing and _holds_a_list(one):
        here.inside = one.passage.indent if item else _NO_ITEM
        if not _TELLS_ITS_CONTENTS.search(one.plain):
            yield from asked_in(one, here.stage, text, 0)
        return
    if (leads or alone) and (not item or len(text) < 60):
        at_lead(here, one)
        if here.stage == CANDIDATURE and not _NEGATED.search(one.plain):
            yield from forms_instead(one, one.plain)  # « le DUME ou, à défaut : »
        return
    if item and here.stage and here.listing and not label_stage(one.plain) and not _asks(one.plain):
        yield from asked_in(one, here.stage, text, 0)
        return
    yield from of_sentences(one, here)


_NO_ITEM = -1  # so that even items without an indent are its contents
_TELLS = (
    r"(?:presente|comprend|comporte|contient|detaille|decrit|precise|traite|porte|repond|suit"
    r"|se limite|expose|indique|developpe)(?:ra)?\b"
)
_TALKS_ABOUT = re.compile(  # « le mémoire présente… », « la signature des pièces peut… »
    r"^(?:le|la|ce|cette|son|votre) (?:memoire|note|notice|cadre|questionnaire|projet)\b"
    r"(?!(?! est| sera)[^.;]{0,90}:\s*$)"
    rf"(?:[^.:;]{{0,60}}?(?:\b{_TELLS}|\b(?:est|sera) (?:a completer|limite))"
    rf"|[^:;]{{0,150}}\. (?:il|elle) {_TELLS})"
    r"|^(?:dans (?:le|son|leur|ce|votre) (?:memoire|note|notice|cadre)|les? candidats? y)\b"
    r"|^(?:la |une |en cas de )?signature\b(?!.*\bpouvoir)"
)
_ENCLOSED = re.compile(r"^\W*(?:pieces? jointes?|p\.? ?j\.?)\s*:\s*\w")  # to the buyer's letter
_ASKS_CANDIDATES = re.compile(
    r"\b(?:candidats?|soumissionnaires?)\b[^.;]{0,40}\b(?:doi|devr|remet|produi|fourni|joi(?:nt|gn))"
)
_RULES = re.compile(
    r"^\W*(?:\w{1,2}[.)°] ?)?(?:l[ea] )?(?:present )?reglement (?:de (?:la )?consultation)?"
    r"(?!.{0,40}(?:sign|paraph|accept))"
)


_WITH_THE_RULES = re.compile(  # « Il comprend le RC, l'AE et le CCAP »
    r"\b(?:comprend|comporte|contient|se compose)\b[^.]{0,200}?[:, ]\s?(?:l[ea] |du )?(?:present )?"
    r"(?:rc|reglement (?:de (?:la )?consultation)?)(?=\s?[,;])"
)


def _is_of_the_file(one: Said) -> bool:
    """« - le présent règlement ; »: the rules are never handed in, nor what is listed with them."""
    listed = one.passage.indent > 0 or one.plain.rstrip().endswith((";", ","))
    return listed and bool(_RULES.match(one.plain))


def _asks_again(one: Said) -> bool:
    """After what the file holds, the words that ask the candidates for something."""
    opens = len(one.plain) < _LONGEST_LABEL and not one.passage.indent and stage_of(one.plain)
    return bool(_ASKS_CANDIDATES.search(one.plain) or label_stage(one.plain) or opens)


def _holds_a_list(one: Said) -> bool:
    """« Un mémoire technique comprenant : »: what follows says what it holds."""
    return bool(_CONTAINER.match(one.plain)) and not stage_of(_CONTAINER.sub("", one.plain, 1))


_TELLS_ITS_CONTENTS = re.compile(
    r"\b(?:traite|comprend|comprendra|comporte|comportera|contient|contiendra|doit|devra|precise|precisera"
    r"|developpe|presente|presentera|decrit|indique|expose|detaille)\s"
)
_CONTAINER = re.compile(
    r"^\W*(?:\w{1,3}[.)] )?(?:l[ae] |l'|une? |son |sa |votre )?(?:memoire|note|notice|cadre"
    r"|dossier technique"
    r"|offre technique|reponse technique|acte d'engagement)\b"
)


def _asks(folded: str) -> bool:
    """« 2.1 Il est demandé, pour la candidature : … »: a sentence, whatever number it bears."""
    demand = DEMAND.search(folded)
    colon = ":" in folded[demand.end() - 1 :] if demand else False
    return bool(demand and colon and demand.start() < _EARLY and stage_of(subject(folded)))


_EARLY = 40


def of_sentences(one: Said, here: Here) -> Iterator[RequiredPiece]:
    """Sentences that ask for something, and short lines without a verb where a list is open."""
    stage = here.stage
    for found in _WHOLE_SENTENCE.finditer(one.plain):
        folded = found[0]
        if here.stage in (CANDIDATURE, BOTH) and _SPARES.search(folded):
            yield from forms_instead(one, folded)
            continue
        if _NEGATED.search(folded) and not re.search(r"n'etant pas", folded):
            continue
        if _WITH_THE_RULES.search(folded):
            continue
        if DCE.search(folded) and not re.search(
            r"candidats? (?:doi|devr|remet|produi|fourni)", folded
        ):
            continue
        if here.stage in (CANDIDATURE, BOTH) and _INSTEAD.search(folded):
            yield from forms_instead(one, found[0])
            continue
        label = label_stage(folded)
        said = label or (stage_of(subject(folded)) if DEMAND.search(folded) else "")
        if said and (said == AWARD or not JUDGED.search(folded)):
            stage = said
        named_here = [known for _, known in named(folded)]
        if not stage and not (DEMAND.search(folded) and len(named_here) > 1):
            continue
        start = _where_the_list_begins(folded, bool(label) and not any(True for _ in dates(folded)))
        if start is None:
            listed = here.stage and here.listing and len(folded) < 300
            if not listed or VERB.search(folded) or _NARRATIVE.match(folded.strip()):
                continue
            other = _ANY_LABEL.match(folded)
            start = other.end() if other and not names_one(other[0]) else 0
        begin = found.start() + start
        found_here = asked_in(
            one, stage or BOTH, one.text[begin : found.end()], begin, in_prose=True
        )
        elsewhere = not here.stage and NOT_HERE.search(one.title)
        yield from (p for p in found_here if not elsewhere or names_one(p.name))


_INSTEAD = re.compile(r"\b(?:rempla\w+|substitu\w+|a la place|en lieu et place|accept\w+)\b")


_SPARES = re.compile(r"\bdume\b[^.;]{0,30}\bdispense\b")  # « un DUME dispense des formulaires »


def forms_instead(one: Said, folded: str) -> Iterator[RequiredPiece]:
    """« Le DUME peut remplacer ces documents »: a form that does as well."""
    for _, known in named(folded):
        if known.id in _ALWAYS_CANDIDATURE:
            yield RequiredPiece(
                known.id.upper(), CANDIDATURE, folded.strip(), one.passage.place(), True
            )


_ANY_LABEL = re.compile(r"^\W*[a-z][^:;,.]{2,40}:\s")  # « Capacités : bilans ; références »
_INTO = re.compile(
    r"\s*(?:a|dans|avec) (?:l'appui de )?(?:votre|vos|son|sa|leur|leurs|l'|la)\s?"
    r"(?:offre|candidature|reponse|pli|dossier)\s*,?"
)


def _where_the_list_begins(folded: str, labelled: bool) -> int | None:
    if demand := DEMAND.search(folded):
        colon = folded.find(":", demand.start())
        if 0 <= colon < demand.end() + 90:
            return colon + 1
        into = _INTO.match(folded, demand.end())
        return into.end() if into else demand.end()
    if labelled and (
        mark := re.search(r":\s", folded[:_LONGEST_LABEL]) or re.search(r"[.,]\s", folded)
    ):
        return mark.end()
    return None


def asked_in(
    one: Said, stage: str, part: str, start: int, *, in_prose: bool = False
) -> Iterator[RequiredPiece]:
    """The pieces of an item or of the rest of a sentence."""
    for at, item in items_of(part, together=one.in_table):
        folded = plain(item)
        if turn := _FOR_STAGE.match(folded):
            stage = stage_of(turn[0]) or stage
        if _NEGATED.search(folded) or _refused(folded, in_prose):
            continue
        own = AWARD if _OF_THE_WINNER.search(folded) else stage
        place = one.passage.place(max(0, start + at), max(0, start + at) + len(item))
        for name, known in names_of(item, strict=in_prose, together=one.in_table):
            said = (known.stage if known else OFFER) if own == BOTH else own
            if said == OFFER and known and known.id in _ALWAYS_CANDIDATURE:
                said = CANDIDATURE
            yield RequiredPiece(name, said, item.strip(), place, bool(_OPTION.search(folded)))


_OF_THE_WINNER = re.compile(  # « (à remettre par l'attributaire sous dix jours) »
    rf"^\W*(?:{WIN})|\b(?:remettre|fournir|produire|remise?|fournie?|produite?|demandee?|exigee?)s?"
    rf" (?:par|a|de|du|aupres d[eu]|au) ?(?:l'|le |la |seul )*(?:{WIN})"
)
_FOR_STAGE = re.compile(  # « pour l'offre, l'acte d'engagement »
    r"\W*(?:et )?(?:pour|au titre de|dans|cote) (?:l'|la |votre |leur |son |sa )?(?:offre"
    r"|candidature)\s*[,:]"
)
_RELATIVE = re.compile(
    r"\b(?:qu'|que\b|qui\b|dont\b|attest(?:ant|e)\b|justifi\w+|certifi(?:ant|e)\b).*", re.DOTALL
)


_CONSEQUENCE = re.compile(  # « l'offre d'une entreprise qui n'a pas visité est irrégulière »
    r"\b(?:est|sont|sera|seront) (?:declaree?s? )?(?:irreguli|rejet|ecart|elimin|irrecev)"
)
_SENT = re.compile(  # how the answer is sent, or what the buyer writes
    r"(?:votre |vos |l'|les? )?(?:offres?|plis?|reponses?|dossiers?)"
    r" (?:par|sous|sur|avant|au plus)\b"
    r"|(?:la |une )?lettre d'invitation\b"
)


def _refused(folded: str, in_prose: bool) -> bool:
    text = folded.strip(" -•.;:")
    said = _RELATIVE.sub("", folded)
    if _CONSEQUENCE.search(folded) or _SENT.match(text):
        return True
    if re.search(r"\d\s*(?:%|points\b)|n'excede\b|n'est|\bne\b(?! depass| pas depass)", said):
        return True
    if len(text) < 2 or len(folded) > _LONGEST_ITEM * 3:
        return True
    names_one = any(True for _ in named(text)) and not VERB.search(text)
    return bool(_NARRATIVE.match(text)) and not names_one or (in_prose and len(text) > 200)

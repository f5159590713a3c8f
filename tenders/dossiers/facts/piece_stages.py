"""Where the reading of pieces stands: which stage is open, and what closes the list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Said

CANDIDATURE, OFFER, AWARD, BOTH = "candidature", "offer", "award", "both"


WIN = (
    r"attributaires?|(?:candidat|soumissionnaire|titulaire|operateur"
    r"|entreprise)s? (?:\w+ )?(?:retenu|pressenti|choisi|selectionne)e?s?"
    r"|candidat(?:s)? auquel|apres attribution|laureat|avant la notification"
    r"|classee? premier|mieux classee?|ulterieur|(?:seul|uniquement) (?:par )?le (?:candidat"
    r"|soumissionnaire) retenu"
)


_CAND = (
    r"candidatures?|premiere enveloppe|capacites?|situation juridique"
    r"|renseignements (?:concernant|relatifs a|permettant)|conditions? de participation"
    r"|aptitude|(?:dossier|volet|pieces?|documents?|partie|sous-dossier"
    r"|renseignements) (?:\w+ )?administrati\w+|niveaux? minim|qui (?:vous etes|etes-vous)"
)


_OFFER = (
    r"(?<!appel d')(?<!appels d')\boffres?\b|projet de marche|seconde enveloppe"
    r"|deuxieme enveloppe|(?:dossier|volet"
    r"|partie|sous-dossier|pieces?|documents?) (?:\w+ et )?(?:techniques?|financ\w+"
    r"|commercia\w+)|propositions?\b|ce que vous proposez"
)


_LIST = (
    r"pieces|documents?|contenu|dossiers?|sous-dossiers?|volets?|elements|comprend\w*"
    r"|compos\w+|fourni\w*|fournir|produi\w+|remettre|remis\w*|presentation|presente\w*"
    r"|constitu\w+|joindre|join\w*|justificati\w+|transmett\w+|contien\w+|contenir"
    r"|renferm\w+|renseignements|comport\w+|attend\w+|apport\w+|production|reponse|pli\b"
    r"|repondre|envoyer|adresser|faire parvenir"
)


DCE = re.compile(
    r"dossier de (?:la )?consultation|\bdce\b|pieces? (?:constitutives?|contractuelles?"
    r"|particulieres|generales|d[ue] (?:present )?marche|du contrat|de l'accord)"
    r"|documents? (?:contractuels?|de la consultation|mis a disposition"
    r"|remis aux candidats|applicables)|pieces constituant|(?:mis"
    r"|remis)e?s? a (?:la )?disposition des|dossier remis|pieces du dossier remis"
    r"|ordre de (?:priorite|preseance)"
)


NOT_HERE = re.compile(
    r"(?:analyse|examen|jugement|selection|classement|ouverture|notation"
    r"|verification) (?:et \w+ )?(?:d[eu]s?|de la|de l')\s*(?:la |les "
    r"|l')?(?:candidatures?|offres?|plis)|criteres?\b|validite|modification|negociation"
    r"|recours|conditions? d'envoi|modalites? (?:de )?(?:transmission|depot|remise)"
    r"|transmission|copie de sauvegarde|signature|groupement|variantes?|sous[- ]traitance"
    r"|visites?\b|langue|\bprix\b|duree|formats?\b|regularisation|donnees|litige|voies"
    r"|avance|penalit|depot|calendrier|\bdates?\b|delais?|lots?\b|objet|procedure|paiement"
    r"|juridiction|questions|contact"
)


OPENS = re.compile(rf"\b(?:{_LIST})\b")


DEMAND = re.compile(
    r"\b(?:doi(?:t|vent) (?:\w+ ){0,3}(?:fournir|produire|remettre|joindre|comporter"
    r"|comprendre|contenir|transmettre|presenter|etre accompagn\w+)|devr(?:a"
    r"|ont) (?:\w+ ){0,3}(?:fournir|produire|remettre|joindre|comporter|comprendre"
    r"|contenir|transmettre|presenter)"
    r"|(?:remet(?:tra|tront|tent)?|fourni(?:t|ra|ront|ssent)|produi(?:t|ra|ront|sent)"
    r"|join(?:t|dra|dront|dre|gnent)|comprend(?:ra|ront)?|comprennent|contient|contiennent"
    r"|contiendra|comporte(?:nt|ra)?|transmet(?:tra|tent)?|presente(?:nt|ra)?|depose(?:nt"
    r"|ra)?|apporte(?:nt|ra)?|envoi(?:e|ent)|enver?ront|adressent|inclu(?:ent|t|ra|ront)"
    r"|annexent|renferme(?:nt)?|se compose(?:nt|ra)? d\w*"
    r"|est compose\w* d\w*|est constitue\w* d\w*|rassemble(?:nt)?|reuni(?:t|ssent))"
    r"|(?:est|sont|seront|sera) (?:a )?(?:demandee?s?|exigee?s?|requis\w*|attendu\w*"
    r"|fournir|produire|remettre|joindre|joint\w*)|a (?:fournir|remettre|joindre|produire)"
    r"|on (?:attend|demande|joint|remet)|il (?:faut|convient de|joint)|nous (?:voulons"
    r"|demandons|attendons)|(?:envoyez|joignez|adressez|transmettez|fournissez|remettez"
    r"|produisez)(?:-\w+)?|vous (?:nous )?\w+rez"
    r"|(?:merci|prions|remercions|remercie|veuillez|demande|demandons|invite|invitons)"
    r"(?: (?:de|a|bien|vouloir|nous|me|lui|y)){0,4} (?:joindre|fournir|envoyer|adresser|transmettre"
    r"|remettre|retourner|faire parvenir|produire|presenter|deposer)|fournir"
    r"|utilis(?:e|ent|er|era|eront)|sous (?:la )?forme d\w*|accompagn\w+ d\w*)\b[^:;,]{0,40}?:?"
    r"|\bvoulons trouver\b|\bdans le pli\b[^:]{0,30}:"
)


VERB = re.compile(
    r"\b(?:est|sont|sera|seront|doi(?:t|vent)|peu(?:t|vent)|devr\w+|pourr\w+|ont|a ete"
    r"|n'est|ne|apprecie|justifie)\b"
)


JUDGED = re.compile(
    r"criteres|jugement|jugees?|analys|examen|examin|(?:selection|choix|classement"
    r"|ouverture) d|classee?s|negociation|validite|reception|limite|groupement|\bnotee\b|notee?s\b"
)


@dataclass
class Here:
    """Where the reading stands: the stage that is open, and whether a list runs."""

    stage: str = ""
    listing: bool = False
    inside: int | None = None  # the indent of the piece whose contents are being listed
    before: str = ""  # what stands just above
    handed_over: bool = False  # under a heading on what the buyer gives, nothing is asked


# What a piece must hold, or what is joined at the end of the file: nothing more is asked there.
OF_A_PIECE = re.compile(
    r"^\W*annexe\b(?!.*\b(?:pieces|documents) )|\b(?:contenu|contient|structure|plan|trame"
    r"|chapitres?|rubriques?"
    r"|cadre|modele)\b"
    r"[^.]{0,25}\b(?:memoire|note|cadre|reponse technique|projet|sop\w+)"
)


_ABOUT_ELSE = re.compile(
    r"^(?:(?:article|chapitre|partie|titre) ?)?(?:[\divxa-h.]{1,6}+[ .):-]++){0,2}+(?:l[ae]s? |l')?"
    r"(?:visites?|variantes?|groupements?|criteres?|delais?|duree|validite|calendrier|questions"
    r"|sous-traitance|signature|copie de sauvegarde|negociation|niveaux? minim\w*)\b"
)


def at_heading(here: Here, one: Said) -> None:
    text = re.sub(r",? (?:pour|par) (?:chaque|le|les|chacun des) lots?.*$", "", one.plain)
    stage = stage_of(text)
    opens = bool(OPENS.search(text))
    here.handed_over = any(map(DCE.search, one.headings))
    if (
        here.handed_over
        or OF_A_PIECE.search(text)
        or _ABOUT_ELSE.match(text)
        or (JUDGED.search(text) and not (stage and _ASKS.search(text)))
        or (NOT_HERE.search(text) and not (stage and opens))
    ):
        here.stage, here.listing = "", False
    elif stage and (opens or len(text) < 70):
        here.stage, here.listing = stage, True
    elif opens and re.search(
        r"pieces?|documents|pli\b|reponse|repondre|remettre|contenu|joindre|fournir|dossier|envoyer",
        text,
    ):
        here.stage, here.listing = _inherited(one) or BOTH, True
    elif not (inherited := _inherited(one)):
        here.stage, here.listing = "", False
    else:
        here.stage, here.listing = inherited, True


_ASKS = re.compile(  # « chaque membre du groupement produit : », « nécessaires au choix »
    rf"(?:{DEMAND.pattern})\s*:?$|\b(?:elements|pieces|documents|renseignements) (?:\w+ ){{0,2}}"
    r"(?:necessaires|utiles|permettant)\b"
)


def _inherited(one: Said) -> str:
    """The stage that the headings above this one opened."""
    for heading in reversed(one.headings[:-1]):
        if DCE.search(heading) or NOT_HERE.search(heading):
            return ""
        if stage := stage_of(heading):
            return stage
        if re.search(r"pieces|documents a|\bpli\b|reponse|repondre|contenu", heading):
            return BOTH
    return ""


def stage_of(text: str) -> str:
    if re.search(rf"\b(?:{WIN})", text):
        return AWARD
    cand, offer = re.search(rf"\b(?:{_CAND})", text), re.search(_OFFER, text)
    if cand and offer:
        together = re.search(
            r"candidatures? (?:et|ou) (?:de |des |les |d'|l'|a l')?\s?offres?|offres? et (?:des "
            r"|la |les )?candidatures?",
            text,
        )
        return "" if together else CANDIDATURE if cand.start() < offer.start() else OFFER
    return CANDIDATURE if cand else OFFER if offer else ""


def turns_to_another_subject(one: Said) -> bool:
    """« Variantes », « 3.2 Visite » alone on a line: a title, even when it looks like none."""
    text = one.plain.strip()
    return (
        len(text) < 70
        and (
            not one.passage.indent
            or bool(_PROCEDURE.match(text))
            and one.text.strip()[:1].isupper()
        )
        and not text.endswith((":", ";", ","))
        and bool(_SUBJECT.match(text))
        and not VERB.search(text)
        and not any(True for _ in named(text))
        and not DEMAND.search(text)
    )


_SUBJECT = re.compile(
    rf"^(?:(?:article )?\w{{1,3}}[.-]\w{{0,2}}[.)]*[ -]+)?(?:les? |la |l'|des? |du |sort des )*"
    rf"(?:{NOT_HERE.pattern})|^(?:{JUDGED.pattern})"
)


_PROCEDURE = re.compile(
    r"^(?:sort des )?(?:variantes?|visites?|groupements?|criteres?|jugement|selection|analyse|choix"
    r"|negociation|recours|examen|attribution)\b"
)


def closes(one: Said) -> bool:
    return (
        bool(DCE.search(one.plain))
        and bool(
            re.search(
                r"compren|compos|constitu|suivant|priorite|:\s*$|est mis|remis gratuit", one.plain
            )
        )
        and not re.search(r"candidats? (?:doi|devr|remet|produi|fourni)", one.plain)
    )


_JUDGING = re.compile(
    r"\b(?:criteres?|jugee?s?|classee?s?|notee?s?|notation|analysee?s?|appreciee?s?|evaluee?s?)\b"
)
_LIMIT = re.compile(
    r"\b(?:dates?|heures?|limites?|delais?)\b(?!.*\b(?:joindre|fournir|remettre)\b)"
)


_PRONOUN = re.compile(r"\W*(?:elles?|ils?|celles?-ci|celui-ci|ceux-ci)\b")
_HANDED_IN = re.compile(
    r"\b(?:offres?|reponses?|propositions?|dossiers?|plis?|candidatures?|devis)\b"
)


def at_lead(here: Here, one: Said) -> None:
    """A line that ends on a colon opens a list, says its stage, or closes what was open."""
    text = one.plain
    if _JUDGING.search(text) or (_ABOUT_ELSE.match(one.title) and not re.search(WIN, text)):
        here.stage, here.listing = "", False
        return
    stage = "" if _LIMIT.search(text) else stage_of(subject(text))
    if stage == AWARD or (stage and (OPENS.search(text) or len(text) < 60)):
        here.stage, here.listing = stage, True
    elif re.search(r"criteres|note\b|ponder|lots?\b.{0,20}:$", text) and not DEMAND.search(text):
        here.stage, here.listing = "", False
    elif here.stage:
        here.listing = True
    elif OPENS.search(text) and _is_about_answers(text, here):
        here.stage, here.listing = BOTH, True


def _is_about_answers(text: str, here: Here) -> bool:
    """« Les candidats fournissent : », or « elle comprendra : » after words on the offer."""
    if _PRONOUN.match(text) and _HANDED_IN.search(here.before):
        return True
    return not here.handed_over and bool(_ANSWERS.search(text)) and not _OTHERWISE.search(text)


_ANSWERS = re.compile(
    r"candidats?|soumissionnaires?|\bpli\b|reponse|dossier|enveloppe|joindre|fournir|envo[iy]"
    r"|remettre|\bnous\b"
)
_OTHERWISE = re.compile(r"lots|montant|delai|phase")


def subject(text: str) -> str:
    """« Le candidat produit à l'appui de sa candidature » is about the candidature."""
    if won := re.search(WIN, text):
        return won[0]
    words = re.findall(
        r"a l'appui de (?:sa|leur|la) candidature|(?:sa|leur|la|de|chaque|une"
        r"|cote) candidature|projet de marche|(?:sa|leur|l'|de l'|une|d'|votre"
        r"|cote)\s?offres?\b",
        text,
    )
    return words[0] if words and not re.search(r"candidatures? et (?:\w+ )?offres?", text) else text


def label_stage(folded: str) -> str:
    """« Candidature : DC1, DC2 », « D.1 Candidature. 1) DC1 », « Pour l'offre, il joint… »."""
    label = _LABEL.match(_TURN.sub("", folded, count=1))
    if (
        not label
        or len(label["label"].split()) > 12
        or JUDGED.search(label["label"])
        or DCE.search(label["label"])
        or any(True for _ in named(label["label"]))
        or (label["ends"] == "," and not _ABOUT.match(label["label"]))
    ):
        return ""
    return stage_of(label["label"])


_LABEL = re.compile(
    r"^\W*(?:(?:\w{1,3}[.)-]\d{0,2}|\w\d{1,2})\.?\s+)?(?P<label>[^:.;,]{3,90}?)\s*(?P<ends>:|\.(?=\s)|,(?=\s))"
)
_ABOUT = re.compile(r"(?:pour|au titre|au stade|a l'appui|concernant|s'agissant|quant|cote|dans)\b")
_TURN = re.compile(r"^\W*(?:d'une part|d'autre part|enfin|ensuite|puis|par ailleurs)\s*,\s*")

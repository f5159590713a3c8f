"""What was bought, served or thrown away: a number in the past is no need."""

from __future__ import annotations

import re
from functools import cache

from procurement.language.spans import SPACE

_DONE = (
    r"(?:(?:achet|command|livr|install|remplac|cass|jet|vol|consomm|collect|plant|replant|dépens"
    r"|répar|récolt|ramass|récupér|réalis|effectu|pos|trait|rénov|brûl|distribu|imprim|utilis|lou"
    r"|enlev|transport|génér|fabriqu|form|compt|dénombr|pay|vers|évacu|incinér)"
    r"ée?s?|(?:serv|perd|reçu?|vend|construit?|produit?|abatt|accueill|détruit?|offert?|repeint)(?:i|u|s)?e?s?)"
)
# « la commune a retenu 12 sites », « nous avons recensé 40 postes » size a need.
_DECIDED = (
    r"(?:reten|prév|décid|choisi|vot|inscri|fix|estim|évalu|recens|identifi|list|sélectionn|program"
    r"|demand|souhait|lieu\b|arrêt|chiffr|valid|approuv|défini|délimit|envisag|adhér)"
)
_HAVE = r"(?:a|ont|ai|avons|avez|avait|avaient|avions)"
# Up to three words between the verb and what it counts, none of which opens another thought.
_GAP = rf"(?:{SPACE}+(?!pour\b|afin\b|et\b|dans\b|qui\b|que\b)[^\W\d_]['’\w]*){{0,3}}{SPACE}+$"
# « elle souhaitait », « il faudrait », « un forfait » end like what was, and tell of no past.
_NO_PAST = (
    r"souhait|voul|cherch|demand|fall|prévo|envisag|désir|pens|essa|bala|\w*[ftl]r?ait\b"
    r"|\w+r(?:ait|aient)\b"
)


def one_of_years(first: int, last: int) -> str:
    """A pattern of these years, both included."""
    return f"(?:{'|'.join(map(str, range(first, last + 1)))})"


@cache
def _patterns(year: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What leads to a number of the past, and what follows it, for who reads in that year."""
    recent = one_of_years(2010, year - 1)
    gone = rf"(?:19\d\d|200\d|{recent})"
    before = re.compile(
        rf"\b{_HAVE}{SPACE}+(?:[^\W\d_]+{SPACE}+){{0,2}}?{_DONE}\b{_GAP}"
        rf"|\b(?:a|ont){SPACE}été{SPACE}+(?:de{SPACE}+|d['’])$"
        rf"|\b(?:s['’]est|se{SPACE}sont){SPACE}(?:élevée?s?|montée?s?){SPACE}à{SPACE}+$"
        rf"|\b{_HAVE}{SPACE}(?:atteint|représenté|totalisé){_GAP}"
        # « le tribunal a annulé 50 lots », « la ville a signé trois marchés »
        rf"|\b(?:a|ont){SPACE}+(?!{_DECIDED})[^\W\d_]+(?:é|i|u|is|it)e?s?{SPACE}+(?:(?:les?|ses|leurs){SPACE}+)?$"
        rf"|\bétai(?:t|ent)\b{_GAP}"
        # « le précédent marché comprenait »
        rf"|\b(?=\w+t\b)(?!{_NO_PAST})\w{{2,}}(?:ait|aient)\b{_GAP}"
        # « le contrat actuel de 620 repas », « consommation constatée : 1 480 MWh »
        rf"|\b(?:contrat|marché|prestataire|titulaire){SPACE}(?:actuel|en{SPACE}cours|sortant|précédent)\b"
        rf"[^.,;:\d]{{0,30}}$"
        rf"|\b(?:consommation|dépense|fréquentation|collecte|production|volume|tonnage)s?{SPACE}"
        rf"(?:constaté|relevé|enregistré|observé|mesuré)e?s?\b[^.;\d]{{0,30}}$"
        # « 2024 : 135 tonnes », « en 2024, 300 chaises », « consommation 2025 de … »
        rf"|\b{gone}{SPACE}*:{SPACE}*$"
        rf"|\b(?:en|année|exercice){SPACE}{gone}{SPACE}*[,:]{SPACE}*[^.;:\d]{{0,25}}$"
        rf"|\b(?:consommations?|collectes?|volumes?|tonnages?|fréquentation|activité|production|ventes?"
        rf"|bilan|chiffres?|relevé|achats?|historique)"
        rf"{SPACE}(?:(?:de|en){SPACE})?{gone}\b[^.;\d]{{0,30}}$"
        rf"|\b(?:ces|les|des){SPACE}[^\W_]+{SPACE}dernière?s?{SPACE}(?:années|mois|saisons|ans|étés|hivers)"
        rf"\b[^.;\d]{{0,40}}$"
    )
    after = re.compile(
        rf"(?:{SPACE}+[^\W\d_]+){{0,3}}?{SPACE}+(?:a|ont){SPACE}(?:déjà{SPACE})?été{SPACE}"
        rf"(?:[^\W\d_]+{SPACE})?{_DONE}\b"
        rf"|(?:{SPACE}+[^\W\d_]+)?{SPACE}+(?:par{SPACE}[^\W\d_]+{SPACE})?en{SPACE}{recent}\b"
        # « 12 000 gobelets prêtés », « les 40 vélos acquis »
        rf"|{SPACE}+(?:prêt|emprunt|vend|jet|cass|perd|acqu)(?:é|u|is)e?s?\b"
    )
    return before, after


def is_bygone(before: str, after: str, year: int) -> bool:
    """« nous avons acheté 300 chaises », « 40 bornes ont été posées », « 2024 : 135 tonnes ».

    The years before `year`, that of the reading, are over.
    """
    leads, follows = _patterns(year)
    return bool(leads.search(before) or follows.match(after))

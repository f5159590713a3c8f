"""How long contracts, works and trials last: « trois ans », « 36 mois »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from procurement.language.numbers import IN_WORDS, NUMBER, parse, whole
from procurement.language.spans import SPACE, Span, Taken, lowered, sentence_before

_SPAN_UNITS = {"an": 12, "année": 12, "mois": 1, "trimestre": 3, "semestre": 6}
_DURATION = re.compile(
    rf"(?<!\w)(?P<number>{NUMBER}){SPACE}*(?:\((?:\d+|{IN_WORDS})\){SPACE}*)?"
    rf"(?P<unit>ans?|années?|mois|trimestres?|semestres?|semaines?|jours?)\b"
    rf"(?P<half>{SPACE}et{SPACE}demie?)?"
)
_AGE = re.compile(
    r"(?:âgée?s?|moins|plus|enfants?|jeunes?|personnes?|élèves?|adultes?|seniors?|publics?|mineurs?)"
    r"\s+(?:de|d['’])\s*(?:(?:moins|plus)\s+de\s+)?(?:\d+\s*(?:à|-|et|/)\s*)?$|\bâge|\d\s*[-/à]\s*$",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"durée|essai|pendant|période|durant|reconduct|renouvel|\bsur\b|contrat|marché|\bpour\b|conclu",
    re.IGNORECASE,
)


# « enfants de 10 semaines à 3 ans », « bébés dès 3 mois »
_AGE_RANGE = re.compile(
    r"\b(?:enfants?|bébés?|âgée?s?|jeunes?|tout-petits|nourrissons)\b[^.;,]{0,30}\b(?:de|à|dès)\s*$",
    re.IGNORECASE,
)
# « Garantie de 2 ans », « depuis trois ans », « valables 4 mois »: how long other things last.
_NOT_OF_THE_CONTRACT = re.compile(
    r"\bgaranti\w*\b[^.;]{0,30}$|\b(?:depuis|validité|valables?|préavis|expérience|ancienneté"
    r"|durée de vie|voilà|il y a|jusqu['’]à|amorti\w*|révolus|dans un délai de|dans|sous"
    r"|plus de|moins de|vieux|vieille|vieilles|d['’]occasion|au bout d[e'’]?|tenue|congé|stages?"
    r"|chômage|cdd|cddi|contrats?\s+d['’]insertion"
    r"|délais?\s+(?:de\s+|d['’])(?:paiement|validité|livraison|réponse|règlement|réflexion|remise|intervention|prévenance|approvisionnement)"
    r"|justifi\w+|fermeture|fermée?s?"
    r"|d['’]ici|disponib\w+|conserv\w+|archiv\w+)\b[^.;:,]{0,22}$"
    r"|\b(?:délais?\s+de\s+(?:validité|paiement|livraison)|validité)\b[^.;,]{0,20}$"
    # « elle a 22 ans », « arbres de 15 ans », « en deux ans, le prix … »
    r"|\b(?:a|ont|aura|auront|avait|avaient|ayant)\s+(?:déjà\s+|environ\s+|près\s+de\s+|au\s+(?:plus|moins)\s+)?$"
    r"|\b(?:arbres?|chaudières?|bâtiments?|ordinateurs?|véhicules?|camions?|matériels?|logiciels?|toitures?|vélos?)\s+de\s+$"
    r"|^\s*en\s+$"
    # « trois reconductions d'un an », « reconductible trois fois un an »
    r"|\breconductions?\s*,?\s+(?:[^\W\d_]+\s+)?(?:de\s+|d['’])$|\bfois\s+(?:(?:pour|de)\s+|d['’])?$",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    rf"{SPACE}(?:scolaire|d['’]âge|de{SPACE}(?:garantie|moyenne|pratique|pépinière|service|recul|retard|chômage)"
    rf"|d['’](?:expérience|ancienneté|historique|archives|existence|activité|exercice|usage|utilisation)"
    rf"|et{SPACE}(?:plus|moins)|maximum{SPACE}d['’]âge|avant|après|plus{SPACE}tard|auparavant)"
)


@dataclass(frozen=True)
class Duration(Span):
    months: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "months": whole(self.months),
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def durations(text: str, taken: Taken) -> Iterator[Duration]:
    """How long things last; ages and periods (« par an ») are no duration."""
    for match in _DURATION.finditer(lowered(text)):
        if not taken.free(*match.span()):
            continue
        months = _months(match)
        before = sentence_before(text, match.start(), 40)
        if months and not _is_no_duration(
            match, before, text[match.end() : match.end() + 20].lower()
        ):
            yield Duration(*match.span(), text[slice(*match.span())], months)


def _months(match: re.Match[str]) -> float:
    unit = match["unit"]
    number = parse(match["number"]) + (0.5 if match["half"] else 0)
    for name, months in _SPAN_UNITS.items():
        if unit == name or unit == name + "s":
            return number * months
    if unit.startswith("semaine"):
        return round(number * 12 / 52, 2)
    return round(number / 30, 2)


def _is_no_duration(match: re.Match[str], before: str, after: str) -> bool:
    unit = match["unit"]
    lasting = bool(_LASTS.search(before))
    if re.match(rf"{SPACE}*(?:par|/){SPACE}*(?:an|mois|semaine|jour)", after, re.IGNORECASE):
        return True
    if _AFTERWARDS.match(after):
        return True
    if unit.startswith("an") and _AGE.search(before) and "durée" not in before.lower():
        return True
    if re.search(r"(?:\bpar|\bchaque|\btous les|\btoutes les|\bl['’])\s*$", before, re.IGNORECASE):
        return True
    if re.search(rf"\bpuis{SPACE}\d{SPACE}*[x×]{SPACE}*$", before):
        return True  # « puis 2 x 1 an »
    if _NOT_OF_THE_CONTRACT.search(before) or _AGE_RANGE.search(before):
        return True
    return unit.startswith(("jour", "semaine")) and not (
        lasting and not re.match(rf"{SPACE}(?:de|d['’])", after)
    )

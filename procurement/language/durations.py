"""How long contracts, works and trials last: « trois ans », « 36 mois »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from procurement.language.lifetimes import is_not_of_the_contract
from procurement.language.numbers import IN_WORDS, NUMBER, number_starts, parse, whole
from procurement.language.spans import SPACE, Span, Taken, lowered, matches, sentence_before

_SPAN_UNITS = {"an": 12, "année": 12, "mois": 1, "trimestre": 3, "semestre": 6}
_DURATION = re.compile(
    rf"(?<!\w)(?P<number>{NUMBER}){SPACE}*(?:\((?:\d+|{IN_WORDS})\){SPACE}*)?"
    rf"(?P<unit>ans?|années?|mois|trimestres?|semestres?|semaines?|jours?)\b"
    rf"(?P<half>{SPACE}et{SPACE}demie?)?"
)
_LASTS = re.compile(
    r"durée|essai|pendant|période|durant|reconduct|renouvel|\bsur\b|contrat|marché|\bpour\b|conclu"
)
_OF = re.compile(rf"{SPACE}(?:de|d['’])")


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
    small = lowered(text)
    for match in matches(_DURATION, small, number_starts(small)):
        if not taken.free(*match.span()):
            continue
        months = _months(match)
        before = sentence_before(small, match.start(), 40)
        after = small[match.end() : match.end() + 20]
        if months and not _is_no_duration(match["unit"], before, after):
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


def _is_no_duration(unit: str, before: str, after: str) -> bool:
    """Days and weeks are those of a contract only where something is said to last."""
    if is_not_of_the_contract(unit, before, after):
        return True
    return unit.startswith(("jour", "semaine")) and not (
        _LASTS.search(before) and not _OF.match(after)
    )

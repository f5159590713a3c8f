"""Typed answers as plain values: their shape, their words in French, and their totals.

`text` and `choice` are a string, `choices` a list of strings, `number` a decimal written as text,
`capacity` {"value", "period"}, `date` an ISO day, `file` {"file", "name", "size"}, `clause`
{"feasibility", "price", "amount", "weeks", "comment"}: the effect on the price in per cent, the
extra cost in euros a year and the delay in weeks, each None when not said. An answer that was not
given is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from needs.units import said_unit
from procurement import typography

FEASIBILITY = {
    "now": "faisable dès maintenant",
    "cost": "faisable avec un coût ou un délai",
    "no": "pas faisable",
}


@dataclass(frozen=True)
class Rhythm:
    """How many days and weeks of a year count; by default all the working ones."""

    days: Fraction = Fraction(260)
    weeks: Fraction = Fraction(52)

    def per_year(self, period: str) -> Fraction:
        """How often the period comes round in a year."""
        return {
            "jour": self.days,
            "semaine": self.weeks,
            "mois": self.weeks * 12 / 52,
            "an": Fraction(1),
        }[period]


ALL_YEAR = Rhythm()


def is_given(value: Any) -> bool:
    return value not in (None, "", [], {})


def as_text(kind: str, value: Any, unit: str = "") -> str:
    """The answer in words; an empty text when there is none."""
    if not is_given(value):
        return ""
    match kind:
        case "choices":
            return " ; ".join(value)
        case "number":
            return _with_unit(value, unit)
        case "capacity":
            return f"{_with_unit(value['value'], unit)} par {value['period']}"
        case "date":
            return typography.long_date(date.fromisoformat(value))
        case "file":
            return str(value["name"])
        case "clause":
            return _clause_as_text(value)
    return str(value)


def per_year(kind: str, value: Any, rhythm: Rhythm = ALL_YEAR) -> Decimal | None:
    """The quantity that an answer stands for in a year; a plain number stands for itself."""
    if not is_given(value):
        return None
    if kind == "number":
        return Decimal(value)
    if kind == "capacity":
        yearly = Fraction(value["value"]) * rhythm.per_year(value["period"])
        return Decimal(yearly.numerator) / Decimal(yearly.denominator)
    return None


@dataclass(frozen=True)
class Totals:
    """What all the answers to one quantity question add up to."""

    answers: int
    total: Decimal
    lowest: Decimal
    middle: Decimal
    highest: Decimal
    need: Decimal | None = None

    @property
    def coverage(self) -> int | None:
        """The need covered by all the answers together, in per cent; None when it is unknown."""
        return int(self.total * 100 / self.need) if self.need else None


def totals(quantities: Iterable[Decimal], need: Decimal | None = None) -> Totals | None:
    """None when nobody gave a quantity."""
    ordered = sorted(quantities)
    if not ordered:
        return None
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Totals(len(ordered), sum(ordered, Decimal()), ordered[0], middle, ordered[-1], need)


def counts(values: Iterable[Any], choices: Iterable[str]) -> list[tuple[str, int]]:
    """How many answers chose each proposed choice, in the order proposed."""
    chosen = [
        choice for value in values for choice in ([value] if isinstance(value, str) else value)
    ]
    return [(choice, chosen.count(choice)) for choice in choices]


def _clause_as_text(value: dict[str, Any]) -> str:
    parts = [FEASIBILITY[value["feasibility"]], *clause_effects(value), value.get("comment", "")]
    return " ; ".join(filter(None, parts))


def clause_effects(value: dict[str, Any]) -> list[str]:
    """What holding the clause would cost, and the time it would take, in words."""
    price, amount, weeks = (value.get(name) for name in ("price", "amount", "weeks"))
    nbsp = typography.NBSP
    said = []
    if price is not None:
        said.append(f"effet sur le prix{nbsp}: {typography.number(Decimal(price))}{nbsp}%")
    if amount is not None:
        said.append(f"surcoût{nbsp}: {typography.euros(Decimal(amount))} par an")
    if weeks is not None:
        said.append(f"délai{nbsp}: {typography.plural(Decimal(weeks), 'semaine')}")
    return said


def _with_unit(value: str, unit: str) -> str:
    figure = typography.number(Decimal(value))
    return f"{figure}{typography.NBSP}{said_unit(unit, Decimal(value))}" if unit else figure

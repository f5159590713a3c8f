"""What is measured of a need: summed over its volumes, or else answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from needs.diagnosis.figures import plain, rounded
from needs.diagnosis.sheets import Sheet, VolumeLine, same_name
from needs.units import unit_and_scale


@dataclass(frozen=True)
class Measure:
    """A fact summed over the volumes of one unit; a sheet without any gives its answer instead."""

    unit: str
    is_flow: bool
    per: Callable[[VolumeLine], Fraction]
    answer: Callable[[Mapping[str, Any]], Fraction | None]

    def over(self, sheets: Iterable[Sheet]) -> Decimal | int | None:
        parts = [part for sheet in sheets if (part := self.of(sheet)) is not None]
        return plain(rounded(sum(parts, Fraction(0)))) if parts else None

    def of(self, sheet: Sheet) -> Fraction | None:
        measured = self.measured(sheet)
        return self.answer(sheet.answers) if measured is None else measured

    def measured(self, sheet: Sheet) -> Fraction | None:
        """The largest component: what is supplied, washed and collected is one and the same."""
        sums: dict[str, Fraction] = defaultdict(Fraction)
        for line in sheet.volumes:
            unit, scale = unit_and_scale(line.unit)
            if unit == self.unit and line.is_flow == self.is_flow:
                sums[same_name(line.component)] += self.per(line) * scale
        return max(sums.values(), default=None)


def _answered(question: str) -> Callable[[Mapping[str, Any]], Fraction | None]:
    return lambda answers: Fraction(str(answers[question])) if question in answers else None


def _a_year(question: str) -> Callable[[Mapping[str, Any]], Fraction | None]:
    """What a day's answer makes in a year, over the days and weeks of opening."""
    names = (question, "open_days_per_week", "open_weeks_per_year")

    def multiplied(answers: Mapping[str, Any]) -> Fraction | None:
        if not all(name in answers for name in names):
            return None
        daily, days, weeks = (Fraction(str(answers[name])) for name in names)
        return daily * days * weeks

    return multiplied


def _rounds_a_year(answers: Mapping[str, Any]) -> Fraction | None:
    return None  # only volumes say how many rounds there are


MEASURES = {
    "meals_per_day": Measure("repas", True, lambda v: v.daily, _answered("meals_per_day")),
    "meals_per_year": Measure("repas", True, lambda v: v.yearly, _a_year("meals_per_day")),
    "containers_total": Measure(
        "contenant", False, lambda v: v.yearly, _answered("containers_total")
    ),
    "containers_per_day": Measure(
        "contenant", True, lambda v: v.daily, _answered("containers_per_day")
    ),
    "containers_per_year": Measure(
        "contenant", True, lambda v: v.yearly, _a_year("containers_per_day")
    ),
    "rounds_per_year": Measure("tournee", True, lambda v: v.yearly, _rounds_a_year),
}

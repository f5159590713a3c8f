"""From the deadline backwards: what to have done by which working day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from procurement.typography import MONTHS
from procurement.workdays import working_days, working_days_before

_LONG_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:er)?\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class BackStep:
    """`days` are working days before the deadline; without `what`, a step of groups only."""

    days: int
    short: str
    what: str = ""
    group: str = ""

    def said(self, group: bool) -> str:
        return (self.group if group else "") or self.what


@dataclass(frozen=True)
class Due:
    """A step with its last day; no day when it should begin at once, for want of time."""

    day: date | None
    left: int
    short: str
    what: str


def back_plan(
    steps: Iterable[BackStep],
    deadline: date,
    launch: date,
    *,
    questions_until: date | None = None,
    group: bool = False,
) -> tuple[Due, ...]:
    """No step is dropped when time is short: those due before the launch are due at once."""
    return tuple(
        _due(step, deadline, launch, questions_until, said)
        for step in steps
        if (said := step.said(group))
    )


def _due(
    step: BackStep, deadline: date, launch: date, questions_until: date | None, what: str
) -> Due:
    day = working_days_before(deadline, step.days)
    if step.short == QUESTIONS and questions_until and questions_until <= day:
        day = working_days_before(questions_until, 1)
    if day < launch:
        return Due(None, working_days(launch, deadline), step.short, what)
    return Due(day, working_days(day, deadline), step.short, what)


QUESTIONS = "Questionner"


def dates_in(text: str) -> Iterator[date]:
    """« 12 mars 2027 », as somebody typed it; days that no month has are left out."""
    for day, month, year in _LONG_DATE.findall(text):
        try:
            yield date(int(year), MONTHS.index(month.lower()) + 1, int(day))
        except ValueError:
            continue

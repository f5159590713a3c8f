"""A session by the minute: what is done, how, with what, and at what time it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from procurement.typography import NBSP

MORNING = 9 * 60  # the hour the agendas are written for, in minutes


@dataclass(frozen=True)
class Step:
    """`modules` are the texts it rests on; `exercise` the one that is done, if any."""

    minutes: int
    title: str
    how: str
    material: str = "–"
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """`objectives` end the sentence « à la fin, chacun sait … »; `seats` are lines to sign."""

    id: str
    title: str
    audience: str
    people: str
    seats: int
    objectives: tuple[str, ...]
    bring: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def length(self) -> str:
        """« 2 heures », « 3 h 30 »."""
        hours, rest = divmod(self.minutes, 60)
        return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}heures"

    def timed(self, begins: int = MORNING) -> Iterator[tuple[str, Step]]:
        """Each step with its hours: « 9 h 00 – 9 h 10 »."""
        for step in self.steps:
            ends = begins + step.minutes
            yield f"{clock(begins)} – {clock(ends)}", step
            begins = ends


def clock(minutes: int) -> str:
    return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02d}"

"""A programme by the minute: read from lines that people type, timed from the beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from procurement.typography import NBSP, plural
from procurement.yaml_files import read_yaml

MOST_MINUTES, MOST_STEPS, LONGEST_TITLE, LONGEST_DETAIL = 600, 60, 160, 600
EXAMPLE = "15 | Accueil | Tour de table"
_MINUTES = re.compile(r"(\d{1,4})\s*(min|mn|minutes?|')?\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    minutes: int
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Timed:
    starts_at: datetime
    ends_at: datetime
    step: Step


class UnreadableProgramme(ValueError):
    """Lines that are not steps; carries a French sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def read(text: str) -> tuple[Step, ...]:
    """« 15 | Accueil | Tour de table », one step a line; raises UnreadableProgramme."""
    steps: list[Step] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                steps.append(_step(line))
            except ValueError as error:
                problems.append(f"Ligne {number} (« {line.strip()[:40]} ») : {error}")
    if not problems:
        problems = list(_faults_of(steps))
    if problems:
        raise UnreadableProgramme(problems)
    return tuple(steps)


def _step(line: str) -> Step:
    minutes, _, rest = line.partition("|")
    title, _, detail = (part.strip() for part in rest.partition("|"))
    found = _MINUTES.fullmatch(minutes.strip())
    if not found:
        raise ValueError(f"commencez par les minutes, puis « | ». Exemple : {EXAMPLE}.")
    if not int(found[1]):
        raise ValueError("une étape dure au moins une minute.")
    if not title:
        raise ValueError(f"donnez un titre après les minutes. Exemple : {EXAMPLE}.")
    if len(title) > LONGEST_TITLE or len(detail) > LONGEST_DETAIL:
        raise ValueError(
            f"le titre a {LONGEST_TITLE} caractères au plus, le détail {LONGEST_DETAIL}."
        )
    return Step(int(found[1]), title, detail)


def _faults_of(steps: Sequence[Step]) -> Iterable[str]:
    if not steps:
        yield f"Écrivez au moins une étape. Exemple : {EXAMPLE}."
    if len(steps) > MOST_STEPS:
        yield f"Un programme a {MOST_STEPS} étapes au plus."
    if total(steps) > MOST_MINUTES:
        yield (
            f"Ce programme dure {spell(total(steps))} : une séance en fait "
            f"{spell(MOST_MINUTES)} au plus. Ajoutez une autre date."
        )


def write(steps: Iterable[Step]) -> str:
    """The lines that `read` reads."""
    return "\n".join(
        " | ".join(filter(None, (str(step.minutes), step.title, step.detail))) for step in steps
    )


def total(steps: Iterable[Step]) -> int:
    return sum(step.minutes for step in steps)


def timed(start: datetime, steps: Iterable[Step]) -> list[Timed]:
    """Each step with its own beginning and end."""
    rows: list[Timed] = []
    for step in steps:
        end = start + timedelta(minutes=step.minutes)
        rows.append(Timed(start, end, step))
        start = end
    return rows


def as_rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [asdict(step) for step in steps]


def from_rows(rows: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(**row) for row in rows)


def spell(minutes: int) -> str:
    """« 45 minutes », « 2 heures », « 3 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return plural(rest, "minute")
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else plural(hours, "heure")


@dataclass(frozen=True)
class Template:
    """A session to begin from, which its facilitator edits: `days` holds a programme a date."""

    id: str
    kind: str
    title: str
    summary: str
    audiences: tuple[str, ...]
    capacity: int
    days: tuple[tuple[Step, ...], ...]

    @property
    def minutes(self) -> int:
        return sum(total(day) for day in self.days)

    @property
    def label(self) -> str:
        dates = f", {plural(len(self.days), 'date')}" if len(self.days) > 1 else ""
        return f"{self.title} ({spell(self.minutes)}{dates})"


@cache
def templates() -> dict[str, Template]:
    """The models of programme, in the order of the file."""
    path = Path(__file__).parent / "data" / "programmes.yaml"
    rows = read_yaml(path)
    return {row["id"]: _template(row) for row in rows}


def _template(row: dict[str, Any]) -> Template:
    days = tuple(read(day) for day in row.pop("days"))
    return Template(**{**row, "audiences": tuple(row["audiences"]), "days": days})

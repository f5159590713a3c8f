"""Reusable sets of questions to suppliers, read once from `data/questions/*.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from procurement.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "data" / "questions"
KINDS = ("text", "choice", "choices", "number", "capacity", "date", "file")


@dataclass(frozen=True)
class SetQuestion:
    """A question ready to be put in a consultation."""

    label: str
    kind: str
    help_text: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    component: str = ""
    required: bool = False
    minimum: int | None = None
    maximum: int | None = None
    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.label}: unknown kind {self.kind!r}")
        if (self.kind in ("choice", "choices")) != bool(self.choices):
            raise ValueError(f"{self.label}: choices belong to a choice, and to nothing else")
        if self.kind in ("number", "capacity") and not self.unit:
            raise ValueError(f"{self.label}: a quantity needs its unit")
        if self.kind not in ("number", "capacity") and (self.minimum, self.maximum) != (None, None):
            raise ValueError(f"{self.label}: a minimum belongs to a quantity")
        if self.kind != "date" and (self.earliest, self.latest) != (None, None):
            raise ValueError(f"{self.label}: these limits belong to a date")


@dataclass(frozen=True)
class QuestionSet:
    id: str
    title: str
    purpose: str
    sectors: tuple[str, ...]
    questions: tuple[SetQuestion, ...]


@cache
def question_sets() -> dict[str, QuestionSet]:
    """Every set by id, the general ones first."""
    sets = [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {s.id: s for s in sorted(sets, key=lambda s: (bool(s.sectors), s.title))}


def sets_for(sector: str) -> list[QuestionSet]:
    """The sets made for this sector first, then those for any purchase, then the others."""

    def closeness(one: QuestionSet) -> int:
        return 0 if sector in one.sectors else 1 if not one.sectors else 2

    return sorted(question_sets().values(), key=closeness)


def _read(path: Path) -> QuestionSet:
    raw: dict[str, Any] = read_yaml(path)
    questions = tuple(
        SetQuestion(**{**question, "choices": tuple(question.get("choices", ()))})
        for question in raw.pop("questions")
    )
    return QuestionSet(**{**raw, "sectors": tuple(raw["sectors"])}, questions=questions)

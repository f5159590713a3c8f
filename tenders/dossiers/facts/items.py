"""What is read: each thing with its value, its words and its place, sure or in doubt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tenders.dossiers.texts.neutral import Place


@dataclass(frozen=True)
class Item:
    """One fact; `value` is what a program reads, `text` what a person reads."""

    kind: str
    text: str
    where: Place
    value: Any = None
    sure: bool = True
    doubt: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "value": self.value,
            "sure": self.sure,
            "doubt": self.doubt,
            "where": self.where.as_dict(),
        }


@dataclass(frozen=True)
class Deadline:
    """A moment that must not be missed; without certainty it says why."""

    iso: str
    text: str
    where: Place
    zone: str = ""
    sure: bool = True
    doubt: str = ""
    others: tuple[Item, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "iso": self.iso or None,
            "text": self.text,
            "zone": self.zone,
            "sure": self.sure,
            "doubt": self.doubt,
            "where": self.where.as_dict(),
            "others": [one.as_dict() for one in self.others],
        }


@dataclass(frozen=True)
class Lot:
    number: str
    title: str
    where: Place
    reserved: str | None = None
    article: str = ""
    amount: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "reserved": self.reserved,
            "article": self.article,
            "amount": self.amount,
            "where": self.where.as_dict(),
        }


@dataclass(frozen=True)
class Criterion:
    name: str
    where: Place
    weight: float | None = None
    unit: str | None = None  # "pct", "points", "coef"
    lot: str | None = None
    sub_criteria: tuple[Criterion, ...] = ()

    def with_subs(self, subs: list[Criterion]) -> Criterion:
        return replace(self, sub_criteria=tuple(subs))

    def as_dict(self) -> dict[str, Any]:
        weight = self.weight
        return {
            "lot": self.lot,
            "name": self.name,
            "weight": int(weight) if weight is not None and weight == int(weight) else weight,
            "unit": self.unit,
            "where": self.where.as_dict(),
            "sub_criteria": [
                {k: v for k, v in sub.as_dict().items() if k not in ("sub_criteria", "lot")}
                for sub in self.sub_criteria
            ],
        }


@dataclass(frozen=True)
class RequiredPiece:
    """Something to hand in, at what stage: « candidature », « offer », or « award »."""

    name: str
    stage: str
    text: str
    where: Place
    optional: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "stage": self.stage,
            "text": self.text,
            "optional": self.optional,
            "where": self.where.as_dict(),
        }


@dataclass
class Facts:
    """All that was read in a dossier."""

    deadline: Deadline | None = None
    questions_deadline: Deadline | None = None
    lots: list[Lot] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    pieces: list[RequiredPiece] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    contradictions: list[Any] = field(default_factory=list)

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]

    def as_dict(self) -> dict[str, Any]:
        return {
            "deadline": self.deadline.as_dict() if self.deadline else None,
            "questions_deadline": (
                self.questions_deadline.as_dict() if self.questions_deadline else None
            ),
            "lots": [lot.as_dict() for lot in self.lots],
            "criteria": [one.as_dict() for one in self.criteria],
            "pieces": [one.as_dict() for one in self.pieces],
            "items": [one.as_dict() for one in self.items],
            "contradictions": [one.as_dict() for one in self.contradictions],
        }

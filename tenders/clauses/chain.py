"""What follows the text of a clause: its proofs, its marks as a criterion, its follow-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Proof:
    """What the bidder shows; `free` is whether it costs a small body nothing but time."""

    label: str
    free: bool


@dataclass(frozen=True)
class ScaleStep:
    score: int
    text: str


@dataclass(frozen=True)
class Example:
    """An imagined offer, the mark it deserves, and the weight used to show the sum."""

    offer: str
    score: int
    weight: int


@dataclass(frozen=True)
class Award:
    """What makes of a clause an award criterion; `kind` is one of `check_tender`'s kinds."""

    kind: str
    scale: tuple[ScaleStep, ...]
    weight_range: tuple[int, int]
    example: Example
    expected: str
    max_pages: int

    @property
    def example_points(self) -> Decimal:
        best = max(step.score for step in self.scale)
        return Decimal(self.example.score * self.example.weight) / best


@dataclass(frozen=True)
class FollowUp:
    """How the performance of a clause is followed: the sheet of the contract manager."""

    control: str
    frequency: str
    owner: str
    indicator: str
    penalty: str

    @property
    def texts(self) -> tuple[str, ...]:
        return self.control, self.frequency, self.owner, self.indicator, self.penalty

    def written(self, write: Callable[[str], str]) -> FollowUp:
        """The same with its values written in."""
        return FollowUp(*(write(text) for text in self.texts))

"""What is compared: the marked parts of a tender, and offers, typed or drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from string import ascii_uppercase

MOST_OFFERS = 8
TOPS = (5, 10, 20, 100)


@dataclass(frozen=True)
class Part:
    """What gets one mark: a criterion, or a sub-criterion of the criterion `of`."""

    key: str
    name: str
    weight: float
    of: str
    is_price: bool = False


@dataclass(frozen=True)
class Offer:
    name: str
    price: float
    marks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scale:
    """Marks from 0 to `top`; `relative` raises them so that the best offer gets the top."""

    top: int = 5
    relative: bool = False

    def shares(self, marks: Sequence[float]) -> list[float]:
        best = max(marks, default=0.0) if self.relative else float(self.top)
        return [mark / best if best else 0.0 for mark in marks]


def draw(parts: Sequence[Part], count: int, seed: int, *, around: float, top: int) -> list[Offer]:
    """Fictitious offers, the same for the same seed: prices around an amount, marks mostly fair."""
    dice = Random(seed)
    return [
        Offer(
            f"Offre {ascii_uppercase[rank]}",
            _rounded(around * math.exp(dice.gauss(0, 0.12))),
            {part.key: _mark(dice, top) for part in parts if not part.is_price},
        )
        for rank in range(count)
    ]


def _rounded(price: float) -> float:
    """Three figures that mean something: prices that a person can compare."""
    step = 10 ** max(0, math.floor(math.log10(price)) - 2)
    return float(max(1, round(price / step) * step))


def _mark(dice: Random, top: int) -> float:
    return float(round(top * min(1.0, max(0.0, dice.gauss(0.62, 0.2)))))

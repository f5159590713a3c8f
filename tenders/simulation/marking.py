"""Offers marked and ranked, and how far the announced weights really decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean
from typing import Any

from procurement.typography import NBSP, number
from tenders.simulation.formulas import FORMULAS, Formula, Scene
from tenders.simulation.offers import Offer, Part, Scale

SHIFT = 5.0
SAME = 1e-9


@dataclass(frozen=True)
class Marked:
    """One offer with its points, part by part; equals share a rank."""

    offer: Offer
    points: Mapping[str, float]
    total: float
    rank: int


@dataclass(frozen=True)
class Weighing:
    """The announced weight of a criterion, and its share of what sets the totals apart."""

    name: str
    announced: float
    spread: float
    effective: float | None

    @property
    def is_neutral(self) -> bool:
        return self.spread < SAME

    @property
    def sentence(self) -> str:
        told = f"{self.name}{NBSP}: {number(self.announced)}{NBSP}% annoncés"
        if self.is_neutral:
            return f"{told}, rien en réalité{NBSP}: toutes les offres y ont la même note."
        if self.effective is None:
            return f"{told}, mais tous les totaux sont égaux."
        if self.effective < 0:
            return f"{told}, et il va ici contre le classement."
        return f"{told}, {number(round(self.effective, 1))}{NBSP}% des écarts entre les totaux."


@dataclass(frozen=True)
class Shift:
    """What a criterion heavier or lighter by five points would change of the ranks."""

    name: str
    by: float
    moves: tuple[tuple[str, int, int], ...]

    @property
    def sentence(self) -> str:
        sign = "plus" if self.by > 0 else "moins"
        told = f"{self.name}, {number(abs(self.by))} points de {sign}{NBSP}: "
        if not self.moves:
            return f"{told}aucun rang ne change."
        moves = [
            f"{name} passe du rang {before} au rang {after}" for name, before, after in self.moves
        ]
        return f"{told}{', '.join(moves)}."


@dataclass(frozen=True)
class Worth:
    """What some points in a criterion are worth in price, from the cheapest offer."""

    name: str
    price_pct: float | None
    what: str

    @property
    def sentence(self) -> str:
        told = f"{self.what} de «{NBSP}{self.name}{NBSP}»"
        if self.price_pct is None:
            return f"{told}{NBSP}: aucun écart de prix ne les compense."
        worth = "valent" if self.what.startswith("10") else "vaut"
        return f"{told} {worth} {number(round(self.price_pct, 1))}{NBSP}% de prix."


@dataclass(frozen=True)
class Simulation:
    """Some offers under one price formula and one scale."""

    parts: tuple[Part, ...]
    offers: tuple[Offer, ...]
    formula: Formula
    scale: Scale
    estimate: float

    @cached_property
    def scene(self) -> Scene:
        prices = [offer.price for offer in self.offers]
        return Scene(min(prices), max(prices), self.estimate)

    @cached_property
    def shares(self) -> dict[str, list[float]]:
        """{part: the share of its weight that each offer gets}."""
        return {part.key: self._shares(part) for part in self.parts}

    @cached_property
    def marked(self) -> tuple[Marked, ...]:
        """In the order of the offers."""
        return self._marked({part.key: part.weight for part in self.parts})

    @property
    def ranked(self) -> list[Marked]:
        return sorted(self.marked, key=lambda marked: marked.rank)

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.of for part in self.parts))

    @cached_property
    def weighings(self) -> tuple[Weighing, ...]:
        """Covariance with the total over its variance: the shares of all criteria make 100."""
        return tuple(self._weighing(name) for name in self.criteria)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """Each criterion heavier, then lighter, the others keeping their proportions."""
        if len(self.criteria) < 2:
            return ()
        return tuple(self._shift(name, by) for name in self.criteria for by in (SHIFT, -SHIFT))

    @property
    def worths(self) -> list[Worth]:
        """Ten points of the heaviest criterion beside the price, then one step of each mark."""
        others = [part for part in self.parts if not part.is_price]
        heaviest = max((part.of for part in others), key=self._weight, default="")
        top = self.scale.top
        return [
            *([Worth(heaviest, self.price_gap(10), "10 points")] if heaviest else []),
            *(
                Worth(part.name, self.price_gap(part.weight / top), f"1 point de note (sur {top})")
                for part in others
            ),
        ]

    def price_gap(self, points: float) -> float | None:
        """How many per cent above the lowest price an offer loses these points; None: never."""
        weight = sum(part.weight for part in self.parts if part.is_price)
        low, high = self.scene.lowest, self.scene.lowest * 10
        best = self.formula.share(low, self.scene)

        def lost(price: float) -> float:
            return weight * (best - self.formula.share(price, self.scene))

        if lost(high) < points - SAME:
            return None
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if lost(middle) >= points - SAME else (middle, high)
        return 100 * (high / self.scene.lowest - 1)

    def under(self, formula: Formula) -> Simulation:
        return replace(self, formula=formula)

    def comparison(self) -> list[tuple[Formula, tuple[Marked, ...]]]:
        """The same offers under every formula."""
        return [(formula, self.under(formula).marked) for formula in FORMULAS.values()]

    def _shares(self, part: Part) -> list[float]:
        if part.is_price:
            return [self.formula.share(offer.price, self.scene) for offer in self.offers]
        return self.scale.shares([offer.marks.get(part.key, 0.0) for offer in self.offers])

    def _marked(self, weights: Mapping[str, float]) -> tuple[Marked, ...]:
        points = [
            {key: weights[key] * shares[place] for key, shares in self.shares.items()}
            for place in range(len(self.offers))
        ]
        totals = [sum(own.values()) for own in points]
        return tuple(
            Marked(offer, own, total, 1 + sum(other > total + SAME for other in totals))
            for offer, own, total in zip(self.offers, points, totals, strict=True)
        )

    def _weight(self, name: str) -> float:
        return sum(part.weight for part in self.parts if part.of == name)

    def _points(self, name: str) -> list[float]:
        keys = [part.key for part in self.parts if part.of == name]
        return [sum(marked.points[key] for key in keys) for marked in self.marked]

    def _weighing(self, name: str) -> Weighing:
        points, totals = self._points(name), [marked.total for marked in self.marked]
        variance = _covariance(totals, totals)
        effective = 100 * _covariance(points, totals) / variance if variance > SAME else None
        return Weighing(name, self._weight(name), max(points) - min(points), effective)

    def _shift(self, name: str, by: float) -> Shift:
        own = self._weight(name)
        new = min(100.0, max(0.0, own + by))
        rest = sum(part.weight for part in self.parts) - own
        factors = {
            part.key: (new / own if own else 1.0)
            if part.of == name
            else ((rest + own - new) / rest if rest else 1.0)
            for part in self.parts
        }
        after = self._marked({part.key: part.weight * factors[part.key] for part in self.parts})
        moves = tuple(
            (before.offer.name, before.rank, now.rank)
            for before, now in zip(self.marked, after, strict=True)
            if before.rank != now.rank
        )
        return Shift(name, by, moves)

    def as_dict(self) -> dict[str, Any]:
        return {
            "formula": self.formula.id,
            "scale": {"top": self.scale.top, "relative": self.scale.relative},
            "offers": [
                {
                    "name": m.offer.name,
                    "price": m.offer.price,
                    "marks": dict(m.offer.marks),
                    "points": {key: round(value, 4) for key, value in m.points.items()},
                    "total": round(m.total, 4),
                    "rank": m.rank,
                }
                for m in self.marked
            ],
            "criteria": [
                {
                    "name": w.name,
                    "announced": w.announced,
                    "effective": None if w.effective is None else round(w.effective, 2),
                    "spread": round(w.spread, 4),
                    "sentence": w.sentence,
                }
                for w in self.weighings
            ],
            "worth": [worth.sentence for worth in self.worths],
            "shifts": [shift.sentence for shift in self.shifts],
            "formulas": [
                {"formula": formula.id, "ranks": [m.rank for m in marked]}
                for formula, marked in self.comparison()
            ],
        }


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    mean_one, mean_other = fmean(one), fmean(other)
    return fmean((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))

"""Marked offers of a lot: points, ranks, and why each stands where it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from procurement.typography import NBSP, fold, join_words, number


@dataclass(frozen=True)
class ExpectedPart:
    """What gets one mark; `top` is None for amounts, turned into points by `formula` if known."""

    number: str
    name: str
    weight: Decimal
    top: int | None = None
    formula: str = ""


@dataclass(frozen=True)
class ExpectedLot:
    lot: int | None
    sheet: str
    title: str
    parts: tuple[ExpectedPart, ...]


@dataclass(frozen=True)
class CellFault:
    """`where` is « Lot 1, cellule E6 »; `instead` says what to do."""

    where: str
    why: str
    instead: str = ""


@dataclass(frozen=True)
class MarkedOffer:
    """`given` are the marks and amounts as typed, `points` what they are worth, by part number."""

    name: str
    given: Mapping[str, Decimal]
    points: Mapping[str, Decimal]
    motives: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.points.values(), Decimal(0))


@dataclass(frozen=True)
class MarkedLot:
    lot: int | None
    title: str
    parts: tuple[ExpectedPart, ...]
    offers: tuple[MarkedOffer, ...]

    def rank(self, offer: MarkedOffer) -> int:
        """Equals share a rank."""
        return 1 + sum(other.total > offer.total for other in self.offers)

    @property
    def ranked(self) -> list[MarkedOffer]:
        return sorted(self.offers, key=lambda offer: (-offer.total, fold(offer.name)))

    def reason(self, offer: MarkedOffer) -> str:
        """Why the offer stands where it does: against the first, or against the second."""
        ranked, rank = self.ranked, self.rank(offer)
        place = f"{offer.name}{NBSP}: {_ordinal(rank)}, {in_points(offer.total)} sur 100"
        others = [other for other in ranked if other is not offer]
        if not others:
            return f"{place}. C'est la seule offre notée."
        rival = others[0]
        gap = offer.total - rival.total
        if not gap:
            return f"{place}, à égalité avec {rival.name}. {self._apart(offer, rival)}".strip()
        more = "de plus" if gap > 0 else "de moins"
        against = f"{in_points(abs(gap))} {more} que {rival.name}"
        return f"{place}, {against}. {self._apart(offer, rival)}".strip()

    def _apart(self, offer: MarkedOffer, rival: MarkedOffer) -> str:
        gaps = [
            (part, offer.points[part.number] - rival.points[part.number]) for part in self.parts
        ]
        gains = sorted((gap for gap in gaps if gap[1] > 0), key=lambda gap: -gap[1])
        losses = sorted((gap for gap in gaps if gap[1] < 0), key=lambda gap: gap[1])
        said = [
            f"elle {verb} sur " + join_words([_gap(part, gap) for part, gap in found])
            for verb, found in (("gagne", gains), ("perd", losses))
            if found
        ]
        sentence = " et ".join(said)
        return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""

    def rows(self) -> list[tuple[ExpectedPart, list[tuple[Decimal, Decimal]]]]:
        """(part, [(given, points) of each offer, the first ranked first])."""
        ranked = self.ranked
        return [
            (part, [(o.given.get(part.number, o.points[part.number]), o.points[part.number])
                    for o in ranked])
            for part in self.parts
        ]  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        return {
            "lot": self.lot,
            "title": self.title,
            "parts": [
                {
                    "number": part.number,
                    "name": part.name,
                    "weight": str(part.weight),
                    "top": part.top,
                    "formula": part.formula,
                }
                for part in self.parts
            ],
            "offers": [
                {
                    "name": offer.name,
                    "given": {key: str(value) for key, value in offer.given.items()},
                    "points": {key: str(value) for key, value in offer.points.items()},
                    "motives": dict(offer.motives),
                }
                for offer in self.offers
            ],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> MarkedLot:
        def decimals(values: Mapping[str, str]) -> dict[str, Decimal]:
            return {key: Decimal(value) for key, value in values.items()}

        return cls(
            kept["lot"],
            kept["title"],
            tuple(
                ExpectedPart(p["number"], p["name"], Decimal(p["weight"]), p["top"], p["formula"])
                for p in kept["parts"]
            ),
            tuple(
                MarkedOffer(o["name"], decimals(o["given"]), decimals(o["points"]), o["motives"])
                for o in kept["offers"]
            ),
        )


def _ordinal(rank: int) -> str:
    return "première" if rank == 1 else f"{rank}e"


def in_points(value: Decimal) -> str:
    return f"{number(value)} point{'s' if abs(value) >= 2 else ''}"


def _gap(part: ExpectedPart, gap: Decimal) -> str:
    sign = "+" if gap > 0 else "−"
    return f"«{NBSP}{part.name}{NBSP}» ({sign}{NBSP}{number(abs(gap))})"

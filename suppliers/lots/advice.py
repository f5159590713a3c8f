"""Lots proposed and the ways of cutting a need, as pages, Word and the API show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from needs.levers import Advised
from procurement.typography import capitalised, join_words
from suppliers.capacity import Quantity
from suppliers.covering import Candidate
from suppliers.lots.carrying import Carrying, Cell, Field, shares_of
from suppliers.lots.options import LABELS
from suppliers.lots.question import LotQuestion
from suppliers.lots.zones import Zone

MOST_PLACES = 12


@dataclass(frozen=True)
class ProposedLot:
    number: int
    title: str
    components: tuple[str, ...]
    zones: tuple[str, ...]
    places: tuple[str, ...]
    quantities: tuple[tuple[str, tuple[Quantity, ...]], ...]
    share: Decimal
    amount: Decimal | None
    cpv: str
    carrying: Carrying
    reserve: Advised | None = None
    reasons: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()

    @property
    def description(self) -> str:
        """What the lot holds, as the tender's lot says it."""
        return content(self.quantities, self.places, self.zones)

    @property
    def share_pct(self) -> Decimal:
        return percent(self.share)

    @property
    def only_in_group(self) -> list[Candidate]:
        """Those who could do a part of the lot, and not the whole of it."""
        return [one for one in self.carrying.partners if one.supplier.key not in self.carrying.keys]

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "components": list(self.components),
            "zones": list(self.zones),
            "description": self.description,
            "share_pct": str(self.share_pct),
            "amount": None if self.amount is None else str(self.amount),
            "cpv": self.cpv,
            "able_alone": [
                {"supplier": c.supplier.key, "name": c.name, "capacity_compared": c.sure}
                for c in self.carrying.alone
            ],
            "able_in_group": [
                {"supplier": c.supplier.key, "name": c.supplier.name}
                for c in self.carrying.partners
            ],
            "covered_together": self.carrying.together,
            "reserve": self.reserve
            and {
                "family": self.reserve.family,
                "label": self.reserve.family.label,
                "article": self.reserve.article,
                "why": self.reserve.why,
                "doubt": self.reserve.doubt,
            },
            "reasons": list(self.reasons),
            "risks": list(self.risks),
        }


@dataclass(frozen=True)
class Option:
    """One way of cutting the need, and how it stands beside the others."""

    id: str
    lots: tuple[ProposedLot, ...]
    cells: tuple[tuple[str, str, int], ...]  # (function, zone, number of the lot)
    verdict: str = ""
    risks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.id]

    @property
    def nobody(self) -> list[ProposedLot]:
        """The lots that nobody found could carry alone."""
        return [lot for lot in self.lots if not lot.carrying.alone]

    @property
    def only_one(self) -> list[ProposedLot]:
        return [lot for lot in self.lots if len(lot.carrying.alone) == 1]

    @property
    def uncovered(self) -> list[ProposedLot]:
        """The lots that the suppliers found could not carry even together."""
        return [lot for lot in self.lots if not lot.carrying.together]

    @property
    def digest(self) -> str:
        """What was read when lots are taken over: another proposal has another one."""
        said = repr([(lot.number, lot.title, lot.description, lot.amount) for lot in self.lots])
        return sha256(said.encode()).hexdigest()[:16]

    def lot_at(self, component: str, zone: str) -> ProposedLot | None:
        number = next((n for c, z, n in self.cells if (c, z) == (component, zone)), None)
        return None if number is None else self.lots[number - 1]

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "label": self.label,
            "digest": self.digest,
            "verdict": self.verdict,
            "risks": list(self.risks),
            "lots": [lot.as_dict() for lot in self.lots],
        }


@dataclass(frozen=True)
class LotAdvice:
    """The cells of the need, the ways of cutting it, the one proposed first, and what is missing.

    `gaps` are the places or functions that no supplier found serves.
    """

    question: LotQuestion
    zones: tuple[Zone, ...]
    cells: tuple[Cell, ...]
    options: tuple[Option, ...]
    gaps: tuple[str, ...]
    missing: tuple[str, ...]
    found: Field

    @property
    def proposed(self) -> Option | None:
        return self.options[0] if self.options else None

    def option(self, id: str) -> Option | None:
        return next((option for option in self.options if option.id == id), None)

    def cell(self, component: str, zone: str) -> Cell | None:
        found = (c for c in self.cells if (c.component.name, c.zone.name) == (component, zone))
        return next(found, None)

    @cached_property
    def function_shares(self) -> dict[str, Decimal]:
        return shares_of(self.question.components, self.question.shares)

    def as_dict(self) -> dict[str, Any]:
        return {
            "proposed": self.proposed.id if self.proposed else None,
            "zones": [
                {
                    "name": zone.name,
                    "why": zone.why,
                    "communes": [spot.place.name for spot in zone.spots],
                }
                for zone in self.zones
            ],
            "grid": [
                {
                    "component": cell.component.name,
                    "zone": cell.zone.name,
                    "volumes": [str(quantity) for quantity in cell.quantities],
                    "able_alone": len(self.found.carrying([cell]).alone),
                }
                for cell in self.cells
            ],
            "options": [option.as_dict() for option in self.options],
            "gaps": list(self.gaps),
            "missing": list(self.missing),
        }


def content(
    quantities: Sequence[tuple[str, tuple[Quantity, ...]]],
    places: Sequence[str],
    zones: Sequence[str],
) -> str:
    """The volumes of a lot, function by function, then its communes, or its zones."""
    told = [f"{capitalised(name)} : {volumes(own)}." for name, own in quantities]
    where = join_words(list(places)) if 0 < len(places) <= MOST_PLACES else " ; ".join(zones)
    return " ".join([*told, f"Lieux : {where}."])


def volumes(quantities: Sequence[Quantity]) -> str:
    return join_words([str(q) for q in quantities]) or "volume à préciser"


def percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

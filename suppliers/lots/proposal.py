"""Components, places and suppliers found → proposed lots, compared, each with its reasons.

Deterministic: the same facts give the same lots. Balise proposes; the buyer cuts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from needs.levers import Advised, LeverFacts
from suppliers.capacity import Quantity, add_up, measure_of
from suppliers.components import Component
from suppliers.covering import Candidate
from suppliers.lots import sentences
from suppliers.lots.carrying import Carrying, Cell, Field, Parcel, shares_of
from suppliers.lots.options import LABELS, SINGLE, cuts_of
from suppliers.lots.reserving import decided_reserve, reserve_of
from suppliers.lots.zones import Spot, Zone, zones_of

MOST_LOTS = 8  # beyond, few services can follow as many contracts (L2113-11, 1°)


@dataclass(frozen=True)
class LotQuestion:
    """All that lots are cut from. `shares` are percents of the amount, by function, as typed.

    `refused` and `decided` are the grounds that the buyer set aside, or chose to reserve a lot on.
    """

    title: str
    components: tuple[Component, ...]
    spots: tuple[Spot, ...]
    parcels: tuple[Parcel, ...]
    candidates: tuple[Candidate, ...]
    purchase: LeverFacts
    at: date
    is_amount_known: bool = True
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    cpv_of: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    decided: tuple[str, ...] = ()
    searched: bool = True
    unplaced: int = 0  # volumes shared equally among the places of their sheet
    unnamed: int = 0  # volumes of no function: neither a component nor a designation tells it

    @property
    def years(self) -> Decimal:
        return Decimal(self.purchase.duration_months or 12) / 12

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        nowhere = Zone("Tout le territoire", "Aucun lieu n'est dit.", ())
        return zones_of(self.spots) or (nowhere,)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Function × zone, where the function is asked for."""
        return _cells(self)

    @cached_property
    def measured(self) -> frozenset[str]:
        """The functions that have a volume."""
        return frozenset(parcel.component for parcel in self.parcels)

    def zones_asked(self, functions: Sequence[str]) -> set[str]:
        """The zones where any of these functions is asked for."""
        return {c.zone.name for c in self.cells if c.component.name in functions}


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
        return sentences.content(self.quantities, self.places, self.zones)

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


def propose_lots(question: LotQuestion) -> LotAdvice:
    """The lots to weigh, the proposed way first; no option when the need has no part at all."""
    zones, cells = question.zones, question.cells
    yearly = question.purchase.amount / question.years if question.is_amount_known else None
    found = Field(question.candidates, yearly)
    cuts = cuts_of(cells, found) if cells else {}
    unordered = [_option(question, id, cut, found) for id, cut in cuts.items()]
    ordered = sorted(unordered, key=lambda option: _order(option, len(cuts)))
    options = [
        replace(
            option,
            verdict=sentences.verdict(
                option, proposed=place == 0, among=len(cuts), searched=question.searched
            ),
        )
        for place, option in enumerate(ordered)
    ]
    return LotAdvice(
        question=question,
        zones=zones,
        cells=cells,
        options=tuple(options),
        gaps=tuple(sentences.gaps(question, cells, found)),
        missing=tuple(sentences.missing(question)),
        found=found,
    )


def _cells(question: LotQuestion) -> tuple[Cell, ...]:
    """Function × zone, where the function is asked for; all zones when no volume says where."""
    shares, zones = shares_of(question.components, question.shares), question.zones
    cells: list[Cell] = []
    for component in question.components:
        own = [parcel for parcel in question.parcels if parcel.component == component.name]
        placed = {zone.name: _within(own, zone, only=len(zones) == 1) for zone in zones}
        asked = [zone for zone in zones if placed[zone.name]] or list(zones)
        parts = _parts(asked, placed)
        cells += [
            Cell(component, zone, placed[zone.name], shares[component.name] * part)
            for zone, part in zip(asked, parts, strict=True)
        ]
    return tuple(cells)


def _within(parcels: Sequence[Parcel], zone: Zone, *, only: bool) -> tuple[Quantity, ...]:
    here = (parcel for parcel in parcels if only or parcel.place in zone.codes)
    return add_up(parcel.quantity for parcel in here)


def _parts(zones: Sequence[Zone], placed: Mapping[str, tuple[Quantity, ...]]) -> list[Decimal]:
    """Each zone's part of a function: by the measure most zones share, or else by sites."""
    measures = [measure_of(quantity) for zone in zones for quantity in placed[zone.name]]
    if measures:
        shared = max(measures, key=measures.count)
        weights = [_measured(placed[zone.name], shared) for zone in zones]
    else:
        weights = [zone.weight for zone in zones]
    total = Decimal(str(sum(weights)))
    if not total:
        return [Decimal(1) / len(zones) for _ in zones]
    return [Decimal(str(weight)) / total for weight in weights]


def _measured(quantities: Sequence[Quantity], measure: tuple[str, bool]) -> float:
    return sum((q.yearly for q in quantities if measure_of(q) == measure), 0.0)


def _option(question: LotQuestion, id: str, cut: Sequence[Sequence[Cell]], found: Field) -> Option:
    lots = tuple(_lot(question, number, lot, found) for number, lot in enumerate(cut, start=1))
    lots = tuple(
        replace(lot, reasons=tuple(sentences.reasons(question, lot, cells, cut, found)))
        for lot, cells in zip(lots, cut, strict=True)
    )
    numbered = tuple(
        (cell.component.name, cell.zone.name, number)
        for number, lot in enumerate(cut, start=1)
        for cell in lot
    )
    risks = tuple(sentences.option_risks(question, lots, most=MOST_LOTS))
    return Option(id, lots, numbered, risks=risks)


def _lot(question: LotQuestion, number: int, cells: Sequence[Cell], found: Field) -> ProposedLot:
    carrying = found.carrying(cells)
    share = sum((cell.share for cell in cells), Decimal(0))
    amount = whole_euros(question.purchase.amount * share) if question.is_amount_known else None
    components = tuple(dict.fromkeys(cell.component.name for cell in cells))
    zones = tuple(dict.fromkeys(cell.zone.name for cell in cells))
    cpv = next((c for name in components if (c := question.cpv_of.get(name, ""))), "")
    lot = ProposedLot(
        number=number,
        title=sentences.title(question, cells),
        components=components,
        zones=zones,
        places=tuple(dict.fromkeys(s.place.name for c in cells for s in c.zone.spots)),
        quantities=tuple(
            (name, add_up(q for c in cells if c.component.name == name for q in c.quantities))
            for name in components
        ),
        share=share,
        amount=amount,
        cpv=cpv,
        carrying=carrying,
        reserve=_reserve(question, carrying, amount, cpv),
    )
    # Before any search, that nobody was found says nothing of the lot.
    return replace(lot, risks=tuple(sentences.lot_risks(lot))) if question.searched else lot


def _reserve(
    question: LotQuestion, carrying: Carrying, amount: Decimal | None, cpv: str
) -> Advised | None:
    """What the buyer decided comes before what the rules allow."""
    return decided_reserve(carrying, question.decided, question.at) or reserve_of(
        question.purchase, carrying, amount, cpv, question.at, question.refused
    )


def whole_euros(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _order(option: Option, among: int) -> tuple[bool, bool, int, int, int]:
    """Lots are the rule; then as few parts as possible that nobody, or only one, can carry."""
    weight = {
        lot.number: sum(1 for *_, number in option.cells if number == lot.number)
        for lot in option.lots
    }
    return (
        option.id == SINGLE and among > 1,
        len(option.lots) > MOST_LOTS,
        sum(weight[lot.number] for lot in option.nobody),
        sum(weight[lot.number] for lot in option.only_one),
        len(option.lots),
    )

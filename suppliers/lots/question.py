"""What lots are cut from: the functions of a need, where each is asked for, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from needs.levers import LeverFacts
from suppliers.capacity import Quantity, add_up, measure_of
from suppliers.components import Component
from suppliers.covering import Candidate
from suppliers.lots.carrying import Cell, Parcel, shares_of
from suppliers.lots.zones import Spot, Zone, zones_of


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

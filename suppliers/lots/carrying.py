"""Who can carry a lot: alone, or in a group, with what is known of each capacity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from suppliers.capacity import Quantity, add_up, best_fits
from suppliers.components import Component
from suppliers.covering import Candidate
from suppliers.facts import SupplierFacts
from suppliers.lots.zones import Spot, Zone, code_of


@dataclass(frozen=True)
class Parcel:
    """A volume of one function at one place; an empty place is a volume nobody situated."""

    component: str
    place: str
    quantity: Quantity


@dataclass(frozen=True)
class Cell:
    """What one function asks in one zone."""

    component: Component
    zone: Zone
    quantities: tuple[Quantity, ...] = ()
    share: Decimal = Decimal(0)  # of the whole amount, from 0 to 1


@dataclass(frozen=True)
class Carrier:
    """A supplier that could carry a lot; `sure` when its capacity was compared and is enough."""

    supplier: SupplierFacts
    sure: bool

    @property
    def name(self) -> str:
        return self.supplier.name


@dataclass(frozen=True)
class Carrying:
    """Who carries a set of cells: alone, or each a part."""

    alone: tuple[Carrier, ...]
    partners: tuple[Candidate, ...]
    together: bool

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(carrier.supplier.key for carrier in self.alone)

    @property
    def sure(self) -> int:
        return sum(carrier.sure for carrier in self.alone)


@dataclass(frozen=True)
class Field:
    """The suppliers found, before any set of cells; `yearly` is a year's amount, if known."""

    candidates: tuple[Candidate, ...]
    yearly: Decimal | None = None
    _memory: dict[frozenset[tuple[str, str]], Carrying] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def served(self) -> dict[str, dict[str, bool]]:
        """{supplier: {place: served}}, filled as places are asked for."""
        return defaultdict(dict)

    def serves(self, candidate: Candidate, spot: Spot) -> bool:
        known = self.served[candidate.supplier.key]
        code = code_of(spot.place)
        if code not in known:
            known[code] = candidate.supplier.area.serves(spot.place)
        return known[code]

    def serves_all(self, candidate: Candidate, zone: Zone) -> bool:
        return all(self.serves(candidate, spot) for spot in zone.spots)

    def carrying(self, cells: Sequence[Cell]) -> Carrying:
        key = frozenset((cell.component.name, cell.zone.name) for cell in cells)
        if key not in self._memory:
            self._memory[key] = self._carrying(cells)
        return self._memory[key]

    def _carrying(self, cells: Sequence[Cell]) -> Carrying:
        alone = tuple(
            carrier for one in self.candidates if (carrier := self._alone(one, cells)) is not None
        )
        partners = tuple(one for one in self.candidates if self._takes_part(one, cells))
        return Carrying(alone, partners, self._together(cells))

    def _alone(self, candidate: Candidate, cells: Sequence[Cell]) -> Carrier | None:
        """The supplier as a carrier of all the cells; None when it cannot be."""
        for cell in cells:
            if not candidate.covers(cell.component) or not self.serves_all(candidate, cell.zone):
                return None
        ratios = [ratio for one in _by_component(cells) if (ratio := _ratio(one, candidate))]
        if any(ratio < 1 for ratio in ratios) or self._is_too_dear(candidate, cells):
            return None
        wanted = sum(1 for one in _by_component(cells) if one.quantities)
        return Carrier(candidate.supplier, bool(wanted) and len(ratios) == wanted)

    def _is_too_dear(self, candidate: Candidate, cells: Sequence[Cell]) -> bool:
        limit = candidate.supplier.max_yearly_eur
        if self.yearly is None or limit is None:
            return False
        return self.yearly * sum((cell.share for cell in cells), Decimal(0)) > Decimal(str(limit))

    def _takes_part(self, candidate: Candidate, cells: Iterable[Cell]) -> bool:
        return any(
            candidate.covers(cell.component)
            and any(self.serves(candidate, spot) for spot in cell.zone.spots)
            for cell in cells
        )

    def _together(self, cells: Sequence[Cell]) -> bool:
        """Every function is covered at every place, with enough capacity where it is declared."""
        if any(self.gaps(cell) for cell in cells):
            return False
        return all(self._enough(one) for one in _by_component(cells))

    def _enough(self, cell: Cell) -> bool:
        ratios = [
            ratio
            for one in self.candidates
            if one.covers(cell.component)
            and any(self.serves(one, spot) for spot in cell.zone.spots)
            and (ratio := _ratio(cell, one))
        ]
        return not ratios or sum(ratios) >= 1

    def gaps(self, cell: Cell) -> list[Spot]:
        """The places of the cell that nobody who covers its function serves."""
        able = [one for one in self.candidates if one.covers(cell.component)]
        return [spot for spot in cell.zone.spots if not any(self.serves(one, spot) for one in able)]


def _by_component(cells: Iterable[Cell]) -> list[Cell]:
    """The cells of one function as one, whatever the zones: a capacity is not told by zone."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.component.name].append(cell)
    return [_joined(group) for group in groups.values()]


def _joined(cells: Sequence[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    spots = tuple(spot for cell in cells for spot in cell.zone.spots)
    quantities = add_up(quantity for cell in cells for quantity in cell.quantities)
    share = sum((cell.share for cell in cells), Decimal(0))
    return Cell(cells[0].component, Zone("", "", spots), quantities, share)


def _ratio(cell: Cell, candidate: Candidate) -> float:
    """How far the supplier's capacity meets the first volume of the cell; 0 when not comparable."""
    fits = best_fits(cell.quantities[:1], candidate.supplier.quantities)
    return max((fit.ratio for fit in fits), default=0.0)


def shares_of(components: Sequence[Component], typed: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each function's part of the amount, from 0 to 1: what was typed, the rest shared equally.

    Typed parts beyond the whole are brought back to it.
    """
    given = {c.name: max(Decimal(0), typed[c.name]) / 100 for c in components if c.name in typed}
    blanks = [c.name for c in components if c.name not in given]
    total = sum(given.values(), Decimal(0))
    left = max(Decimal(0), 1 - total)
    if total > 1 or (not blanks and total):
        given = {name: part / total for name, part in given.items()}
        left = Decimal(0)
    return given | {name: left / len(blanks) for name in blanks}

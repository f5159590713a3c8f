"""The ways of cutting a need: one lot, by function, by territory, by both, or fitted to suppliers.

A way of cutting is a list of lots, each a list of cells (function × zone).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from suppliers.lots.carrying import Cell, Field

SINGLE, FUNCTION, TERRITORY, BOTH, FITTED = "unique", "fonction", "territoire", "croise", "ajuste"
LABELS = {
    SINGLE: "Un seul lot",
    FUNCTION: "Par fonction",
    TERRITORY: "Par territoire",
    BOTH: "Par fonction et par territoire",
    FITTED: "Ajusté aux fournisseurs trouvés",
}
COMPETITION = 2  # under it, nobody competes for the lot

Cut = tuple[tuple[Cell, ...], ...]


def cuts_of(cells: Sequence[Cell], found: Field) -> dict[str, Cut]:
    """The different ways of cutting these cells; those that come to the same are said once."""
    cuts = {
        FUNCTION: _grouped(cells, by=lambda cell: cell.component.name),
        TERRITORY: _grouped(cells, by=lambda cell: cell.zone.name),
        BOTH: tuple((cell,) for cell in cells),
        FITTED: fitted(cells, found),
        SINGLE: (tuple(cells),),
    }
    kept: dict[str, Cut] = {}
    seen: set[frozenset[frozenset[tuple[str, str]]]] = set()
    for name, cut in cuts.items():
        shape = frozenset(frozenset(_key(cell) for cell in lot) for lot in cut)
        if shape not in seen and (len(cut) > 1 or name == SINGLE):
            seen.add(shape)
            kept[name] = cut
    return kept


def fitted(cells: Sequence[Cell], found: Field) -> Cut:
    """By function; a function is cut by zone when that brings competition to every one of them.

    Then functions that the very same suppliers carry become one lot.
    """
    lots: list[tuple[Cell, ...]] = []
    for lot in _grouped(cells, by=lambda cell: cell.component.name):
        lots += _by_zone(lot, found)
    return tuple(_merged(lots, found))


def _by_zone(lot: tuple[Cell, ...], found: Field) -> list[tuple[Cell, ...]]:
    whole = len(found.carrying(lot).alone)
    parts: list[tuple[Cell, ...]] = [(cell,) for cell in lot]
    least = min(len(found.carrying(part).alone) for part in parts)
    return parts if len(parts) > 1 and whole < COMPETITION and least > whole else [lot]


def _merged(lots: Sequence[tuple[Cell, ...]], found: Field) -> list[tuple[Cell, ...]]:
    kept: list[tuple[Cell, ...]] = []
    for lot in lots:
        keys = found.carrying(lot).keys
        for position, other in enumerate(kept):
            same_zones = {c.zone.name for c in lot} == {c.zone.name for c in other}
            joined = (*other, *lot)
            alike = keys and same_zones and keys == found.carrying(other).keys
            if alike and found.carrying(joined).keys == keys:
                kept[position] = joined
                break
        else:
            kept.append(lot)
    return kept


def _key(cell: Cell) -> tuple[str, str]:
    return cell.component.name, cell.zone.name


def _grouped(cells: Iterable[Cell], *, by: Callable[[Cell], str]) -> Cut:
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(by(cell), []).append(cell)
    return tuple(tuple(group) for group in groups.values())

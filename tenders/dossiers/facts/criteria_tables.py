"""Criteria said in tables: down the rows, lot by lot across, or turned on their side."""

from __future__ import annotations

import re
from dataclasses import replace

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.criteria_columns import (
    WEIGHT_HEAD,
    Columns,
    columns_of,
    is_head,
    weight_of,
)
from tenders.dossiers.facts.criteria_rows import entry_of, of_text, row_entries
from tenders.dossiers.facts.criteria_sentences import DETAILS
from tenders.dossiers.facts.entries import UNKNOWN, Entry, name_of
from tenders.dossiers.facts.lot_numbers import numbers_said, plain_number
from tenders.dossiers.facts.weights import pure, unit_of_head, weights

_TOTAL = re.compile(r"^\W*(?:sous-?)?total|^\W*somme|^\W*note (?:totale|globale|finale)|^ensemble$")
_LONGEST_HEAD = 60


def entries(rows: list[Said]) -> dict[int, tuple[Entry, ...]]:
    """What each row weighs, lot by lot when the columns are lots."""
    head, raw = _head_of(rows)
    body = [row for row in rows[(head if head is not None else -1) + 1 :] if not _is_total(row)]
    if turned := _turned(rows, head):
        return turned
    columns = columns_of([plain(c) for c in raw], body)
    columns.raw = raw
    lot_at = next(
        (
            at
            for at, h in enumerate(columns.heads)
            if re.fullmatch(r"\W*(?:n\W*)?lots?\W*(?:n\W*)?", h)
        ),
        None,
    )
    if lot_at is not None:
        columns.names = [at for at in columns.names if at != lot_at] or columns.names
        columns.weights = [at for at in columns.weights if at != lot_at] or columns.weights
    lots = tuple(_lots_in(rows, head))
    if not columns.weights:
        return {
            row.at: tuple(of_text(row))
            for row in body
            if head is not None or len(row.passage.cells) < 4
        }
    of_lots = {at: columns.lots(at) for at in columns.weights}
    found: dict[int, tuple[Entry, ...]] = {}
    if sum(bool(named) for named in of_lots.values()) > 1:
        for at, named in of_lots.items():
            mine = [_for_lots(row, columns, at, of_lots) for row in body]
            for row, said in row_entries(list(filter(None, mine)), columns, [at]):
                found[row] = (*found.get(row, ()), *(replace(e, lots=tuple(named)) for e in said))
        return found
    deeper = int(head is None)  # rows without a head detail the line that stands above them
    by_row = _lots_by_row(body, lot_at, lots)
    details = next((m for cell in raw if (m := DETAILS.search(cell))), None)
    detailed = name_of(details["name"]) if details else ""
    under = (
        detailed if re.search(r"[^\W\d]{3}", detailed) else ""
    )  # « du critère (sur 100) » names none
    return {
        row: tuple(replace(e, lots=by_row[row], indent=deeper, under=under) for e in said)
        for row, said in row_entries(body, columns, columns.weights)
    }


def _for_lots(row: Said, columns: Columns, at: int, of_lots: dict[int, list[str]]) -> Said | None:
    """The row as the lots of a column read it; None when it weighs for other lots alone."""
    cells = row.passage.cells
    weighed = {i for i in of_lots if i < len(cells) and (w := weight_of(cells[i])) and w.value}
    if weighed and at not in weighed:
        return None
    others = {i for i in range(len(cells)) if i != at and columns.lots(i) not in ([], of_lots[at])}
    kept = tuple("" if i in others else cell for i, cell in enumerate(cells))
    return replace(row, passage=replace(row.passage, cells=kept))


def _head_of(rows: list[Said]) -> tuple[int | None, tuple[str, ...]]:
    """The last row of the head, and what it says column by column over its one or two rows."""
    head = next((at for at, row in enumerate(rows[:3]) if is_head(row)), None)
    if head is None:
        return None, ()
    raw = rows[head].passage.cells
    below = rows[head + 1].passage.cells if head + 1 < len(rows) else ()
    named = sum(bool(numbers_said(cell)) and len(cell) < _LONGEST_HEAD for cell in below)
    if named < 2 or len(below) != len(raw) or weights(rows[head + 1].passage.text):
        return head, raw
    joined = (" ".join(dict.fromkeys((one, other))) for one, other in zip(raw, below, strict=True))
    return head + 1, tuple(joined)


def _lots_by_row(
    body: list[Said], lot_at: int | None, lots: tuple[str, ...]
) -> dict[int, tuple[str, ...]]:
    """The lots of each row; a row that only names lots is about those that follow."""
    found: dict[int, tuple[str, ...]] = {}
    for row in body:
        said = numbers_said(row.passage.text)
        if said and len({c for c in row.passage.cells if c}) == 1 and not weights(row.passage.text):
            lots = tuple(said)
        found[row.at] = _lots_of_row(row, lot_at) or lots
    return found


def _lots_of_row(row: Said, lot_at: int | None) -> tuple[str, ...]:
    """The lots of a row, when a column says them."""
    if lot_at is None or lot_at >= len(row.passage.cells):
        return ()
    cell = row.passage.cells[lot_at]
    return tuple(numbers_said(cell) or filter(None, [plain_number(re.sub(r"[^\w]", "", cell))]))


def _turned(rows: list[Said], head: int | None) -> dict[int, tuple[Entry, ...]]:
    """A table whose rows are lots and whose columns are criteria: « Lot | Prix | Délai »."""
    if flat := _names_over_weights(rows):
        return flat
    raw = rows[0].passage.cells
    if (
        len(rows) < 2
        or len(raw) < 3
        or not re.fullmatch(r"\W*(?:n\W*)?lots?\b.{0,12}", plain(raw[0]))
    ):
        return {}
    found: dict[int, tuple[Entry, ...]] = {}
    names = [
        (at, cell)
        for at, cell in enumerate(raw)
        if at and not re.search(r"^(?:total|intitule|designation|objet|libelle)", plain(cell))
        if all(pure(row.passage.cells[at]) for row in rows[1:] if at < len(row.passage.cells))
    ]
    for row in rows[1:]:
        cells = row.passage.cells
        lots = tuple(
            numbers_said(cells[0]) or filter(None, [plain_number(re.sub(r"[^\w]", "", cells[0]))])
        )
        said = [
            (name, pure(cells[at], unit_of_head(plain(name))))
            for at, name in names
            if at < len(cells) and cells[at]
        ]
        if not lots or sum(w is not None for _, w in said) < max(2, len(said) - 1):
            return {}
        found[row.at] = tuple(
            replace(entry_of(row, _bare(name), weight, UNKNOWN), lots=lots, depth=0)
            for name, weight in said
            if weight
        )
    return found


def _names_over_weights(rows: list[Said]) -> dict[int, tuple[Entry, ...]]:
    """Two rows: the criteria, and under each its weight, perhaps after a label."""
    if len(rows) != 2 or len(rows[0].passage.cells) != len(rows[1].passage.cells):
        return {}
    pairs = list(zip(rows[0].passage.cells, rows[1].passage.cells, strict=True))
    pairs = pairs[1:] if WEIGHT_HEAD.search(plain(pairs[0][1])) and not pure(pairs[0][1]) else pairs
    weighed = [
        (name, pure(cell, unit_of_head(plain(rows[1].passage.cells[0])))) for name, cell in pairs
    ]
    if len(weighed) < 2 or not all(weight and not pure(name) for name, weight in weighed):
        return {}
    return {
        rows[1].at: tuple(
            replace(entry_of(rows[1], name, weight, UNKNOWN), depth=0) for name, weight in weighed
        )
    }


def _bare(name: str) -> str:
    return re.sub(r"\s*\(?\s*(?:en )?(?:%|points?|pts)\s*\)?\s*$", "", name)


def _is_total(row: Said) -> bool:
    return bool(_TOTAL.match(next((plain(c) for c in row.passage.cells if c), "")))


def _lots_in(rows: list[Said], head: int | None) -> list[str]:
    """The lots that a row above the head names."""
    for row in rows[: (head or 0) + 1]:
        if found := numbers_said(row.passage.text):
            return found
    return []

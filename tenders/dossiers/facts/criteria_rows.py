"""The rows of a table of criteria, once its columns are known: names, weights and parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tenders.dossiers.facts.corpus import Said
from tenders.dossiers.facts.criteria_columns import Columns, is_filled, weight_of
from tenders.dossiers.facts.criteria_sentences import weighed_in
from tenders.dossiers.facts.entries import CRITERION, SUB, UNKNOWN, Entry, marks_of, name_of
from tenders.dossiers.facts.lot_numbers import numbers_said
from tenders.dossiers.facts.weights import Weight, pure, weights


def row_entries(
    body: list[Said], columns: Columns, weighing: list[int]
) -> Iterator[tuple[int, list[Entry]]]:
    """Row by row; a merged criterion, repeated on each of its rows, is told once."""
    seen: set[str] = set()
    firsts = [row.passage.cells[columns.names[0]] for row in body] if columns.shared else []
    titles_weigh = bool(body) and _weighs_within(body[0], weighing)
    for row in body:
        alone = columns.shared and firsts.count(row.passage.cells[columns.names[0]]) == 1
        shown = replace(columns, names=columns.names[:1]) if alone else columns
        found = list(_of_row(row, shown, weighing))
        if alone and found:  # what stands beside it says what it is judged on
            found[0] = replace(found[0], level=CRITERION)
        if found and _weighs_within(row, weighing) and found[0].level == UNKNOWN:
            found[0] = replace(found[0], level=CRITERION if titles_weigh else SUB)
        keys = [f"{e.name} {e.weight or ''} {e.level}" for e in found]
        new = [e for e, key in zip(found, keys, strict=True) if key not in seen or len(found) == 1]
        seen = {*keys, *(f"{e.name}  {e.level}" for e in found)} if found else seen
        yield row.at, new


def _weighs_within(row: Said, weighing: list[int]) -> bool:
    """« Prix (40 points) » beside an empty cell: a title in the table, with its weight."""
    cells = [row.passage.cells[at] for at in weighing if at < len(row.passage.cells)]
    return bool(cells) and not any(weight_of(cell) for cell in cells)


def _of_row(row: Said, columns: Columns, weighing: list[int]) -> Iterator[Entry]:
    cells = row.passage.cells
    names = [(at, cells[at]) for at in columns.names if at < len(cells) and is_filled(cells[at])]
    names = [one for i, one in enumerate(names) if not i or one[1] != names[i - 1][1]]
    said = [(at, weight_of(cells[at], columns.unit(at))) for at in weighing if at < len(cells)]
    weighed = [(at, w) for at, w in said if w is not None]
    if not names:
        return
    if len(names) > 1 and len(weighed) > 1:
        yield from _pairs(row, names, weighed, columns)
    elif len(names) > 1:
        if weighed and (weighed[0][0] == columns.whole or len(weights(names[1][1])) > 1):
            yield from _with_lines(row, names, weighed[0][1])
        else:
            yield from _under(row, names, weighed[0][1] if weighed else None)
    else:
        yield from _alone(row, names[0][1], weighed, columns, weighing)


def _pairs(
    row: Said, names: list[tuple[int, str]], weighed: list[tuple[int, Weight]], columns: Columns
) -> Iterator[Entry]:
    """Criterion and its weight, then sub-criterion and its own."""
    of_subs = [at for at, _ in weighed if at < len(columns.heads) and "sous" in columns.heads[at]]
    before = [w for at, w in weighed if at < names[1][0] or of_subs and at not in of_subs]
    before = [w for at, w in weighed if at == columns.whole] or before
    criterion = before[0] if before else weighed[0][1]
    rest = [w for _, w in weighed if w is not criterion]
    yield entry_of(row, names[0][1], criterion, CRITERION)
    if rest and (columns.whole is None or of_subs or rest[0].value != criterion.value):
        yield entry_of(row, names[1][1], rest[0], SUB)


def _with_lines(row: Said, names: list[tuple[int, str]], weight: Weight) -> Iterator[Entry]:
    """A criterion, its weight, and in the same row the lines that weigh its parts."""
    yield entry_of(row, names[0][1], weight, CRITERION)
    for line in names[1][1].split("\n"):
        if len(found := weights(line)) > 1:
            yield from (replace(part, level=SUB, under="") for part in weighed_in(row, line))
        elif found and found[0].start > 3:
            yield entry_of(row, line[: found[0].start], found[0], SUB)


def _under(row: Said, names: list[tuple[int, str]], weight: Weight | None) -> Iterator[Entry]:
    """A criterion at the left, which may hold its own weight; its part and weight at the right."""
    inner = weights(names[0][1])
    if inner:
        yield entry_of(row, names[0][1][: inner[0].start], inner[0], CRITERION)
    else:
        yield entry_of(row, names[0][1], None, CRITERION)
    yield entry_of(row, names[1][1], weight, SUB)


def _alone(
    row: Said, name: str, weighed: list[tuple[int, Weight]], columns: Columns, weighing: list[int]
) -> Iterator[Entry]:
    """One name: its weight, and the parts that the same cell lists with theirs."""
    level = UNKNOWN
    if len(columns.names) > 1:
        level = CRITERION if row.passage.cells[columns.names[0]] else SUB
    if len(weighing) > 1 and len(weighed) == 1 and _is_second(weighed[0][0], columns, weighing):
        level = SUB
    lines = name.split("\n")
    cells = [row.passage.cells[at] for at in weighing if at < len(row.passage.cells)]
    stacked = [pure(one) for one in (cells[0].split("\n") if cells else [])]
    if len(lines) > 1 and len(stacked) == len(lines) and all(stacked):
        for at, (line, weight) in enumerate(zip(lines, stacked, strict=True)):
            yield entry_of(row, line, weight, UNKNOWN if not at else SUB)
        return
    inner = weights(lines[0])
    weight = weighed[0][1] if weighed else (inner[0] if inner else None)
    if weight is None and len(lines) == 1:
        return
    first = lines[0][: inner[0].start] if inner and inner[0].start > 3 else name.split("\n- ")[0]
    yield entry_of(row, first, weight, level)
    beside = [
        line
        for at, cell in enumerate(row.passage.cells)
        if at not in weighing and cell != name
        for line in cell.split("\n")
    ]
    for line in [*([name] if weighed and len(lines) == 1 else lines[1:]), *beside]:
        if len(parts := weights(line)) > 1 and weight:
            if sum(part.value for part in parts) in (weight.value, 100):
                for part in weighed_in(row, line):
                    yield replace(part, level=SUB, under="", indent=0, depth=0)
            continue
        for found in parts[: line != name]:
            said = (
                line[: found.start]
                if re.search(r"[^\W\d]{3}", line[: found.start])
                else line[found.end :]
            )
            if weight and re.search(r"[^\W\d]{3}", said) and found.value < 100 and len(line) < 160:
                yield entry_of(row, re.sub(r"^\W*dont\s+", "", said), found, SUB)


def _is_second(column: int, columns: Columns, weighing: list[int]) -> bool:
    head = columns.heads[column] if column < len(columns.heads) else ""
    return "sous" in head or column != weighing[0]


def entry_of(row: Said, text: str, weight: Weight | None, level: int) -> Entry:
    marked, depth = marks_of(text)
    number = next(
        (
            c
            for c in row.passage.cells[:1]
            if re.fullmatch(r"\W*\d{1,2}(?:\.\d{1,2})+\W*|[a-z]\W?", c)
        ),
        "",
    )
    if number and level == UNKNOWN:
        depth = max(depth, 2)
    elif row.passage.cells and re.fullmatch(r"\W*\d{1,2}\W*", row.passage.cells[0]):
        depth = max(depth, 1)
    return Entry(
        name_of(_wrapped(text)),
        row.passage.place(),
        weight.value if weight else None,
        (weight.unit or None) if weight else None,
        level or marked,
        0,
        depth,
    )


def _wrapped(text: str) -> str:
    """A cell breaks its title over lines: they are one while the next goes on in small letters."""
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        if not re.match(r"^[a-zàâéèêîôûç(&/]", line) or joined.rstrip().endswith((":", ".", ";")):
            break
        joined = f"{joined} {line}"
    return joined


def of_text(row: Said) -> Iterator[Entry]:
    """A table without a column of weights: they stand within the words of its cells."""
    for cell in dict.fromkeys(row.passage.cells):
        for line in cell.split("\n"):
            if len(found := weights(line)) > 1 and (several := weighed_in(row, line)):
                yield from (
                    replace(e, lots=tuple(numbers_said(row.passage.cells[0]))) for e in several
                )
            elif found:
                name = line[: found[0].start]
                if sum(c.isalpha() for c in name) >= 3:
                    yield entry_of(row, name, found[0], UNKNOWN)

"""Criteria said in tables: which columns name, which weigh, for which lot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.criteria_sentences import DETAILS, weighed_in
from tenders.dossiers.facts.entries import CRITERION, SUB, UNKNOWN, Entry, marks_of, name_of
from tenders.dossiers.facts.lot_numbers import numbers_said, plain_number
from tenders.dossiers.facts.weights import Weight, pure, unit_of_head, weights

_WEIGHT_HEAD = re.compile(
    r"ponder|poids|\bparts?\b|coef|points?|pts|note\b|%|bareme|valeur maximale|pourcent|notation|maxi"
)
_NAME_HEAD = re.compile(r"critere|sous-critere|libelle|intitule|designation|element|theme|objet")
_ABOUT_HEAD = re.compile(
    r"appreciation|detail|comment|methode|modalite|justificatif|document|support|contenu"
    r"|description|observation|attendu|mode de|formule|jugement|pieces"
)
_NUMBER_HEAD = re.compile(r"^\W*(?:n\s?[°o.]?|numero|rang|ordre|ref\w*|)\W*$")
_EMPTY_HEAD = re.compile(r"^\W*(?:criteres?|ponderation|libelles?|intitules?|elements?)?\W*$")
_OUT_OF = re.compile(
    r"^\W*(?:not(?:e|ation)\b|bareme)(?!.*(?:ponder|poids|%))"
)  # beside the weights
_TOTAL = re.compile(r"^\W*(?:sous-?)?total|^\W*somme|^\W*note (?:totale|globale|finale)|^ensemble$")


_LONGEST_HEAD = 60


def is_head(said: Said) -> bool:
    """Whether the row heads a table of criteria: one column names, another weighs, or is a lot."""
    heads = [plain(cell) for cell in said.passage.cells]
    if any(pure(cell) and weights(cell) for cell in said.passage.cells):
        return False
    named = any(re.search(r"\bcriteres?\b", head) for head in heads)
    others = [head for head in heads if not re.fullmatch(r"\W*(?:sous-)?criteres?\W*", head)]
    weighed = any(_WEIGHT_HEAD.search(head) for head in others)
    lots = sum(bool(numbers_said(cell)) for cell in dict.fromkeys(said.passage.cells))
    return named and (weighed or lots > 1) or lots > 1 and bool(_EMPTY_HEAD.match(heads[0]))


def weighs(rows: list[Said]) -> bool:
    """Whether a table tells criteria with their weights."""
    return is_head(rows[0]) and any(
        pure(cell) for row in rows[1:] for cell in row.passage.cells[1:]
    )


@dataclass
class _Columns:
    names: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # folded
    raw: tuple[str, ...] = ()

    def unit(self, column: int) -> str:
        return unit_of_head(self.heads[column]) if column < len(self.heads) else ""

    def lots(self, column: int) -> list[str]:
        return numbers_said(self.raw[column]) if column < len(self.raw) else []


def entries(rows: list[Said]) -> dict[int, tuple[Entry, ...]]:
    """What each row weighs, lot by lot when the columns are lots."""
    head, raw = _head_of(rows)
    body = [row for row in rows[(head if head is not None else -1) + 1 :] if not _is_total(row)]
    if turned := _turned(rows, head):
        return turned
    columns = _columns([plain(c) for c in raw], body)
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
            row.at: tuple(_of_text(row))
            for row in body
            if head is not None or len(row.passage.cells) < 4
        }
    of_lots = {at: columns.lots(at) for at in columns.weights}
    found: dict[int, tuple[Entry, ...]] = {}
    if sum(bool(named) for named in of_lots.values()) > 1:
        for at, named in of_lots.items():
            mine = [_for_lots(row, columns, at, of_lots) for row in body]
            for row, said in _entries(list(filter(None, mine)), columns, [at]):
                found[row] = (*found.get(row, ()), *(replace(e, lots=tuple(named)) for e in said))
        return found
    deeper = int(head is None)  # rows without a head detail the line that stands above them
    by_row = _lots_by_row(body, lot_at, lots)
    details = next((m for cell in raw if (m := DETAILS.search(cell))), None)
    under = name_of(details["name"]) if details else ""
    return {
        row: tuple(replace(e, lots=by_row[row], indent=deeper, under=under) for e in said)
        for row, said in _entries(body, columns, columns.weights)
    }


def _for_lots(row: Said, columns: _Columns, at: int, of_lots: dict[int, list[str]]) -> Said | None:
    """The row as the lots of a column read it; None when it weighs for other lots alone."""
    cells = row.passage.cells
    weighed = {i for i in of_lots if i < len(cells) and (w := _weight_of(cells[i])) and w.value}
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
            replace(_entry(row, _bare(name), weight, UNKNOWN), lots=lots, depth=0)
            for name, weight in said
            if weight
        )
    return found


def _names_over_weights(rows: list[Said]) -> dict[int, tuple[Entry, ...]]:
    """Two rows: the criteria, and under each its weight, perhaps after a label."""
    if len(rows) != 2 or len(rows[0].passage.cells) != len(rows[1].passage.cells):
        return {}
    pairs = list(zip(rows[0].passage.cells, rows[1].passage.cells, strict=True))
    pairs = (
        pairs[1:] if _WEIGHT_HEAD.search(plain(pairs[0][1])) and not pure(pairs[0][1]) else pairs
    )
    weighed = [
        (name, pure(cell, unit_of_head(plain(rows[1].passage.cells[0])))) for name, cell in pairs
    ]
    if len(weighed) < 2 or not all(weight and not pure(name) for name, weight in weighed):
        return {}
    return {
        rows[1].at: tuple(
            replace(_entry(rows[1], name, weight, UNKNOWN), depth=0) for name, weight in weighed
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


def _columns(heads: list[str], body: list[Said]) -> _Columns:
    width = max((len(row.passage.cells) for row in body), default=0)
    columns = _Columns(heads=heads)
    for at in range(width):
        cells = [row.passage.cells[at] for row in body if at < len(row.passage.cells)]
        filled = [cell for cell in cells if _is_filled(cell)]
        head = heads[at] if at < len(heads) else ""
        if not filled:
            continue
        share = sum(_weight_of(cell) is not None for cell in filled) / len(filled)
        if share >= 0.6 and not _counts_rows(head, filled):
            columns.weights.append(at)
        elif share < 0.6 and not _counts_rows(head, filled):
            columns.names.append(at)
    columns.names = _naming(columns, heads, body)
    said = {at: heads[at] for at in columns.weights if at < len(heads)}
    if any(re.search(r"ponder|poids|%", head) for head in said.values()):
        columns.weights = [at for at in columns.weights if not _OUT_OF.search(said.get(at, ""))]
    return columns


def _naming(columns: _Columns, heads: list[str], body: list[Said]) -> list[int]:
    """The columns that name: by their head, else the first; a second one only when it has parts."""
    said = {at: heads[at] if at < len(heads) else "" for at in columns.names}
    headed = [at for at, head in said.items() if re.search(r"criteres?\b", head)]
    parts = [at for at in headed if re.search(r"sous[- ]critere", said[at])]
    if headed and parts and len(headed) > len(parts):
        return sorted([next(at for at in headed if at not in parts), parts[0]])
    if headed and not parts and len(headed) == 1:
        first = headed[0]
    else:
        named = [at for at, head in said.items() if not _ABOUT_HEAD.search(head)]
        first = (headed or named or columns.names or [0])[0]
    later = [at for at in columns.names if at > first and not _ABOUT_HEAD.search(said[at])]
    column = [row.passage.cells[first] for row in body if first < len(row.passage.cells)]
    merged = any(a == b and a for a, b in pairwise(column)) or (column and not all(column))
    return [first, *(later[:1] if merged else [])]


def _is_filled(cell: str) -> bool:
    """A dash says that there is nothing to say."""
    return bool(re.search(r"\w", cell))


def _weight_of(cell: str, unit: str = "") -> Weight | None:
    return pure(cell.split("\n")[0], unit)


def _counts_rows(head: str, cells: list[str]) -> bool:
    """A column of numbers 1, 2, 2.1 is no weight."""
    ordinal = all(
        re.fullmatch(
            r"\W*(?:\d{1,2}\s?(?:er|[èe]re|e|[èe]me|nd)|(?:sous-)?crit[èe]re\W*n?\W*\d[\d.]*)\W*",
            cell,
            re.IGNORECASE,
        )
        for cell in cells
    )
    if ordinal or "%" in head or not _NUMBER_HEAD.match(head):
        return ordinal
    figures = [int(cell) for cell in cells if cell.strip().isdigit()]
    if figures and (figures[0] > 1 or figures != sorted(figures)):
        return False
    return all(
        re.fullmatch(r"[^\w%]*(?:[A-Z]?\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[IVX]+)[^\w%]*", cell)
        for cell in cells
    )


def _entries(
    body: list[Said], columns: _Columns, weighing: list[int]
) -> Iterator[tuple[int, list[Entry]]]:
    """Row by row; a merged criterion, repeated on each of its rows, is told once."""
    seen: set[str] = set()
    titles_weigh = bool(body) and _weighs_within(body[0], weighing)
    for row in body:
        found = list(_of_row(row, columns, weighing))
        if found and _weighs_within(row, weighing) and found[0].level == UNKNOWN:
            found[0] = replace(found[0], level=CRITERION if titles_weigh else SUB)
        keys = [f"{e.name} {e.weight or ''} {e.level}" for e in found]
        new = [e for e, key in zip(found, keys, strict=True) if key not in seen or len(found) == 1]
        seen = {*keys, *(f"{e.name}  {e.level}" for e in found)} if found else seen
        yield row.at, new


def _weighs_within(row: Said, weighing: list[int]) -> bool:
    """« Prix (40 points) » beside an empty cell: a title in the table, with its weight."""
    cells = [row.passage.cells[at] for at in weighing if at < len(row.passage.cells)]
    return bool(cells) and not any(_weight_of(cell) for cell in cells)


def _of_row(row: Said, columns: _Columns, weighing: list[int]) -> Iterator[Entry]:
    cells = row.passage.cells
    names = [(at, cells[at]) for at in columns.names if at < len(cells) and _is_filled(cells[at])]
    names = [one for i, one in enumerate(names) if not i or one[1] != names[i - 1][1]]
    said = [(at, _weight_of(cells[at], columns.unit(at))) for at in weighing if at < len(cells)]
    weighed = [(at, w) for at, w in said if w is not None]
    if not names:
        return
    if len(names) > 1 and len(weighed) > 1:
        yield from _pairs(row, names, weighed, columns)
    elif len(names) > 1:
        yield from _under(row, names, weighed[0][1] if weighed else None)
    else:
        yield from _alone(row, names[0][1], weighed, columns, weighing)


def _pairs(
    row: Said, names: list[tuple[int, str]], weighed: list[tuple[int, Weight]], columns: _Columns
) -> Iterator[Entry]:
    """Criterion and its weight, then sub-criterion and its own."""
    of_subs = [at for at, _ in weighed if at < len(columns.heads) and "sous" in columns.heads[at]]
    before = [w for at, w in weighed if at < names[1][0] or of_subs and at not in of_subs]
    criterion = before[0] if before else weighed[0][1]
    rest = [w for _, w in weighed if w is not criterion]
    yield _entry(row, names[0][1], criterion, CRITERION)
    if rest:
        yield _entry(row, names[1][1], rest[0], SUB)


def _under(row: Said, names: list[tuple[int, str]], weight: Weight | None) -> Iterator[Entry]:
    """A criterion at the left, which may hold its own weight; its part and weight at the right."""
    inner = weights(names[0][1])
    if inner:
        yield _entry(row, names[0][1][: inner[0].start], inner[0], CRITERION)
    else:
        yield _entry(row, names[0][1], None, CRITERION)
    yield _entry(row, names[1][1], weight, SUB)


def _alone(
    row: Said, name: str, weighed: list[tuple[int, Weight]], columns: _Columns, weighing: list[int]
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
            yield _entry(row, line, weight, UNKNOWN if not at else SUB)
        return
    inner = weights(lines[0])
    weight = weighed[0][1] if weighed else (inner[0] if inner else None)
    if weight is None and len(lines) == 1:
        return
    first = lines[0][: inner[0].start] if inner and inner[0].start > 3 else name.split("\n- ")[0]
    yield _entry(row, first, weight, level)
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
                yield _entry(row, re.sub(r"^\W*dont\s+", "", said), found, SUB)


def _is_second(column: int, columns: _Columns, weighing: list[int]) -> bool:
    head = columns.heads[column] if column < len(columns.heads) else ""
    return "sous" in head or column != weighing[0]


def _entry(row: Said, text: str, weight: Weight | None, level: int) -> Entry:
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


def _of_text(row: Said) -> Iterator[Entry]:
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
                    yield _entry(row, name, found[0], UNKNOWN)

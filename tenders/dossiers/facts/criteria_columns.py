"""Which columns of a table of criteria name, and which weigh."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.lot_numbers import numbers_said
from tenders.dossiers.facts.weights import Weight, pure, unit_of_head, weights

WEIGHT_HEAD = re.compile(
    r"ponder|poids|\bparts?\b|coef|points?|pts|note\b|%|bareme|valeur maximale|pourcent"
    r"|notation|maxi"
)
_ABOUT_HEAD = re.compile(
    r"appreciation|detail|comment|methode|modalite|justificatif|document|support|contenu"
    r"|description|observation|attendu|mode de|formule|jugement|pieces"
)
_NUMBER_HEAD = re.compile(r"^\W*(?:criteres?\s(?=n))?(?:n\s?[°o.]?|numero|rang|ordre|ref\w*|)\W*$")
_EMPTY_HEAD = re.compile(r"^\W*(?:criteres?|ponderation|libelles?|intitules?|elements?)?\W*$")
_OUT_OF = re.compile(
    r"^\W*(?:not(?:e|ation)\b|bareme)(?!.*(?:ponder|poids|%))"
)  # beside the weights


def is_head(said: Said) -> bool:
    """Whether the row heads a table of criteria: one column names, another weighs, or is a lot."""
    heads = [plain(cell) for cell in said.passage.cells]
    if any(pure(cell) and weights(cell) for cell in said.passage.cells):
        return False
    named = any(re.search(r"\bcriteres?\b", head) for head in heads)
    others = [head for head in heads if not re.fullmatch(r"\W*(?:sous-)?criteres?\W*", head)]
    weighed = any(WEIGHT_HEAD.search(head) for head in others)
    lots = sum(bool(numbers_said(cell)) for cell in dict.fromkeys(said.passage.cells))
    return named and (weighed or lots > 1) or lots > 1 and bool(_EMPTY_HEAD.match(heads[0]))


def weighs(rows: list[Said]) -> bool:
    """Whether a table tells criteria with their weights."""
    return is_head(rows[0]) and any(
        pure(cell) for row in rows[1:] for cell in row.passage.cells[1:]
    )


@dataclass
class Columns:
    names: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # folded
    raw: tuple[str, ...] = ()
    shared: bool = False  # one head over the criterion and its parts
    whole: int | None = None  # the weights of criteria, beside those of their parts

    def unit(self, column: int) -> str:
        return unit_of_head(self.heads[column]) if column < len(self.heads) else ""

    def lots(self, column: int) -> list[str]:
        return numbers_said(self.raw[column]) if column < len(self.raw) else []


def columns_of(heads: list[str], body: list[Said]) -> Columns:
    width = max((len(row.passage.cells) for row in body), default=0)
    columns = Columns(heads=heads)
    for at in range(width):
        cells = [row.passage.cells[at] for row in body if at < len(row.passage.cells)]
        filled = [cell for cell in cells if is_filled(cell)]
        head = heads[at] if at < len(heads) else ""
        if not filled:
            continue
        share = sum(weight_of(cell) is not None for cell in filled) / len(filled)
        if share >= 0.6 and not _counts_rows(head, filled):
            columns.weights.append(at)
        elif share < 0.6 and not _counts_rows(head, filled):
            columns.names.append(at)
    texts = columns.names
    columns.names = _naming(columns, heads, body)
    columns.whole = _of_criteria(columns, body)
    if columns.whole is not None and len(columns.names) == 1:
        columns.names += [at for at in texts if at > columns.names[0]][:1]
    said = {at: heads[at] for at in columns.weights if at < len(heads)}
    if any(re.search(r"ponder|poids|%|coef", head) for head in said.values()):
        columns.weights = [at for at in columns.weights if not _OUT_OF.search(said.get(at, ""))]
    return columns


def _naming(columns: Columns, heads: list[str], body: list[Said]) -> list[int]:
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
    later = [at for at, h in said.items() if at > first and not _ABOUT_HEAD.search(h)]
    columns.shared = said.get(first, "") == said.get(first + 1) != ""
    if columns.shared:
        later = [first + 1]
    column = [row.passage.cells[first] for row in body if first < len(row.passage.cells)]
    merged = any(a == b and a for a, b in pairwise(column)) or (column and not all(column))
    return [first, *(later[:1] if merged else [])]


def _of_criteria(columns: Columns, body: list[Said]) -> int | None:
    """The column that says one weight all along a merged criterion, where another one varies.

    Left of the parts, it weighs criteria even alone.
    """
    if not columns.names or any("lot" in columns.heads[at : at + 1] for at in columns.weights):
        return None
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for row in body:
        by_name.setdefault(row.passage.cells[columns.names[0]], []).append(row.passage.cells)
    steady = [
        at
        for at in columns.weights
        if all(len({cells[at] for cells in same}) == 1 for same in by_name.values())
    ]
    left = len(columns.names) > 1 and columns.weights and columns.weights[0] < columns.names[1]
    if len(steady) != 1 or not (left or len(columns.weights) == 2):
        return None
    return steady[0]


def is_filled(cell: str) -> bool:
    """A dash says that there is nothing to say."""
    return bool(re.search(r"\w", cell))


def weight_of(cell: str, unit: str = "") -> Weight | None:
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

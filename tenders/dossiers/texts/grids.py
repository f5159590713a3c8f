"""Ruled tables of a PDF page: lines drawn → cells, merged ones repeated wherever they reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenders.dossiers.texts.words import Word, lines_of, text_of

_NEAR = 2.5  # points within which two rules are one
_SHORTEST = 6.0
MOST_RULES = 4_000
MOST_CELLS = 6_000
_OPEN = 20.0  # how far a rule goes beyond the last vertical one, in an open table
_LEAST_BANDS = 3
_TALLEST = 160.0
_NARROWEST = 150.0


@dataclass(frozen=True)
class Rule:
    """A line drawn: at `at`, from `start` to `end`."""

    at: float
    start: float
    end: float

    def covers(self, value: float) -> bool:
        return self.start - _NEAR <= value <= self.end + _NEAR


@dataclass(frozen=True)
class Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    def holds(self, word: Word) -> bool:
        return (
            self.xs[0] - _NEAR <= word.centre <= self.xs[-1] + _NEAR
            and self.top - _NEAR <= word.middle <= self.bottom + _NEAR
        )

    def rows(self, words: Sequence[Word]) -> list[list[str]]:
        """The text of every cell, rows from top to bottom."""
        roots = self._merged()
        inside: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            inside.setdefault(roots[self._cell(word)], []).append(word)
        ends: dict[tuple[int, int], float] = {}
        for (_, column), first in roots.items():
            ends[first] = max(ends.get(first, 0), self.xs[column + 1])
        texts = {cell: text_of(found, ends[cell]) for cell, found in inside.items()}
        return [
            [texts.get(roots[row, column], "") for column in range(len(self.xs) - 1)]
            for row in range(len(self.ys) - 1)
        ]

    def _cell(self, word: Word) -> tuple[int, int]:
        return (_between(self.ys, word.middle), _between(self.xs, word.centre))

    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Each elementary cell → the first of those that no rule parts from it."""
        roots = {
            (row, column): (row, column)
            for row in range(len(self.ys) - 1)
            for column in range(len(self.xs) - 1)
        }

        def root(cell: tuple[int, int]) -> tuple[int, int]:
            while roots[cell] != cell:
                cell = roots[cell]
            return cell

        for row, column in list(roots):
            middle_y = (self.ys[row] + self.ys[row + 1]) / 2
            middle_x = (self.xs[column] + self.xs[column + 1]) / 2
            right, below = (row, column + 1), (row + 1, column)
            if right in roots and not _ruled(self.down, self.xs[column + 1], middle_y):
                roots[max(root((row, column)), root(right))] = min(root((row, column)), root(right))
            if below in roots and not _ruled(self.across, self.ys[row + 1], middle_x):
                roots[max(root((row, column)), root(below))] = min(root((row, column)), root(below))
        return {cell: root(cell) for cell in roots}


@dataclass(frozen=True)
class Bands:
    """Rows between horizontal rules; the columns are where the words of most rows begin."""

    left: float
    right: float
    ys: tuple[float, ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    def holds(self, word: Word) -> bool:
        return (
            self.left - _NEAR <= word.centre <= self.right + _NEAR
            and self.top <= word.middle <= self.ys[-1]
        )

    def rows(self, words: Sequence[Word]) -> list[list[str]]:
        inside: list[list[Word]] = [[] for _ in self.ys[1:]]
        for word in words:
            inside[_between(self.ys, word.middle)].append(word)
        starts = self.columns(words)
        rows = []
        for row in inside:
            cells: list[list[Word]] = [[] for _ in starts]
            for line in lines_of(row):
                for part in line.segments():
                    column = max(
                        (i for i, s in enumerate(starts) if s <= part[0].left + 8), default=0
                    )
                    cells[column] += part
            rows.append([text_of(cell) for cell in cells])
        return rows

    def columns(self, words: Sequence[Word]) -> list[float]:
        """The left edges that several lines share, after a blank."""
        lefts = [part[0].left for line in lines_of(words) for part in line.segments()]
        shared = [x for x in lefts if sum(abs(x - other) < 6 for other in lefts) >= 2]
        kept: list[float] = []
        for x in sorted([self.left, *shared]):
            if not kept or x - kept[-1] > 12:
                kept.append(x)
        return kept


def _between(edges: Sequence[float], value: float) -> int:
    inner = [at for at, (low, high) in enumerate(pairwise(edges)) if low <= value <= high]
    return inner[0] if inner else 0 if value < edges[0] else len(edges) - 2


def _ruled(rules: Iterable[Rule], at: float, across: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.covers(across) for rule in rules)


def grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    """The tables that these rules draw, from top to bottom."""
    if len(across) + len(down) > MOST_RULES:
        return []
    across, down = _joined(across), _joined(down)
    found = []
    for group in _touching(across, down):
        mine = [across[i] for kind, i in group if kind == 0]
        yours = [down[i] for kind, i in group if kind == 1]
        xs = _edges([*(r.at for r in yours), *_open_sides(mine, yours)])
        ys = _edges(r.at for r in mine)
        small = len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2)
        if not small and (len(xs) - 1) * (len(ys) - 1) <= MOST_CELLS:
            found.append(Grid(xs, ys, tuple(mine), tuple(yours)))
    return sorted(found, key=lambda grid: grid.top)


def _open_sides(across: list[Rule], down: list[Rule]) -> list[float]:
    """A table may be open at its sides: its edge is where most horizontal rules end."""
    left, right = min(r.at for r in down), max(r.at for r in down)
    ends = [r.end for r in across if r.end > right + _OPEN]
    starts = [r.start for r in across if r.start < left - _OPEN]
    return [
        pick(values)
        for values, pick in ((starts, min), (ends, max))
        if len(values) > max(2, len(across) // 2)
    ]


def bands(across: list[Rule], grids: Sequence[Grid]) -> list[Bands]:
    """Tables that have horizontal rules only, all of one width."""
    free = [
        rule
        for rule in _joined(across)
        if not any(grid.top - _NEAR <= rule.at <= grid.bottom + _NEAR for grid in grids)
    ]
    groups: dict[tuple[int, int], list[float]] = {}
    for rule in free:
        key = next(
            (k for k in groups if abs(k[0] - rule.start) < 4 and abs(k[1] - rule.end) < 4),
            (int(rule.start), int(rule.end)),
        )
        groups.setdefault(key, []).append(rule.at)
    found = []
    for (left, right), ys in groups.items():
        edges = _edges(ys)
        near = all(b - a < _TALLEST for a, b in pairwise(edges))
        if len(edges) >= _LEAST_BANDS and near and right - left > _NARROWEST:
            found.append(Bands(left, right, edges))
    return found


def _edges(values: Iterable[float]) -> tuple[float, ...]:
    """Values within a hair's breadth of each other are one."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return tuple(kept)


def _joined(rules: list[Rule]) -> list[Rule]:
    """Pieces of one rule put end to end; what is too short to part anything is left out."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / _NEAR), r.start)):
        last = joined[-1] if joined else None
        if last and abs(last.at - rule.at) <= _NEAR and rule.start <= last.end + _NEAR:
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return [rule for rule in joined if rule.end - rule.start >= _SHORTEST]


def _touching(across: list[Rule], down: list[Rule]) -> list[list[tuple[int, int]]]:
    """Rules that cross, directly or through others, belong to one table."""
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, one in enumerate(across):
        for j, other in enumerate(down):
            if one.covers(other.at) and other.covers(one.at):
                a = groups.setdefault((0, i), [(0, i)])
                b = groups.setdefault((1, j), [(1, j)])
                if a is not b:
                    a.extend(b)
                    for member in b:
                        groups[member] = a
    return list({id(group): group for group in groups.values()}.values())

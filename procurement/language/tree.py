"""Codes as a tree (division, group, class); one row of numbers tells of all its nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.floating]  # a number for each node
DIVISION, GROUP, CLASS = 2, 3, 4  # how many digits say it


class Tree:
    """Each node is one of the choices below its prefix; those of one prefix are neighbours."""

    def __init__(self, codes: Sequence[str]) -> None:
        below: dict[str, set[str]] = defaultdict(set)
        for code in codes:
            for prefix, name in _steps(code):
                below[prefix].add(name)
        self.members = {prefix: sorted(names) for prefix, names in below.items()}
        self.names = [name for names in self.members.values() for name in names]
        sizes = [len(names) for names in self.members.values()]
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._choice = np.repeat(np.arange(len(sizes)), sizes)  # of each node
        self._slices = {
            prefix: slice(start, start + size)
            for prefix, start, size in zip(self.members, self._starts.tolist(), sizes, strict=True)
        }
        numbers = {name: number for number, name in enumerate(self.names)}
        self._path = np.array([[numbers[name] for _, name in _steps(code)] for code in codes])

    def below(self, prefix: str, row: Row) -> Iterator[tuple[str, float]]:
        """The choices below a prefix, with what the row says of each."""
        return zip(self.members[prefix], row[self._slices[prefix]].tolist(), strict=True)

    def log_shares(self, codes: NDArray[np.integer], votes: Row) -> Row:
        """Of the votes of these codes (their numbers), the share of each node in its choice."""
        path = self._path[codes]
        weights = votes.repeat(path.shape[1])
        voted = np.bincount(path.ravel(), weights, len(self.names)).astype(np.float64, copy=False)
        total = self._sums(voted)
        shares: Row = np.log((voted + 1e-3 * total + 1e-9) / (total * 1.001 + 1e-9))
        return shares

    def chances(self, logarithms: Row) -> Row:
        """Between 0 and 1, the sum of each choice being 1."""
        highest = np.maximum.reduceat(logarithms, self._starts)[self._choice]
        chances: Row = np.exp(logarithms - highest)
        return chances / self._sums(chances)

    def _sums(self, row: Row) -> Row:
        sums: Row = np.add.reduceat(row, self._starts)[self._choice]
        return sums


def _steps(code: str) -> list[tuple[str, str]]:
    """From the root: each prefix of the code, and its choice below."""
    return [("", code[:DIVISION]), *((code[: n - 1], code[:n]) for n in (GROUP, CLASS))]

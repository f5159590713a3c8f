"""Many learned choices in one sparse table, all scored in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from procurement.language.features import Ids, Values, Vector
from procurement.language.sparse import ENTRY, Rows


class Entries(NamedTuple):
    """Feature (in order), class number and weight of all that weighs something."""

    features: Ids
    classes: NDArray[np.int16]
    weights: Values


class Choice(Protocol):
    """Classes to choose from, once learned."""

    classes: list[str]
    bias: Values
    entries: Entries


def heavy(weights: Values, least: float) -> Entries:
    """What to keep of a dense table (features × classes): a hundredth of it."""
    rows, classes = np.nonzero((weights > least) | (weights < -least))
    return Entries(rows.astype(np.int32), classes.astype(np.int16), weights[rows, classes])


class Branches:
    """Many choices (prefix → its classes) in one sparse table."""

    def __init__(self, learned: Mapping[str, Choice], features: int) -> None:
        sizes = [len(branch.classes) for branch in learned.values()]
        parts = [branch.entries for branch in learned.values()]
        total = np.zeros(features, dtype=np.int64)
        for part in parts:
            total += np.bincount(part.features, minlength=features)
        starts = np.concatenate([[0], total.cumsum()])
        entries = np.empty(starts[-1], dtype=ENTRY)
        # Each part goes straight to its places: to sort millions of entries would take as much
        # memory again.
        free = starts[:-1].copy()
        for part, first in zip(parts, np.cumsum([0, *sizes[:-1]]), strict=True):
            counts = np.bincount(part.features, minlength=features)
            before = counts.cumsum() - counts
            places = (free - before)[part.features] + np.arange(len(part.features))
            entries["column"][places] = part.classes + np.int32(first)
            entries["weight"][places] = part.weights
            free += counts
        self._bias = np.concatenate([branch.bias for branch in learned.values()])
        self._rows = Rows(starts, entries, len(self._bias))

    def scores(self, vector: Vector) -> Values:
        """One score per class of every branch, in the order they were given."""
        total: Values = self._rows.total(vector) + self._bias
        return total

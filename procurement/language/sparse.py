"""A wide table with little in each row: the rows of a text are summed in one pass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from procurement.language.features import Vector

# Side by side: what is sought in memory is sought once.
ENTRY = np.dtype([("column", np.int32), ("weight", np.float32)])
Entries = np.ndarray[tuple[int], np.dtype[np.void]]


class Rows:
    """One row a feature; their entries follow each other, each row from its start to the next."""

    def __init__(self, starts: NDArray[np.int64], entries: Entries, width: int) -> None:
        self._starts, self._entries, self._width = starts, entries, width

    def total(self, vector: Vector) -> NDArray[np.float64]:
        """The rows of its features, each as many times as the feature weighs, summed."""
        starts = self._starts.take(vector.ids)
        sizes = self._starts.take(vector.ids + 1) - starts
        # Where the entries of all its features are: taken at once, not run after run.
        places = (starts - sizes.cumsum() + sizes).repeat(sizes)
        places += np.arange(len(places))
        entries = self._entries.take(places)
        weighed = entries["weight"] * vector.values.repeat(sizes)
        total = np.bincount(entries["column"], weighed, self._width)
        return total.astype(np.float64, copy=False)

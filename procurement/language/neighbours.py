"""The known texts that are nearest to a new one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procurement.language.features import Vector
from procurement.language.sparse import ENTRY, Rows

_TOO_COMMON = 0.2


class Neighbours:
    """Cosine over match keys and their pairs, by an inverted index."""

    def __init__(self, vectors: Sequence[Vector], is_key: np.ndarray) -> None:
        self._size = len(vectors)
        sizes = [len(vector.ids) for vector in vectors]
        ids = np.concatenate([vector.ids for vector in vectors])
        entries = np.empty(len(ids), dtype=ENTRY)
        entries["column"] = np.repeat(np.arange(self._size, dtype=np.int32), sizes)
        entries["weight"] = np.concatenate([vector.values for vector in vectors])
        counts = np.bincount(ids, minlength=len(is_key))
        telling = is_key & (counts <= max(50, _TOO_COMMON * self._size))
        kept = telling[ids]
        ids, entries = ids[kept], entries[kept]
        order = np.argsort(ids, kind="stable")
        starts = np.searchsorted(ids[order], np.arange(len(is_key) + 1))
        self._rows = Rows(starts, entries[order], self._size)

    def nearest(self, vector: Vector, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and likenesses of the `count` nearest, best first; none that share no word."""
        scores = self._rows.total(vector)
        count = min(count, self._size)
        best = (-scores).argpartition(count - 1)[:count]
        best = best[(-scores[best]).argsort(kind="stable")]
        best = best[scores[best] > 0]
        return best, scores[best]

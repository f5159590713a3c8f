"""The known texts that are nearest to a new one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procurement.language.features import Vector

_TOO_COMMON = 0.2


class Neighbours:
    """Cosine over match keys and their pairs, by an inverted index."""

    def __init__(self, vectors: Sequence[Vector], is_key: np.ndarray) -> None:
        self._size = len(vectors)
        sizes = [len(vector.ids) for vector in vectors]
        ids = np.concatenate([vector.ids for vector in vectors])
        documents = np.repeat(np.arange(self._size, dtype=np.int32), sizes)
        values = np.concatenate([vector.values for vector in vectors])
        words = is_key[ids]
        ids, documents, values = ids[words], documents[words], values[words]
        order = np.argsort(ids, kind="stable")
        self._documents, self._values = documents[order], values[order]
        self._starts = np.searchsorted(ids[order], np.arange(len(is_key) + 1))
        counts = np.diff(self._starts)
        self._telling = (counts > 0) & (counts <= max(50, _TOO_COMMON * self._size))

    def nearest(self, vector: Vector, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and likenesses of the `count` nearest, best first; none that share no word."""
        scores = np.zeros(self._size, dtype=np.float32)
        telling = self._telling[vector.ids]
        ids = vector.ids[telling]
        starts, ends = self._starts[ids].tolist(), self._starts[ids + 1].tolist()
        for start, end, value in zip(starts, ends, vector.values[telling], strict=True):
            scores[self._documents[start:end]] += self._values[start:end] * value
        count = min(count, self._size)
        best = np.argpartition(-scores, count - 1)[:count]
        best = best[np.argsort(-scores[best], kind="stable")]
        best = best[scores[best] > 0]
        return best, scores[best]

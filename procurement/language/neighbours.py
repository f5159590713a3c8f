"""The known texts that are nearest to a new one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procurement.language.features import Vector

_TOO_COMMON = 0.2


class Neighbours:
    """Cosine over word features, by an inverted index."""

    def __init__(self, vectors: Sequence[Vector], is_word: np.ndarray) -> None:
        self._size = len(vectors)
        sizes = [len(vector.ids) for vector in vectors]
        ids = np.concatenate([vector.ids for vector in vectors])
        documents = np.repeat(np.arange(self._size, dtype=np.int32), sizes)
        values = np.concatenate([vector.values for vector in vectors])
        words = is_word[ids]
        ids, documents, values = ids[words], documents[words], values[words]
        order = np.argsort(ids, kind="stable")
        self._documents, self._values = documents[order], values[order]
        self._starts = np.searchsorted(ids[order], np.arange(len(is_word) + 1))

    def nearest(self, vector: Vector, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers and likenesses of the `count` nearest, best first; none that share no word."""
        scores = np.zeros(self._size, dtype=np.float32)
        for feature, value in zip(vector.ids, vector.values, strict=True):
            start, end = self._starts[feature], self._starts[feature + 1]
            if 0 < end - start <= max(50, _TOO_COMMON * self._size):
                scores[self._documents[start:end]] += self._values[start:end] * value
        count = min(count, self._size)
        best = np.argpartition(-scores, count - 1)[:count]
        best = best[np.argsort(-scores[best], kind="stable")]
        best = best[scores[best] > 0]
        return best, scores[best]

"""Texts as sparse vectors: match keys, pairs of keys, and the pieces of each key."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Values = NDArray[np.float32]
PIECE = "#"
_PIECE_WEIGHT = 0.5


@dataclass(frozen=True)
class Vector:
    """Sorted feature ids and their weights, of length one in all."""

    ids: Ids
    values: Values


class Vectorizer:
    """TF-IDF over the features of the texts it was built from."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        seen: Counter[str] = Counter()
        size = 0
        for keys in texts:
            seen.update(set(_counted(keys)))
            size += 1
        self._ids = {feature: number for number, feature in enumerate(seen)}
        self._idf = np.array(
            [
                math.log((size + 1) / (count + 0.5)) * (_PIECE_WEIGHT if feature[0] == PIECE else 1)
                for feature, count in seen.items()
            ],
            dtype=np.float32,
        )
        # Word features only: what makes two texts neighbours.
        self.is_word = np.array([feature[0] != PIECE for feature in seen], dtype=bool)

    def __len__(self) -> int:
        return len(self._ids)

    def __call__(self, keys: Sequence[str]) -> Vector:
        known = sorted(
            (self._ids[feature], count)
            for feature, count in _counted(keys).items()
            if feature in self._ids
        )
        ids = np.array([number for number, _ in known], dtype=np.int32)
        counts = np.array([count for _, count in known], dtype=np.float32)
        values = (1 + np.log(counts)) * self._idf[ids] if len(known) else counts
        length = float(np.linalg.norm(values))
        return Vector(ids, values / length if length else values)


def _counted(keys: Sequence[str]) -> Counter[str]:
    features: Counter[str] = Counter(keys)
    features.update(f"{first} {second}" for first, second in zip(keys, keys[1:], strict=False))
    for key in set(keys):
        features.update(_pieces(key))
    return features


def _pieces(key: str) -> list[str]:
    """Its runs of four and five letters, ends marked: they join what the stemmer does not."""
    marked = f"<{key}>"
    return [
        PIECE + marked[start : start + length]
        for length in (4, 5)
        for start in range(len(marked) - length + 1)
    ]

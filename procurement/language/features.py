"""Texts as sparse vectors: match keys, pairs of keys, and the pieces of each key."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
            seen.update(_features(keys))
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
        known = self._ids
        counts: Counter[int] = Counter()
        for feature, count in Counter(_said(keys)).items():
            if feature in known:
                counts[known[feature]] = count
        for key in set(keys):
            counts.update([known[piece] for piece in _pieces(key) if piece in known])
        ids = np.fromiter(counts, dtype=np.int32, count=len(counts))
        order = np.argsort(ids)
        ids = ids[order]
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))[order]
        values = (1 + np.log(times)) * self._idf[ids]
        length = float(np.sqrt(values @ values))
        return Vector(ids, values / length if length else values)


def _said(keys: Sequence[str]) -> list[str]:
    pairs = (f"{first} {second}" for first, second in zip(keys, keys[1:], strict=False))
    return [*keys, *pairs]


def _features(keys: Sequence[str]) -> set[str]:
    return {*_said(keys), *(piece for key in set(keys) for piece in _pieces(key))}


@lru_cache(maxsize=20_000)
def _pieces(key: str) -> tuple[str, ...]:
    """Its runs of four and five letters, ends marked: they join what the stemmer does not."""
    marked = f"<{key}>"
    return tuple(
        PIECE + marked[start : start + length]
        for length in (4, 5)
        for start in range(len(marked) - length + 1)
    )

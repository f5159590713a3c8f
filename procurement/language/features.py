"""Texts as sparse vectors: match keys, words as they are written, pairs, pieces of words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from procurement.language.terms import keys
from procurement.typography import fold

Ids = NDArray[np.int32]
Values = NDArray[np.float32]
PIECE, WRITTEN = "#", "~"
_WORD = re.compile(r"[^\W\d_]+|\d+|[·€%/&()]")
_PIECE_WEIGHT = 0.5
_MANY = 30_000  # among so many texts, what was seen once tells nothing


class Said(NamedTuple):
    """The match keys of a text, and its words as written: stop words and signs tell too."""

    keys: list[str]
    words: list[str]


def said(text: str) -> Said:
    words = (match[0] for match in _WORD.finditer(fold(text)))
    # Interned: a hundred thousand texts say the same words.
    return Said(
        [intern(key) for key in keys(text)],
        [intern("0" if word.isdigit() else word) for word in words],
    )


@dataclass(frozen=True)
class Vector:
    """Sorted feature ids and their weights, of length one in all."""

    ids: Ids
    values: Values

    def only(self, kept: NDArray[np.bool_]) -> Vector:
        """The features that are kept, weights unchanged."""
        here = kept[self.ids]
        return Vector(self.ids[here], self.values[here])


class Vectorizer:
    """TF-IDF over the features of the texts it was built from."""

    def __init__(self, texts: Iterable[Said]) -> None:
        seen: Counter[str] = Counter()
        size = 0
        for text in texts:
            seen.update(_features(text))
            size += 1
        if size > _MANY:
            seen = Counter({feature: count for feature, count in seen.items() if count > 1})
        self._ids = {feature: number for number, feature in enumerate(seen)}
        self._idf = np.array(
            [
                math.log((size + 1) / (count + 0.5)) * (_PIECE_WEIGHT if feature[0] == PIECE else 1)
                for feature, count in seen.items()
            ],
            dtype=np.float32,
        )
        self.is_written = np.array([feature[0] == WRITTEN for feature in seen], dtype=bool)
        # Keys and their pairs only: what makes two texts neighbours.
        self.is_key = np.array([feature[0] not in (PIECE, WRITTEN) for feature in seen], dtype=bool)

    def __len__(self) -> int:
        return len(self._ids)

    def __call__(self, text: Said) -> Vector:
        known = self._ids
        counts: Counter[int] = Counter()
        for feature, count in Counter(_whole(text)).items():
            if feature in known:
                counts[known[feature]] = count
        for word in set(text.words):
            counts.update([known[piece] for piece in _pieces(word) if piece in known])
        ids = np.fromiter(counts, dtype=np.int32, count=len(counts))
        order = np.argsort(ids)
        ids = ids[order]
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))[order]
        values = (1 + np.log(times)) * self._idf[ids]
        length = float(np.sqrt(values @ values))
        return Vector(ids, values / length if length else values)


def _whole(text: Said) -> list[str]:
    """Keys, words, and pairs of each; how a title begins tells works from supplies."""
    keys, words = text
    return [
        *keys,
        *(f"{first} {second}" for first, second in zip(keys, keys[1:], strict=False)),
        *(WRITTEN + word for word in words),
        *(f"{WRITTEN}{first} {second}" for first, second in zip(words, words[1:], strict=False)),
        *(f"{WRITTEN}^{' '.join(words[:count])}" for count in (1, 2) if words),
    ]


def _features(text: Said) -> set[str]:
    return {*_whole(text), *(piece for word in set(text.words) for piece in _pieces(word))}


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Its runs of four and five letters, ends marked: they join what the stemmer does not."""
    marked = f"<{word}>"
    return tuple(
        PIECE + marked[start : start + length]
        for length in (4, 5)
        for start in range(len(marked) - length + 1)
    )

"""Texts as sparse vectors: words in several guises, and where in a title they stand."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from procurement.language.french import Cuts, cuts
from procurement.language.terms import concepts, keys
from procurement.language.words import key
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "acts.yaml"
Ids = NDArray[np.int32]
Values = NDArray[np.float32]
# The first sign of a feature names its guise; a match key has none.
PIECE, WRITTEN, HEAD, LOT, ACT, CROSS, CONCEPT = "#~<>@&%"
# How much each guise weighs: the length of its part of a vector.
_SHARES = {
    "": 1.0,
    PIECE: 0.7,
    WRITTEN: 1.0,
    HEAD: 0.7,
    LOT: 0.7,
    ACT: 0.5,
    CROSS: 0.5,
    CONCEPT: 0.5,
}
_SHARE = np.array(list(_SHARES.values()), dtype=np.float32)
_GUISES = {guise: number for number, guise in enumerate(_SHARES)}
_WORD = re.compile(r"[^\W\d_]+|\d+|[·€%/&()]")
_REMEMBERED = 20_000  # words whose pieces are known at once
_MANY = 30_000  # among so many texts, what was seen once tells nothing
_LOTS, _BEFORE_NUMBER = frozenset(("lot", "lots", "ms")), 4  # « ms »: marché subséquent
# From these words on, a title says what for, and no longer what.
_PURPOSES = frozenset(("pour", "afin", "cadre", "profit", "vue", "sein", "sur", "destination"))


class Said(NamedTuple):
    """The words of a text; where a title puts them tells what is bought and what it is for."""

    keys: list[str]  # match keys
    words: list[str]  # as written: stop words and signs tell too
    head: list[str]  # keys before « pour », « dans le cadre de » …
    lot: list[str]  # keys after the last « lot n° 3 »
    acts: list[str]  # supply, works, upkeep … in reading order
    concepts: list[str]  # of the thesaurus


def said(text: str) -> Said:
    return placed(text, cuts(text), keys(text), [concept.id for concept in concepts(text)])


def placed(title: str, tokens: Cuts, keys: list[str], concepts: list[str]) -> Said:
    """What a text says whose title this is, or all of it; the tokens are those of its title, the
    keys and concepts its own.
    """
    placed, head, lot = _placed_keys(tokens)
    acts = dict.fromkeys(_acts()[known] for known in placed if known in _acts())
    words = [word for run in title.split() for word in _written(run)]
    return Said(keys, words, placed[:head], placed[lot:], list(acts), concepts)


@lru_cache(maxsize=_REMEMBERED)
def _written(run: str) -> tuple[str, ...]:
    """The words of what stands between two spaces, folded; all figures are one."""
    # Interned: a hundred thousand texts say the same words.
    return tuple(intern("0" if word.isdigit() else word) for word in _WORD.findall(fold(run)))


def _placed_keys(tokens: Cuts) -> tuple[list[str], int, int]:
    """The match keys, how many come before the purpose, and where the last lot begins."""
    found: list[str] = []
    head = lot = None
    awaited = 0  # how many more tokens may be the number of a lot
    for written, match_key in zip(tokens.written, tokens.keys, strict=True):
        if match_key:
            found.append(match_key)
        word = written.lower()
        if head is None and word in _PURPOSES:
            head = len(found) - bool(match_key)
        if word in _LOTS:
            awaited = _BEFORE_NUMBER
        elif awaited:
            awaited -= 1
            if any(sign.isdigit() for sign in word):
                lot, awaited = len(found), 0
    return found, len(found) if head is None else head, len(found) if lot is None else lot


@cache
def _acts() -> dict[str, str]:
    acts: dict[str, list[str]] = read_yaml(DATA)
    return {key(word): act for act, words in acts.items() for word in words}


@dataclass(frozen=True)
class Vector:
    """Sorted feature ids and their weights."""

    ids: Ids
    values: Values

    def only(self, kept: NDArray[np.bool_]) -> Vector:
        """The features that are kept, weights unchanged."""
        here = kept[self.ids]
        return Vector(self.ids[here], self.values[here])


# Names by guise: a guise may come twice, the names of each in reading order.
Features = Callable[[Said], list[tuple[str, list[str]]]]


class Vectorizer:
    """TF-IDF over the features of the texts it was built from, and the pieces of their words."""

    def __init__(self, texts: Iterable[Said], features: Features, in_pieces: bool = False) -> None:
        self._features, self._in_pieces = features, in_pieces
        self._known_pieces: dict[str, array[int]] = {}  # of the words met
        seen: Counter[str] = Counter()
        size = 0
        for text in texts:
            named = features(text)
            if in_pieces:
                named.append((PIECE, [piece for word in text.words for piece in _pieces(word)]))
            # In reading order, not that of a set: learnt again, all is the same.
            once = dict.fromkeys(guise + name for guise, names in named for name in names)
            seen.update(once.keys())
            size += 1
        if size > _MANY:
            seen = Counter({feature: count for feature, count in seen.items() if count > 1})
        # One table a guise: a word is sought as it stands, and in few others.
        self._ids: dict[str, dict[str, int]] = {guise: {} for guise in _SHARES}
        for number, feature in enumerate(seen):
            guise = feature[0] if feature[0] in _SHARES else ""
            self._ids[guise][feature.removeprefix(guise)] = number
        counts = np.fromiter(seen.values(), dtype=np.float32, count=len(seen))
        self._idf = np.log((size + 1) / (counts + 0.5)).astype(np.float32)
        self._guises = np.array([_GUISES.get(feature[0], 0) for feature in seen], dtype=np.int8)
        self.is_written = self._guises == _GUISES[WRITTEN]
        self.is_key = self._guises == 0

    def __len__(self) -> int:
        return len(self._idf)

    def __call__(self, text: Said) -> Vector:
        # Side by side: to walk through objects in all the memory costs more than the rest.
        found = array("i")
        for guise, names in self._features(text):
            found.extend([n for n in map(self._ids[guise].get, names) if n is not None])
        if self._in_pieces:
            for word in dict.fromkeys(text.words):
                found += self._pieces_of(word)
        ids, times = _counted(np.asarray(found))
        values = (1 + np.log(times.astype(np.float32))) * self._idf[ids]
        guises = self._guises[ids]
        lengths = np.sqrt(np.bincount(guises, values**2, len(_SHARES)))
        # What a text has plenty of, pieces of words first, does not drown the rest.
        return Vector(ids, values * (_SHARE / np.maximum(lengths, 1e-9)).astype(np.float32)[guises])

    def _pieces_of(self, word: str) -> array[int]:
        """Half the features of a text are pieces: those of a word are sought once."""
        ids = self._known_pieces.get(word)
        if ids is None:
            if len(self._known_pieces) >= _REMEMBERED:
                self._known_pieces.clear()
            known = self._ids[PIECE]
            ids = array("i", [known[piece] for piece in _pieces(word) if piece in known])
            self._known_pieces[word] = ids
        return ids

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_known_pieces": {}}


def _counted(found: Ids) -> tuple[Ids, NDArray[np.intp]]:
    """As `np.unique` does, at once: the ids in order, and how many times each was found."""
    found.sort()
    first = np.ones(len(found), dtype=bool)
    np.not_equal(found[1:], found[:-1], out=first[1:])
    (starts,) = first.nonzero()
    return found[starts], np.diff(starts, append=len(found))


def key_features(text: Said) -> list[tuple[str, list[str]]]:
    return [("", _alone_and_paired(text.keys))]


def all_features(text: Said) -> list[tuple[str, list[str]]]:
    keys, words, head, lot, acts, named = text
    features = [
        ("", _alone_and_paired(keys)),
        (WRITTEN, _alone_and_paired(words)),
        (HEAD, _alone_and_paired(head)),
        (LOT, _alone_and_paired(lot)),
        (WRITTEN, [f"^{' '.join(words[:count])}" for count in (1, 2) if words]),
        (ACT, acts),
        (CONCEPT, named),
    ]
    for act in acts[:1]:
        # « fourniture de conteneurs » and « collecte de conteneurs » are not bought alike.
        features.append((ACT, [f"^{act}"]))
        features.append((CROSS, [f"{act} {key}" for key in dict.fromkeys(keys)]))
    return features


def _alone_and_paired(words: list[str]) -> list[str]:
    return words + [f"{first} {second}" for first, second in pairwise(words)]


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Its runs of four and five letters, ends marked: they join what the stemmer does not."""
    marked = f"<{word}>"
    return tuple(
        marked[start : start + length]
        for length in (4, 5)
        for start in range(len(marked) - length + 1)
    )

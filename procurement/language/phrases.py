"""Phrases of a vocabulary, found in a text through match keys: inflections and accents aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from procurement.language.french import read_tokens
from procurement.language.spans import Span

_Phrase = tuple[str, ...]
# Signs that a phrase may run over; any other one ends it.
_TRANSPARENT = "-'’«»\"“” \u00a0\u202f\u2009"


@dataclass(frozen=True)
class Hit(Span):
    """A phrase read at a place, and the ids of all that bear it."""

    ids: tuple[str, ...]


class _Word(NamedTuple):
    key: str
    start: int
    end: int
    clause: int


class PhraseIndex:
    """Finds (phrase, id) pairs in texts; the longest phrase wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        owners: dict[_Phrase, list[str]] = {}
        for phrase, id in pairs:
            ids = owners.setdefault(_keys(phrase), [])
            if id not in ids:
                ids.append(id)
        self._by_first: dict[str, list[tuple[_Phrase, tuple[str, ...]]]] = {}
        for keys in sorted(owners, key=len, reverse=True):
            self._by_first.setdefault(keys[0], []).append((keys, tuple(owners[keys])))

    def hits(self, text: str) -> Iterator[Hit]:
        """In reading order, without overlap."""
        words = _words(text)
        position = 0
        while position < len(words):
            length, ids = self._longest(words, position)
            if length:
                start, end = words[position].start, words[position + length - 1].end
                yield Hit(start, end, text[start:end], ids)
            position += length or 1

    def _longest(self, words: Sequence[_Word], position: int) -> tuple[int, tuple[str, ...]]:
        first = words[position]
        for phrase, ids in self._by_first.get(first.key, ()):
            ahead = words[position : position + len(phrase)]
            # Clauses are numbered in order: the same at both ends is the same all along.
            if ahead[-1].clause == first.clause and tuple(word.key for word in ahead) == phrase:
                return len(phrase), ids
        return 0, ()


def _keys(phrase: str) -> _Phrase:
    keys = tuple(key for key, _, _ in read_tokens(phrase) if key)
    if not keys:
        raise ValueError(f"a phrase of stop words matches nothing: {phrase!r}")
    return keys


@lru_cache(maxsize=2)
def _words(text: str) -> list[_Word]:
    clause, found = 0, []
    for key, word, start in read_tokens(text):
        if key:
            found.append(_Word(key, start, start + len(word), clause))
        elif not word[0].isalnum() and word[0] not in _TRANSPARENT:
            clause += 1
    return found

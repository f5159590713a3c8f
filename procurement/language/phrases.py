"""Phrases of a vocabulary, found in a text through match keys: inflections and accents aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from procurement.language.french import cuts, telling
from procurement.language.spans import Span

_Phrase = tuple[str, ...]
# Signs that a phrase may run over; any other one ends it.
_TRANSPARENT = "-'’«»\"“” \u00a0\u202f\u2009"


@dataclass(frozen=True)
class Hit(Span):
    """A phrase read at a place, and the ids of all that bear it."""

    ids: tuple[str, ...]


class _Branch(NamedTuple):
    """A phrase or the beginning of some, the keys that carry it on, and the ids that bear it."""

    after: dict[str, _Branch]
    ids: list[str]


class PhraseIndex:
    """Finds (phrase, id) pairs in texts; the longest phrase wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._root = _Branch({}, [])
        for phrase, id in pairs:
            branch = self._root
            for key in _keys(phrase):
                branch = branch.after.setdefault(key, _Branch({}, []))
            if id not in branch.ids:
                branch.ids.append(id)

    def hits(self, text: str) -> Iterator[Hit]:
        """In reading order, without overlap."""
        words, ends = telling(text), _ends(text)
        begun = self._root.after
        free = 0
        for position in [place for place, key in enumerate(words.keys) if key in begun]:
            if position < free:
                continue
            length, ids = self._longest(words.keys[position : ends[position]])
            if length:
                free = position + length
                start, said = words.starts[position], words.through(text, position, free - 1)
                yield Hit(start, start + len(said), said, tuple(ids))

    def _longest(self, keys: Sequence[str]) -> tuple[int, Sequence[str]]:
        """How many of these keys, the first of which is known, make a phrase; and its ids."""
        found: tuple[int, Sequence[str]] = (0, ())
        branch = self._root
        for length, key in enumerate(keys, 1):
            if (longer := branch.after.get(key)) is None:
                break
            branch = longer
            if branch.ids:
                found = length, branch.ids
        return found


def _keys(phrase: str) -> _Phrase:
    keys = tuple(telling(phrase).keys)
    if not keys:
        raise ValueError(f"a phrase of stop words matches nothing: {phrase!r}")
    return keys


@lru_cache(maxsize=4)
def _ends(text: str) -> list[int]:
    """For each word of a text, how many there are to the end of its clause."""
    ends, words = list[int](), 0
    tokens = cuts(text)
    for written, key in zip(tokens.written, tokens.keys, strict=True):
        if key:
            words += 1
        elif not written[0].isalnum() and written[0] not in _TRANSPARENT:
            ends += [words] * (words - len(ends))
    return ends + [words] * (words - len(ends))

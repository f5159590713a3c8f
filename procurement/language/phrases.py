"""Phrases of a vocabulary, found in a text through match keys: inflections and accents aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from procurement.language.french import Cut, cuts
from procurement.language.spans import Span

_Phrase = tuple[str, ...]
_Known = tuple[_Phrase, tuple[str, ...]]  # and the ids of those that bear it
# Signs that a phrase may run over; any other one ends it.
_TRANSPARENT = "-'’«»\"“” \u00a0\u202f\u2009"


@dataclass(frozen=True)
class Hit(Span):
    """A phrase read at a place, and the ids of all that bear it."""

    ids: tuple[str, ...]


class PhraseIndex:
    """Finds (phrase, id) pairs in texts; the longest phrase wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        owners: dict[_Phrase, list[str]] = {}
        for phrase, id in pairs:
            ids = owners.setdefault(_keys(phrase), [])
            if id not in ids:
                ids.append(id)
        self._by_first: dict[str, list[_Known]] = {}
        for keys in sorted(owners, key=len, reverse=True):
            self._by_first.setdefault(keys[0], []).append((keys, tuple(owners[keys])))

    def hits(self, text: str) -> Iterator[Hit]:
        """In reading order, without overlap."""
        words, clauses = _words(text)
        free = 0
        for position, word in enumerate(words):
            known = self._by_first.get(word.key)
            if known is None or position < free:
                continue
            length, ids = _longest(known, words, clauses, position)
            if length:
                last = words[position + length - 1]
                start, end = word.start, last.start + len(last.text)
                yield Hit(start, end, text[start:end], ids)
                free = position + length


def _longest(
    known: Sequence[_Known], words: Sequence[Cut], clauses: Sequence[int], position: int
) -> tuple[int, tuple[str, ...]]:
    for phrase, ids in known:
        end = position + len(phrase)
        # Clauses are numbered in order: the same at both ends is the same all along.
        if (
            end <= len(words)
            and words[end - 1].key == phrase[-1]
            and clauses[end - 1] == clauses[position]
            and tuple([word.key for word in words[position:end]]) == phrase
        ):
            return len(phrase), ids
    return 0, ()


def _keys(phrase: str) -> _Phrase:
    keys = tuple(cut.key for cut in cuts(phrase) if cut.key)
    if not keys:
        raise ValueError(f"a phrase of stop words matches nothing: {phrase!r}")
    return keys


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[list[Cut], list[int]]:
    """The words of a text, and the number of the clause that each is in."""
    words, clauses, clause = list[Cut](), list[int](), 0
    for cut in cuts(text):
        if cut.key:
            words.append(cut)
            clauses.append(clause)
        elif not cut.text[0].isalnum() and cut.text[0] not in _TRANSPARENT:
            clause += 1
    return words, clauses

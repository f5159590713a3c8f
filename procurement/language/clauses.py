"""A text cut into sentences and clauses: the stretches in which an aim is said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from procurement.language.french import cuts
from procurement.language.spans import sentence_ends
from procurement.typography import fold

_CLAUSE = re.compile(r"[.!?;:](?=\s|$)|[\n()–—•]|,(?=\s)|\s-\s")
FIGURE = "0"
_MANY = 20_000  # distinct words remembered


class Word(NamedTuple):
    key: str  # its match key; a stop word is its own, all figures are one
    form: str  # as written, folded


class Clause(NamedTuple):
    """`sentence` numbers the sentence that it is part of, `beside` has its other words."""

    start: int
    end: int
    sentence: int
    words: tuple[Word, ...]
    beside: tuple[Word, ...] = ()


@lru_cache(maxsize=4)
def clauses(text: str) -> Sequence[Clause]:
    """The clauses that hold a word, in reading order, each beside the others of its sentence."""
    return tuple(_cut(text))


def _cut(text: str) -> Iterator[Clause]:
    starts, words = _words(text)
    begin = 0  # the first word of the sentence
    for number, sentence in enumerate(_sentences(text)):
        within = []
        first = begin
        for start, stop in sentence:
            last = bisect_left(starts, stop, first)
            if last > first:
                within.append((start, stop, first, last))
            first = last
        for start, stop, head, tail in within:
            beside = words[begin:head] + words[tail:first]
            yield Clause(start, stop, number, tuple(words[head:tail]), tuple(beside))
        begin = first


def _sentences(text: str) -> Iterator[list[tuple[int, int]]]:
    """Where the clauses of each start and stop."""
    ends = set(sentence_ends(text))
    sentence, start = [], 0
    for match in _CLAUSE.finditer(text):
        stop, after = match.span()
        sentence.append((start, stop))
        if after in ends:
            yield sentence
            sentence = []
        start = after
    yield [*sentence, (start, len(text))]


def _words(text: str) -> tuple[list[int], list[Word]]:
    """Where they begin, and what they are."""
    written, keys, starts = cuts(text)
    words = list(map(_word, keys, written))
    told = [start for start, word in zip(starts, words, strict=True) if word]
    return told, list(filter(None, words))


@lru_cache(maxsize=_MANY)
def _word(key: str, written: str) -> Word | None:
    form = fold(written).lower()
    first = form[:1]  # of an accent alone, nothing is left
    if first.isdigit():
        return Word(FIGURE, FIGURE)
    return Word(key or form, form) if first.isalpha() else None

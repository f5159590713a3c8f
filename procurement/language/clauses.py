"""A text cut into sentences and clauses: the stretches in which an aim is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, groupby
from typing import NamedTuple

from procurement.language.french import cuts
from procurement.language.spans import SENTENCE_END
from procurement.typography import fold

_SENTENCE = re.compile(SENTENCE_END)
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


def clauses(text: str) -> Iterator[Clause]:
    """The clauses that hold a word, in reading order, each beside the others of its sentence."""
    for _, sentence in groupby(_apart(text), lambda clause: clause.sentence):
        together = list(sentence)
        for clause in together:
            others = (other.words for other in together if other is not clause)
            yield clause._replace(beside=tuple(chain.from_iterable(others)))


def _apart(text: str) -> Iterator[Clause]:
    start, sentence = 0, 0
    ends = {match.end() for match in _SENTENCE.finditer(text)}
    words = list(_words(text))
    position = 0
    for stop, after in _cuts(text):
        held = []
        while position < len(words) and words[position][0] < stop:
            held.append(words[position][1])
            position += 1
        if held:
            yield Clause(start, stop, sentence, tuple(held))
        start = after
        sentence += after in ends


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where each clause stops, and where the next one may start."""
    yield from (match.span() for match in _CLAUSE.finditer(text))
    yield len(text), len(text)


def _words(text: str) -> Iterator[tuple[int, Word]]:
    for written, key, start in cuts(text):
        if word := _word(key, written):
            yield start, word


@lru_cache(maxsize=_MANY)
def _word(key: str, written: str) -> Word | None:
    form = fold(written).lower()
    if form[0].isdigit():
        return Word(FIGURE, FIGURE)
    return Word(key or form, form) if form[0].isalpha() else None

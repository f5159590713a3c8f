"""A text cut into sentences and clauses: the stretches in which an aim is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from procurement.language.french import tokens
from procurement.typography import fold

_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n")
_CLAUSE = re.compile(r"[.!?;:](?=\s|$)|[\n()–—•]|,(?=\s)|\s-\s")
FIGURE = "0"


class Word(NamedTuple):
    key: str  # its match key; a stop word is its own, all figures are one
    form: str  # as written, folded


class Clause(NamedTuple):
    """`sentence` numbers the sentence that it is part of."""

    start: int
    end: int
    sentence: int
    words: tuple[Word, ...]


def clauses(text: str) -> Iterator[Clause]:
    """The clauses that hold a word, in reading order."""
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
    for token in tokens(text):
        form = fold(token.text).lower()
        if form[0].isalpha():
            yield token.idx, Word(token.norm_ or form, form)
        elif form[0].isdigit():
            yield token.idx, Word(FIGURE, FIGURE)

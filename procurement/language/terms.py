"""The words under which two texts meet: match keys, and the thesaurus concepts they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from procurement.language.french import tokens
from procurement.language.thesaurus import thesaurus

_Phrase = tuple[str, ...]


@dataclass(frozen=True)
class ConceptHit:
    """A thesaurus concept read in a text; `text` is `source[start:end]`."""

    id: str
    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Word:
    key: str
    start: int
    end: int
    clause: int  # a phrase never crosses a comma or a full stop


def keys(text: str) -> list[str]:
    """Lemma stems in reading order, accents folded; stop words, numbers and signs are out."""
    return [token.norm_ for token in tokens(text) if token.norm_]


def concepts(text: str) -> list[ConceptHit]:
    """The concepts that the text names, in reading order; the longest label wins."""
    words = _words(text)
    hits: list[ConceptHit] = []
    position = 0
    while position < len(words):
        length, ids = _longest(words, position)
        if length:
            start, end = words[position].start, words[position + length - 1].end
            hits += [
                ConceptHit(id, thesaurus()[id].label, start, end, text[start:end]) for id in ids
            ]
        position += length or 1
    return hits


def _words(text: str) -> list[_Word]:
    clause = 0
    words: list[_Word] = []
    for token in tokens(text):
        if token.norm_:
            words.append(_Word(token.norm_, token.idx, token.idx + len(token), clause))
        elif not token.text[0].isalnum() and token.text[0] not in "-'’«»\" \u00a0\u202f":
            clause += 1
    return words


def _longest(words: Sequence[_Word], position: int) -> tuple[int, tuple[str, ...]]:
    """How many words the longest label that begins here takes, and whose label it is."""
    first = words[position]
    for phrase, ids in _phrases().get(first.key, ()):
        ahead = takewhile(
            lambda word: word.clause == first.clause, words[position : position + len(phrase)]
        )
        if tuple(word.key for word in ahead) == phrase:
            return len(phrase), ids
    return 0, ()


@cache
def _phrases() -> dict[str, list[tuple[_Phrase, tuple[str, ...]]]]:
    """Labels as keys, under their first key, longest first."""
    owners: dict[_Phrase, list[str]] = {}
    for concept in thesaurus():
        for label in concept.all_labels:
            ids = owners.setdefault(tuple(keys(label)), [])
            if concept.id not in ids:
                ids.append(concept.id)
    by_first: dict[str, list[tuple[_Phrase, tuple[str, ...]]]] = {}
    for phrase in sorted(owners, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append((phrase, tuple(owners[phrase])))
    return by_first

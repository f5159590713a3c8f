"""The words under which two texts meet: match keys, and the thesaurus concepts they name."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from procurement.language.french import cuts
from procurement.language.phrases import PhraseIndex
from procurement.language.thesaurus import thesaurus


class ConceptHit(NamedTuple):
    """A thesaurus concept read in a text; `text` is `source[start:end]`."""

    id: str
    label: str
    start: int
    end: int
    text: str


def keys(text: str) -> list[str]:
    """Lemma stems in reading order, accents folded; stop words, numbers and signs are out."""
    return list(filter(None, cuts(text).keys))


def concepts(text: str) -> list[ConceptHit]:
    """The concepts that the text names, in reading order; the longest label wins."""
    return [
        ConceptHit(id, thesaurus()[id].label, hit.start, hit.end, hit.text)
        for hit in _labels().hits(text)
        for id in hit.ids
    ]


@cache
def _labels() -> PhraseIndex:
    return PhraseIndex(
        (label, concept.id) for concept in thesaurus() for label in concept.all_labels
    )

"""A text as patterns read it: small case, no accent, and where each character stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text as patterns read it; `origins[i]` is where its character i stood."""

    lower: str
    cased: str
    origins: list[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Folded:
        characters: list[str] = []
        origins: list[int] = []
        skipped = 0
        for at, character in enumerate(text):
            if at < skipped:
                continue
            if character == "(" and (plural := _OPTIONAL_ENDING.match(text, at)):
                skipped = plural.end()  # « entreprise(s) » is read « entreprise »
                continue
            for folded in _fold(character):
                if folded == " " and (not characters or characters[-1] == " "):
                    continue
                characters.append(folded)
                origins.append(at)
        cased = "".join(characters)
        return cls(cased.lower(), cased, origins)

    def span(self, start: int, end: int) -> Span:
        return Span(self.origins[start], self.origins[end - 1] + 1)

    def sentences(self) -> Iterator[tuple[int, int]]:
        start = 0
        for stop in _SENTENCE_END.finditer(self.cased):
            yield start, stop.start()
            start = stop.end()
        if start < len(self.cased):
            yield start, len(self.cased)


_OPTIONAL_ENDING = re.compile(r"\((?:s|e|es|x|ne|le|trice|rice|se)\)")
# A full stop ends a sentence before a capital, save after « art. » or the letter of an article.
_SENTENCE_END = re.compile(
    r"(?<![ (][A-Za-z])(?<!\b[aA]rt)(?<!\benv)(?<!\bmax)[.;!?]+ (?=[A-Z0-9])"
)


@cache
def _fold(character: str) -> str:
    """The character without accents; all that is no letter, figure or useful sign, a space."""
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    folded = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}.get(kept, kept)
    if len(folded) == 1 and not folded.isalnum() and folded not in ".,;:!?%€+=<>≥≤":
        folded = " "
    return folded

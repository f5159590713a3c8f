"""Pieces of a text: where they begin and end, and how they keep clear of each other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

# A French space may be plain, no-break, thin, or (in what people paste) a line break.
SPACE = r"[ \t\u00a0\u2009\u202f]"
SENTENCE_END = r"[.!?;](?=\s|$)|\n"
# The same, told by one sign first: found in half the time.
_SENTENCE_END = re.compile(r"[.!?;\n](?:(?<=\n)|(?=\s|$))")
_WORD = re.compile(r"\w+|[+±~≈]")
_FULL_STOPS = tuple(".!?;")


@dataclass(frozen=True)
class Span:
    """`text` is always exactly `source[start:end]`."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        return cls(start, end, text[start:end])


@lru_cache(maxsize=4)
def lowered(text: str) -> str:
    """The text in lower case, letter for letter, for patterns written so.

    One that ignores case tries every word of its lists at every letter.
    """
    return text.replace("İ", "i").lower()


@lru_cache(maxsize=4)
def words_of(text: str) -> list[tuple[str, int]]:
    """The words and figures, signs that stand for « about » too, and where each begins."""
    return [(match[0], match.start()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=4)
def starts_by_word(text: str) -> dict[str, list[int]]:
    starts: dict[str, list[int]] = {}
    for word, start in words_of(text):
        starts.setdefault(word, []).append(start)
    return starts


def starts_of(text: str, words: Set[str]) -> list[int]:
    """Where these words begin, in order: many are sought, a text says few of them."""
    starts = starts_by_word(text)
    return sorted(start for word in starts.keys() & words for start in starts[word])


def matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """As `finditer`, for a pattern that cannot match elsewhere than at these places, in order."""
    free = 0
    for start in starts:
        if start >= free and (match := pattern.match(text, start)):
            yield match
            free = match.end()


class Taken:
    """Parts of a text that already mean something; spans are added without overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._spans: list[tuple[int, int]] = []
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        position = bisect_left(self._spans, (start, end))
        self._spans.insert(position, (start, end))

    def free(self, start: int, end: int) -> bool:
        """True when nothing kept here overlaps [start, end)."""
        position = bisect_right(self._spans, (start, end))
        # Kept spans may nest (an exclusion over a date): look back a little, not once.
        for kept_start, kept_end in self._spans[max(0, position - 4) : position + 1]:
            if kept_start < end and start < kept_end:
                return False
        return True

    def take(self, start: int, end: int) -> bool:
        """Keep the span if it is free; False when it is not."""
        if not self.free(start, end):
            return False
        self.add(start, end)
        return True

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._spans)


def sentence_before(text: str, position: int, width: int = 90) -> str:
    """What precedes a position in its own sentence, at most `width` characters."""
    if text[position - 1 : position] in _FULL_STOPS:
        return ""  # « 12. »: nothing leads from it to what it touches
    ends = sentence_ends(text)
    last = bisect_right(ends, position)
    return text[max(0, position - width, ends[last - 1] if last else 0) : position]


@lru_cache(maxsize=4)
def sentence_ends(text: str) -> list[int]:
    """Where what comes after each sentence begins."""
    return [match.end() for match in _SENTENCE_END.finditer(text)]


def sentence_after(text: str, position: int, width: int = 60) -> str:
    """What follows a position in its own sentence, at most `width` characters."""
    after = text[position : position + width]
    end = _SENTENCE_END.search(after)
    return after[: end.start()] if end else after

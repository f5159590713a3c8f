"""Words of a PDF page with where they stand, grouped in lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

GAP = 0.28  # of the size of the letters: a wider blank parts two words
_SAME_LINE = 0.55


@dataclass(frozen=True)
class Word:
    """Coordinates in points from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass
class TextLine:
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        letters = [w for w in self.words if any(c.isalpha() for c in w.text)]
        return bool(letters) and all(word.bold for word in letters)

    def segments(self, gap: float = 2.0) -> list[list[Word]]:
        """The line cut where the blank is much wider than between two words."""
        parts: list[list[Word]] = []
        for word in self.words:
            if parts and word.left - parts[-1][-1].right <= max(gap * word.size, 9):
                parts[-1].append(word)
            else:
                parts.append([word])
        return parts


def lines_of(words: Iterable[Word]) -> list[TextLine]:
    """Words whose middles are level make a line; top to bottom, left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.left)):
        for line in reversed(lines[-3:]):
            about = line[0]
            if abs(word.middle - about.middle) < _SAME_LINE * min(word.size, about.size):
                line.append(word)
                break
        else:
            lines.append([word])
    return [TextLine(sorted(line, key=lambda w: w.left)) for line in lines]


def text_of(words: Sequence[Word], right: float = 0) -> str:
    """The words of a cell that ends at `right`, a line for each that its width did not cut."""
    lines = lines_of(words)
    text = lines[0].text if lines else ""
    for line, following in pairwise(lines):
        first = following.words[0]
        cut = line.right + (first.right - first.left) > right - 2 * first.size
        goes_on = cut and right and _GOES_ON.match(following.text) and not _ENDS.search(text)
        hyphen = text.endswith("-") and _GOES_ON.match(following.text)
        text = join(text, following.text) if goes_on or hyphen else f"{text}\n{following.text}"
    return text


_GOES_ON = re.compile(r"[a-zà-öø-ÿœ(0-9€%](?![.)])")
_ENDS = re.compile(r"(?:[.;:!?]|\d\s*(?:%|points?|€))\s*$")
_COMPOUND = re.compile(
    r"(?:\b(?:sous|non|co|éco|auto|ré|pré|mi|demi|inter|semi|avant|après|ci|là)|\d)-$", re.I
)
_ADDRESS = re.compile(r"(?:@|://|www\.)\S*$")


def join(text: str, following: str) -> str:
    """Two lines of a paragraph; a word cut by a hyphen is made whole again."""
    if text.endswith("-") and len(text) > 1 and text[-2].isalnum() and following[:1].islower():
        whole = _COMPOUND.search(text) or _ADDRESS.search(text)
        return text + following if whole else text[:-1] + following
    return (
        f"{text}{'' if re.search(r'[0-9]-$', text) and following[:1].isdigit() else ' '}{following}"
    )

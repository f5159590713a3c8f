"""Two versions of a document: the passages that changed, each under its heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from procurement.differences import ADDED, REMOVED, Piece, word_differences
from procurement.word.blocks import Block, Clause, Document, Facts, Heading, Table, texts, walk
from procurement.word.inline import FillIn, Inline, Run, ToComplete, inlines

# Under this likeness two passages are not the same one reworded.
_ALIKE = 0.4


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item, a row: its words, and the heading that it stands under."""

    under: str
    text: str


@dataclass(frozen=True)
class Change:
    under: str
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """« added », « removed », or « changed »."""
        kinds = {piece.kind for piece in self.pieces}
        return kinds.pop() if len(kinds) == 1 else "changed"


def changes(old: Document, new: Document) -> tuple[Change, ...]:
    """What differs, in reading order; nothing when both say the same."""
    before, after = list(passages(old)), list(passages(new))
    matcher = SequenceMatcher(None, [p.text for p in before], [p.text for p in after], False)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += _replaced(before[i1:i2], after[j1:j2])
    return tuple(found)


def _replaced(before: list[Passage], after: list[Passage]) -> Iterator[Change]:
    """Passages in the same place: reworded when they are alike, else one goes, one comes."""
    for old, new in zip_longest(before, after):
        if old and new and _alike(old.text, new.text):
            yield Change(new.under, word_differences(old.text, new.text))
            continue
        if old:
            yield Change(old.under, (Piece(REMOVED, old.text),))
        if new:
            yield Change(new.under, (Piece(ADDED, new.text),))


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split(), False).ratio() >= _ALIKE


def passages(document: Document) -> Iterator[Passage]:
    """Every passage in reading order, without its numbers: one that moved is not one reworded."""
    under = ""
    for block in walk(document.blocks):
        if isinstance(block, Heading | Clause):
            under = said(block.text if isinstance(block, Heading) else block.title)
        for text in _lines(block):
            if words := said(text).strip():
                yield Passage(under, words)


def said(text: str) -> str:
    """A text as it is read, its marks in words."""
    return "".join(_said(inline) for inline in inlines(text))


def _said(inline: Inline) -> str:
    match inline:
        case Run(text=text):
            return text
        case ToComplete(what=what):
            return f"[à compléter : {what}]"
        case FillIn(hint=hint):
            return f"[{hint}]"
    return "…"  # the number of a heading, which moves by itself


def _lines(block: Block) -> Iterator[str]:
    """Cells of a row are one passage, as they are read."""
    match block:
        case Table():
            yield block.caption
            for row in (block.header, *block.rows, block.totals):
                yield " | ".join(row)
        case Facts():
            for label, value in block.pairs:
                yield f"{label} : {value}"
        case Clause():
            yield block.title
        case _:
            yield from texts([block])

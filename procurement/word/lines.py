"""A Word file as it is read back: pieces cut at the headings, each made of lines.

The text of a line carries the light marks of `inline.py`, so that it can be written again. Two
lines say the same when their keys are equal: typography, bold and computed numbers do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from procurement.typography import french, long_date
from procurement.word.blocks import Block, Bullets, Numbered, Paragraph

HEAD, TEXT, BULLET, NUMBER = "head", "text", "bullet", "number"
NOTE, CAPTION, ROW = "note", "caption", "row"
WRITABLE = frozenset({TEXT, BULLET, NUMBER})  # what can be written again as it was typed

TO_COMPLETE = re.compile(r"\[à compléter(?:\s*n°\s*\d+)?\s*:\s*([^\]]+)\]", re.IGNORECASE)
_BLANK = re.compile(r"\[\[(.+?)\]\]")
_FILL_IN = re.compile(r"\{\{(.+?)\}\}")
_BOOKMARK = re.compile(r"\[@((?:section|clause)_\w+)\]")
_REFERENCE = re.compile(r"\[@[\w.-]+\]")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_LOOSE = re.compile(r"\s+(?=[:;?!»%€.,)])|(?<=[«(])\s+")
_CAPTION_NUMBER = re.compile(r"^(Tableau|Figure)\s+\d+\b")
_TYPED_NUMBER = re.compile(
    r"^(?:article\s+\d{1,3}(?:\.\d{1,3})*\s*[-:.)]?|\d{1,3}(?:\.\d{1,3})+[.)]?|\d{1,3}[.)])\s+",
    re.IGNORECASE,
)
_VERSION = re.compile(r"_v\d+(?=(_l\d+)?$)")


def bare(mark: str) -> str:
    """The address of a clause whatever its version: a newer one is the same clause."""
    return _VERSION.sub("", mark)


def key(text: str) -> str:
    """What the text says, whatever its typography, its bold and the numbers that are computed."""
    text = _BLANK.sub(r"[à compléter \1]", TO_COMPLETE.sub(r"[[\1]]", text))
    text = _REFERENCE.sub("[@]", _FILL_IN.sub(r"[\1]", text))
    text = " ".join(text.replace("**", "").translate(_SAME).split())
    return _CAPTION_NUMBER.sub(r"\1", _LOOSE.sub("", text))


def title_key(text: str) -> str:
    """The same for a heading, whose number somebody may have typed."""
    return _TYPED_NUMBER.sub("", key(text))


def readable(text: str) -> str:
    """A text with light marks as a person reads it."""
    text = _BLANK.sub(r"[à compléter : \1]", text.replace("**", ""))
    return french(_REFERENCE.sub("[renvoi]", _FILL_IN.sub(r"[\1]", text)))


@dataclass(frozen=True)
class Revision:
    """A tracked change: who inserted, deleted or moved which words, and when."""

    kind: str  # inserted, deleted, moved
    author: str
    at: str
    text: str

    @property
    def label(self) -> str:
        return {"inserted": "insertion", "deleted": "suppression", "moved": "déplacement"}[
            self.kind
        ]

    @property
    def day(self) -> str:
        """« 12 mars 2027 »; nothing when the file does not say."""
        try:
            return long_date(date.fromisoformat(self.at[:10]))
        except ValueError:
            return ""


@dataclass(frozen=True)
class Comment:
    author: str
    at: str
    text: str
    about: str = ""


@dataclass(frozen=True)
class Line:
    kind: str
    text: str
    revisions: tuple[Revision, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def key(self) -> str:
        return title_key(self.text) if self.kind == HEAD else key(self.text)


@dataclass(frozen=True)
class Piece:
    """A heading and what stands under it; `mark` is the address it was given at generation.

    The first piece of a file has no heading: its title is empty and its level is 0.
    """

    mark: str
    head: Line
    level: int
    number: str
    lines: tuple[Line, ...] = ()

    @property
    def title(self) -> str:
        return _TYPED_NUMBER.sub("", self.head.text.replace("**", ""))

    @property
    def keys(self) -> list[str]:
        return [line.key for line in self.lines]

    @property
    def text(self) -> str:
        return as_text(self.lines)

    @property
    def revisions(self) -> tuple[Revision, ...]:
        return tuple(r for line in (self.head, *self.lines) for r in line.revisions)

    @property
    def comments(self) -> tuple[Comment, ...]:
        return tuple(c for line in (self.head, *self.lines) for c in line.comments)


@dataclass(frozen=True)
class Reading:
    """A file read back; `unread` says in French what of it Balise does not read."""

    properties: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    unread: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def referring(self, anchors: Mapping[str, str]) -> Reading:
        """Its references by the anchors that the document gives its headings."""

        def resolved(line: Line) -> Line:
            return replace(
                line, text=_BOOKMARK.sub(lambda found: _anchor(found[1], anchors), line.text)
            )

        pieces = (
            replace(piece, head=resolved(piece.head), lines=tuple(map(resolved, piece.lines)))
            for piece in self.pieces
        )
        return replace(self, pieces=tuple(pieces))

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Reading:
        pieces = tuple(
            Piece(
                **{
                    **piece,
                    "head": _line(piece["head"]),
                    "lines": tuple(map(_line, piece["lines"])),
                }
            )
            for piece in kept["pieces"]
        )
        return cls(kept["properties"], pieces, tuple(kept["unread"]))


def _anchor(mark: str, anchors: Mapping[str, str]) -> str:
    return f"[@{anchors[mark]}]" if mark in anchors else "[[le numéro de l'article cité]]"


def _line(kept: Mapping[str, Any]) -> Line:
    return Line(
        kept["kind"],
        kept["text"],
        tuple(Revision(**one) for one in kept["revisions"]),
        tuple(Comment(**one) for one in kept["comments"]),
    )


def as_text(lines: Iterable[Line]) -> str:
    """Lines as one types them: a blank line between paragraphs, « - » before list items."""
    parts = []
    for kind, group in groupby(lines, key=lambda line: line.kind):
        texts = [line.text for line in group]
        if kind == BULLET:
            parts.append("\n".join(f"- {text}" for text in texts))
        elif kind == NUMBER:
            parts.append("\n".join(f"{n}. {text}" for n, text in enumerate(texts, start=1)))
        else:
            parts += texts
    return "\n\n".join(parts)


_BULLET = re.compile(r"^[-•]\s+")
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")


def as_blocks(text: str) -> list[Block]:
    """What somebody typed, one block a paragraph or a list."""
    return [block for part in text.split("\n\n") if part.strip() for block in _blocks(part.strip())]


def _blocks(part: str) -> Iterator[Block]:
    """A part whose lines all begin with a dash, or all with a number, is a list."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    for mark, shape in ((_BULLET, Bullets), (_NUMBERED, Numbered)):
        if all(map(mark.match, lines)):
            yield shape(tuple(mark.sub("", line) for line in lines))
            return
    yield Paragraph(part)


def as_lines(blocks: Sequence[Block]) -> tuple[Line, ...]:
    """The lines that these blocks give when their file is read back."""
    return tuple(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Paragraph(text=text):
            yield Line(TEXT, text)
        case Bullets(items=items):
            yield from (Line(BULLET, item) for item in items)
        case Numbered(items=items):
            yield from (Line(NUMBER, item) for item in items)

"""Blocks as they are read, counted so that no file can be endless."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from tenders.dossiers.texts import refusals
from tenders.dossiers.texts.headings import follows, is_contents_line, level_of, run_in
from tenders.dossiers.texts.neutral import Block, Paragraph, Table, once
from tenders.dossiers.texts.refusals import Refused

_BULLET = re.compile(
    r"^\s*(?:o(?=\s)|[-–—•●▪◦○■❑➢➤►✓⮚·*§\uf0a7\uf0b7\uf0d8\uf0fc\u2010\u2011]+)\s+(?=\S)"
)
TICKED, UNTICKED = "☒", "☐"
_BOXES = {
    "☑": TICKED,
    "✔": TICKED,
    "✅": TICKED,
    "⊠": TICKED,
    "🗹": TICKED,
    "🗷": TICKED,
    "\uf0fe": TICKED,
    "\uf0fd": TICKED,
    "\uf078": TICKED,
    "□": UNTICKED,
    "▢": UNTICKED,
    "❏": UNTICKED,
    "\uf0a8": UNTICKED,
    "\uf06f": UNTICKED,
    "\uf071": UNTICKED,
    "\uf072": UNTICKED,
}
_BOXED = str.maketrans(_BOXES)
_PAGE = re.compile(r"\s*\bpages?\s*\d{0,3}\s*(?:/|sur)\s*\d{0,3}\s*$", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f\u200b]+")
MOST_ROWS_OF_A_FRAME = 3
_RUN_IN_LEVEL = 4  # of a title that its own paragraph follows on the same line
LONGEST = 4000  # characters of a paragraph: reading one takes time as its length squared
LONG = 160  # a cell longer than that is prose in a frame, not a value in a grid


def tidy(text: str) -> str:
    """One kind of space, no empty line, no control character."""
    text = _PAGE.sub("", text.translate(_BOXED))
    lines = (_SPACES.sub(" ", line).strip() for line in re.split(r"[\n\r\v\f]+", text))
    return "\n".join(line for line in lines if line)


class Gathered:
    """The blocks of one file."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._characters = 0
        self._cells = 0
        self._rows: list[tuple[str, ...]] = []
        self._by_number: set[int] = set()  # headings that only their number shows
        self._page: int | None = None

    def paragraph(
        self,
        text: str,
        *,
        styled: int = 0,
        bold: bool = False,
        larger: bool = False,
        indent: int = 0,
        page: int | None = None,
    ) -> None:
        if is_contents_line(text.rstrip()):
            return
        cells = [tidy(cell) for cell in text.strip().split("\t")]
        if len(cells) > 1 and len(text) < LONG and not styled and "\n" not in text.strip():
            self._rows.append(tuple(filter(None, cells)))
            self._page = page
            return
        self._flush()
        text = tidy(text)
        if not text:
            return
        bullet = _BULLET.match(text)
        if begins := 0 if bullet or styled else run_in(text):
            title = text[:begins].rstrip(". ")
            self._add(Paragraph(title, level_of(title) or _RUN_IN_LEVEL, indent, page))
            text = text[begins:]
        level = 0 if bullet or begins else level_of(text, styled=styled, bold=bold, larger=larger)
        if level and not (styled or bold or larger):
            self._by_number.add(len(self.blocks))
        if bullet:
            indent = max(indent, 2 if bullet[0].strip() == "o" else 1)  # Word's second bullet
        self._add(Paragraph(text[bullet.end() :] if bullet else text, level, indent, page))

    def table(self, rows: Sequence[Sequence[str]], *, page: int | None = None) -> None:
        """A grid; what is only a frame around a text is read as that text."""
        self._flush()
        tidied = [tuple(tidy(cell) for cell in row) for row in rows]
        filled = [row for row in tidied if any(row)]
        if not filled:
            return
        self._cells += sum(map(len, filled))
        if self._cells > refusals.MOST_CELLS:
            raise Refused(refusals.TOO_LONG)
        endless = any(len(cell) > LONGEST for row in filled for cell in row)
        if endless or all(len(set(filter(None, row))) <= 1 for row in filled):
            for row in filled:
                for line in (line for cell in once(row) for line in cell.split("\n")):
                    self.paragraph(line, page=page)
            return
        columns = [column for column in zip_longest(*filled, fillvalue="") if any(column)]
        self._add(Table(tuple(zip(*columns, strict=True)), page))

    def _flush(self) -> None:
        """Lines aligned by tabs make a table, when there are several; one alone is a line."""
        rows, self._rows = self._rows, []
        if _are_contents(rows):
            return
        if len(rows) > 1 and max(map(len, rows)) > 1:
            self.table(rows, page=self._page)
        elif rows:
            self.paragraph(" ".join(rows[0]), page=self._page)

    def done(self) -> tuple[Block, ...]:
        self._flush()
        self._list_what_is_listed()
        return tuple(without_contents(self.blocks))

    def _list_what_is_listed(self) -> None:
        """« 1. DC1 », « 2. DC2 » right after each other are the items of a list, and no titles."""
        for at in [at for at in self._by_number if at + 1 in self._by_number]:
            one, other = self.blocks[at], self.blocks[at + 1]
            if follows(one.text, other.text):  # type: ignore[union-attr]
                for i in (at, at + 1):
                    self.blocks[i] = replace(self.blocks[i], level=0, indent=1)  # type: ignore

    def _add(self, block: Block) -> None:
        if isinstance(block, Paragraph) and len(block.text) > LONGEST:
            for part in _parts(block.text):
                self._add(replace(block, text=part))
            return
        self._characters += (
            len(block.text)
            if isinstance(block, Paragraph)
            else sum(len(cell) for row in block.rows for cell in row)
        )
        if self._characters > refusals.MOST_CHARACTERS or len(self.blocks) >= refusals.MOST_BLOCKS:
            raise Refused(refusals.TOO_LONG)
        self.blocks.append(block)


def _are_contents(rows: Sequence[Sequence[str]]) -> bool:
    """« 1. Objet | 3 », « 2. Lots | 4 »: titles with the pages they stand on, in order."""
    pages = [int(row[-1]) for row in rows if len(row) > 1 and re.fullmatch(r"\d{1,3}", row[-1])]
    numbered = sum(bool(re.match(r"\W*[\dIVXA-Z]{1,4}[.) –-]|annexe", r[0], re.I)) for r in rows)
    return (
        len(rows) > 2
        and len(pages) == len(rows)
        and pages == sorted(pages)
        and numbered > len(rows) / 2
    )


def _parts(text: str) -> Iterator[str]:
    """What is too long to be a paragraph, cut between its sentences, or at least its words."""
    start = 0
    while len(text) - start > LONGEST:
        limit = start + LONGEST
        end = max(text.rfind(". ", start, limit) + 2, text.rfind("\n", start, limit) + 1)
        end = end if end > start + LONGEST // 2 else text.rfind(" ", start, limit) + 1
        end = end if end > start else limit
        yield text[start:end].strip()
        start = end
    yield text[start:].strip()


_SUMMARY = re.compile(r"^(?:sommaire|table des mati[eè]res)\W*$", re.IGNORECASE)
_KEY = re.compile(r"[\W_]+|\s*\d{1,3}$")
_LONGEST_SUMMARY = 150


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """The blocks less a table of contents: lines that come back later as headings."""
    at = next((i for i, b in enumerate(blocks) if _is_summary(b)), None)
    if at is None:
        return list(blocks)
    counts: dict[str, int] = {}
    for block in blocks[at + 1 :]:
        if isinstance(block, Paragraph):
            counts[_key(block.text)] = counts.get(_key(block.text), 0) + 1
    end = at + 1
    while end < len(blocks) and end - at < _LONGEST_SUMMARY and _is_entry(blocks[end], counts):
        end += 1
    return [*blocks[:at], *blocks[end:]]


def _is_summary(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_SUMMARY.match(block.text))


def _is_entry(block: Block, counts: dict[str, int]) -> bool:
    """Said at least twice, here and where it stands, or the number of a page alone."""
    if not isinstance(block, Paragraph):
        return False
    return counts.get(_key(block.text), 0) > 1 or len(block.text) <= 3


def _key(text: str) -> str:
    return _KEY.sub(" ", _KEY.sub(" ", text)).lower().strip()

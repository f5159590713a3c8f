"""What every file becomes before it is understood: paragraphs and tables, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_EXCERPT = 600


@dataclass(frozen=True)
class Paragraph:
    """`level` is that of a heading, 0 for body text; `indent` counts the nesting of a list."""

    text: str
    level: int = 0
    indent: int = 0
    page: int | None = None


@dataclass(frozen=True)
class Table:
    """A merged cell is repeated wherever it reaches, so that each row reads alone."""

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None


Block = Paragraph | Table


@dataclass(frozen=True)
class TextFile:
    """A file that was read; `notes` say in French what of it could not be."""

    name: str
    blocks: tuple[Block, ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()
    has_text: bool = True


@dataclass(frozen=True)
class Unread:
    """A file that was left aside, and why, as a sentence for the person who sent it."""

    name: str
    why: str


@dataclass(frozen=True)
class Dossier:
    files: tuple[TextFile, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where something was read: enough to find it again in the file, and in the text shown."""

    file: str
    block: int
    row: int | None = None
    page: int | None = None
    heading: str = ""
    excerpt: str = ""

    @property
    def anchor(self) -> str:
        return f"b{self.block}" + ("" if self.row is None else f"-{self.row}")

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "anchor": self.anchor}


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a row of a table, under its headings (the outermost first)."""

    file: str
    block: int
    text: str
    headings: tuple[str, ...] = ()
    row: int | None = None
    cells: tuple[str, ...] = ()
    page: int | None = None
    level: int = 0
    indent: int = 0

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """This passage, or the sentences of it that hold [start, end)."""
        excerpt = self.text if end is None else around(self.text, start, end)
        heading = next((h for h in reversed(self.headings) if h), "")
        return Place(self.file, self.block, self.row, self.page, heading, shorten(excerpt))


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"


def around(text: str, start: int, end: int) -> str:
    """The line or sentence that holds [start, end), at most `LONGEST_EXCERPT` long."""
    first = (
        max(
            text.rfind(mark, 0, start) + len(mark)
            for mark in ("\n", ". ", " ; ")
            if text.rfind(mark, 0, start) >= 0
        )
        if _cut_before(text, start)
        else 0
    )
    ends = [at for mark in ("\n", ". ", " ; ") if (at := text.find(mark, end)) >= 0]
    last = min(ends) + 1 if ends else len(text)
    first = max(first, start - LONGEST_EXCERPT // 2)
    return text[first:last].strip()


def _cut_before(text: str, start: int) -> bool:
    return any(text.rfind(mark, 0, start) >= 0 for mark in ("\n", ". ", " ; "))


def passages(file: TextFile) -> list[Passage]:
    return list(_passages(file))


def _passages(file: TextFile) -> Iterator[Passage]:
    trail: list[tuple[int, str]] = []
    for index, block in enumerate(file.blocks):
        headings = tuple(text for _, text in trail)
        if isinstance(block, Table):
            yield from _rows(file.name, index, block, headings)
            continue
        if block.level:
            trail = [one for one in trail if one[0] < block.level]
            trail.append((block.level, block.text))
            headings = tuple(text for _, text in trail)
        yield Passage(
            file.name,
            index,
            block.text,
            headings,
            page=block.page,
            level=block.level,
            indent=block.indent,
        )


def _rows(name: str, index: int, table: Table, headings: tuple[str, ...]) -> Iterator[Passage]:
    for number, row in enumerate(table.rows):
        yield Passage(
            name, index, " | ".join(once(row)), headings, row=number, cells=row, page=table.page
        )


def once(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of a row, those that a merge repeats said once, the empty ones left out."""
    kept = [cell for at, cell in enumerate(cells) if not at or cell != cells[at - 1]]
    return tuple(cell for cell in kept if cell)


def as_dict(dossier: Dossier) -> dict[str, Any]:
    return asdict(dossier)


def from_dict(kept: dict[str, Any]) -> Dossier:
    return Dossier(
        tuple(_file(one) for one in kept["files"]), tuple(Unread(**one) for one in kept["unread"])
    )


def _file(kept: dict[str, Any]) -> TextFile:
    return TextFile(
        **{**kept, "blocks": tuple(map(_block, kept["blocks"])), "notes": tuple(kept["notes"])}
    )


def _block(kept: dict[str, Any]) -> Block:
    if "rows" in kept:
        return Table(tuple(tuple(row) for row in kept["rows"]), kept["page"])
    return Paragraph(**kept)

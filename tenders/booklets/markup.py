"""The text of a module → blocks. A figure, « @nom » alone on its line, is what code draws.

`## Titre`, `- puce`, `1. étape`, `| cellule | cellule |` (the first line says the caption and the
widths: `|= Légende [1 3]`), `> Titre` and its lines for a note (`>!` a warning, `>?` advice).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from procurement.word.blocks import (
    Block,
    Bullets,
    Heading,
    Note,
    Numbered,
    Paragraph,
    Table,
    Tone,
)
from procurement.word.lines import as_blocks

_CAPTION = re.compile(r"^\|= *(?P<caption>.*?) *(?:\[(?P<widths>[\d ]+)\])?$")
_NOTE = re.compile(r"^>(?P<tone>[!?]?) *(?P<title>.*)$")
_TONES: dict[str, Tone] = {"": "info", "!": "warning", "?": "advice"}

Draw = Callable[[str], Sequence[Block]]
Write = Callable[[str], str]


def blocks_of(text: str, draw: Draw, write: Write = str) -> Iterator[Block]:
    """`draw` gives the blocks of a figure by its name, `write` fills the placeholders of a text.

    Marks are read before anything is filled in: what a user typed is never taken for one.
    """
    for part in re.split(r"\n\s*\n", text.strip()):
        yield from _blocks(part.strip("\n"), draw, write)


def _blocks(part: str, draw: Draw, write: Write) -> Iterator[Block]:
    if part.startswith("@"):
        yield from draw(part[1:].strip())
    elif part.startswith("#"):
        marks, _, title = part.partition(" ")
        yield Heading(len(marks), write(title))
    elif part.startswith("|"):
        yield _table(part.split("\n"), write)
    elif found := _NOTE.match(part.split("\n", 1)[0]):
        yield Note(write(found["title"]), (write(_body(part)),), _TONES[found["tone"]])
    else:
        yield from (_written(block, write) for block in as_blocks(_joined(part)))


def _written(block: Block, write: Write) -> Block:
    match block:
        case Bullets(items=items):
            return Bullets(tuple(map(write, items)))
        case Numbered(items=items):
            return Numbered(tuple(map(write, items)))
        case Paragraph(text=text):
            return Paragraph(write(text))
    raise TypeError(f"{type(block).__name__} is no text")


def _body(part: str) -> str:
    return " ".join(line.removeprefix(">").strip() for line in part.split("\n")[1:])


def _joined(part: str) -> str:
    """A paragraph or an item written on several lines is one line."""
    return re.sub(r"\n(?!\s*(?:- |\d+\. ))\s*", " ", part)


def _table(lines: list[str], write: Write) -> Table:
    head = _CAPTION.match(lines[0])
    if head is None:
        raise ValueError(f"« {lines[0]} » : une table commence par « |= Légende [1 3] ».")
    rows = [tuple(map(write, _cells(line))) for line in lines[1:]]
    widths = tuple(int(width) for width in (head["widths"] or "").split())
    return Table(rows[0], tuple(rows[1:]), write(head["caption"]), widths, row_headers=True)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]

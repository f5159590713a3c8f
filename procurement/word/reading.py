"""A .docx edited by hand → its pieces, with what was tracked and commented. Nothing is run.

Tracked changes are read as accepted, and told; pieces are known by the bookmark of their heading,
which Word and LibreOffice keep, whatever became of styles, numbers and content controls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from procurement.word.blocks import MARKS
from procurement.word.lines import HEAD, ROW, TEXT, Comment, Line, Piece, Reading
from procurement.word.package import Package, RefusedDocument
from procurement.word.paragraphs import Paragraph, ParagraphReader
from procurement.word.returned_styles import ReturnedStyles

MOST_PIECES = 1_500
MOST_LINES = 20_000
MOST_CHARACTERS = 3_000_000
_THROUGH = frozenset({"w_ins", "w_moveTo", "w_customXml", "w_smartTag", "w_sdtContent"})
_ROWS = frozenset({"w_sdt", "w_sdtContent", "w_customXml"})


def read(name: str, content: BinaryIO, size: int) -> Reading:
    """What the file says; raises RefusedDocument with the sentence to show."""
    with Package(name, content, size) as package:
        body = _Body(ReturnedStyles.of(package), _comments(package))
        for element in package.body():
            body.read(element)
        return Reading(_properties(package), tuple(body.pieces()), tuple(sorted(body.unread)))


def _properties(package: Package) -> dict[str, str]:
    """What the file says of itself, as it was written at generation."""
    root = package.part("docProps/custom.xml")
    return {
        one.get("name", ""): "".join(one.itertext()).strip()
        for one in (root if root is not None else ())
    }


def _comments(package: Package) -> dict[str, Comment]:
    root = package.beside("comments")
    return {
        one.get("w_id", ""): Comment(
            one.get("w_author", "") or "auteur inconnu",
            one.get("w_date", ""),
            "\n".join(
                "".join(t.text or "" for t in p.iter("w_t")).strip() for p in one.iter("w_p")
            ).strip(),
        )
        for one in (root if root is not None else ())
        if one.tag == "w_comment"
    }


@dataclass
class _Open:
    """The piece being read."""

    mark: str = ""
    head: Line = Line(HEAD, "")
    level: int = 0
    number: str = ""
    lines: list[Line] = field(default_factory=list)

    def closed(self) -> Piece:
        return Piece(self.mark, self.head, self.level, self.number, tuple(self.lines))


class _Body:
    def __init__(self, styles: ReturnedStyles, comments: dict[str, Comment]) -> None:
        self.styles = styles
        self.reader = ParagraphReader(styles, comments)
        self.done: list[_Open] = [_Open()]
        self.counters = [0] * 9
        self.known: set[str] = set()
        self.lines = self.characters = 0

    @property
    def unread(self) -> set[str]:
        return self.reader.unread

    def read(self, element: Element) -> None:
        match element.tag:
            case "w_p":
                self._paragraph(element)
            case "w_tbl":
                if (left := self.reader.left_over()) is not None:
                    self._add(left.as_line(TEXT))
                for line in self._rows(element):
                    self._add(line)
            case "w_bookmarkStart":
                self.reader.bookmark(element)
            case "w_sdt" if _is_contents(element):
                return
            case "w_sdt" | "mc_AlternateContent" | "mc_Choice":
                for child in element:
                    if child.tag in ("w_sdtContent", "mc_Choice", "w_p", "w_tbl"):
                        self.read(child)
            case tag if tag in _THROUGH:
                for child in element:
                    self.read(child)

    def pieces(self) -> Iterator[Piece]:
        return (piece.closed() for piece in self.done)

    def _paragraph(self, element: Element) -> None:
        said = self.reader.read(element)
        if gone := self.reader.take_gone():
            self._add(Line(TEXT, "", tuple(gone)))
        if said is None or self.styles.is_contents(said.style):
            return
        level = self.styles.level(said)
        marks = [m for m in said.marks if re.match(MARKS, m) and m not in self.known]
        if said.text and (level or marks):
            self._open(said, level, marks[0] if marks else "")
        elif said.text or said.revisions or said.comments:
            self._add(said.as_line(self.styles.kind(said)))

    def _open(self, said: Paragraph, level: int, mark: str) -> None:
        """A heading, or what was one when the file was written."""
        if len(self.done) > MOST_PIECES:
            raise RefusedDocument(_too_many("titres"))
        if mark:
            self.known.add(mark)
        number = self._number(level) if level else ""
        self.done.append(_Open(mark, said.as_line(HEAD), level, number))

    def _number(self, level: int) -> str:
        self.counters[level - 1] += 1
        self.counters[level:] = [0] * (9 - level)
        return ".".join(map(str, self.counters[:level]))

    def _add(self, line: Line) -> None:
        self.lines += 1
        self.characters += len(line.text)
        if self.lines > MOST_LINES or self.characters > MOST_CHARACTERS:
            raise RefusedDocument(_too_many("paragraphes ou de lignes de tableau"))
        self.done[-1].lines.append(line)

    def _rows(self, table: Element) -> Iterator[Line]:
        for child in table:
            if child.tag in _ROWS:
                yield from self._rows(child)
            elif child.tag == "w_tr":
                yield self._row(child)

    def _row(self, row: Element) -> Line:
        """A row as one line, its cells side by side; a row deleted under tracking says nothing."""
        gone = row.find("w_trPr/w_del")
        cells, revisions, comments = [], [], []
        for cell in row.iter("w_tc"):
            said = [p for e in cell.iter("w_p") if (p := self.reader.read(e)) is not None]
            cells.append(" ".join(p.text for p in said if p.text))
            revisions += [r for p in said for r in p.revisions]
            comments += [c for p in said for c in p.comments]
        text = "" if gone is not None else " | ".join(cells)
        return Line(ROW, text, tuple(revisions), tuple(comments))


def _too_many(what: str) -> str:
    return (
        f"Ce document contient trop de {what} pour être relu. Envoyez la seule pièce que Balise a "
        "produite."
    )


def _is_contents(control: Element) -> bool:
    gallery = control.find("w_sdtPr/w_docPartObj/w_docPartGallery")
    return gallery is not None and gallery.get("w_val") == "Table of Contents"

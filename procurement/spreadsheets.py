"""Spreadsheets that people send → their sheets as rows of plain cells, read in a bounded way.

Only values are read: a formula gives the result that the spreadsheet last computed, and nothing
is ever run. What comes out can be kept as JSON: text, numbers, and dates in ISO form.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from typing import Any, BinaryIO, TextIO
from zipfile import ZipFile

from procurement.typography import NBSP, number
from procurement.uploads import (
    BROKEN_ARCHIVE,
    MEGABYTE,
    MOST_BYTES,
    OLE,
    RefusedUpload,
    check,
    extension_of,
    safe_name,
)

Cell = str | int | float | None
Row = tuple[int, list[Cell]]  # the line of the file, then its cells

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELLS = 200_000
MOST_SHEETS = 20
MOST_CHARACTERS = 5_000  # in one cell; what is cut ends with « … »
_CUT = "…"
# Empty lines are skipped, but walking through them takes time as well.
MOST_LINES = 50_000
MOST_UNPACKED = 60 * MEGABYTE
EXTENSIONS = ("xlsx", "csv")
BYTES_OF_WINDOWS = "windows"  # how to read the bytes that are not UTF-8
# What is too long is the matter of a row. The library's own bound, for the whole process, would
# stop the file, and it still has to: a quote never closed swallows all that follows.
csv.field_size_limit(MOST_BYTES)
_SEPARATORS = ";\t,|"
_SAMPLE_LINES = 30
_MERGED = re.compile(rb'mergeCell ref="([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_UNCLOSED = "Ce tableau CSV est mal formé : un guillemet ouvert n'est sans doute jamais fermé."
_SAVE_AS = (
    "Ouvrez-le dans votre tableur, puis « Enregistrer sous » au format "
    "« Classeur Excel (.xlsx) », et envoyez ce nouveau fichier."
)
_OTHERS = {
    "xls": f"Les fichiers .xls (ancien Excel) ne sont pas lus. {_SAVE_AS}",
    "ods": f"Les fichiers .ods (LibreOffice) ne sont pas lus. {_SAVE_AS}",
    "xlsm": f"Ce classeur peut contenir des macros (.xlsm). {_SAVE_AS}",
    "xlsb": f"Les classeurs binaires (.xlsb) ne sont pas lus. {_SAVE_AS}",
    "numbers": f"Les fichiers Numbers ne sont pas lus. {_SAVE_AS}",
}


class UnreadableSpreadsheet(ValueError):
    """The file cannot be taken at all; its text is a French sentence for the person."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, its empty lines left out."""

    name: str
    rows: list[Row]


def read(name: str, content: BinaryIO, size: int) -> list[Sheet]:
    """The sheets that hold something; raises UnreadableSpreadsheet with the sentence to show."""
    extension = _checked(name, content, size)
    found = _workbook(content) if extension == "xlsx" else [Sheet("", list(_csv_rows(content)))]
    sheets = [sheet for sheet in found if sheet.rows]
    if not sheets:
        raise UnreadableSpreadsheet("Ce fichier ne contient aucune ligne remplie.")
    return sheets


def read_rows(name: str, content: BinaryIO, size: int) -> Iterator[Row]:
    """The rows of a file's first sheet; a CSV gives more of them than `read` keeps, streamed.

    For files of which only a part is kept, such as national registers.
    """
    if _checked(name, content, size) == "csv":
        return _csv_rows(content, most=MOST_LINES)
    return iter(read(name, content, size)[0].rows)


def stream_rows(stream: BinaryIO) -> Iterator[Row]:
    """The rows of a CSV of any length, or of a workbook's first sheet: what commands read.

    The stream may be a pipe; raises UnreadableSpreadsheet.
    """
    content = stream if stream.seekable() else io.BytesIO(stream.read())
    start = content.read(4096)
    content.seek(0)
    if start.startswith(b"PK"):
        return iter(next((sheet.rows for sheet in _workbook(content) if sheet.rows), []))
    if not start.strip() or b"\x00" in start:
        raise UnreadableSpreadsheet("Ce fichier est vide, ou n'est ni un CSV ni un classeur XLSX.")
    endless = sys.maxsize
    return bounded(_delimited_rows(content), most=endless, most_lines=endless)


def _checked(name: str, content: BinaryIO, size: int) -> str:
    """The extension, once the file is what it says."""
    extension = extension_of(safe_name(name))
    _refuse_other_kinds(extension, content, size)
    try:
        check(name, content, size)
    except RefusedUpload as refused:
        raise UnreadableSpreadsheet(str(refused)) from refused
    return extension


def too_large() -> str:
    return (
        f"Ce fichier dépasse {number(MOST_BYTES // MEGABYTE)}{NBSP}Mo. Gardez les seules lignes "
        "et colonnes utiles, sans images, ou envoyez-le en plusieurs fichiers."
    )


def _refuse_other_kinds(extension: str, content: BinaryIO, size: int) -> None:
    if extension in _OTHERS:
        raise UnreadableSpreadsheet(_OTHERS[extension])
    if extension not in EXTENSIONS:
        raise UnreadableSpreadsheet(
            "Ce fichier n'est pas un tableau que Balise sait lire. Envoyez un fichier XLSX ou CSV."
        )
    if size > MOST_BYTES:
        raise UnreadableSpreadsheet(too_large())
    content.seek(0)
    if content.read(len(OLE)) == OLE:
        raise UnreadableSpreadsheet(
            "Ce classeur est protégé par un mot de passe, ou c'est un ancien fichier .xls "
            "renommé. Enregistrez-le au format .xlsx sans mot de passe, puis renvoyez-le."
        )


def tidy(value: Any) -> Cell:
    """A cell that JSON and every database keep; an empty text is an empty cell."""
    if value is None or isinstance(value, bool):
        return None if value is None else ("oui" if value else "non")
    if isinstance(value, int):
        return value if abs(value) < 10**18 else str(value)
    if isinstance(value, float):
        return _plain_number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    text = _CONTROL.sub("", str(value)).replace("\u00a0", " ").strip()
    if len(text) > MOST_CHARACTERS:
        return f"{text[: MOST_CHARACTERS - 1]}{_CUT}"
    return text or None


def is_cut(cell: Cell) -> bool:
    """Whether `tidy` kept only the beginning of it."""
    return isinstance(cell, str) and len(cell) == MOST_CHARACTERS and cell.endswith(_CUT)


def _plain_number(value: float) -> Cell:
    if value != value or abs(value) == float("inf"):
        return None
    return int(value) if value.is_integer() and abs(value) < 10**18 else value


def bounded(
    lines: Iterable[Iterable[Any]], *, most: int = MOST_ROWS, most_lines: int = MOST_LINES
) -> Iterator[Row]:
    """The lines that hold something, numbered from 1 as the file shows them; streamed."""
    kept = filled = 0
    for line, cells in enumerate(lines, start=1):
        if line > most_lines:
            raise UnreadableSpreadsheet(_too_many(most))
        row = [tidy(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        if len(row) > MOST_COLUMNS:
            raise UnreadableSpreadsheet(
                f"Ce tableau a plus de {MOST_COLUMNS} colonnes (ligne {line}). "
                "Gardez les seules colonnes utiles."
            )
        kept, filled = kept + 1, filled + len(row)
        if kept > most:
            raise UnreadableSpreadsheet(_too_many(most))
        if filled > MOST_CELLS and most == MOST_ROWS:
            raise UnreadableSpreadsheet(
                f"Ce tableau a plus de {number(MOST_CELLS)} cellules. Gardez les seules colonnes "
                "utiles, ou envoyez-le en plusieurs fichiers."
            )
        yield line, row


def _too_many(most: int) -> str:
    return (
        f"Ce tableau a plus de {number(most)} lignes : c'est plus que Balise n'en importe en une "
        "fois. Envoyez-le en plusieurs fichiers, par exemple un par service."
    )


def _workbook(content: BinaryIO) -> list[Sheet]:
    import openpyxl  # its import takes longer than most requests: only those who send pay it

    _check_archive(content)
    try:
        book = openpyxl.load_workbook(content, read_only=True, data_only=True, keep_links=False)
        visible = [s for s in book.worksheets if s.sheet_state == "visible"][:MOST_SHEETS]
        return list(_bounded_sheets(visible))
    except UnreadableSpreadsheet:
        raise
    except Exception as error:  # the library raises whatever a broken part makes it raise
        raise UnreadableSpreadsheet(
            f"Ce classeur est abîmé et ne peut pas être lu. {_SAVE_AS}"
        ) from error


def _bounded_sheets(worksheets: Iterable[Any]) -> Iterator[Sheet]:
    left = MOST_ROWS
    for worksheet in worksheets:
        worksheet.reset_dimensions()  # what a sheet says of its own size may be wrong
        lines = worksheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
        rows = list(bounded(_said_again(lines, _merged_down(worksheet)), most=left))
        left -= len(rows)
        yield Sheet(worksheet.title, rows)


def _merged_down(worksheet: Any) -> dict[tuple[int, int], int]:
    """{(line, column): last line} of the cells merged over several lines.

    The library tells them only of a workbook held whole in memory; the part is bounded.
    """
    with worksheet.parent._archive.open(worksheet._worksheet_path) as part:
        merged = _MERGED.findall(part.read())
    return {
        (int(first), _column(letters.decode())): int(last)
        for letters, first, last in merged
        if int(last) > int(first)
    }


def _column(letters: str) -> int:
    """« A » is 0, « AA » 26."""
    return reduce(lambda total, letter: total * 26 + ord(letter) - 64, letters, 0) - 1


def _said_again(
    lines: Iterable[Sequence[Any]], merged: Mapping[tuple[int, int], int]
) -> Iterator[Sequence[Any]]:
    """The words of a cell merged downwards, on each line that it stands for.

    A commune merged beside its five schools is that of each; a number would count five times.
    """
    if not merged:
        yield from lines
        return
    standing: dict[int, tuple[str, int]] = {}
    for line, cells in enumerate(lines, start=1):
        row = list(cells)
        if any(cell is not None for cell in row):
            for column, (words, last) in standing.items():
                if line <= last and column < len(row) and row[column] is None:
                    row[column] = words
        for column, cell in enumerate(row):
            last = merged.get((line, column), 0)
            if last and isinstance(cell, str) and not _is_figure(cell):
                standing[column] = cell, last
        yield row


def _is_figure(words: str) -> bool:
    """Whether a text holds figures and no word."""
    return not re.search(r"[^\W\d_]", words)


def _check_archive(content: BinaryIO) -> None:
    """Bounds on what the archive unpacks to, and no document type: it could unfold endlessly."""
    content.seek(0)
    try:
        with ZipFile(content) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableSpreadsheet("Ce classeur est protégé par un mot de passe.")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UnreadableSpreadsheet(
                    "Ce classeur occuperait trop de place une fois ouvert. Copiez les seules "
                    "lignes utiles dans un nouveau classeur."
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(4096).upper():
                            raise UnreadableSpreadsheet(
                                "Ce classeur contient une définition que Balise n'ouvre pas."
                            )
    except BROKEN_ARCHIVE as error:
        raise UnreadableSpreadsheet("Ce fichier est abîmé et ne peut pas être ouvert.") from error
    content.seek(0)


def _as_windows_text(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is read as Windows wrote it: one pass, whatever the encoding."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(BYTES_OF_WINDOWS, _as_windows_text)


def _delimited_rows(content: BinaryIO) -> Iterator[list[str]]:
    """The cells of a CSV in UTF-8, with or without its mark, or in the Windows encoding."""
    text = io.TextIOWrapper(content, encoding="utf-8-sig", errors=BYTES_OF_WINDOWS, newline="")
    try:
        yield from delimited(text)
    finally:
        if not content.closed:
            text.detach()  # who opened the stream closes it


def _csv_rows(content: BinaryIO, *, most: int = MOST_ROWS) -> Iterator[Row]:
    content.seek(0)
    return bounded(_delimited_rows(content), most=most)


def delimited(text: TextIO) -> Iterator[list[str]]:
    """The cells of each line of a CSV, its separator guessed; streamed."""
    sample = list(itertools.islice(text, _SAMPLE_LINES))
    said = re.fullmatch(r"sep=(.)\s*", sample[0]) if sample else None  # a line that Excel adds
    lines: Iterator[str] = itertools.chain(["\n"] if said else [], sample[bool(said) :], text)
    separator = said[1] if said else _separator("".join(sample))
    try:
        for row in csv.reader(lines, delimiter=separator):
            if any(len(cell) > MOST_CHARACTERS and _holds_rows(cell, separator) for cell in row):
                raise UnreadableSpreadsheet(_UNCLOSED)
            yield row
    except csv.Error as error:
        raise UnreadableSpreadsheet(_UNCLOSED) from error


def _holds_rows(cell: str, separator: str) -> bool:
    """Whether it is no text but other rows, all cut alike, that a quote left open has taken."""
    cuts = Counter(line.count(separator) for line in cell.splitlines())
    [(cut, lines)] = cuts.most_common(1)
    return cut > 0 and lines * 2 > cuts.total()


def _separator(sample: str) -> str:
    """The sign that cuts the most lines into the same number of cells."""
    return max(_SEPARATORS, key=lambda sign: _regularity(sample, sign))


def _regularity(sample: str, sign: str) -> int:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=sign) if any(row)]
    except csv.Error:
        return 0
    # A title above the table has one cell: the widest lines tell what the table is.
    return max((widths.count(width) * (width - 1) for width in set(widths)), default=0)

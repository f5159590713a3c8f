"""The prices as spreadsheets whose sums are formulas, and what every workbook has in common."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_CORE

from procurement.word.inline import plain
from tenders.documents.context import DocumentContext
from tenders.documents.prices import (
    LUMP_TITLE,
    NOTHING,
    Section,
    designation,
    quantity,
    sections,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FONT = "Calibri"
_BOLD = Font(name=_FONT, size=11, bold=True)
_TITLE = Font(name=_FONT, size=14, bold=True, color="0B5B57")
_HEAD = PatternFill("solid", fgColor="E3F0EE")
INPUT = PatternFill("solid", fgColor="FDF1D6")
# In the notation of the file format: each spreadsheet shows its reader's own separators.
MONEY = '#,##0.00 "€"'
_LINE_HEIGHT = 15
HEAD_ROW = 3
_WRITTEN_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def price_schedule(context: DocumentContext) -> bytes:
    """One sheet a lot priced by the unit: the bidder fills the yellow cells, the sums follow."""
    return _price_book(context, "Bordereau des prix et détail quantitatif estimatif", lump=False)


def lump_sums(context: DocumentContext) -> bytes:
    """One sheet a lump sum, broken down line by line."""
    return _price_book(context, LUMP_TITLE, lump=True)


def _price_book(context: DocumentContext, title: str, *, lump: bool) -> bytes:
    book = new_book(context, title)
    parts = sections(context, lump=lump) or [Section(f"{title} : sans objet", None, ())]
    for section in parts:
        _prices(book.create_sheet(section.sheet), section, context.duration_months, lump=lump)
    return as_bytes(book)


def _prices(sheet: Worksheet, section: Section, months: int | None, *, lump: bool) -> None:
    what, quantities = ("Poste", "Quantité") if lump else ("Désignation", "Quantité estimée")
    header = ("N°", what, "Unité", "Prix unitaire HT", quantities, "Montant HT")
    head(sheet, section.name, header, widths=(8, 48, 16, 18, 18, 18))
    if not section.lines:
        sheet.append((None, NOTHING.strip("[]")))
        return
    first, last = HEAD_ROW + 1, HEAD_ROW + len(section.lines)
    for row, line in enumerate(section.lines, start=first):
        asked = quantity(line, months)
        sheet.append((None, None, None, None, asked, f'=IF(D{row}="","",ROUND(D{row}*E{row},2))'))
        for column, text in enumerate((line.number, designation(line), line.unit), start=1):
            write(sheet, row, column, text)
        format_row(sheet, row, money=(4, 6), to_fill=(4,))
        sheet.cell(row, 5).number_format = "#,##0" if asked == int(asked) else "#,##0.00"
    _sums(sheet, first, last, "Montant global et forfaitaire HT" if lump else "Total HT")
    positive = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    positive.error, positive.errorTitle = "Écrivez un prix en euros, hors taxes.", "Prix"
    positive.add(f"D{first}:D{last}")
    sheet.add_data_validation(positive)


def _sums(sheet: Worksheet, first: int, last: int, title: str) -> None:
    """The total, the tax at the rate that the bidder writes, and both together."""
    total, rate, tax, whole = (last + n for n in range(1, 5))
    # Nothing is summed while a price lacks: half a total would be compared with whole ones.
    missing = f"COUNTBLANK(D{first}:D{last})>0"
    sheet.append((None, title, None, None, None, f'=IF({missing},"",SUM(F{first}:F{last}))'))
    sheet.append((None, "Taux de TVA", None, None, None, None))
    no_sum = f'OR(F{total}="",F{rate}="")'
    sheet.append((None, "TVA", None, None, None, f'=IF({no_sum},"",ROUND(F{total}*F{rate},2))'))
    sheet.append((None, "Total TTC", None, None, None, f'=IF({no_sum},"",F{total}+F{tax})'))
    for row in (total, tax, whole):
        format_row(sheet, row, money=(6,), bold=row != tax)
    format_row(sheet, rate, to_fill=(6,))
    sheet.cell(rate, 6).number_format = "0.0%"


def new_book(context: DocumentContext, title: str) -> Workbook:
    book = Workbook()
    del book[book.sheetnames[0]]
    properties = book.properties
    properties.title, properties.subject = title, context.title
    properties.creator, properties.language = context.buyer, "fr-FR"
    return book


def head(sheet: Worksheet, title: str, header: tuple[str, ...], *, widths: Sequence[int]) -> None:
    sheet.append((None,))
    write(sheet, 1, 1, title)
    sheet["A1"].font = _TITLE
    sheet.append(())
    sheet.append(header)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    cells = _cells(sheet, HEAD_ROW)
    _fit(sheet, HEAD_ROW, cells)
    for cell in cells:
        _dress(cell, _Look(head=True))
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Somebody's words, which never become a formula."""
    cell = sheet.cell(row, column, _said(text))
    cell.data_type = "s"


# The same words stand on many rows: those of a control, each time that it is due.
_said = lru_cache(maxsize=4096)(plain)


def format_row(
    sheet: Worksheet,
    row: int,
    *,
    money: Sequence[int] = (),
    to_fill: Sequence[int] = (),
    bold: bool = False,
) -> None:
    cells = _cells(sheet, row)
    _fit(sheet, row, cells)
    for cell in cells:
        _dress(cell, _Look(cell.column in money, cell.column in to_fill, bold))


class _Look(NamedTuple):
    money: bool = False
    to_fill: bool = False
    bold: bool = False
    head: bool = False


# The looks of each workbook, made once: openpyxl compares every style it is given with all others.
_Looks: TypeAlias = dict[tuple[int, _Look], StyleArray]
_looks: WeakKeyDictionary[Workbook, _Looks] = WeakKeyDictionary()


def _dress(cell: Any, look: _Look) -> None:
    """Wrapped from the top, and what else the place of the cell asks for."""
    looks = _looks.setdefault(cell.parent.parent, {})
    own = cell._style.numFmtId if cell.has_style else 0  # a date keeps its own format
    made = looks.get((own, look))
    if made is not None:
        cell._style = copy(made)
        return
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if look.bold or look.head:
        cell.font = _BOLD
    if look.money:
        cell.number_format = MONEY
    if look.to_fill or look.head:
        cell.fill = INPUT if look.to_fill else _HEAD
    looks[own, look] = copy(cell._style)


def _cells(sheet: Worksheet, row: int) -> list[Cell]:
    """As many as the sheet has columns; `sheet[row]` would measure the whole sheet each time."""
    columns = range(1, len(sheet.column_dimensions) + 1)
    return [cast(Cell, sheet.cell(row, column)) for column in columns]


def _fit(sheet: Worksheet, row: int, cells: Sequence[Cell]) -> None:
    """Rows as high as their longest text: not every spreadsheet program sees to it."""
    lines = (
        ceil(len(cell.value) / sheet.column_dimensions[cell.column_letter].width)
        for cell in cells
        if isinstance(cell.value, str) and cell.data_type == "s"
    )
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, default=1)


def as_bytes(book: Workbook) -> bytes:
    """The file, always the same for the same cells."""
    file = io.BytesIO()
    ExcelWriter(book, _Timeless(file, "w", zipfile.ZIP_DEFLATED)).save()
    return file.getvalue()


class _Timeless(zipfile.ZipFile):
    """An archive in which the library cannot write the clock."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        info = zipfile.ZipInfo(zinfo_or_arcname)
        info.compress_type = zipfile.ZIP_DEFLATED
        said = data.encode() if isinstance(data, str) else data
        is_told = info.filename == ARC_CORE  # where the library says when it wrote
        super().writestr(info, _WRITTEN_AT.sub(b"", said) if is_told else said)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())

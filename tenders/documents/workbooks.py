"""The price schedule and the marking grid as spreadsheets whose sums are formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from procurement.word.inline import plain
from tenders.documents.context import Criterion, DocumentContext, PriceLine
from tenders.documents.criteria import best_mark, is_scaled
from tenders.documents.prices import NOTHING, designation, quantity, sections

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFERS = 4
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
    """One sheet a lot: the bidder fills the yellow column, the amounts follow."""
    book = new_book(context, "Bordereau des prix et détail quantitatif estimatif")
    for number, (title, lines) in enumerate(sections(context), start=1):
        name = f"Lot {context.lots[number - 1].number}" if context.lots else "Prix"
        _prices(book.create_sheet(name), title, lines, context.duration_months)
    return as_bytes(book)


def _prices(sheet: Worksheet, title: str, lines: tuple[PriceLine, ...], months: int | None) -> None:
    header = ("N°", "Désignation", "Unité", "Prix unitaire HT", "Quantité estimée", "Montant HT")
    head(sheet, title, header, widths=(8, 48, 16, 18, 18, 18))
    if not lines:
        sheet.append((None, NOTHING.strip("[]")))
        return
    first = HEAD_ROW + 1
    for row, line in enumerate(lines, start=first):
        amount = f'=IF(D{row}="","",ROUND(D{row}*E{row},2))'
        asked = quantity(line, months)
        sheet.append((line.number, None, None, None, asked, amount))
        write(sheet, row, 2, designation(line))
        write(sheet, row, 3, line.unit)
        format_row(sheet, row, money=(4, 6), to_fill=(4,))
        sheet.cell(row, 5).number_format = "#,##0" if asked == int(asked) else "#,##0.00"
    last = HEAD_ROW + len(lines)
    sheet.append((None, "Total HT", None, None, None, f"=SUM(F{first}:F{last})"))
    format_row(sheet, last + 1, money=(6,), bold=True)
    positive = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    positive.error, positive.errorTitle = "Écrivez un prix en euros, hors taxes.", "Prix"
    positive.add(f"D{first}:D{last}")
    sheet.add_data_validation(positive)


def marking_grid(context: DocumentContext) -> bytes:
    """One sheet a set of criteria: amounts and marks in the yellow cells give points and ranks.

    The points of the price are left to the reader: its announced method is written beside.
    """
    book = new_book(context, "Grille d'analyse des offres")
    for number, (lots, criteria) in enumerate(context.criteria_sets(), start=1):
        _marks(book.create_sheet(f"Analyse {number}"), lots or context.title, criteria)
    return as_bytes(book)


def _marks(sheet: Worksheet, title: str, criteria: tuple[Criterion, ...]) -> None:
    offers = [f"Offre {n}" for n in range(1, OFFERS + 1)]
    points = [f"Points, offre {n}" for n in range(1, OFFERS + 1)]
    header = ("Critère", "Poids", "Note la plus haute", *offers, *points, "Méthode annoncée")
    head(sheet, title, header, widths=(44, 10, 12, *([12] * OFFERS * 2), 60))
    parts = [(criterion, part) for criterion in criteria for part in criterion.parts]
    for row, (criterion, part) in enumerate(parts, start=HEAD_ROW + 1):
        scaled = is_scaled(criterion)
        best = best_mark(part) if scaled else None
        sums = [_points(row, 4 + n) if scaled else None for n in range(OFFERS)]
        blanks = [None] * OFFERS
        sheet.append((None, part.weight, best, *blanks, *sums))
        write(sheet, row, 1, part.name)
        write(sheet, row, 4 + 2 * OFFERS, part.method or criterion.method)
        marks = tuple(range(4, 4 + OFFERS))
        format_row(sheet, row, to_fill=marks if scaled else tuple(c + OFFERS for c in marks))
        if best:
            _limit(sheet, row, best)
    _totals(sheet, HEAD_ROW + 1, HEAD_ROW + len(parts))


def _points(row: int, column: int) -> str:
    mark = f"{get_column_letter(column)}{row}"
    return f'=IF({mark}="","",ROUND({mark}/$C{row}*$B{row},2))'


def _limit(sheet: Worksheet, row: int, best: int) -> None:
    allowed = DataValidation("decimal", operator="between", formula1="0", formula2=str(best))
    allowed.error, allowed.errorTitle = f"Une note va de 0 à {best}.", "Note"
    allowed.add(f"D{row}:{get_column_letter(3 + OFFERS)}{row}")
    sheet.add_data_validation(allowed)


def _totals(sheet: Worksheet, first: int, last: int) -> None:
    letters = [get_column_letter(4 + OFFERS + n) for n in range(OFFERS)]
    total, rank = last + 1, last + 2
    blanks = [None] * (OFFERS + 1)
    sums = [f"=SUM({letter}{first}:{letter}{last})" for letter in letters]
    span = f"${letters[0]}{total}:${letters[-1]}{total}"
    ranks = [f'=IF({letter}{total}=0,"",RANK({letter}{total},{span}))' for letter in letters]
    sheet.append(("Total", f"=SUM(B{first}:B{last})", *blanks, *sums))
    sheet.append(("Rang", None, *blanks, *ranks))
    format_row(sheet, total, bold=True)
    format_row(sheet, rank, bold=True)


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
    for cell in sheet[HEAD_ROW]:
        cell.font, cell.fill = _BOLD, _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _fit(sheet, HEAD_ROW)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Somebody's words, which never become a formula."""
    cell = sheet.cell(row, column, plain(text))
    cell.data_type = "s"


def format_row(
    sheet: Worksheet,
    row: int,
    *,
    money: Sequence[int] = (),
    to_fill: Sequence[int] = (),
    bold: bool = False,
) -> None:
    _fit(sheet, row)
    for cell in sheet[row]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if bold:
            cell.font = _BOLD
        if cell.column in money:
            cell.number_format = MONEY
        if cell.column in to_fill:
            cell.fill = INPUT


def _fit(sheet: Worksheet, row: int) -> None:
    """Rows as high as their longest text: not every spreadsheet program sees to it."""
    lines = (
        ceil(len(cell.value) / sheet.column_dimensions[cell.column_letter].width)
        for cell in sheet[row]
        if isinstance(cell.value, str) and cell.data_type == "s"
    )
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, default=1)


def as_bytes(book: Workbook) -> bytes:
    """The file, always the same for the same cells: the library writes the clock into its own."""
    saved, file = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(file, "w") as steady:
        for name in parts.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(info, _WRITTEN_AT.sub(b"", parts.read(name)))
    return file.getvalue()

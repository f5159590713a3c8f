"""Tables as files that a spreadsheet opens, in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Row = Sequence[Any]
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet reads accents wrongly
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NEGATIVE = re.compile(r"-\d+(?:[.,]\d+)?")


def harmless(value: Any) -> Any:
    """The value, with a quote before a text that a spreadsheet would run as a formula; a number
    below zero is one already.
    """
    acts = isinstance(value, str) and value.startswith(_STARTS_A_FORMULA)
    if acts and not _NEGATIVE.fullmatch(value):
        return f"'{value}"
    return value


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a French CSV: semicolons between cells, commas in numbers."""
    yield _BYTE_ORDER_MARK
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([_french(harmless(value)) for value in row])
        yield line.getvalue()


def _french(value: Any) -> Any:
    return str(value).replace(".", ",") if isinstance(value, float | Decimal) else value


def xlsx(title: str, rows: Iterable[Row]) -> bytes:
    """A workbook of one sheet, its first row frozen; every text is a text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value == "":  # nothing is written of an empty cell
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell

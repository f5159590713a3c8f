"""The marking grid as a spreadsheet: marks in the yellow cells give points, totals and ranks.

`tenders.marks` reads it back; both hold to the same lines and columns.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from procurement.typography import plural
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import best_mark, is_scaled
from tenders.documents.workbooks import (
    HEAD_ROW,
    INPUT,
    as_bytes,
    format_row,
    head,
    new_book,
    write,
)
from tenders.marks import MOTIVES, POINTS, RANK, TOTAL, ExpectedLot, ExpectedPart

OFFERS = 6
_BEFORE = ("N°", "Critère", "Poids", "Note la plus haute")
_FIRST = len(_BEFORE) + 1
_MARKS = range(_FIRST, _FIRST + OFFERS)
_SUMS = range(_FIRST + OFFERS, _FIRST + 2 * OFFERS)
# In the spreadsheet's own words; `price`, `low`, `high` and `weight` are put in their place.
FORMULA_CELLS: dict[str, str] = {
    "proportional": "{weight}*{low}/{price}",
    "linear": "{weight}*MAX(0,1-({price}-{low})/{low})",
    "spread": "IF({high}={low},{weight},{weight}*({high}-{price})/({high}-{low}))",
    "flattened": "{weight}*MAX(0,1-0.2*({price}-{low})/{low})",
}
_EMPTY = "Aucun critère d'attribution n'est encore écrit."


def expected_lots(context: DocumentContext) -> tuple[ExpectedLot, ...]:
    """What the grid asks, lot by lot: each lot is judged by itself (L2152-7)."""
    if not context.lots:
        return (ExpectedLot(None, "Analyse", context.title, _parts(context.criteria_of(None))),)
    return tuple(
        ExpectedLot(lot.number, f"Lot {lot.number}", lot.name, _parts(context.criteria_of(lot)))
        for lot in context.lots
    )


def numbered(criteria: tuple[Criterion, ...]) -> list[tuple[str, Criterion, Criterion]]:
    """(number as the rules announce it, criterion, what is marked)."""
    return [
        (str(n) if part is criterion else f"{n}.{i}", criterion, part)
        for n, criterion in enumerate(criteria, start=1)
        for i, part in enumerate(criterion.parts, start=1)
    ]


def _parts(criteria: tuple[Criterion, ...]) -> tuple[ExpectedPart, ...]:
    return tuple(
        ExpectedPart(
            number,
            part.name,
            part.weight,
            best_mark(part) if is_scaled(criterion) else None,
            part.formula or criterion.formula,
        )
        for number, criterion, part in numbered(criteria)
    )


def marking_grid(context: DocumentContext) -> bytes:
    """One sheet a lot, and one where each mark is given its reason."""
    book = new_book(context, "Grille d'analyse des offres")
    lots = expected_lots(context)
    for lot in lots:
        criteria = context.criteria_of(next((x for x in context.lots if x.number == lot.lot), None))
        methods = [part.method or criterion.method for _, criterion, part in numbered(criteria)]
        _marks(book.create_sheet(lot.sheet), lot, methods)
    _motives(book.create_sheet(MOTIVES), lots)
    return as_bytes(book)


def _marks(sheet: Worksheet, lot: ExpectedLot, methods: list[str]) -> None:
    names = [f"Offre {n}" for n in range(1, OFFERS + 1)]
    header = (
        *_BEFORE,
        *names,
        *(f"{POINTS}, {name.lower()}" for name in names),
        "Méthode annoncée",
    )
    head(sheet, lot.title, header, widths=(7, 44, 9, 12, *([15] * OFFERS), *([12] * OFFERS), 60))
    write(sheet, 2, 1, _how(lot))
    for mark in _MARKS:
        sheet.cell(HEAD_ROW, mark).fill = INPUT
    if not lot.parts:
        write(sheet, HEAD_ROW + 1, 2, _EMPTY)
        return
    for row, (part, method) in enumerate(zip(lot.parts, methods, strict=True), start=HEAD_ROW + 1):
        _part(sheet, row, part, method)
    _totals(sheet, HEAD_ROW + 1, HEAD_ROW + len(lot.parts))


def _how(lot: ExpectedLot) -> str:
    return (
        "Écrivez le nom de chaque offre puis ses notes dans les cases jaunes, sans déplacer de "
        f"colonne : {plural(len(lot.parts), 'ligne')} à noter. Une offre absente reste vide."
    )


def _part(sheet: Worksheet, row: int, part: ExpectedPart, method: str) -> None:
    sheet.append((None, None, part.weight, part.top, *([None] * 2 * OFFERS)))
    write(sheet, row, 1, part.number)
    write(sheet, row, 2, part.name)
    if part.top is None:
        write(sheet, row, 4, "montant HT")
    write(sheet, row, _SUMS.stop, method)
    computed = part.top is not None or part.formula in FORMULA_CELLS
    for mark, points in zip(_MARKS, _SUMS, strict=True):
        if computed:
            sheet.cell(row, points).value = _points(row, mark, part)
    amounts = () if part.top else tuple(_MARKS)
    to_fill = (*_MARKS, *(() if computed else _SUMS))
    format_row(sheet, row, money=amounts, to_fill=to_fill)
    _limit(sheet, row, part.top)


def _points(row: int, column: int, part: ExpectedPart) -> str:
    mark = f"{get_column_letter(column)}{row}"
    if part.top is not None:
        return f'=IF({mark}="","",ROUND({mark}/$D{row}*$C{row},2))'
    amounts = f"${get_column_letter(_MARKS.start)}{row}:${get_column_letter(_MARKS.stop - 1)}{row}"
    worth = FORMULA_CELLS[part.formula].format(
        price=mark, low=f"MIN({amounts})", high=f"MAX({amounts})", weight=f"$C{row}"
    )
    return f'=IF({mark}="","",ROUND({worth},2))'


def _limit(sheet: Worksheet, row: int, best: int | None) -> None:
    if best is None:
        allowed = DataValidation("decimal", operator="greaterThan", formula1="0")
        allowed.error, allowed.errorTitle = "Écrivez un montant en euros, hors taxes.", "Montant"
    else:
        allowed = DataValidation("decimal", operator="between", formula1="0", formula2=str(best))
        allowed.error, allowed.errorTitle = f"Une note va de 0 à {best}.", "Note"
    allowed.add(f"{get_column_letter(_MARKS.start)}{row}:{get_column_letter(_MARKS.stop - 1)}{row}")
    sheet.add_data_validation(allowed)


def _totals(sheet: Worksheet, first: int, last: int) -> None:
    letters = [get_column_letter(column) for column in _SUMS]
    total, rank = last + 1, last + 2
    blanks: list[None] = [None] * (OFFERS + 1)
    sums = [f'=IF(COUNT({x}{first}:{x}{last})=0,"",SUM({x}{first}:{x}{last}))' for x in letters]
    span = f"${letters[0]}{total}:${letters[-1]}{total}"
    ranks = [f'=IF({x}{total}="","",RANK({x}{total},{span}))' for x in letters]
    sheet.append((TOTAL, None, f"=SUM(C{first}:C{last})", *blanks, *sums))
    sheet.append((RANK, None, None, *blanks, *ranks))
    format_row(sheet, total, bold=True)
    format_row(sheet, rank, bold=True)


def _motives(sheet: Worksheet, lots: tuple[ExpectedLot, ...]) -> None:
    """One line a mark: the passage that explains it, with its page."""
    header = ("Lot", "N°", "Critère", "Colonne", "Offre", "Forces et faiblesses, page citée")
    head(sheet, "Motifs des notes", header, widths=(10, 7, 44, 11, 22, 90))
    row = HEAD_ROW
    for lot in lots:
        for part in lot.parts:
            for position, mark in enumerate(_MARKS if part.top is not None else (), start=1):
                row += 1
                write(sheet, row, 1, lot.sheet)
                write(sheet, row, 2, part.number)
                write(sheet, row, 3, part.name)
                sheet.cell(row, 4, position)
                sheet.cell(row, 5, f"='{lot.sheet}'!{get_column_letter(mark)}${HEAD_ROW}")
                sheet.cell(row, 6)
                format_row(sheet, row, to_fill=(6,))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:F{row}"

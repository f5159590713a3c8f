"""The follow-up as a spreadsheet: due dates from the start of the contract, findings, penalties."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tenders.clauses import FollowUp
from tenders.clauses.rhythm import due_after
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.follow_up import TITLE, followed, named
from tenders.documents.workbooks import (
    HEAD_ROW,
    INPUT,
    as_bytes,
    format_row,
    head,
    new_book,
    write,
)

CONTROLS, SUMMARY = "Contrôles", "Synthèse"
START = "$B$2"  # of the sheet of controls
DATE = "dd/mm/yyyy"
FREE_ROWS = 3  # to write the controls of a clause that follows events

_COLUMNS = (
    ("Échéance", 13),
    ("Clause", 34),
    ("Contrôle", 40),
    ("Qui suit", 24),
    ("Indicateur", 34),
    ("Date du contrôle", 13),
    ("Constat", 36),
    ("Conforme", 11),
    ("Suite donnée", 30),
    ("Pénalité appliquée", 14),
)
_TO_FILL = (6, 7, 8, 9, 10)


def follow_up_book(context: DocumentContext) -> bytes:
    """One line a control to make, and one line a clause with what was found."""
    held = followed(context)
    book = new_book(context, TITLE)
    last = _controls(book.create_sheet(CONTROLS), context, held)
    _summary(book.create_sheet(SUMMARY), held, last)
    return as_bytes(book)


def _controls(
    sheet: Worksheet, context: DocumentContext, held: list[tuple[UsedClause, FollowUp]]
) -> int:
    """The lines of the controls; the number of the last one comes back."""
    names = tuple(name for name, _ in _COLUMNS)
    head(sheet, f"{TITLE} : {context.title}", names, widths=[width for _, width in _COLUMNS])
    write(sheet, 2, 1, "Début d'exécution")
    sheet["B2"].fill, sheet["B2"].number_format = INPUT, DATE
    row = HEAD_ROW
    for clause, follow in held:
        due = due_after(follow.frequency, context.duration_months)
        for months in due or (None,) * FREE_ROWS:
            row += 1
            _control(sheet, row, clause, follow, months)
    if row > HEAD_ROW:
        _validate(sheet, row)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:J{max(row, HEAD_ROW)}"
    return row


def _control(
    sheet: Worksheet, row: int, clause: UsedClause, follow: FollowUp, months: int | None
) -> None:
    due = f'=IF({START}="","",EDATE({START},{months}))' if months else follow.frequency
    sheet.cell(row, 1, due).number_format = DATE
    texts = (named(clause), follow.control, follow.owner, follow.indicator)
    for column, text in enumerate(texts, start=2):
        write(sheet, row, column, text)
    for column in _TO_FILL:
        sheet.cell(row, column)
    format_row(sheet, row, money=(10,), to_fill=_TO_FILL)
    sheet.cell(row, 6).number_format = DATE


def _validate(sheet: Worksheet, last: int) -> None:
    answers = DataValidation("list", formula1='"oui,non,sans objet"', allow_blank=True)
    answers.error, answers.errorTitle = "Choisissez oui, non ou sans objet.", "Conforme"
    answers.add(f"H{HEAD_ROW + 1}:H{last}")
    amounts = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    amounts.error, amounts.errorTitle = "Écrivez un montant en euros.", "Pénalité"
    amounts.add(f"J{HEAD_ROW + 1}:J{last}")
    sheet.add_data_validation(answers)
    sheet.add_data_validation(amounts)


def _summary(sheet: Worksheet, held: list[tuple[UsedClause, FollowUp]], last: int) -> None:
    header = ("Clause", "Fréquence", "Contrôles prévus", "Conformes", "Non conformes", "Pénalités")
    head(sheet, "Où en est chaque clause", (*header, "En cas de manquement"), widths=_WIDTHS)
    lines = f"{CONTROLS}!$B${HEAD_ROW + 1}:$B${max(last, HEAD_ROW + 1)}"
    found, paid = lines.replace("$B$", "$H$"), lines.replace("$B$", "$J$")
    for row, (clause, follow) in enumerate(held, start=HEAD_ROW + 1):
        write(sheet, row, 1, named(clause))
        write(sheet, row, 2, follow.frequency)
        sheet.cell(row, 3, f"=COUNTIF({lines},A{row})")
        sheet.cell(row, 4, f'=COUNTIFS({lines},A{row},{found},"oui")')
        sheet.cell(row, 5, f'=COUNTIFS({lines},A{row},{found},"non")')
        sheet.cell(row, 6, f"=SUMIFS({paid},{lines},A{row})")
        write(sheet, row, 7, clause.penalty or "Aucune pénalité.")
        format_row(sheet, row, money=(6,))


_WIDTHS = (40, 22, 12, 12, 14, 14, 60)

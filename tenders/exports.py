"""The sent answers as a workbook: side by side, and one line an answer for further sums."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procurement.tables import harmless
from procurement.typography import capitalised
from tenders import sourcing
from tenders.answers import FEASIBILITY, as_text, per_year
from tenders.clause_opinions import clause_opinions
from tenders.models import CommentState, MarketConsultation, QuestionKind
from tenders.threads import threads_of

SECRET = "secret des affaires (L2132-1)"
LONGEST_CELL = 32_000
_HEADER = PatternFill("solid", fgColor="E3F0EE")
_SECRET = PatternFill("solid", fgColor="FDF1D6")


def answers_workbook(consultation: MarketConsultation) -> bytes:
    workbook = Workbook()
    submissions = sourcing.current_submissions(consultation)
    workbook.remove(workbook.worksheets[0])
    _side_by_side(workbook.create_sheet("Côte à côte"), consultation, submissions)
    _lines(workbook.create_sheet("Une ligne par réponse"), consultation, submissions)
    _feasibility(workbook.create_sheet("Faisabilité"), consultation, submissions)
    _threads(workbook.create_sheet("Fils des textes"), consultation)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def safe(value: Any) -> Any:
    """A value that any spreadsheet opens, and none takes for a formula."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    return harmless(value)


def _side_by_side(
    sheet: Worksheet,
    consultation: MarketConsultation,
    submissions: list[sourcing.Submission],
) -> None:
    _header(sheet, ["Question", *(submission.name for submission in submissions)])
    _append(sheet, ["À un marché, répondrait", *(s.answering_label() for s in submissions)])
    for row in sourcing.side_by_side(consultation, submissions):
        _append(sheet, [row.question.label, *(cell.text for cell in row.cells)])
        for column, cell in enumerate(row.cells, start=2):
            if cell.confidential:
                marked = sheet.cell(sheet.max_row, column)
                marked.value, marked.fill = safe(f"{cell.text} [{SECRET}]"), _SECRET
    _finish(sheet, widths=[50, *([36] * len(submissions))], freeze="B2")


def _lines(
    sheet: Worksheet,
    consultation: MarketConsultation,
    submissions: list[sourcing.Submission],
) -> None:
    titles = [
        "Structure",
        "Question",
        "Réponse",
        "Valeur",
        "Unité",
        "Période",
        "Par an",
    ]
    _header(sheet, [*titles, "Confidentialité", "Envoyée le"])
    questions = {question.pk: question for question in consultation.questions.all()}
    for submission in submissions:
        sent = submission.sent_at.strftime("%Y-%m-%dT%H:%MZ")
        for key, given in submission.answers().items():
            question = questions[key]
            value, period = _quantity(question.kind, given.value)
            yearly = per_year(question.kind, given.value) if period else None
            words = as_text(question.kind, given.value, question.unit)
            secret = SECRET if given.confidential else ""
            line = [submission.name, question.label, words, value, question.unit, period, yearly]
            _append(sheet, [*line, secret, sent])
    _finish(sheet, widths=[32, 50, 50, 12, 14, 10, 14, 30, 20], freeze="C2")


def _feasibility(
    sheet: Worksheet, consultation: MarketConsultation, submissions: list[sourcing.Submission]
) -> None:
    """The heat map of the page, in figures; whole, as the team reads it."""
    effects = ["Effet sur le prix", "Surcoût par an", "Délai"]
    answers = [capitalised(label) for label in FEASIBILITY.values()]
    _header(sheet, ["Texte", *answers, *effects, "En clair", "Dont confidentielles"])
    for row in clause_opinions(consultation, submissions, outside=False):
        words = [effect.words for effect in (row.price, row.amount, row.weeks)]
        _append(sheet, [row.title, *row.counts.values(), *words, row.verdict, row.secrets])
    _finish(sheet, widths=[50, 14, 14, 14, 30, 30, 30, 50, 14], freeze="B2")


def _threads(sheet: Worksheet, consultation: MarketConsultation) -> None:
    _header(sheet, ["Texte", "Structure", "Nom dans le fil", "Message", "Propose", "État", "Le"])
    for thread in threads_of(consultation, at=timezone.now(), team=True):
        for message in thread.messages:
            for said in (message, *message.replies):
                state = SECRET if said.confidential else CommentState(said.state).label
                proposes = "oui" if said.is_proposal else ""
                line = [thread.question.label, said.name, said.speaker, said.text, proposes]
                _append(sheet, [*line, state, said.at.strftime("%Y-%m-%dT%H:%MZ")])
    _finish(sheet, widths=[50, 32, 20, 60, 10, 30, 20], freeze="A2")


def _quantity(kind: str, value: Any) -> tuple[Decimal | None, str]:
    if kind == QuestionKind.NUMBER:
        return Decimal(value), ""
    if kind == QuestionKind.CAPACITY:
        return Decimal(value["value"]), value["period"]
    return None, ""


def _append(sheet: Worksheet, values: Iterable[Any]) -> None:
    sheet.append([safe(value) for value in values])


def _header(sheet: Worksheet, titles: list[str]) -> None:
    _append(sheet, titles)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEADER


def _finish(sheet: Worksheet, *, widths: list[int], freeze: str) -> None:
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = freeze

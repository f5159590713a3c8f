"""The clauses of a consultation with what the sent answers say of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tenders.feasibility import Opinion, Row, row_of
from tenders.models import MarketConsultation, QuestionKind, Submission


def clause_opinions(
    consultation: MarketConsultation,
    submissions: Iterable[Submission],
    *,
    outside: bool = False,
    secrets: bool = True,
) -> list[Row]:
    """In the order of the draft; `outside` the team, without secrets nor what few have said."""
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    for submission in submissions:
        for question, given in submission.answers().items():
            if not (given.confidential and (outside or not secrets)):
                opinions[question].append(Opinion(given.value, given.confidential))
    rows = [
        row_of(question.pk, question.label, question.clause_id, opinions[question.pk])
        for question in consultation.questions.all()
        if question.kind == QuestionKind.CLAUSE
    ]
    return [row.told_outside() for row in rows] if outside else rows

"""What suppliers proposed to change, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenders.models import (
    ClauseComment,
    ConsultationQuestion,
    Decision,
    Invitation,
    MarketConsultation,
    QuestionKind,
    Submission,
)
from tenders.statements import told


@dataclass(frozen=True)
class Proposal:
    """A comment of a thread, or what came with an answer. `expected`: it must get a decision."""

    question: ConsultationQuestion
    invitation: Invitation
    text: str
    confidential: bool
    expected: bool
    comment: ClauseComment | None
    decision: Decision | None

    @property
    def key(self) -> str:
        """Its name in a form."""
        if self.comment:
            return f"commentaire-{self.comment.pk}"
        return f"reponse-{self.invitation.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.expected and self.decision is None


def proposals_of(consultation: MarketConsultation) -> list[Proposal]:
    """In the order of the questions: the answers first, then the threads."""
    questions = {question.pk: question for question in consultation.questions.all()}
    of_comments, of_answers = _decided(consultation)
    found = [
        *_answered(consultation, questions, of_answers),
        *_commented(consultation, questions, of_comments),
    ]
    order = {key: position for position, key in enumerate(questions)}
    return sorted(found, key=lambda proposal: order[proposal.question.pk])


def waiting_for_decision(consultation: MarketConsultation) -> list[Proposal]:
    return [proposal for proposal in proposals_of(consultation) if proposal.is_waiting]


_OfComments = dict[UUID, Decision]
_OfAnswers = dict[tuple[UUID, int | None], Decision]


def _decided(consultation: MarketConsultation) -> tuple[_OfComments, _OfAnswers]:
    """The decision on each comment, and on what each structure answered to each question."""
    of_comments: _OfComments = {}
    of_answers: _OfAnswers = {}
    for decision in consultation.decisions.prefetch_related("comments", "invitations"):
        for comment in decision.comments.all():
            of_comments[comment.pk] = decision
        for invitation in decision.invitations.all():
            of_answers[invitation.pk, decision.question_id] = decision
    return of_comments, of_answers


def _answered(
    consultation: MarketConsultation,
    questions: dict[int, ConsultationQuestion],
    decided: _OfAnswers,
) -> Iterator[Proposal]:
    for submission in Submission.objects.for_consultation(consultation).current():
        invitation = submission.contribution.invitation
        for key, given in submission.answers().items():
            text, expected = _words(questions[key], given.value)
            if text:
                yield Proposal(
                    questions[key],
                    invitation,
                    text,
                    given.confidential,
                    expected,
                    None,
                    decided.get((invitation.pk, key)),
                )


def _words(question: ConsultationQuestion, value: Any) -> tuple[str, bool]:
    """What may be a proposal in an answer, and whether it must be decided.

    Whoever cannot hold a clause, or at a cost, asks for another one; free words may ask for
    anything, or nothing: the team sees.
    """
    if question.kind == QuestionKind.CLAUSE:
        return told(value), value["feasibility"] != "now"
    return (value, False) if question.kind == QuestionKind.TEXT else ("", False)


def _commented(
    consultation: MarketConsultation,
    questions: dict[int, ConsultationQuestion],
    decided: _OfComments,
) -> Iterator[Proposal]:
    comments = ClauseComment.objects.of(consultation).filter(is_proposal=True)
    for comment in comments.select_related("invitation"):
        if comment.invitation:
            yield Proposal(
                questions[comment.question_id],
                comment.invitation,
                comment.text,
                comment.confidential,
                True,
                comment,
                decided.get(comment.pk),
            )


def by_question(proposals: list[Proposal]) -> list[tuple[ConsultationQuestion, list[Proposal]]]:
    grouped: dict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        grouped[proposal.question.pk].append(proposal)
    return [(found[0].question, found) for found in grouped.values()]

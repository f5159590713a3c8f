"""The threads of a consultation as each may read them: public, supplier by supplier, team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from procurement.typography import NBSP
from tenders.models import (
    ClauseComment,
    CommentState,
    ConsultationQuestion,
    Invitation,
    MarketConsultation,
    QuestionKind,
)


@dataclass(frozen=True)
class Message:
    """One comment; `name` is known to the team alone, `state` to the team and its author."""

    id: UUID
    speaker: str
    text: str
    at: datetime
    is_team: bool
    is_mine: bool
    is_proposal: bool
    confidential: bool
    state: str
    withheld_because: str
    name: str
    written: str
    replies: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Thread:
    """A clause under test, what may be read of its thread, and how much is not shown and why."""

    question: ConsultationQuestion
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    messages: tuple[Message, ...]
    confidential: int
    withheld: int
    waiting: int

    @property
    def count(self) -> int:
        return sum(1 + len(message.replies) for message in self.messages)


def threads_of(
    consultation: MarketConsultation,
    *,
    at: datetime,
    reader: Invitation | None = None,
    team: bool = False,
    only: int | None = None,
) -> list[Thread]:
    """In the order of the draft. A supplier reads what is public, and all that it wrote itself."""
    questions = consultation.questions.filter(kind=QuestionKind.CLAUSE)
    if only is not None:
        questions = questions.filter(pk=only)
    comments: dict[int, list[ClauseComment]] = defaultdict(list)
    for comment in ClauseComment.objects.of(consultation).select_related("invitation", "by"):
        comments[comment.question_id].append(comment)
    buyer = str(consultation.project.lead)
    found = []
    for question in questions:
        question.consultation = consultation
        found.append(_thread(question, comments[question.pk], at, _Reading(reader, team, buyer)))
    return found


@dataclass(frozen=True)
class _Reading:
    """Who reads."""

    reader: Invitation | None
    team: bool
    buyer: str

    def may_read(self, comment: ClauseComment) -> bool:
        public = comment.state == CommentState.SHOWN and not comment.confidential
        return public or self.team or self.is_mine(comment)

    def is_mine(self, comment: ClauseComment) -> bool:
        return self.reader is not None and comment.invitation_id == self.reader.pk

    def message(self, comment: ClauseComment, replies: tuple[Message, ...] = ()) -> Message:
        mine, known = self.is_mine(comment), self.team or self.is_mine(comment)
        return Message(
            id=comment.pk,
            speaker=self._speaker(comment),
            text=str(comment),
            at=comment.created_at,
            is_team=comment.invitation is None,
            is_mine=mine,
            is_proposal=comment.is_proposal,
            confidential=comment.confidential,
            state=comment.state if known else CommentState.SHOWN,
            withheld_because=comment.withheld_because if known else "",
            name=comment.invitation.name if self.team and comment.invitation else "",
            written=comment.text if known and comment.published_text else "",
            replies=replies,
        )

    def _speaker(self, comment: ClauseComment) -> str:
        if comment.invitation is None:
            return self.buyer
        number = comment.invitation.public_number
        return f"Fournisseur{NBSP}{number}" if number else "Fournisseur"


def _thread(
    question: ConsultationQuestion, comments: list[ClauseComment], at: datetime, reading: _Reading
) -> Thread:
    opens_at, closes_at = question.thread_dates()
    hidden = [comment for comment in comments if not reading.may_read(comment)]
    return Thread(
        question=question,
        opens_at=opens_at,
        closes_at=closes_at,
        is_open=question.thread_is_open(at=at),
        messages=_messages([c for c in comments if reading.may_read(c)], reading),
        confidential=_count(hidden, confidential=True),
        withheld=_count(hidden, state=CommentState.WITHHELD, confidential=False),
        waiting=_count(comments, state=CommentState.WAITING),
    )


def _messages(comments: list[ClauseComment], reading: _Reading) -> tuple[Message, ...]:
    """Each message with its replies; a reply to what the reader may not see stands by itself."""
    shown = {comment.pk for comment in comments}
    replies: dict[UUID, list[Message]] = defaultdict(list)
    for comment in comments:
        if comment.parent_id in shown:
            replies[comment.parent_id].append(reading.message(comment))
    return tuple(
        reading.message(comment, tuple(replies[comment.pk]))
        for comment in comments
        if comment.parent_id not in shown
    )


def _count(comments: Iterable[ClauseComment], **values: object) -> int:
    return sum(all(getattr(c, key) == value for key, value in values.items()) for c in comments)

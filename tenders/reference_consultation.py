"""The market consultation of the reference case, with the answers that suppliers gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import User
from suppliers.models import Supplier
from tenders import invitations
from tenders.clauses import Level, library
from tenders.consultation_alerts import announce
from tenders.models import (
    ClauseComment,
    ConsultationQuestion,
    Contribution,
    Invitation,
    MarketConsultation,
    Message,
    QuestionKind,
)
from tenders.models.contribution import Draft, Given
from tenders.reference_data import case
from tenders.reference_group import make_group


def make_consultation(project: Project, by: User, now: datetime) -> MarketConsultation:
    row = case()["consultation"]
    consultation = open_consultation(project, row, by, now)
    announce(consultation, now=now)
    guests = [
        invitations.Guest(supplier.name, supplier.contact_email, supplier)
        for supplier in suppliers_in_order(consultation)
    ]
    invited = invitations.invite(consultation, guests, by=by, now=now)
    make_group(consultation, invited, now)
    for invitation, answer in zip(invited, row["contributions"], strict=False):
        invitation.note_reading(now=now + timedelta(minutes=2))
        contribute(invitation, answer, now=now + timedelta(minutes=30))
    question = invited[0].ask(row["public_question"]["text"], now=now + timedelta(minutes=40))
    question.publish_answer(
        row["public_question"]["answer"], question.text, by=by, now=now + timedelta(hours=1)
    )
    invitations.announce_answer(question, now=now + timedelta(hours=1))
    type(question).objects.filter(pk=question.pk).update(asked_at=now + timedelta(minutes=40))
    said: list[ClauseComment] = []
    for line in row["comments"]:
        said.append(comment(consultation, invited, line, said, by=by, now=now))
    consultation.invitations.update(created_at=now)
    transaction.on_commit(partial(date_messages, consultation))
    return consultation


def suppliers_in_order(consultation: MarketConsultation) -> list[Supplier]:
    """Those that the story counts by their place, then the others as the search ranked them."""
    first = case()["consultation"]["invited_first"]
    places = {id: place for place, id in enumerate(first)}
    return sorted(
        invitations.matched_suppliers(consultation),
        key=lambda supplier: places.get(supplier.external_id or "", len(first)),
    )


def open_consultation(
    project: Project, row: dict[str, Any], by: User, now: datetime
) -> MarketConsultation:
    """Published, with its questions."""
    consultation = MarketConsultation.objects.create(
        project=project,
        title=row["title"],
        brief=row["brief"],
        opens_at=now,
        closes_at=closing(now, row["open_days"]),
    )
    consultation.replace_questions([_question(question) for question in row["questions"]])
    consultation.publish(by=by, now=now)
    return consultation


def _question(row: dict[str, Any]) -> ConsultationQuestion:
    if "clause" in row:
        return _clause(row)
    return ConsultationQuestion(
        kind=row["kind"],
        label=row["label"],
        help_text=row.get("help", ""),
        unit=row.get("unit", ""),
        component=row.get("component", ""),
        choices=row.get("choices", []),
        required=row.get("required", False),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
    )


def _clause(row: dict[str, Any]) -> ConsultationQuestion:
    """A clause or a criterion of the library, filled as the draft of the tender fills it."""
    clause = library().get(row["clause"])
    if clause is None:
        raise ValueError(f"no clause {row['clause']}")
    level = Level(row["level"]) if "level" in row else None
    return ConsultationQuestion(
        kind=QuestionKind.CLAUSE,
        label=row.get("label", clause.title),
        clause_id=clause.id,
        clause_version=clause.version,
        clause_level=level or "",
        clause_text=clause.fill(row.get("values", {}), level, {}).text,
    )


def comment(
    consultation: MarketConsultation,
    invited: Sequence[Invitation],
    row: dict[str, Any],
    said: Sequence[ClauseComment],
    *,
    by: User,
    now: datetime,
) -> ClauseComment:
    """One message of the file: of the supplier number `who`, or of the team."""
    at = now + timedelta(days=row.get("day", 0), hours=row.get("hour", 0))
    clauses = [q for q in consultation.questions.all() if q.kind == QuestionKind.CLAUSE]
    question = clauses[row["clause"] - 1]
    parent = said[row["reply_to"]] if "reply_to" in row else None
    if row.get("team"):
        answer = ClauseComment.objects.answer(question, row["text"], parent=parent, by=by, now=at)
        invitations.announce_thread_answer(answer, now=at)
        return answer
    return ClauseComment.objects.say(
        invited[row["who"] - 1],
        question,
        row["text"],
        parent=parent,
        is_proposal=row.get("proposal", False),
        confidential=row.get("secret", False),
        now=at,
    )


def invite_late(consultation: MarketConsultation, by: User, now: datetime) -> datetime:
    """One more structure, days after the others; when it was invited."""
    row = case()["consultation"]["late_guest"]
    later = now + timedelta(days=row["days_later"])
    guest = invitations.Guest(row["name"], row["email"])
    invited = invitations.invite(consultation, [guest], by=by, now=later)
    consultation.invitations.filter(pk__in=[one.pk for one in invited]).update(created_at=later)
    return later


def date_messages(consultation: MarketConsultation) -> None:
    """Messages leave when the case is loaded; its story says that each left as it was written."""
    consultation.invitations.exclude(sent_at=None).update(sent_at=F("created_at"))
    Message.objects.filter(invitation__consultation=consultation).exclude(sent_at=None).update(
        sent_at=F("queued_at")
    )


def closing(now: datetime, days: int) -> datetime:
    """Noon, local time, that many days later."""
    local = timezone.localtime(now) + timedelta(days=days)
    return local.replace(hour=12, minute=0, second=0, microsecond=0)


def contribute(invitation: Any, row: dict[str, Any], *, now: datetime) -> None:
    questions = invitation.consultation.questions.all()
    contribution = Contribution.objects.create(invitation=invitation)
    answers = {
        question.pk: Given(value, confidential)
        for question, (value, confidential) in zip(questions, answers_of(row), strict=True)
    }
    draft = Draft(row["answering"], row.get("partners", ""), answers)
    contribution.save_draft(draft, version=1, now=now)
    contribution.send(now=now)


def answers_of(row: dict[str, Any]) -> list[tuple[Any, bool]]:
    """Each answer in the order of the questions, with whether it is a business secret."""
    secret = set(row.get("confidential", []))
    return [(value, number in secret) for number, value in enumerate(row["answers"], start=1)]

"""The market consultation of the reference case, with the answers that suppliers gave."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import User
from tenders import invitations
from tenders.consultation_alerts import announce
from tenders.models import ConsultationQuestion, Contribution, MarketConsultation, Message
from tenders.models.contribution import Draft, Given
from tenders.reference_data import case


def make_consultation(project: Project, by: User, now: datetime) -> MarketConsultation:
    row = case()["consultation"]
    consultation = MarketConsultation.objects.create(
        project=project,
        title=row["title"],
        brief=row["brief"],
        opens_at=now,
        closes_at=closing(now, row["open_days"]),
    )
    consultation.replace_questions(
        [
            ConsultationQuestion(
                kind=question["kind"],
                label=question["label"],
                help_text=question.get("help", ""),
                unit=question.get("unit", ""),
                component=question.get("component", ""),
                choices=question.get("choices", []),
                required=question.get("required", False),
            )
            for question in row["questions"]
        ]
    )
    consultation.publish(by=by, now=now)
    announce(consultation, now=now)
    guests = [
        invitations.Guest(supplier.name, supplier.contact_email, supplier)
        for supplier in invitations.matched_suppliers(consultation)
    ]
    invited = invitations.invite(consultation, guests, by=by, now=now)
    for invitation, answer in zip(invited, row["contributions"], strict=False):
        invitation.note_reading(now=now + timedelta(minutes=2))
        contribute(invitation, answer, now=now + timedelta(minutes=30))
    question = invited[0].ask(row["public_question"]["text"], now=now + timedelta(minutes=40))
    question.publish_answer(
        row["public_question"]["answer"], question.text, by=by, now=now + timedelta(hours=1)
    )
    type(question).objects.filter(pk=question.pk).update(asked_at=now + timedelta(minutes=40))
    transaction.on_commit(partial(date_messages, consultation, now))
    return consultation


def date_messages(consultation: MarketConsultation, sent_at: datetime) -> None:
    """Messages leave when the case is loaded; its story says that they left before any answer."""
    consultation.invitations.exclude(sent_at=None).update(sent_at=sent_at)
    Message.objects.filter(invitation__consultation=consultation).exclude(sent_at=None).update(
        sent_at=sent_at
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

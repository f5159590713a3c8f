"""A démarche of the reference case that ended: comments, decisions, closing, tender announced."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.db import transaction

from needs.models import Project
from procurement.accounts.models import Organisation, User
from procurement.yaml_files import read_yaml
from suppliers.models import Supplier
from tenders import closing, invitations
from tenders.models import ConsultationQuestion, Decision, Invitation, MarketConsultation, Outcome
from tenders.reference_consultation import (
    comment,
    contribute,
    date_messages,
    open_consultation,
)

DATA = Path(__file__).parent / "data" / "reference_closed.yaml"


@cache
def closed() -> dict[str, Any]:
    return read_yaml(DATA)


def make_closed(organisations: dict[str, Organisation], by: User, now: datetime) -> Project:
    """From its publication, two months ago, to the message that closed it."""
    row = closed()
    start = now - timedelta(days=row["published_days_ago"])
    project = _project(organisations, by, start)
    consultation = open_consultation(project, row["consultation"], by, start)
    invited = invitations.invite(consultation, _guests(), by=by, now=start)
    for number, (invitation, answer) in enumerate(zip(invited, row["contributions"], strict=False)):
        day = start + timedelta(days=number + 2)
        invitation.note_reading(now=day)
        contribute(invitation, answer, now=day + timedelta(hours=1))
    said: list[Any] = []
    for line in row["comments"]:
        said.append(comment(consultation, invited, line, said, by=by, now=start))
    after = consultation.closes_at + timedelta(days=4)
    for line in row["decisions"]:
        _decide(consultation, invited, said, line, by=by, now=after)
    closing.conclude(
        consultation,
        row["conclusion"],
        tender_url=row["tender_url"],
        by=by,
        now=after + timedelta(hours=2),
    )
    consultation.invitations.update(created_at=start)
    transaction.on_commit(partial(date_messages, consultation))
    return project


def _project(organisations: dict[str, Organisation], by: User, now: datetime) -> Project:
    row = closed()["project"]
    project = Project.objects.create(
        reference=row["reference"],
        title=row["title"],
        summary=row["summary"],
        sector=row["sector"],
        lead=organisations[row["lead"]],
        facilitator=organisations[row["facilitator"]],
    )
    project.admit(project.lead, by=by, now=now)
    return project


def _guests() -> list[invitations.Guest]:
    found = Supplier.objects.filter(external_id__in=closed()["suppliers"]).order_by("external_id")
    return [invitations.Guest(s.name, s.contact_email, s) for s in found]


def _decide(
    consultation: MarketConsultation,
    invited: list[Invitation],
    said: list[Any],
    row: dict[str, Any],
    *,
    by: User,
    now: datetime,
) -> None:
    clauses = [q for q in consultation.questions.all() if q.clause_id]
    question: ConsultationQuestion = clauses[row["clause"] - 1]
    kept = row["outcome"] == Outcome.REFUSED
    decision = Decision(
        question=question,
        proposal=row["proposal"],
        outcome=row["outcome"],
        reason=row["reason"],
        after="" if kept else question.clause_text + row["append"],
    )
    consultation.decide(
        decision,
        comments=[said[number] for number in row.get("comments", [])],
        invitations=[invited[number] for number in row["answers"]],
        by=by,
        now=now,
    )

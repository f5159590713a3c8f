"""Suppliers that answer together: what their records say, what the members are told, who leads.

The buyer is told nothing as long as the group has not answered; once it has, whoever leaves or
takes the lead is written in the register, since the answer names those whom it commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from procurement import mail
from procurement.typography import long_moment
from suppliers.answer import Answer
from suppliers.covering import Candidate, strengths_of
from suppliers.gathering import demand_of_project, facts_of
from suppliers.groups import Group
from suppliers.models import Supplier
from tenders import invitations
from tenders.consortia import OnRecord
from tenders.models import (
    Consortium,
    ConsortiumChange,
    ConsortiumMember,
    ConsortiumMessage,
    Contribution,
    Draft,
    Given,
    Invitation,
    MarketConsultation,
    MemberState,
    Submission,
)


def components_of(consultation: MarketConsultation) -> list[str]:
    """What the need is made of, as the joint diagnosis and the lots name it."""
    totals = consultation.project.diagnosis().totals
    return list(dict.fromkeys(total.component for total in totals if total.component))


def records_of(group: Consortium) -> dict[tuple[str, str], OnRecord]:
    """What the record of each member says of each component, by the rules of `suppliers.groups`."""
    names = {str(m.invitation.supplier_id): m.invitation.name for m in group.joined()}
    suppliers = Supplier.objects.filter(pk__in=[key for key in names if key != "None"])
    facts = facts_of(suppliers)
    if not facts:
        return {}
    demand = demand_of_project(group.consultation.project)
    members = [Candidate(one, strengths_of(demand, Answer(demand, one)), 0.0) for one in facts]
    known = {one.id: names[one.key] for one in facts}
    return {
        (known[cell["member"]], row["component"]): OnRecord(
            cell["covers"], cell["capacity"], cell["note"]
        )
        for row in Group(demand, tuple(members), 0.0, ()).grid()
        for cell in row["cells"]
    }


@transaction.atomic
def leave(member: ConsortiumMember, *, now: datetime, reason: str = "") -> None:
    """Leave the group; those who stay are told, and the buyer if the group has answered."""
    tell_changes(member.move(MemberState.LEFT, now=now, reason=reason), member.invitation, now=now)


def tell_changes(changes: Iterable[ConsortiumChange], by: Invitation, *, now: datetime) -> None:
    """Tell the members; and, if the group has answered, the register."""
    for change in changes:
        group = change.consortium
        sent = Submission.objects.of_group(group).last()
        if sent:
            by.note("group_changed", now=now, group=group.name, change=str(change))
        transaction.on_commit(partial(tell_change.enqueue, change.pk))


def group_answer(group: Consortium) -> Submission | None:
    """What the group last sent, for its members: the only answer that they share."""
    sent = Submission.objects.of_group(group).select_related("contribution__invitation")
    return sent.last()


@transaction.atomic
def take_up(submission: Submission, member: ConsortiumMember, *, now: datetime) -> Contribution:
    """Make the group's answer the draft of its new lead; what the lead had sent stays as sent."""
    contribution, _ = Contribution.objects.get_or_create(invitation=member.invitation)
    questions = member.consortium.consultation.questions.all()
    answers = {question.pk: Given(None) for question in questions} | submission.answers()
    kept = {str(file.pk): file for file in submission.files.all()}
    for question, given in list(answers.items()):
        if isinstance(given.value, dict) and given.value.get("file") in kept:
            file = kept[given.value["file"]]
            copy = contribution.files.create(file=file.file.name, name=file.name, size=file.size)
            answers[question] = Given(copy.as_value(), given.confidential)
    partners = submission.content["partners"]
    draft = Draft(submission.content["answering"], partners, answers)
    contribution.save_draft(draft, version=contribution.version, now=now)
    return contribution


def tell_asked(members: Iterable[ConsortiumMember]) -> None:
    """Have each proposal sent once, after the transaction."""
    keys = [member.pk for member in members]
    transaction.on_commit(lambda: [tell.enqueue(key) for key in keys] and None)


def tell_said(message: ConsortiumMessage) -> None:
    transaction.on_commit(partial(tell_message.enqueue, message.pk))


@task()
def tell(member_id: int) -> str:
    """The proposal to join, to whoever is asked."""
    if not _claim(ConsortiumMember, member_id):
        return "déjà envoyé"
    member = ConsortiumMember.objects.select_related("invitation").get(pk=member_id)
    return _send(ConsortiumMember, member_id, "partner", [member], group=member.consortium)


@task()
def tell_change(change_id: int) -> str:
    """Who came, left or leads, to the other members."""
    if not _claim(ConsortiumChange, change_id):
        return "déjà envoyé"
    change = ConsortiumChange.objects.get(pk=change_id)
    others = [m for m in change.consortium.joined() if str(m) != change.member]
    sent = group_answer(change.consortium)
    return _send(
        ConsortiumChange,
        change_id,
        "group_change",
        others,
        group=change.consortium,
        change=change,
        sent=sent,
    )


@task()
def tell_message(message_id: int) -> str:
    """That a member wrote, to the other ones; the text stays in the workspace."""
    if not _claim(ConsortiumMessage, message_id):
        return "déjà envoyé"
    message = ConsortiumMessage.objects.select_related("by__invitation").get(pk=message_id)
    others = [m for m in message.consortium.joined() if m.pk != message.by_id]
    return _send(
        ConsortiumMessage,
        message_id,
        "group_message",
        others,
        group=message.consortium,
        message=message,
    )


def _claim(model: type[models.Model], key: int) -> bool:
    """Claimed before it leaves, so that two workers never send it twice."""
    rows = model._default_manager.filter(pk=key, told_at=None)
    return bool(rows.update(told_at=timezone.now()))


def _send(
    model: type[models.Model],
    key: int,
    template: str,
    to: Iterable[ConsortiumMember],
    *,
    group: Consortium,
    **context: Any,
) -> str:
    """A claim whose first message the mail server refuses is given back, to be tried again."""
    sent = 0
    for member in to:
        try:
            _email(template, member, group, context).send()
        except OSError:
            if not sent:
                model._default_manager.filter(pk=key).update(told_at=None)
            raise
        sent += 1
    return f"{sent} envoyés"


def _email(
    template: str, member: ConsortiumMember, group: Consortium, context: dict[str, Any]
) -> EmailMultiAlternatives:
    consultation = group.consultation
    token = invitations.token(member.invitation)
    path = (
        reverse("tenders:partners", args=[token])
        if member.state == MemberState.ASKED
        else reverse("tenders:group", args=[token, group.pk])
    )
    subject, text = mail.written(
        f"tenders/mail/{template}.txt",
        {
            "member": member,
            "group": group,
            "consultation": consultation,
            "closes": long_moment(timezone.localtime(consultation.closes_at)),
            "link": settings.SITE_URL + path,
            **context,
        },
    )
    return mail.message(subject, text, member.invitation.email)

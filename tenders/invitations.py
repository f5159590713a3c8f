"""Signed links and the messages that carry them: everyone told the same, once, with a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPServerDisconnected
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from procurement import mail
from procurement.accounts.models import Organisation, User
from procurement.typography import long_moment
from suppliers.models import MatchRun, NetworkMember, Supplier
from tenders.models import (
    ClauseComment,
    Invitation,
    MarketConsultation,
    Message,
    MessageKind,
    PublicQuestion,
    Submission,
)

SALT = "tenders.invitation"
# Stands for the personal link in the text that is kept: the register gives no key to an answer.
LINK = "[votre lien personnel]"
MOST_ATTEMPTS = 5


class BadLink(Exception):
    """The link was altered, or never made by us."""


class ExpiredLink(Exception):
    """The link was ours: replaced by a newer one, or the consultation ended long ago."""


def token(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk.hex, invitation.link_number], salt=SALT)


def delegated_token(invitation: Invitation, member: NetworkMember) -> str:
    """For a network that answers for its member: it works while the member allows it."""
    return signing.dumps([invitation.pk.hex, invitation.link_number, member.pk.hex], salt=SALT)


def link(invitation: Invitation) -> str:
    return settings.SITE_URL + reverse("tenders:contribute", args=[token(invitation)])


def open_link(token: str, *, now: datetime, user: User | AnonymousUser | None = None) -> Invitation:
    """The invitation of a signed link; raises BadLink or ExpiredLink.

    The link of a network only opens for its own people, who must be signed in.
    """
    invitation, number, member = _of_token(token)
    if number != invitation.link_number or now > invitation.expires_at():
        raise ExpiredLink
    if member:
        invitation.acting = _network(invitation, UUID(member[0]), user)
    return invitation


def _of_token(token: str) -> tuple[Invitation, int, list[str]]:
    """The invitation, the number of the link and the membership of a network, if it is one's."""
    try:
        key, number, *member = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise BadLink from error
    invitation = (
        Invitation.objects.select_related("consultation__project__lead", "supplier")
        .filter(pk=UUID(key))
        .first()
    )
    if invitation is None:
        raise BadLink
    return invitation, number, member


def _network(
    invitation: Invitation, member: UUID, user: User | AnonymousUser | None
) -> Organisation:
    trusted = NetworkMember.objects.trusted_to_answer(invitation.supplier_id)
    found = trusted.filter(pk=member).select_related("network").first()
    if found is None:
        raise ExpiredLink
    if user is None or not trusted.run_by(user).filter(pk=member).exists():
        raise BadLink
    return found.network


@dataclass(frozen=True)
class Guest:
    """Somebody to invite; `supplier` when the register knows it."""

    name: str
    email: str
    supplier: Supplier | None = None


def matched_suppliers(consultation: MarketConsultation) -> list[Supplier]:
    """All the suppliers of the project's latest match run: ranked first, then those of groups."""
    run = MatchRun.objects.filter(project=consultation.project).first()
    if run is None:
        return []
    keys = run.supplier_keys()
    found = Supplier.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


@transaction.atomic
def invite(
    consultation: MarketConsultation,
    guests: Iterable[Guest],
    *,
    by: User,
    now: datetime,
    left_out: Sequence[str] = (),
    reason: str = "",
) -> list[Invitation]:
    """Invite all these at once; those without address, or already invited, are left alone.

    `left_out` names the matched suppliers that were not chosen, and `reason` says why: a narrower
    choice than the match must be able to explain itself.
    """
    known = set(consultation.invitations.values_list("email", flat=True))
    fresh: dict[str, Guest] = {}
    for guest in guests:
        if guest.email and guest.email.lower() not in known:
            fresh.setdefault(guest.email.lower(), guest)
    invitations = Invitation.objects.bulk_create(
        Invitation(consultation=consultation, name=guest.name, email=email, supplier=guest.supplier)
        for email, guest in fresh.items()
    )
    if invitations:
        consultation.note(
            "suppliers_invited",
            by=by,
            now=now,
            invited=[invitation.name for invitation in invitations],
            left_out=list(left_out),
            reason=reason,
        )
        tell(invitations, MessageKind.INVITATION, now=now)
    return invitations


@transaction.atomic
def answer_open_call(
    consultation: MarketConsultation, *, name: str, email: str, now: datetime
) -> None:
    """Send a personal link to whoever asks; the same happens for an address already invited."""
    invitation, created = Invitation.objects.get_or_create(
        consultation=consultation,
        email=email.lower(),
        defaults={"name": name, "from_open_call": True},
    )
    if created:
        invitation.note("open_call_joined", now=now)
    tell([invitation], MessageKind.LINK, about=f"{now:%Y-%m-%d %H}", now=now)


@transaction.atomic
def remind(consultation: MarketConsultation, *, by: User, now: datetime) -> list[Invitation]:
    """Remind, all at once and at most once a day, those who have not answered."""
    silent = list(consultation.invitations.without_answer())
    queued = tell(
        silent, MessageKind.REMINDER, about=f"{timezone.localtime(now):%Y-%m-%d}", now=now
    )
    if queued:
        reminded = [message.invitation.name for message in queued]
        consultation.note("suppliers_reminded", by=by, now=now, reminded=reminded)
    return [message.invitation for message in queued]


@transaction.atomic
def renew(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Replace the supplier's link and send the new one."""
    invitation.renew_link(by=by, now=now)
    about = f"n° {invitation.link_number}"
    tell([invitation], MessageKind.LINK, about=about, now=now)


def replace_link(token: str, *, now: datetime) -> None:
    """Asked by whoever holds a link, current or replaced: the valid one goes to the guest alone.

    A current link is replaced by another; one that was already replaced brings the current one
    again. Past its life nothing leaves, and the asker cannot tell. Raises BadLink.
    """
    invitation, number, member = _of_token(token)
    if member:
        raise BadLink  # the link of a network is not its to replace
    if now > invitation.expires_at():
        return
    with transaction.atomic():
        held = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if held.link_number == number:
            invitation.link_number = number + 1
            invitation.save(update_fields=["link_number"])
            invitation.note("link_replaced", now=now)
            tell([invitation], MessageKind.LINK, about=f"n° {invitation.link_number}", now=now)
        else:
            tell([invitation], MessageKind.LINK, about=f"{now:%Y-%m-%d %H}", now=now)


def announce_answer(question: PublicQuestion, *, now: datetime) -> None:
    """Tell everyone invited what was asked and answered, whoever asked."""
    everyone = list(question.consultation.invitations.all())
    tell(everyone, MessageKind.ANSWER, about=str(question.pk), now=now, question=question)


def announce_thread_answer(answer: ClauseComment, *, now: datetime) -> None:
    """Tell everyone invited what the team answered in the thread of a clause."""
    everyone = list(answer.question.consultation.invitations.all())
    tell(everyone, MessageKind.THREAD, about=str(answer.pk), now=now, answer=answer)


def announce_extension(consultation: MarketConsultation, *, now: datetime) -> None:
    everyone = list(consultation.invitations.all())
    about = consultation.closes_at.isoformat(timespec="minutes")
    tell(everyone, MessageKind.EXTENSION, about=about, now=now)


def announce_conclusion(
    consultation: MarketConsultation, feedback: Mapping[UUID, Any], *, now: datetime
) -> None:
    """Tell each invited supplier what was learned and decided, and what became of its own words."""
    everyone = list(consultation.invitations.all())
    decisions = list(consultation.decisions.all())
    own = {key: {"feedback": said} for key, said in feedback.items()}
    tell(everyone, MessageKind.CLOSING, now=now, own=own, decisions=decisions)


def announce_tender(consultation: MarketConsultation, *, now: datetime) -> None:
    """Tell everyone, once, where the tender that followed is published."""
    tell(list(consultation.invitations.all()), MessageKind.TENDER, now=now)


def acknowledge(submission: Submission, *, now: datetime) -> None:
    """A receipt; whoever got hold of a link cannot answer unnoticed."""
    invitation = submission.contribution.invitation
    tell(
        [invitation],
        MessageKind.RECEIPT,
        about=str(submission.number),
        now=now,
        submission=submission,
    )


def tell(
    invitations: Sequence[Invitation],
    kind: MessageKind,
    *,
    about: str = "",
    now: datetime,
    own: Mapping[UUID, dict[str, Any]] | None = None,
    **context: Any,
) -> list[Message]:
    """Write one message to each and have them sent; one already written is not written again.

    `own` is what only one of them reads, by invitation.
    """
    if not invitations:
        return []
    consultation = invitations[0].consultation
    written = set(
        Message.objects.filter(
            invitation__consultation=consultation, kind=kind, about=about
        ).values_list("invitation", flat=True)
    )
    messages = [
        _write(
            invitation,
            kind,
            about=about,
            now=now,
            context={**context, **(own or {}).get(invitation.pk, {})},
        )
        for invitation in invitations
        if invitation.pk not in written
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    transaction.on_commit(lambda: deliver.enqueue(str(consultation.pk)))
    return messages


def _write(
    invitation: Invitation, kind: MessageKind, *, about: str, now: datetime, context: dict[str, Any]
) -> Message:
    consultation = invitation.consultation
    subject, text = mail.written(
        f"tenders/mail/{kind.value}.txt",
        {
            "invitation": invitation,
            "consultation": consultation,
            "closes": long_moment(timezone.localtime(consultation.closes_at)),
            "page": settings.SITE_URL + consultation.get_absolute_url(),
            "link": LINK,
            **context,
        },
    )
    return Message(
        invitation=invitation,
        kind=kind,
        about=about,
        subject=subject,
        text=text,
        queued_at=now,
    )


@task()
def deliver(consultation_id: str) -> str:
    """Send the messages that wait, each claimed first so that two workers never send one twice."""
    waiting = list(_waiting().filter(invitation__consultation_id=UUID(consultation_id)))
    claimed = [message for message in waiting if message.claim(now=timezone.now())]
    failed = [message for message in claimed if not _deliver_one(message)]
    _note_sent([message for message in claimed if message not in failed])
    if failed and deliver.get_backend().supports_defer:
        least = min(message.attempts for message in failed)
        later = timezone.now() + mail.BACKOFF[min(least, len(mail.BACKOFF) - 1)]
        deliver.using(run_after=later).enqueue(consultation_id)
    return f"{len(claimed) - len(failed)} envoyés, {len(failed)} en échec"


def deliver_waiting() -> int:
    """Try every message that waits, whatever its consultation; how many left."""
    claimed = [message for message in _waiting() if message.claim(now=timezone.now())]
    sent = [message for message in claimed if _deliver_one(message)]
    _note_sent(sent)
    return len(sent)


def _note_sent(messages: Sequence[Message]) -> None:
    """That they left, to whom; a receipt follows a sending, which the register has already."""
    told: dict[tuple[UUID, str], list[Message]] = {}
    for message in messages:
        if message.kind != MessageKind.RECEIPT:
            key = (message.invitation.consultation_id, message.kind)
            told.setdefault(key, []).append(message)
    for same in told.values():
        same[0].invitation.consultation.note(
            "messages_sent",
            now=timezone.now(),
            kind=same[0].get_kind_display(),
            to=[message.invitation.name for message in same],
        )


def _waiting() -> models.QuerySet[Message]:
    waiting = Message.objects.waiting().filter(attempts__lt=MOST_ATTEMPTS)
    return waiting.select_related("invitation__consultation")


def _deliver_one(message: Message) -> bool:
    """Whether it left. When the server vanished midway nobody knows: it stays claimed."""
    try:
        _email(message).send()
    except (SMTPServerDisconnected, TimeoutError) as error:
        Message.objects.filter(pk=message.pk).update(error=str(error)[:300])
        return False
    except OSError as error:
        message.mark_failed(error)
        return False
    message.mark_sent(now=timezone.now())
    return True


def _email(message: Message) -> EmailMultiAlternatives:
    invitation = message.invitation
    text = message.text.replace(LINK, link(invitation))
    return mail.message(message.subject, text, invitation.email)

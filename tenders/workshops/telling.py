"""Telling all that are in the consultation of a workshop: the same text on the same day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from procurement import mail
from procurement.accounts.models import Organisation, Role, User
from procurement.typography import long_moment
from suppliers.models import NetworkMember
from tenders import invitations
from tenders.models import Invitation, Message, MessageKind
from tenders.workshops import convening
from tenders.workshops.models import Correction, NetworkNotice, Workshop

REMIND_AHEAD = timedelta(days=3)


@transaction.atomic
def announce(workshop: Workshop, *, by: User, now: datetime) -> list[Invitation]:
    """Announce to all that are in the consultation, and to the networks of its suppliers."""
    everyone = everyone_of(workshop)
    networks = networks_of(workshop)
    workshop.announce(
        told=[invitation.name for invitation in everyone],
        networks=[str(network) for network in networks],
        by=by,
        now=now,
    )
    _tell(workshop, everyone, MessageKind.WORKSHOP, now=now)
    NetworkNotice.objects.bulk_create(
        NetworkNotice(workshop=workshop, network=network, told_at=now) for network in networks
    )
    for network in networks:
        transaction.on_commit(partial(_tell_network, workshop, network, now=now))
    return everyone


@transaction.atomic
def tell_newcomers(workshop: Workshop, *, by: User | None, now: datetime) -> list[str]:
    """The same text to whoever was invited to the consultation since the announcement."""
    if not workshop.announced_at or workshop.cancelled_at:
        return []
    queued = _tell(workshop, everyone_of(workshop), MessageKind.WORKSHOP, now=now)
    told = [message.invitation.name for message in queued]
    if told:
        facts = {"workshop": str(workshop.pk), "subject": workshop.title, "told": told}
        workshop.consultation.note("workshop_newcomers_told", by=by, now=now, **facts)
    return told


@transaction.atomic
def remind(workshop: Workshop, *, by: User | None, now: datetime) -> list[str]:
    """Remind all of them, at most once a day."""
    if not workshop.is_coming(at=now):
        return []
    day = f"{timezone.localtime(now):%Y-%m-%d}"
    queued = _tell(workshop, everyone_of(workshop), MessageKind.MEETING, day, now=now)
    told = [message.invitation.name for message in queued]
    if told:
        facts = {"workshop": str(workshop.pk), "subject": workshop.title, "told": told}
        workshop.consultation.note("workshop_reminded", by=by, now=now, **facts)
    return told


def remind_once(workshop: Workshop, *, now: datetime) -> list[str]:
    """The reminder that leaves by itself; none when somebody of the team already sent one."""
    about = str(workshop.pk)
    if Message.objects.filter(kind=MessageKind.MEETING, about__startswith=about).exists():
        return []
    return remind(workshop, by=None, now=now)


def announce_change(workshop: Workshop, *, now: datetime, **context: Any) -> None:
    """Another date, the cancellation, or a document that came later."""
    about = f"v{workshop.version} {workshop.documents.count()}"
    _tell(workshop, everyone_of(workshop), MessageKind.MOVED, about, now=now, **context)


def announce_minutes(workshop: Workshop, *, now: datetime) -> None:
    """The minutes, to those who came and to the others alike."""
    about = "clos" if workshop.minutes_closed_at else "projet"
    _tell(workshop, everyone_of(workshop), MessageKind.MINUTES, about, now=now)


def announce_outcome(correction: Correction, *, now: datetime) -> None:
    """What became of a correction, to whoever asked for it."""
    about = f"correction {correction.pk}"
    _tell(
        correction.workshop,
        [correction.asked_by],
        MessageKind.MINUTES,
        about,
        now=now,
        correction=correction,
    )


def everyone_of(workshop: Workshop) -> list[Invitation]:
    """All that were invited to the consultation, by the match, the open call or an address."""
    return list(
        workshop.consultation.invitations.select_related("consultation__project__lead", "supplier")
    )


def networks_of(workshop: Workshop) -> list[Organisation]:
    """The networks of which a member is in the consultation."""
    suppliers = workshop.consultation.invitations.exclude(supplier=None).values("supplier")
    members = NetworkMember.objects.present().filter(supplier__in=suppliers)
    return list(Organisation.objects.filter(pk__in=members.values("network")).order_by("name"))


def facts_of(workshop: Workshop) -> convening.WorkshopFacts:
    """All that the rules look at, with whom it was told to and when."""
    sent = {
        message.invitation_id: message.sent_at
        for message in Message.objects.filter(
            invitation__consultation=workshop.consultation,
            kind=MessageKind.WORKSHOP,
            about__startswith=str(workshop.pk),
        )
    }
    told = tuple(
        convening.Told(
            invitation.name,
            timezone.localtime(at) if (at := sent.get(invitation.pk)) else None,
            timezone.localtime(invitation.created_at),
        )
        for invitation in workshop.consultation.invitations.all()
    )
    waiting = workshop.corrections.filter(answered_at=None).count()
    return workshop.facts(told=told, corrections_waiting=waiting)


def newcomers_of(workshop: Workshop) -> list[str]:
    """Those in the consultation to whom nothing of the workshop was written yet."""
    written = Message.objects.filter(
        kind=MessageKind.WORKSHOP, about__startswith=str(workshop.pk)
    ).values("invitation")
    fresh = workshop.consultation.invitations.exclude(pk__in=written)
    return list(fresh.values_list("name", flat=True))


def _tell(
    workshop: Workshop,
    everyone: Iterable[Invitation],
    kind: MessageKind,
    about: str = "",
    *,
    now: datetime,
    **context: Any,
) -> list[Message]:
    return invitations.tell(
        list(everyone),
        kind,
        about=f"{workshop.pk} {about}".strip(),
        now=now,
        workshop=workshop,
        items=list(workshop.items.all()),
        held=long_moment(timezone.localtime(workshop.starts_at)),
        lasts=convening.duration(workshop.minutes()),
        page_of_workshop=settings.SITE_URL + workshop.get_absolute_url(),
        own_page=f"{invitations.LINK}ateliers/{workshop.pk}/",
        **context,
    )


def _tell_network(workshop: Workshop, network: Organisation, *, now: datetime) -> None:
    """The public page, once, to those who run the network."""
    people = User.objects.filter(
        memberships__organisation=network, memberships__role=Role.FACILITATOR
    )
    context = {
        "workshop": workshop,
        "network": network,
        "consultation": workshop.consultation,
        "held": long_moment(timezone.localtime(workshop.starts_at)),
        "page": settings.SITE_URL + workshop.get_absolute_url(),
    }
    for person in people.distinct():
        key = f"workshop {workshop.pk} {network.pk} {person.pk}"
        mail.queue("workshops/mail/network.txt", person.email, context, now=now, key=key)

"""Seats: first come, first served; one that comes free goes to who waits, and tells them once.

Whatever gives or frees a seat first locks the row of the session, so that two people never take
the last one, on SQLite (where writers queue) as on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tenders.training.choices import NoticeKind, RegistrationStatus
from tenders.training.models import Registration, TrainingSession
from tenders.training.notices import tell


@dataclass(frozen=True)
class Guest:
    """What somebody says of themselves to register."""

    name: str
    organisation: str
    email: str
    audience: str


class TooLate(Exception):
    """The session does not take registrations, or changes of seats, at that time."""


@transaction.atomic
def ask(session: TrainingSession, guest: Guest, *, now: datetime) -> None:
    """Send a personal link to the address; nothing tells whether it was registered already."""
    session.lock()
    if not session.takes_registrations(at=now):
        raise TooLate
    email = guest.email.lower()
    found = session.registrations.filter(email=email).first()
    if found and (found.is_seated or found.is_waiting):
        kind = NoticeKind.SEATED if found.is_seated else NoticeKind.WAITING
        tell([found], kind, about=_hour(now), now=now)
        return
    values = {"name": guest.name, "organisation": guest.organisation, "audience": guest.audience}
    if found is None:
        found = Registration(session=session, email=email, round=0)
    if not found.is_asked or found.round == 0:
        found.round += 1
    for name, value in {**values, "status": RegistrationStatus.ASKED, "asked_at": now}.items():
        setattr(found, name, value)
    found.save()
    tell([found], NoticeKind.CONFIRM, about=_hour(now), now=now)


def _hour(now: datetime) -> str:
    """Asked twice in an hour, a link leaves once."""
    return f"{now:%Y-%m-%d %H}"


@transaction.atomic
def confirm(registration: Registration, *, now: datetime) -> None:
    """Give a seat, or a place on the waiting list; confirmed twice, it changes nothing."""
    session = registration.session
    session.lock()
    registration.refresh_from_db(fields=["status", "round"])
    if not registration.is_asked:
        return
    if not session.takes_registrations(at=now):
        raise TooLate
    free = session.free_seats() and not session.registrations.waiting().exists()
    registration.status = RegistrationStatus.SEATED if free else RegistrationStatus.WAITING
    registration.confirmed_at = now
    registration.save(update_fields=["status", "confirmed_at"])
    tell([registration], NoticeKind.SEATED if free else NoticeKind.WAITING, now=now)


@transaction.atomic
def withdraw(registration: Registration, *, now: datetime) -> None:
    """Give up a seat or a place on the list; the first who waits takes the seat."""
    session = registration.session
    session.lock()
    registration.refresh_from_db(fields=["status", "round"])
    if registration.status == RegistrationStatus.CANCELLED:
        return
    if not session.is_coming(at=now):
        raise TooLate
    known = not registration.is_asked
    registration.status = RegistrationStatus.CANCELLED
    registration.save(update_fields=["status"])
    if known:
        tell([registration], NoticeKind.WITHDRAWN, now=now)
    fill(session, now=now)


def fill(session: TrainingSession, *, now: datetime) -> list[Registration]:
    """Give the free seats to those who wait; the caller holds the lock of the session."""
    if not session.is_coming(at=now):
        return []
    promoted = list(session.registrations.waiting()[: session.free_seats()])
    for registration in promoted:
        registration.status, registration.promoted_at = RegistrationStatus.SEATED, now
        registration.save(update_fields=["status", "promoted_at"])
    tell(promoted, NoticeKind.PROMOTED, now=now)
    return promoted


@transaction.atomic
def set_capacity(session: TrainingSession, capacity: int, *, now: datetime) -> list[Registration]:
    """Change the number of seats; nobody loses theirs, and those who wait take the new ones."""
    session.lock()
    seated = session.registrations.seated().count()
    if capacity < seated:
        raise ValidationError(
            f"{seated} personnes ont déjà une place : le nombre de places ne peut descendre "
            "au-dessous.",
            code="capacity",
        )
    session.capacity = capacity
    session.save(update_fields=["capacity"])
    return fill(session, now=now)


def add_walk_in(session: TrainingSession, guest: Guest, *, now: datetime) -> Registration:
    """Somebody who came without registering; known by address, they are the one already listed."""
    email = guest.email.lower()
    found = session.registrations.filter(email=email).first() if email else None
    if found:
        if found.status != RegistrationStatus.SEATED:
            found.status = RegistrationStatus.SEATED
            found.save(update_fields=["status"])
        return found
    return Registration.objects.create(
        session=session,
        name=guest.name,
        organisation=guest.organisation,
        email=email,
        audience=guest.audience,
        status=RegistrationStatus.SEATED,
        walk_in=True,
        asked_at=now,
        confirmed_at=now,
    )

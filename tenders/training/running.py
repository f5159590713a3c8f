"""What those who run a session do, and what those registered are then told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import Organisation, User
from tenders.training.choices import NoticeKind
from tenders.training.models import Attendance, Notice, Registration, Sitting, TrainingSession
from tenders.training.notices import deliver, tell
from tenders.training.programme import Step, Template
from tenders.training.registering import set_capacity

REMINDERS = (timedelta(days=7), timedelta(days=1))
EVALUATED_WITHIN = timedelta(days=30)


@transaction.atomic
def prepare(
    template: Template,
    *,
    title: str,
    starts_at: datetime,
    organiser: Organisation,
    project: Project | None,
    by: User,
) -> TrainingSession:
    """A draft made from a model; its further dates follow a week apart, to be set."""
    session = TrainingSession.objects.create(
        kind=template.kind,
        title=title,
        summary=template.summary,
        audiences=list(template.audiences),
        capacity=template.capacity,
        organiser=organiser,
        project=project,
        host=by,
        contact_email=by.email,
        created_by=by,
    )
    for week, steps in enumerate(template.days):
        sitting = Sitting(session=session)
        sitting.plan(_weeks_later(starts_at, week), steps)
        sitting.save()
    return session


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    """At the same hour by the clock, whether it changed meanwhile or not."""
    naive = timezone.localtime(moment).replace(tzinfo=None) + timedelta(weeks=weeks)
    return timezone.make_aware(naive)


@transaction.atomic
def change(
    session: TrainingSession, *, version: int, by: User, now: datetime, **values: Any
) -> list[Registration]:
    """Save what a session is; who has a seat is told of another place. The newly seated."""
    capacity = values.pop("capacity")
    sequence = session.sequence
    session.edit(version=version, **values)
    if session.sequence > sequence:
        _tell_of_change(session, by=by, now=now)
    return set_capacity(session, capacity, now=now)


@transaction.atomic
def plan(
    session: TrainingSession,
    sitting: Sitting,
    starts_at: datetime,
    steps: tuple[Step, ...],
    *,
    by: User,
    now: datetime,
) -> None:
    """Set a date and its programme; who has a seat is told of another date."""
    session.lock()
    before = (sitting.starts_at, sitting.ends_at) if not sitting._state.adding else None
    sitting.plan(starts_at, steps)
    sitting.session = session
    sitting.save()
    if before != (sitting.starts_at, sitting.ends_at):
        _move(session, by=by, now=now)


@transaction.atomic
def drop(session: TrainingSession, sitting: Sitting, *, by: User, now: datetime) -> None:
    """Take a date away; the last one of a published session stays, and so do attendances."""
    session.lock()
    if sitting.attendances.exists():
        raise ValidationError("Des présences sont notées à cette date : elle reste.")
    if session.is_published and session.sittings.count() == 1:
        raise ValidationError("Une session publiée garde une date : annulez la session.")
    sitting.delete()
    _move(session, by=by, now=now)


def _move(session: TrainingSession, *, by: User, now: datetime) -> None:
    TrainingSession.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1)
    session.refresh_from_db(fields=["sequence"])
    _tell_of_change(session, by=by, now=now)


def _tell_of_change(session: TrainingSession, *, by: User, now: datetime) -> None:
    if session.is_coming(at=now):
        told = session.registrations.expected()
        tell(told, NoticeKind.CHANGED, about=f"révision {session.sequence}", now=now)
        session.note("session_changed", by=by, now=now)


@transaction.atomic
def call_off(session: TrainingSession, reason: str, *, by: User, now: datetime) -> int:
    """Cancel it and tell everybody who had, or waited for, a seat; how many are told."""
    session.call_off(reason, by=by, now=now)
    return tell(session.registrations.expected(), NoticeKind.CALLED_OFF, now=now)


@transaction.atomic
def record_attendance(sitting: Sitting, minutes: dict[Registration, int]) -> None:
    """Who was there on that date and how long; the whole sheet at once, absent ones at 0."""
    Attendance.objects.filter(sitting=sitting, registration__in=minutes).delete()
    Attendance.objects.bulk_create(
        Attendance(sitting=sitting, registration=registration, minutes=stayed)
        for registration, stayed in minutes.items()
        if stayed
    )


def remind_all(*, now: datetime) -> int:
    """Queue the reminders whose day has come, and the messages that follow a session, once each."""
    held = TrainingSession.objects.held()
    reminded = [_remind(session, now=now) for session in held.coming(at=now)]
    # To those who came: the evaluation and their certificate.
    thanked = [
        tell(session.registrations.attended(), NoticeKind.EVALUATION, now=now)
        for session in held.past(at=now).coming(at=now - EVALUATED_WITHIN)
    ]
    return sum(reminded) + sum(thanked)


def _remind(session: TrainingSession, *, now: datetime) -> int:
    """Those whose seat is older than the reminder: who registered last night needs none."""
    queued = 0
    for sitting in session.sittings.filter(starts_at__gt=now):
        for before in REMINDERS:
            due = sitting.starts_at - before
            if due <= now < due + timedelta(days=1):
                told = session.registrations.seated().filter(confirmed_at__lt=due)
                about = f"{sitting.pk} J-{before.days}"
                queued += tell(told, NoticeKind.REMINDER, about=about, now=now)
    return queued


def send_again(*, now: datetime) -> None:
    """Have the notices that a mail server refused leave."""
    waiting = Notice.objects.to_send().values_list("registration__session", flat=True)
    for session in set(waiting):
        deliver.enqueue(str(session))

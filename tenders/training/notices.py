"""Messages to those registered, each sent once, with the calendar file where it helps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from smtplib import SMTPServerDisconnected
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from procurement import mail
from tenders.training.calendars import personal_calendar
from tenders.training.choices import NoticeKind
from tenders.training.models import Notice, Registration

WITH_DATES = (NoticeKind.SEATED, NoticeKind.PROMOTED, NoticeKind.CHANGED, NoticeKind.REMINDER)
WITHOUT_DATES = (NoticeKind.WITHDRAWN, NoticeKind.CALLED_OFF)


def tell(
    registrations: Iterable[Registration], kind: NoticeKind, *, now: datetime, about: str = ""
) -> int:
    """Queue one notice to each and have them sent; how many are new."""
    told = list(registrations)
    queued = Notice.objects.queue(told, kind, now=now, about=about)
    for session in {one.session_id for one in told if queued}:
        transaction.on_commit(partial(deliver.enqueue, str(session)))
    return queued


@task()
def deliver(session_id: str) -> str:
    """Send what waits for that session; each is claimed first: two workers never send one twice."""
    waiting = (
        Notice.objects.to_send()
        .filter(registration__session_id=UUID(session_id))
        .select_related("registration__session__organiser")
    )
    outcomes = [_deliver_one(notice) for notice in waiting if notice.claim(now=timezone.now())]
    return f"{outcomes.count(True)} envoyés, {outcomes.count(False)} en échec"


def _deliver_one(notice: Notice) -> bool:
    """Whether it left. When the server vanished midway nobody knows: it stays claimed."""
    try:
        email_of(notice).send()
    except (SMTPServerDisconnected, TimeoutError):
        return False
    except OSError:
        notice.give_back()
        return False
    notice.mark_sent(now=timezone.now())
    return True


def email_of(notice: Notice) -> EmailMultiAlternatives:
    registration = notice.registration
    session = registration.session
    subject, text = mail.written(
        f"training/mail/{notice.kind}.txt",
        {
            "registration": registration,
            "session": session,
            "sittings": list(session.sittings.all()),
            "link": registration.link(),
            "page": settings.SITE_URL + session.get_absolute_url(),
        },
    )
    email = mail.message(subject, text, registration.email)
    cancelled = notice.kind in WITHOUT_DATES
    # The file holds the video link: who waits for a seat does not receive it.
    if cancelled or (notice.kind in WITH_DATES and registration.is_seated):
        content = personal_calendar(registration, now=notice.queued_at, cancelled=cancelled)
        email.attach("seance.ics", content, "text/calendar")
    return email

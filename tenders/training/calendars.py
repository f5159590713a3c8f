"""The dates of a session as a calendar file: the public one, and that of somebody registered."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from procurement import calendar_file
from procurement.calendar_file import Event
from tenders.training.models import Registration, Sitting, TrainingSession


def public_calendar(session: TrainingSession, *, now: datetime) -> bytes:
    """Without the video link, which only those registered receive."""
    method = calendar_file.CANCEL if session.is_cancelled else calendar_file.PUBLISH
    page = settings.SITE_URL + session.get_absolute_url()
    location = session.place or "En ligne"
    events = [_event(session, sitting, page, location) for sitting in session.sittings.all()]
    return calendar_file.write(events, method, now=now)


def personal_calendar(
    registration: Registration, *, now: datetime, cancelled: bool = False
) -> bytes:
    session = registration.session
    cancelled = cancelled or session.is_cancelled
    location = " · ".join(filter(None, (session.place, session.video_link)))
    events = [
        _event(
            session,
            sitting,
            registration.link(),
            location,
            attendee=registration.email,
            cancelled=cancelled,
        )
        for sitting in session.sittings.all()
    ]
    method = calendar_file.CANCEL if cancelled else calendar_file.REQUEST
    return calendar_file.write(events, method, now=now)


def _event(
    session: TrainingSession,
    sitting: Sitting,
    page: str,
    location: str,
    *,
    attendee: str = "",
    cancelled: bool = False,
) -> Event:
    return Event(
        uid=f"{sitting.pk}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=session.sequence,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        summary=session.title,
        description="\n".join(filter(None, (session.summary, session.access, page))),
        location=location,
        url=page,
        organiser=session.organiser.name,
        organiser_email=session.contact_email,
        attendee_email=attendee,
        cancelled=cancelled or session.is_cancelled,
    )

"""The dates of a session as calendars read them, for all and for somebody registered."""

from datetime import UTC, datetime

import pytest

from tenders.training.calendars import personal_calendar, public_calendar
from tests.procurement.test_calendar_file import NOW, unfolded
from tests.tenders.training.factories import (
    BEFORE,
    RegistrationFactory,
    SessionFactory,
    sitting_of,
)

pytestmark = pytest.mark.django_db


def test_each_date_keeps_its_identifier_when_it_moves_and_the_number_rises():
    session = SessionFactory()
    before = unfolded(public_calendar(session, now=NOW))
    session.sequence += 1
    sitting = session.sittings.get()
    sitting.plan(datetime(2027, 1, 21, 8, tzinfo=UTC), sitting.programme)
    sitting.save()
    moved = unfolded(public_calendar(session, now=NOW))
    uid = [line for line in before if line.startswith("UID:")]
    assert uid == [line for line in moved if line.startswith("UID:")]
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in moved
    assert "DTSTART:20270121T080000Z" in moved


def test_two_dates_are_two_events():
    session = SessionFactory()
    sitting_of(session, datetime(2027, 1, 27, 8, tzinfo=UTC))
    lines = unfolded(public_calendar(session, now=NOW))
    assert len({line for line in lines if line.startswith("UID:")}) == 2


def test_the_public_file_never_holds_the_video_link():
    session = SessionFactory(video_link="https://visio.example.org/secret")
    assert b"visio.example.org" not in public_calendar(session, now=NOW)


def test_the_personal_file_holds_it_and_names_the_attendee():
    session = SessionFactory(video_link="https://visio.example.org/secret")
    registration = RegistrationFactory(session=session, email="a@example.org")
    lines = unfolded(personal_calendar(registration, now=NOW))
    assert "LOCATION:Maison des associations\\, Lille · https://visio.example.org/secret" in (lines)
    assert "METHOD:REQUEST" in lines
    assert "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:a@example.org" in lines


def test_who_withdraws_receives_a_cancel():
    lines = unfolded(personal_calendar(RegistrationFactory(), now=BEFORE, cancelled=True))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines


def test_a_cancelled_session_is_cancelled_in_the_public_file():
    session = SessionFactory(status="cancelled")
    assert b"METHOD:CANCEL" in public_calendar(session, now=NOW)

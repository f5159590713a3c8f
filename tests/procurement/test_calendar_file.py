"""The calendar file: RFC 5545 as calendars read it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from procurement import calendar_file
from procurement.calendar_file import Event, escape, fold, write
from tenders.training.calendars import personal_calendar, public_calendar
from tests.training.factories import BEFORE, RegistrationFactory, SessionFactory, sitting_of

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)


def event(**values):
    given = {
        "uid": "a@balise.example.org",
        "sequence": 0,
        "starts_at": datetime(2027, 1, 20, 9, tzinfo=ZoneInfo("Europe/Paris")),
        "ends_at": datetime(2027, 1, 20, 11, tzinfo=ZoneInfo("Europe/Paris")),
        "summary": "Formation",
        "description": "Lire; décider, répondre",
        "location": "Lille",
        "url": "https://balise.example.org/s/",
        "organiser": 'Réseau "Achats"',
        "organiser_email": "contact@example.org",
    }
    return Event(**{**given, **values})


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("text", ["a" * 75, "a" * 76, "é" * 200, "🙂" * 60, ""])
def test_a_long_line_is_folded_at_75_octets_and_reads_the_same(text):
    folded = fold(text)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.endswith("\r\n")
    assert folded.replace("\r\n ", "").removesuffix("\r\n") == text


def test_a_line_of_75_octets_stays_whole():
    assert fold("a" * 75) == "a" * 75 + "\r\n"


def test_what_separates_is_written_out():
    assert escape("a;b,c\\d\r\ne\nf") == "a\\;b\\,c\\\\d\\ne\\nf"


def test_a_winter_hour_of_paris_is_one_less_in_utc_and_a_summer_one_two_less():
    summer = datetime(2027, 7, 20, 9, tzinfo=ZoneInfo("Europe/Paris"))
    lines = unfolded(write([event(), event(starts_at=summer)], "PUBLISH", now=NOW))
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART:20270120T080000Z",
        "DTSTART:20270720T070000Z",
    ]


def test_a_name_cannot_break_out_of_its_parameter():
    lines = unfolded(write([event(organiser='A"\r\nX:1')], "PUBLISH", now=NOW))
    assert 'ORGANIZER;CN="A\' X:1":mailto:contact@example.org' in lines


def test_a_calendar_recalls_the_day_before_when_asked():
    assert "TRIGGER:-P1D" in unfolded(write([event(is_recalled=True)], "PUBLISH", now=NOW))
    assert "BEGIN:VALARM" not in unfolded(write([event()], "PUBLISH", now=NOW))


def test_what_is_not_known_is_not_written():
    bare = event(description="", location="", url="", organiser_email="")
    named = [line.partition(":")[0] for line in unfolded(write([bare], "PUBLISH", now=NOW))]
    assert not {"DESCRIPTION", "LOCATION", "URL", "ORGANIZER"} & set(named)


def test_a_text_cannot_add_a_line():
    lines = unfolded(write([event(summary="A\r\nBEGIN:VALARM")], "PUBLISH", now=NOW))
    assert "BEGIN:VALARM" not in lines


@pytest.mark.django_db
class TestOfASession:
    def test_each_date_keeps_its_identifier_when_it_moves_and_the_number_rises(self):
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

    def test_two_dates_are_two_events(self):
        session = SessionFactory()
        sitting_of(session, datetime(2027, 1, 27, 8, tzinfo=UTC))
        lines = unfolded(public_calendar(session, now=NOW))
        assert len({line for line in lines if line.startswith("UID:")}) == 2

    def test_the_public_file_never_holds_the_video_link(self):
        session = SessionFactory(video_link="https://visio.example.org/secret")
        assert b"visio.example.org" not in public_calendar(session, now=NOW)

    def test_the_personal_file_holds_it_and_names_the_attendee(self):
        session = SessionFactory(video_link="https://visio.example.org/secret")
        registration = RegistrationFactory(session=session, email="a@example.org")
        lines = unfolded(personal_calendar(registration, now=NOW))
        assert "LOCATION:Maison des associations\\, Lille · https://visio.example.org/secret" in (
            lines
        )
        assert "METHOD:REQUEST" in lines
        assert "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:a@example.org" in lines

    def test_who_withdraws_receives_a_cancel(self):
        lines = unfolded(personal_calendar(RegistrationFactory(), now=BEFORE, cancelled=True))
        assert "METHOD:CANCEL" in lines
        assert "STATUS:CANCELLED" in lines

    def test_a_cancelled_session_is_cancelled_in_the_public_file(self):
        session = SessionFactory(status="cancelled")
        assert b"METHOD:CANCEL" in public_calendar(session, now=NOW)


def test_the_file_says_what_it_is():
    lines = unfolded(write([event()], calendar_file.PUBLISH, now=NOW))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Balise//Sessions//FR"]
    assert lines[-2:] == ["END:VCALENDAR", ""]

"""The calendar file: RFC 5545 as calendars read it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from procurement import calendar_file
from procurement.calendar_file import Event, escape, fold, write

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


def test_the_file_says_what_it_is():
    lines = unfolded(write([event()], calendar_file.PUBLISH, now=NOW))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Balise//FR"]
    assert lines[-2:] == ["END:VCALENDAR", ""]

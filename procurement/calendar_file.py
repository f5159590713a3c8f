"""The little of RFC 5545 that Balise writes: events in UTC, folded lines, updates and cancels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
_LINE = 75  # octets, without the line break


@dataclass(frozen=True)
class Event:
    """`uid` never changes; a higher `sequence` replaces what a calendar holds under it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    sequence: int = 0
    organiser: str = ""
    organiser_email: str = ""
    attendee_email: str = ""
    cancelled: bool = False
    is_recalled: bool = False  # the day before, by the calendar itself


def write(events: Iterable[Event], method: str, *, now: datetime) -> bytes:
    """The file. Events happen once, so that UTC says their hour without a table of time zones."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Balise//FR",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *(line for event in events for line in _event(event, now)),
        "END:VCALENDAR",
    ]
    return "".join(fold(line) for line in lines).encode()


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.ends_at)}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if event.location:
        yield f"LOCATION:{escape(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.organiser_email:
        yield f"ORGANIZER;CN={_parameter(event.organiser)}:mailto:{event.organiser_email}"
    if event.attendee_email:
        yield f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{event.attendee_email}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if event.is_recalled:
        alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D")
        yield from (*alarm, f"DESCRIPTION:{escape(event.summary)}", "END:VALARM")
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    """A text value: what separates and what breaks lines is written out."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, written)
    return "\\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _parameter(text: str) -> str:
    """A quoted parameter, which may hold neither quotes nor line breaks."""
    return '"' + " ".join(text.replace('"', "'").split()) + '"'


def fold(line: str) -> str:
    """The line in pieces of 75 octets at most, cut between characters, its break included."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE:
            pieces.append(piece)
            piece, size = " ", 1  # the space that says « this goes on »
        piece += character
        size += octets
    return "".join(f"{part}\r\n" for part in [*pieces, piece])

"""A meeting as a calendar file (iCalendar, RFC 5545), which every diary opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

_STAMP = "%Y%m%dT%H%M%SZ"
LONGEST_LINE = 75  # octets, the ending left out


@dataclass(frozen=True)
class Event:
    """`sequence` grows at each change, so that a diary replaces what it already holds."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    description: str
    address: str
    sequence: int
    stamped_at: datetime
    is_cancelled: bool = False


def as_ics(event: Event) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Balise//Ateliers//FR",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if event.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.stamped_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"URL:{event.address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        f"DESCRIPTION:{_text(event.title)}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_STAMP)


def _text(text: str) -> str:
    """Commas, semicolons and line breaks mean something in the file; here they are words."""
    plain = "".join(c for c in text if c == "\n" or ord(c) >= 32)
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, escaped)
    return plain


def _folded(line: str) -> str:
    """Cut into lines of 75 octets, never within a letter; those that follow begin by a space."""
    pieces, current, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(current)
            current, size = " ", 1
        current, size = current + letter, size + octets
    return "\r\n".join([*pieces, current])

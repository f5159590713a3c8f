"""An appointment as calendars read it (RFC 5545): plain values in, text out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LONGEST = 74  # octets of a line, its own end left out


@dataclass(frozen=True)
class Appointment:
    uid: str
    title: str
    starts: datetime
    minutes: int
    place: str = ""
    text: str = ""


def calendar_file(one: Appointment, *, now: datetime) -> str:
    ends = one.starts + timedelta(minutes=one.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Balise//FR",
        "BEGIN:VEVENT",
        f"UID:{one.uid}@balise",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(one.starts)}",
        f"DTEND:{_moment(ends)}",
        f"SUMMARY:{_escaped(one.title)}",
        *([f"LOCATION:{_escaped(one.place)}"] if one.place else []),
        *([f"DESCRIPTION:{_escaped(one.text)}"] if one.text else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut between characters, never within one, so that no line is longer than allowed."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _LONGEST:
            parts.append(part)
            part, size = "", 1  # the space that begins a continued line
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part])

"""The workshops of a consultation as its register tells them: what was written then, not since.

The register is the proof, so the sourcing report reads the meetings there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Entry:
    """An act of the register as plain values; `at` is local."""

    number: int
    at: datetime
    act: str
    actor: str
    facts: Mapping[str, Any]


@dataclass
class Meeting:
    """One workshop: whom it was told to, who came, what was said, what was corrected."""

    key: str
    subject: str
    announced_at: datetime | None = None
    starts_at: datetime | None = None
    where: str = ""
    purpose: str = ""
    agenda: list[Mapping[str, Any]] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    told: dict[str, datetime] = field(default_factory=dict)
    networks: list[str] = field(default_factory=list)
    reason: str = ""
    late_documents: list[tuple[str, datetime]] = field(default_factory=list)
    reminded_at: list[datetime] = field(default_factory=list)
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    cancelled: str = ""
    present: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    people: int = 0
    points: list[Mapping[str, str]] = field(default_factory=list)
    published_at: datetime | None = None
    corrections: list[Mapping[str, Any]] = field(default_factory=list)
    closed_at: datetime | None = None
    digest: str = ""

    @property
    def told_later(self) -> list[tuple[str, datetime]]:
        """Those told another day than the first ones."""
        first = self.announced_at
        return [(n, at) for n, at in self.told.items() if first and at.date() > first.date()]


def meetings_in(entries: Iterable[Entry]) -> tuple[Meeting, ...]:
    """The workshops told in these entries, which come in their order."""
    found: dict[str, Meeting] = {}
    for entry in entries:
        tell = _TOLD.get(entry.act)
        if tell is None:
            continue
        key = entry.facts["workshop"]
        meeting = found.setdefault(key, Meeting(key, entry.facts["subject"]))
        tell(meeting, entry)
    return tuple(meeting for meeting in found.values() if meeting.announced_at)


def _announced(meeting: Meeting, entry: Entry) -> None:
    facts = entry.facts
    meeting.announced_at, meeting.starts_at = entry.at, _moment(facts["starts_at"], entry)
    meeting.where, meeting.purpose = facts["where"], facts["purpose"]
    meeting.agenda, meeting.documents = list(facts["agenda"]), list(facts["documents"])
    meeting.told = dict.fromkeys(facts["told"], entry.at)
    meeting.networks, meeting.reason = list(facts["networks"]), facts["reason"]


def _newcomers(meeting: Meeting, entry: Entry) -> None:
    for name in entry.facts["told"]:
        meeting.told.setdefault(name, entry.at)


def _reminded(meeting: Meeting, entry: Entry) -> None:
    meeting.reminded_at.append(entry.at)


def _moved(meeting: Meeting, entry: Entry) -> None:
    meeting.starts_at = _moment(entry.facts["starts_at"], entry)
    meeting.where = entry.facts["where"]
    meeting.moves.append((entry.at, entry.facts["reason"]))


def _cancelled(meeting: Meeting, entry: Entry) -> None:
    meeting.cancelled = entry.facts["reason"]


def _document(meeting: Meeting, entry: Entry) -> None:
    meeting.late_documents.append((entry.facts["document"], entry.at))


def _attended(meeting: Meeting, entry: Entry) -> None:
    facts = entry.facts
    meeting.present, meeting.absent = list(facts["present"]), list(facts["absent"])
    meeting.hosts, meeting.people = list(facts["hosts"]), facts["people"]


def _published(meeting: Meeting, entry: Entry) -> None:
    meeting.published_at, meeting.points = entry.at, list(entry.facts["points"])


def _corrected(meeting: Meeting, entry: Entry) -> None:
    meeting.corrections.append(entry.facts)


def _closed(meeting: Meeting, entry: Entry) -> None:
    meeting.closed_at, meeting.points = entry.at, list(entry.facts["points"])
    meeting.digest = entry.facts["digest"]


def _moment(stored: str, entry: Entry) -> datetime:
    return datetime.fromisoformat(stored).astimezone(entry.at.tzinfo)


_TOLD: dict[str, Callable[[Meeting, Entry], None]] = {
    "workshop_announced": _announced,
    "workshop_newcomers_told": _newcomers,
    "workshop_reminded": _reminded,
    "workshop_moved": _moved,
    "workshop_cancelled": _cancelled,
    "workshop_document_added": _document,
    "workshop_attended": _attended,
    "workshop_minutes_published": _published,
    "workshop_correction_answered": _corrected,
    "workshop_minutes_closed": _closed,
}

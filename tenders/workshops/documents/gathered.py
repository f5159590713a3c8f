"""All that the Word files of a workshop say, gathered as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from procurement.typography import long_date
from procurement.word.blocks import Block, Document
from tenders.workshops import convening, telling
from tenders.workshops.models import PointKind, Workshop


@dataclass(frozen=True)
class AgendaLine:
    begins: str
    minutes: int
    title: str
    details: str
    about: str


@dataclass(frozen=True)
class Attendee:
    """A structure that was there, with the professional contacts that it named."""

    organisation: str
    people: tuple[str, ...]
    is_host: bool


@dataclass(frozen=True)
class Point:
    number: int
    kind: str
    text: str
    item: str
    about: str


@dataclass(frozen=True)
class Corrected:
    text: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class WorkshopSheet:
    title: str
    consultation: str
    lead: str
    reference: str
    purpose: str
    starts_at: datetime
    lasts: str
    where: str
    people_each: int
    address: str
    written_on: date
    agenda: tuple[AgendaLine, ...]
    documents: tuple[str, ...]
    told: tuple[convening.Told, ...]
    networks: tuple[str, ...]
    reason: str
    announced_at: datetime | None
    cancelled_because: str
    attended: tuple[Attendee, ...]
    absent: tuple[str, ...]
    points: tuple[Point, ...]
    corrections: tuple[Corrected, ...]
    corrections_until: datetime | None
    published_at: datetime | None
    closed_at: datetime | None

    @property
    def counts(self) -> Counter[str]:
        """How many points of each kind."""
        return Counter(point.kind for point in self.points)


def gather(workshop: Workshop, *, now: datetime) -> WorkshopSheet:
    items = list(workshop.items.select_related("question"))
    starts_at = timezone.localtime(workshop.starts_at)
    facts = telling.facts_of(workshop)
    project = workshop.consultation.project
    begins = convening.timetable(starts_at, [item.minutes for item in items])
    registered = list(workshop.registrations.standing())
    present = [row for row in registered if row.is_present]
    came = {row.organisation for row in present}
    return WorkshopSheet(
        title=workshop.title,
        consultation=workshop.consultation.title,
        lead=str(project.lead),
        reference=project.reference,
        purpose=workshop.purpose,
        starts_at=starts_at,
        lasts=convening.duration(facts.minutes) if facts.minutes else "",
        where=workshop.where,
        people_each=workshop.people_each,
        address=settings.SITE_URL + workshop.get_absolute_url(),
        written_on=timezone.localdate(now),
        agenda=tuple(
            AgendaLine(
                begin,
                item.minutes,
                item.title,
                item.details,
                item.question.label if item.question else "",
            )
            for begin, item in zip(begins, items, strict=True)
        ),
        documents=tuple(document.title for document in workshop.documents.all()),
        told=facts.told,
        networks=tuple(str(notice) for notice in workshop.network_notices.all()),
        reason=workshop.reason,
        announced_at=facts.announced_at,
        cancelled_because=workshop.cancelled_because,
        attended=tuple(
            Attendee(
                name,
                tuple(
                    f"{row.person}{f', {row.function}' if row.function else ''}"
                    for row in present
                    if row.organisation == name
                ),
                is_host=not any(row.invitation_id for row in present if row.organisation == name),
            )
            for name in sorted(came)
        ),
        absent=tuple(sorted({row.organisation for row in registered if row.invitation_id} - came)),
        points=tuple(
            Point(
                number,
                PointKind(point.kind).label,
                point.text,
                point.item.title if point.item else "",
                point.question.label if point.question else "",
            )
            for number, point in enumerate(
                workshop.points.select_related("item", "question"), start=1
            )
        ),
        corrections=tuple(
            Corrected(one.text, one.get_outcome_display(), one.reason)
            for one in workshop.corrections.all()
        ),
        corrections_until=facts.corrections_until,
        published_at=facts.minutes_published_at,
        closed_at=facts.minutes_closed_at,
    )


def workshop_sheet(
    sheet: WorkshopSheet, kind: str, title: str, blocks: Sequence[Block], *, draft: bool = False
) -> Document:
    """The document with the frame of the house."""
    return Document(
        title=title,
        kicker=sheet.lead,
        subtitle=sheet.title,
        subject=sheet.consultation,
        author=sheet.lead,
        reference=sheet.reference,
        header=title,
        footer=f"Établi avec Balise le {long_date(sheet.written_on)}, à relire",
        draft=draft,
        blocks=tuple(blocks),
        properties=(("balise_document", kind), ("balise_project", sheet.reference)),
    )

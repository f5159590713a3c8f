"""The workshop of the reference case: held days ago, its minutes still open to corrections."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from procurement.accounts.models import User
from procurement.workdays import next_working
from tenders.models import Invitation, MarketConsultation
from tenders.reference_consultation import invite_late, suppliers_in_order
from tenders.reference_data import case
from tenders.workshops import convening, telling
from tenders.workshops.models import (
    AgendaItem,
    MinutesPoint,
    Registration,
    Workshop,
    ask_correction,
    note_attendance,
    publish_minutes,
    write_point,
)


def make_workshop(consultation: MarketConsultation, by: User, now: datetime) -> Workshop:
    """Announced as the consultation opens, held the first working day after the usual notice."""
    row = case()["workshop"]
    workshop = Workshop.objects.create(
        consultation=consultation,
        title=row["title"],
        purpose=row["purpose"],
        place=row["place"],
        video_url=row["video_url"],
        starts_at=held_at(now),
    )
    items = _agenda(workshop, row["items"])
    telling.announce(workshop, by=by, now=now)
    later = invite_late(consultation, by, now)
    telling.tell_newcomers(workshop, by=by, now=later)
    invited = _invited(consultation)
    present = _register(workshop, invited, row, now + timedelta(days=2))
    ended = workshop.ends_at()
    note_attendance(workshop, present, by=by, now=ended)
    for point in row["points"]:
        item = items[point["item"] - 1]
        written = MinutesPoint(
            kind=point["kind"], text=point["text"], item=item, question=item.question
        )
        write_point(workshop, written)
    published = timezone.localtime(ended).replace(hour=17, minute=30)
    until = timezone.localtime(published + timedelta(days=8)).replace(hour=12, minute=0)
    publish_minutes(workshop, corrections_until=until, by=by, now=published)
    telling.announce_minutes(workshop, now=published)
    asked = row["correction"]
    ask_correction(
        workshop,
        invited[asked["of"] - 1],
        asked["text"],
        point=workshop.points.get(position=asked["point"]),
        now=published + timedelta(hours=5),
    )
    return workshop


def _invited(consultation: MarketConsultation) -> list[Invitation]:
    """The invitations of the search, in the order in which the story counts them."""
    invited = {one.supplier_id: one for one in consultation.invitations.exclude(supplier=None)}
    found = suppliers_in_order(consultation)
    return [invited[supplier.pk] for supplier in found if supplier.pk in invited]


def _agenda(workshop: Workshop, rows: list[dict[str, Any]]) -> list[AgendaItem]:
    questions = list(workshop.consultation.questions.all())
    items = [
        AgendaItem(
            title=row["title"],
            minutes=row["minutes"],
            details=row.get("details", ""),
            question=questions[row["question"] - 1] if "question" in row else None,
        )
        for row in rows
    ]
    workshop.replace_items(items)
    return items


def _register(
    workshop: Workshop, invited: list[Invitation], row: dict[str, Any], now: datetime
) -> list[int]:
    """Those who registered and the buyers' side; the keys of those who came."""
    present = []
    for number, one in enumerate(row["registered"], start=1):
        registration = Registration.objects.register(
            workshop,
            invited[one["of"] - 1],
            person=one["person"],
            function=one["function"],
            email=f"atelier{number}@demo.balise.example.org",
            mode=one["mode"],
            now=now,
        )
        present += [registration.pk] if one["present"] else []
    for host in row["hosts"]:
        row_of_host = Registration.objects.create(workshop=workshop, registered_at=now, **host)
        present.append(row_of_host.pk)
    return present


def held_at(now: datetime) -> datetime:
    """10 h in the morning of a working day."""
    local = timezone.localtime(now)
    day = next_working(local.date() + timedelta(days=convening.usual_notice(local.date())))
    return timezone.make_aware(datetime.combine(day, time(10)))

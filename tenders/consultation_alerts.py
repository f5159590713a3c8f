"""Open consultations told to the suppliers that answer them, from their public text alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from suppliers.alerts import Opening, Subject, tell_suppliers
from suppliers.gathering import demand_of_text
from suppliers.models import Alert
from tenders.models import MarketConsultation


def opening_of(consultation: MarketConsultation) -> Opening:
    invited = consultation.invitations.exclude(supplier=None).values_list("supplier", flat=True)
    return Opening(
        demand_of_text(
            str(consultation.pk),
            consultation.title,
            consultation.brief,
            consultation.project.lead,
        ),
        Subject(
            str(consultation.pk),
            consultation.title,
            consultation.get_absolute_url(),
            consultation.closes_at,
        ),
        frozenset(invited),
    )


def openings(now: datetime) -> Iterator[Opening]:
    """Every consultation that is open."""
    found = MarketConsultation.objects.open(at=now).select_related("project__lead")
    return map(opening_of, found)


def announce(consultation: MarketConsultation, *, now: datetime) -> list[Alert]:
    """Alerts for the suppliers that its public text concerns, but those invited already."""
    return tell_suppliers(opening_of(consultation), now=now)


def announce_all(*, now: datetime) -> list[Alert]:
    """Every open consultation again: a record written since may answer it now."""
    return [alert for opening in openings(now) for alert in tell_suppliers(opening, now=now)]


@task()
def consultation_published(consultation_id: str) -> int:
    """The number of alerts raised; none before the opening, the command does it then."""
    now = timezone.now()
    found = MarketConsultation.objects.open(at=now).filter(pk=UUID(consultation_id)).first()
    return len(announce(found, now=now)) if found else 0

"""Open consultations told to the suppliers that answer them, from their public text alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from suppliers.alerts import Subject, tell_suppliers
from suppliers.gathering import demand_of_text
from suppliers.models import Alert
from tenders.models import MarketConsultation


def announce(consultation: MarketConsultation, *, now: datetime) -> list[Alert]:
    """Alerts for suppliers not invited yet; those who are have had their own message."""
    demand = demand_of_text(
        str(consultation.pk),
        consultation.title,
        consultation.brief,
        consultation.project.lead,
    )
    subject = Subject(
        str(consultation.pk),
        consultation.title,
        consultation.get_absolute_url(),
        consultation.closes_at,
    )
    invited = consultation.invitations.exclude(supplier=None).values_list("supplier", flat=True)
    return tell_suppliers(demand, subject, now=now, except_for=invited)


def announce_all(*, now: datetime) -> list[Alert]:
    """Every open consultation again: a record written since may answer it now."""
    found = MarketConsultation.objects.open(at=now).select_related("project__lead")
    return [alert for consultation in found for alert in announce(consultation, now=now)]


@task()
def consultation_published(consultation_id: str) -> int:
    """The number of alerts raised; none before the opening, the command does it then."""
    now = timezone.now()
    found = MarketConsultation.objects.open(at=now).filter(pk=UUID(consultation_id)).first()
    return len(announce(found, now=now)) if found else 0

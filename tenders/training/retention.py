"""How long names are kept, and what of them stays: numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from procurement.legal import months_later
from tenders.training.choices import RegistrationStatus
from tenders.training.counting import counts_of
from tenders.training.models import Headcount, Notice, Registration, TrainingSession
from tenders.training.models.registration import CONFIRM_WITHIN

KEPT_MONTHS = 12


def due(*, now: datetime) -> list[TrainingSession]:
    """Sessions that ended more than twelve months ago and still hold names, the oldest first."""
    limit = months_later(timezone.localdate(now), -KEPT_MONTHS)
    ended = TrainingSession.objects.filter(forgotten_at=None).with_dates()
    return list(ended.filter(Q(ends_at__date__lte=limit)))


def unconfirmed(*, now: datetime) -> int:
    """Erase requests whose address nobody confirmed in seven days, and the withdrawn ones."""
    stale = Registration.objects.filter(
        status__in=(RegistrationStatus.ASKED, RegistrationStatus.CANCELLED),
        asked_at__lt=now - CONFIRM_WITHIN,
    ).exclude(notices__in=Notice.objects.to_send())  # a withdrawal stays until it is told
    count = stale.count()
    stale.delete()
    return count


@transaction.atomic
def forget(session: TrainingSession, *, now: datetime) -> int:
    """Erase the registrations, keep the figures; how many names are gone."""
    counts = counts_of(session)
    Headcount.objects.bulk_create(
        Headcount(
            session=session,
            audience=one.audience,
            registered=one.registered,
            attended=one.attended,
            people=one.people,
            minutes=one.minutes,
        )
        for one in counts
    )
    _mark_counted(session)
    erased = session.registrations.count()
    session.registrations.all().delete()
    session.forgotten_at = now
    session.save(update_fields=["forgotten_at"])
    return erased


def _mark_counted(session: TrainingSession) -> None:
    """The same people, in later sessions of the year, are not counted a second time."""
    came = session.registrations.attended().exclude(email="").values_list("email", flat=True)
    same = TrainingSession.objects.counted_with(session).exclude(pk=session.pk)
    Registration.objects.filter(session__in=same, email__in=list(came)).update(
        counted_elsewhere=True
    )

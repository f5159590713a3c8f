"""Workshops in named situations."""

from datetime import UTC, datetime, timedelta

import factory

from tenders.workshops import telling
from tenders.workshops.models import AgendaItem, Registration, Workshop, note_attendance
from tests.tenders.factories import DURING, ConsultationFactory, team_member

HELD = datetime(2027, 2, 8, 9, tzinfo=UTC)  # a Monday, 10 h 00 in Paris, 19 days after DURING
HELD_UNTIL = HELD + timedelta(minutes=90)


class WorkshopFactory(factory.django.DjangoModelFactory):
    """A draft with one point of an hour and a half, ready to be announced."""

    class Meta:
        model = Workshop
        skip_postgeneration_save = True

    consultation = factory.SubFactory(ConsultationFactory)
    title = "Un lot ou plusieurs ?"
    purpose = "Comprendre ce que la taille des lots change pour vous."
    starts_at = HELD
    place = "Salle des fêtes de Loos"
    item = factory.RelatedFactory(
        "tests.tenders.workshops.factories.AgendaItemFactory", factory_related_name="workshop"
    )


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    workshop = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = "La taille des lots"
    minutes = 90


def announced_workshop(consultation=None, *, now=DURING, **values):
    """Announced to all that are in the consultation."""
    if consultation:
        values["consultation"] = consultation
    workshop = WorkshopFactory(**values)
    telling.announce(workshop, by=team_member(workshop.consultation), now=now)
    return workshop


def registered(workshop, invitation, person="Ada", *, now=DURING):
    return Registration.objects.register(
        workshop,
        invitation,
        person=person,
        function="Gérante",
        email=f"{person.lower()}@example.org",
        mode="on_site",
        now=now,
    )


def attended(workshop, *rows, now=HELD_UNTIL):
    """These people were there, and nobody else."""
    note_attendance(
        workshop, [row.pk for row in rows], by=team_member(workshop.consultation), now=now
    )

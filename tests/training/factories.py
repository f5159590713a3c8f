"""Sessions in named situations: open from OPENS, held on 20 January 2027 from 9 to 11 in Paris."""

from datetime import UTC, datetime, timedelta

import factory

from procurement.accounts.models import OrganisationKind, Role
from tenders.training.choices import RegistrationStatus, SessionKind, SessionStatus
from tenders.training.models import Attendance, Registration, Sitting, TrainingSession
from tenders.training.programme import Step
from tests.factories import MembershipFactory, OrganisationFactory

OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
STARTS = datetime(2027, 1, 20, 8, tzinfo=UTC)  # 9 h 00 in Paris
ENDS = datetime(2027, 1, 20, 10, tzinfo=UTC)
BEFORE = datetime(2027, 1, 10, 10, tzinfo=UTC)
AFTER = datetime(2027, 1, 20, 10, 30, tzinfo=UTC)
STEPS = (Step(15, "Accueil", "Tour de table"), Step(90, "Atelier"), Step(15, "Évaluation"))


class SessionFactory(factory.django.DjangoModelFactory):
    """Open, with one date of two hours; `draft=True`: not published."""

    class Meta:
        model = TrainingSession
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=SessionStatus.DRAFT)

    kind = SessionKind.TRAINING
    title = "Répondre à un marché public"
    summary = "Lire un dossier, décider, répondre."
    audiences = ["ess"]
    organiser = factory.SubFactory(
        OrganisationFactory, name="Réseau d'essai", kind=OrganisationKind.NETWORK
    )
    place = "Maison des associations, Lille"
    contact_email = "contact@example.org"
    capacity = 2
    status = SessionStatus.OPEN

    @factory.post_generation
    def starts_at(self, create, extracted, **kwargs):
        if extracted is not False:
            sitting_of(self, extracted or STARTS)


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A seat, confirmed long before the session."""

    class Meta:
        model = Registration

    session = factory.SubFactory(SessionFactory)
    name = factory.Sequence(lambda n: f"Personne {n}")
    organisation = "Atelier d'essai"
    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    audience = "ess"
    status = RegistrationStatus.SEATED
    asked_at = OPENS
    confirmed_at = OPENS


def sitting_of(session, starts_at=STARTS, steps=STEPS):
    sitting = Sitting(session=session)
    sitting.plan(starts_at, steps)
    sitting.save()
    return sitting


def came(session, email="", *, minutes=120, audience="ess", **values):
    """Somebody who was there on the first date."""
    registration = RegistrationFactory(session=session, email=email, audience=audience, **values)
    Attendance.objects.create(
        registration=registration, sitting=session.sittings.first(), minutes=minutes
    )
    return registration


def runner_of(session, role=Role.FACILITATOR):
    return MembershipFactory(organisation=session.organiser, role=role).user


def later(moment, **more):
    return moment + timedelta(**more)

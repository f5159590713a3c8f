"""Market consultations in named situations; tenders below, under their own title."""

from datetime import UTC, datetime

import factory
from django.urls import reverse

from procurement.accounts.models import Role
from tenders import invitations
from tenders.models import (
    ConsultationQuestion,
    Contribution,
    Draft,
    Given,
    Invitation,
    MarketConsultation,
    QuestionKind,
)
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory

OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
DURING = datetime(2027, 1, 20, 10, tzinfo=UTC)
CLOSES = datetime(2027, 2, 12, 11, tzinfo=UTC)  # 12 h 00 in Paris
AFTER = datetime(2027, 2, 12, 11, 0, 1, tzinfo=UTC)


class ConsultationFactory(factory.django.DjangoModelFactory):
    """Published and open from OPENS to CLOSES; `draft=True`: not published."""

    class Meta:
        model = MarketConsultation

    class Params:
        draft = factory.Trait(published_at=None)

    project = factory.SubFactory(ProjectFactory)
    title = "Laver et transporter des contenants réemployables"
    brief = "Nous cherchons à remplacer 340 000 barquettes jetables par an."
    opens_at = OPENS
    closes_at = CLOSES
    published_at = OPENS


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsultationQuestion

    consultation = factory.SubFactory(ConsultationFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = QuestionKind.TEXT
    label = "Que savez-vous faire ?"


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"Atelier d'essai {n:05}")
    email = factory.Sequence(lambda n: f"contact{n}@example.org")


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    invitation = factory.SubFactory(InvitationFactory)


def team_member(consultation, role=Role.FACILITATOR):
    """Somebody of the lead authority, who may steer the consultation."""
    return MembershipFactory(organisation=consultation.project.lead, role=role).user


def send_answers(invitation, answers, *, now=DURING, answering="alone", confidential=()):
    """The contribution of this supplier, sent: `answers` is {question: value}."""
    contribution, _ = Contribution.objects.get_or_create(invitation=invitation)
    given = {q.pk: Given(value, q in confidential) for q, value in answers.items()}
    contribution.save_draft(Draft(answering, "", given), version=contribution.version, now=now)
    contribution.send(now=now)
    return contribution


def personal_path(invitation):
    """The path of the supplier's own page."""
    return reverse("tenders:contribute", args=[invitations.token(invitation)])

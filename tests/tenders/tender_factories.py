"""Tenders in named situations."""

from datetime import date
from decimal import Decimal

import factory

from procurement.accounts.models import Role
from tenders.models import AwardCriterion, CriterionKind, Lot, Nature, Procedure, Tender
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory


class TenderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tender

    reference = factory.Sequence(lambda n: f"contenants-m{n}")
    project = factory.SubFactory(ProjectFactory)
    title = "Lavage et collecte de contenants réemployables"
    launch_on = date(2027, 2, 15)
    nature = Nature.SERVICES
    estimated_value = Decimal(120_000)
    duration_months = 36
    procedure = Procedure.ADAPTED


class LotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lot

    tender = factory.SubFactory(TenderFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Lavage"
    amount = Decimal(60_000)
    cpv = "90900000"


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AwardCriterion

    tender = factory.SubFactory(TenderFactory)
    name = "Prix"
    kind = CriterionKind.PRICE
    weight = Decimal(100)
    method = "Note = poids × prix le plus bas ÷ prix de l'offre."


def officer_of(tender: Tender):
    """Somebody who may draft this tender."""
    return MembershipFactory(organisation=tender.project.lead, role=Role.OFFICER).user

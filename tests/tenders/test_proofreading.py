from datetime import date

import pytest
from django.urls import reverse

from tenders.models import AwardCriterion
from tenders.proofreading import proofread
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db


def criterion(tender, name, method=""):
    return AwardCriterion.objects.create(
        tender=tender, name=name, method=method, kind="quality", weight=40
    )


def test_a_lawful_criterion_is_left_alone():
    tender = TenderFactory()
    criterion(tender, "Délai de remplacement", "Nombre d'heures, selon la grille de l'annexe 2.")
    assert proofread(tender) == []


def test_a_criterion_at_fault_is_told_with_its_words():
    tender = TenderFactory()
    criterion(tender, "Implantation", "Les producteurs locaux sont privilégiés.")
    (passage,) = proofread(tender)
    assert ("producteurs locaux", True) in passage.pieces
    assert "".join(words for words, _ in passage.pieces) == passage.text


@pytest.mark.parametrize(
    ("day", "severity"), [(date(2026, 8, 20), "warning"), (date(2026, 8, 21), "blocking")]
)
def test_the_launch_date_decides(day, severity):
    tender = TenderFactory(launch_on=day)
    criterion(tender, "Critère unique : prix (100 %)")
    (passage,) = proofread(tender)
    assert passage.check.findings[0].severity == severity


def test_the_page_shows_the_words_at_fault(client):
    tender = TenderFactory()
    criterion(tender, "Proximité", "Les producteurs locaux sont privilégiés.")
    client.force_login(officer_of(tender))
    page = client.get(reverse("tenders:checks", args=[tender.pk])).content.decode()
    assert "<mark>producteurs locaux</mark>" in page

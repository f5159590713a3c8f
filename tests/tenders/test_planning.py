from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from needs.models import AwardRecord
from tenders.drafting import advice_for
from tenders.planning import aggregation_of, calendar_of
from tests.tenders.tender_factories import LotFactory, TenderFactory, officer_of

pytestmark = pytest.mark.django_db
SIRET = "21590350100017"


@pytest.fixture
def tender():
    tender = TenderFactory(estimated_value=Decimal(50_000), launch_on=date(2027, 2, 15))
    LotFactory(tender=tender, cpv="90910000", amount=Decimal(50_000))
    tender.project.lead.siret = SIRET
    tender.project.lead.save()
    return tender


def award(**said):
    told = {
        "key": "A1",
        "object": "Nettoyage des vitres",
        "cpv": "90911300",
        "buyer_siret": SIRET,
        "notified_on": date(2027, 1, 10),
        "amount": Decimal(20_000),
    }
    return AwardRecord.objects.create(**{**told, **said})


def found(tender):
    return aggregation_of(tender, advice_for(tender), by=officer_of(tender))


def test_an_award_of_the_same_family_and_year_counts(tender):
    award()
    aggregation = found(tender)
    assert aggregation.total == 70_000
    assert aggregation.crosses


@pytest.mark.parametrize(
    "other",
    [
        {"buyer_siret": "21590599300016"},
        {"cpv": "15800000"},
        {"notified_on": date(2026, 12, 31)},
        {"amount": None},
    ],
)
def test_what_is_of_another_authority_family_or_year_does_not(tender, other):
    award(**other)
    assert found(tender) is None


def test_another_tender_of_the_authority_counts(tender):
    other = TenderFactory(project=tender.project, launch_on=date(2027, 6, 1))
    LotFactory(tender=other, cpv="90911200", amount=Decimal(15_000))
    assert [one.origin for one in found(tender).purchases] == ["consultation"]


def test_a_tender_that_the_person_may_not_see_is_left_out(tender):
    other = TenderFactory(launch_on=date(2027, 6, 1), project__lead=tender.project.lead)
    LotFactory(tender=other, cpv="90911200", amount=Decimal(15_000))
    stranger = officer_of(TenderFactory())
    assert aggregation_of(tender, advice_for(tender), by=stranger) is None


def test_a_calendar_counted_back_ends_in_time(tender):
    calendar = calendar_of(tender, advice_for(tender), start=date(2027, 9, 1))
    assert calendar.starts <= date(2027, 9, 1)


def test_the_page_shows_the_family_and_the_calendar(client, tender):
    award()
    tender.estimated_value = Decimal(120_000)
    tender.save()
    client.force_login(officer_of(tender))
    url = reverse("tenders:procedure", args=[tender.pk])
    page = client.get(url, {"debut": "2027-09-01"}).content.decode()
    assert "Nettoyage des vitres" in page
    assert "timeline-usage" in page


def test_a_wrong_start_is_told_and_the_calendar_kept(client, tender):
    tender.estimated_value = Decimal(120_000)
    tender.save()
    client.force_login(officer_of(tender))
    page = client.get(reverse("tenders:procedure", args=[tender.pk]), {"debut": "bientôt"})
    assert page.status_code == 200
    assert "Écrivez une date" in page.content.decode()
    assert "timeline" in page.content.decode()


def test_the_api_gives_both(client, tender):
    award()
    client.force_login(officer_of(tender))
    answer = client.get(reverse("api-tender-advice", args=[tender.pk])).json()
    assert answer["aggregation"]["purchases"][0]["label"] == "Nettoyage des vitres"
    assert "periods" in answer["calendar"]

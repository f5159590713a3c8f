from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from needs.models import LegalAmendment
from needs.procedure import Minimum, advise
from procurement import legal
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SINCE = date(2028, 3, 1)


def changed(**said):
    told = {
        "subject": "dispense_supplies_services",
        "since": SINCE,
        "value": "80000",
        "reason": "Décret lu au Journal officiel.",
        "by": UserFactory(),
    }
    return LegalAmendment(**{**told, **said})


@pytest.mark.parametrize(
    ("day", "minimum"),
    [(date(2028, 2, 29), Minimum.ADAPTED), (SINCE, Minimum.DISPENSE)],
)
def test_a_value_changed_by_hand_counts_from_its_date_only(day, minimum):
    changed().save()
    law = LegalAmendment.objects.law()
    assert (
        advise(70_000, "services", "collectivite", at=day, legal=law).minimum_procedure == minimum
    )


def test_the_change_says_who_when_and_why():
    one = changed()
    one.save()
    value = LegalAmendment.objects.law().value("dispense_supplies_services", SINCE)
    assert str(one.by) in value.doubt
    assert "Journal officiel" in value.doubt


def test_the_file_stays_the_reference_for_earlier_days():
    changed(since=date(2026, 4, 1), value="65000").save()
    law = LegalAmendment.objects.law()
    assert law.value("dispense_supplies_services", date(2026, 3, 31)).value == 40_000
    assert law.value("dispense_supplies_services", date(2026, 4, 1)).number == 65_000
    assert legal.value("dispense_supplies_services", date(2026, 4, 1)).value == 60_000


def test_a_value_already_enacted_for_later_is_kept():
    changed(subject="dispense_works", since=date(2026, 6, 1), value="110000").save()
    law = LegalAmendment.objects.law()
    assert law.value("dispense_works", date(2026, 12, 31)).number == 110_000
    assert law.value("dispense_works", date(2027, 1, 1)).number == 140_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "dispense_of_everything"},
        {"value": "beaucoup"},
        {"value": "-1"},
        {"value": "NaN"},
        {"subject": "price_alone", "value": "80000"},
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        changed(**wrong).full_clean()


def test_the_page_shows_the_change(client):
    changed().save()
    page = client.get(reverse("law"), {"date": "2028-03-01"}).content.decode()
    assert "80\u202f000\u00a0€" in page
    assert "changée à la main" in page


def test_the_admin_keeps_who_changed_it(admin_client, admin_user):
    sent = {
        "subject": "dispense_supplies_services",
        "since": "2028-03-01",
        "value": "80000",
        "reason": "Décret lu.",
    }
    admin_client.post(reverse("admin:needs_legalamendment_add"), sent)
    assert LegalAmendment.objects.get().by == admin_user

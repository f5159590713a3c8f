"""Records that an older Balise read otherwise are read again, once."""

import pytest
from django.core.management import call_command

from suppliers.filing import renew
from suppliers.importing import take
from suppliers.models import Entry, Posting, Slip, SupplierReading
from suppliers.rows import Row
from tests.suppliers.factories import SupplierFactory, made_up_siret

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return SupplierFactory(description="Nous lavons des bacs réemployables.", indexed=True)


def test_what_is_up_to_date_is_left_alone(supplier):
    assert list(renew()) == []


def test_a_record_read_by_an_older_balise_is_read_and_filed_again(supplier):
    before = set(Posting.objects.values_list("term__key", "weight"))
    Entry.objects.update(digest="ancien")
    SupplierReading.objects.update(offers=b"")
    Posting.objects.all().delete()

    assert list(renew()) == [supplier]

    assert set(Posting.objects.values_list("term__key", "weight")) == before
    assert SupplierReading.objects.get().offers
    assert Slip.objects.get().is_filed
    assert list(renew()) == []


def test_a_record_that_was_never_read_is_read(supplier):
    Posting.objects.all().delete()
    Entry.objects.all().delete()
    assert list(renew()) == [supplier]


def test_what_an_import_has_read_is_up_to_date():
    record = {
        "name": "Atelier", "siret": made_up_siret(4321), "naf": "81.21Z", "commune": "Lille",
        "description": "Nous lavons des bacs.",
        "activities": [{
            "label": "Lavage", "cpv": ["90910000"], "capacity": {"value": 90.5, "unit": "bac"},
            "service_area": {"kind": "departments", "codes": ["59"]},
            "means": [{"kind": "storage", "value": 200, "unit": "m2", "proof": "bail"}],
        }],
    }  # fmt: skip
    assert [outcome.verdict for outcome in take([Row(1, record, record)], source="essai")] == [
        "created"
    ]
    assert list(renew()) == []


def test_the_command_says_how_many(supplier, capsys):
    Entry.objects.update(digest="ancien")
    call_command("reindex_suppliers")
    assert "1\u00a0fiche relue" in capsys.readouterr().err

"""The award of a tender: what the page takes, refuses, and gives to publish."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from needs.models import AwardRecord, RegisterEntry
from tenders.models import AwardedContract, Reserved, Tender
from tests.suppliers.factories import SupplierFactory
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import officer_of
from tests.tenders.test_essential_data import validator  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

HOLDER = "20009320100016"
OTHER = "21590350100017"
SAID = {
    "number": "2027-M012",
    "object": "Lavage de contenants",
    "cpv": "90900000",
    "notified_on": "2027-06-15",
    "published_on": "2027-07-01",
    "holders_typed": HOLDER,
    "group": "none",
    "bids_received": "3",
    "amount": "240000",
    "price_shape": "unit",
    "duration_months": "48",
    "calls": "orders",
    "place_kind": "department",
    "place_code": "59",
    "ccag": "fcs",
}


@pytest.fixture
def tender():
    return complete_tender()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


def address(tender, lot):
    return reverse("tenders:award_lot", args=[tender.pk, lot])


def say(officer, tender, lot=2, **changed):
    tender.refresh_from_db()
    said = SAID | {"version": tender.version} | changed
    return officer.post(address(tender, lot), said)


def test_the_form_opens_on_what_the_tender_already_says(officer, tender):
    form = officer.get(address(tender, 2)).context["form"]
    assert "Lavage" in form["object"].value()
    assert form["duration_months"].value() == tender.duration_months


@pytest.mark.parametrize(("of_lot", "of_tender", "shape"), [
    ("lump", "unit", "lump"), ("", "mixed", "mixed"), ("", "", "unit"),
])  # fmt: skip
def test_the_form_of_the_price_is_that_of_the_lot_or_else_of_the_tender(
    officer, tender, of_lot, of_tender, shape
):
    tender.lots.update(price_shape=of_lot)
    Tender.objects.update(price_shape=of_tender)
    assert officer.get(address(tender, 2)).context["form"]["price_shape"].value() == shape


def test_a_lot_is_awarded_and_its_register_says_so(officer, tender):
    answer = say(officer, tender)

    assert answer.status_code == 302
    contract = AwardedContract.objects.get()
    assert (contract.lot.number, contract.amount) == (2, Decimal(240_000))
    assert contract.holders == [{"kind": "SIRET", "id": HOLDER}]
    assert RegisterEntry.objects.filter(act="lot_awarded").exists()


def test_the_page_names_the_holder_that_the_register_knows_and_says_why_of_each_code(
    officer, tender
):
    SupplierFactory(siret=HOLDER, name="La Boucle des bacs")
    say(officer, tender)

    page = officer.get(reverse("tenders:award", args=[tender.pk])).content.decode()

    assert "La Boucle des bacs" in page
    assert "Marché réservé" in page
    assert "Critère d&#x27;attribution" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"holders_typed": "123"}, "14 chiffres"),
        ({"holders_typed": f"{HOLDER}\n{HOLDER}"}, "écrit deux fois"),
        ({"holders_typed": "BE0000000000"}, "TVA européen"),
        ({"group": "joint"}, "au moins deux membres"),
        ({"published_on": "2027-06-01"}, "après la notification"),
        ({"notified_on": "2020-06-01"}, "suit le lancement"),
        ({"number": "M 12"}, "sans espace"),
        ({"amount": "0"}, "au moins 1"),
        ({"advance_rate": "10"}, "cochez l&#x27;avance"),
        ({"origin_eu": "20", "origin_france": "30"}, "comprend celle de la France"),
        ({"cpv": "123"}, "code CPV"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(officer, tender, changed, words):
    answer = say(officer, tender, **changed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "Lavage de contenants" in page
    assert not AwardedContract.objects.exists()


def test_a_firm_of_another_country_and_a_group_are_taken(officer, tender):
    say(officer, tender, holders_typed=f"{HOLDER}\nBE0403170701", group="joint")
    assert [one["kind"] for one in AwardedContract.objects.get().holders] == ["SIRET", "TVA"]


def test_somebody_who_saved_first_is_not_overwritten(officer, tender):
    assert say(officer, tender, version=tender.version + 5).status_code == 409
    assert not AwardedContract.objects.exists()


def test_a_lot_keeps_one_contract(officer, tender):
    say(officer, tender)
    say(officer, tender, amount="250000")
    assert [c.amount for c in AwardedContract.objects.all()] == [Decimal(250_000)]


def test_two_lots_do_not_share_a_number(officer, tender):
    say(officer, tender, lot=1)
    answer = say(officer, tender, lot=2)
    assert answer.status_code == 422
    assert "déjà ce numéro" in answer.content.decode()


def test_a_lot_that_does_not_exist_is_not_found(officer, tender):
    assert officer.get(address(tender, 9)).status_code == 404


def test_an_awarded_lot_is_not_deleted(officer, tender):
    say(officer, tender)
    tender.refresh_from_db()
    body = {"version": tender.version, "lots": [{"number": 1, "title": "Seul"}]}
    answer = officer.put(
        f"/api/v1/tenders/{tender.pk}/lots/", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 400
    assert "Un lot attribué ne se supprime pas" in answer.content.decode()
    assert tender.lots.count() == 2


def test_the_page_of_lots_refuses_it_too(officer, tender):
    say(officer, tender)
    tender.refresh_from_db()
    lots = list(tender.lots.all())
    sent = {
        "lots-TOTAL_FORMS": 2, "lots-INITIAL_FORMS": 2, "version": tender.version,
        **{f"lots-{n}-{name}": getattr(lot, name) or "" for n, lot in enumerate(lots)
           for name in ("number", "title", "reserved")},
        **{f"lots-{n}-id": lot.pk for n, lot in enumerate(lots)},
        "lots-1-DELETE": "on",
    }  # fmt: skip
    answer = officer.post(reverse("tenders:lots", args=[tender.pk]), sent)
    assert answer.status_code == 422
    assert "Un lot attribué ne se supprime pas" in answer.content.decode()


def test_the_file_is_valid_and_comes_home_as_an_award(officer, tender, validator, tmp_path):  # noqa: F811
    say(officer, tender)

    answer = officer.get(reverse("tenders:essential_data", args=[tender.pk]))

    written = json.loads(answer.content)
    assert [error.message for error in validator.iter_errors(written)] == []
    contract = written["marches"]["marche"][0]
    assert contract["considerationsSociales"]["considerationSociale"] == [
        "Clause sociale",
        "Marché réservé",
    ]
    file = tmp_path / "decp.json"
    file.write_bytes(answer.content)
    call_command("import_decp", str(file))
    assert AwardRecord.objects.get().notified_on == date(2027, 6, 15)


def test_the_command_writes_the_same_file(officer, tender):
    say(officer, tender)
    page = officer.get(reverse("tenders:essential_data", args=[tender.pk]))
    out = io.StringIO()
    call_command("export_decp", tender.reference, stdout=out)
    assert json.loads(out.getvalue()) == json.loads(page.content)


def test_the_command_says_what_is_missing(tender):
    with pytest.raises(CommandError, match="à qui le marché est attribué"):
        call_command("export_decp", tender.reference)


def test_what_is_missing_stops_the_file_and_is_said(officer, tender):
    lead = tender.project.lead
    lead.siret = ""
    lead.save()
    say(officer, tender)
    answer = officer.get(reverse("tenders:essential_data", args=[tender.pk]), follow=True)
    assert "Le SIRET de l&#x27;acheteur" in answer.content.decode()


def test_the_api_gives_the_file_and_its_reasons(officer, tender):
    say(officer, tender)
    answer = officer.get(f"/api/v1/tenders/{tender.pk}/essential-data/").json()
    assert answer["missing"] == []
    reasons = answer["contracts"][0]["considerations"]["social"]
    assert reasons[1]["because"] == [f"Lot réservé\u00a0: {Reserved.BOTH.label}."]

"""Records sent to the register by a program: the rules of every import, row by row."""

import json

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from procurement.accounts.models import OrganisationKind, Role
from suppliers.api.intake import MOST_RECORDS
from suppliers.models import Intake, Supplier
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.suppliers.factories import made_up_siret

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/supplier-imports/"
GOOD = {
    "id": "R-1", "name": "Le Fil", "siret": made_up_siret(41), "ess_kinds": ["SCIC"],
    "commune": "Lille", "service_area": {"kind": "departments", "codes": ["59", "62"]},
    "activities": [{"label": "Couture", "cpv": ["98393000"]}],
}  # fmt: skip
BAD = {"name": "Sans numéro", "siret": "123"}


@pytest.fixture
def facilitator():
    network = OrganisationFactory(name="Apes d'essai", kind=OrganisationKind.NETWORK)
    return MembershipFactory(organisation=network, role=Role.FACILITATOR).user


@pytest.fixture
def api(facilitator):
    client = APIClient()
    client.force_authenticate(facilitator)
    return client


def send(api, *records, **changed):
    sent = {"source": "Apes d'essai", "records": list(records), **changed}
    return api.post(IMPORTS, sent, format="json")


def test_records_enter_the_register_under_the_name_of_their_source(api):
    answer = send(api, GOOD, stated_on="2026-11-01")

    supplier = Supplier.objects.get()
    assert answer.status_code == 201
    assert answer.data["state"] == Intake.State.DONE
    assert answer.data["counts"] == {"created": 1}
    assert (supplier.name, supplier.source, supplier.external_id) == (
        "Le Fil",
        "Apes d'essai",
        "R-1",
    )
    assert [activity.label for activity in supplier.activities.all()] == ["Couture"]
    assert str(supplier.intake.as_of) == "2026-11-01"


def test_a_record_that_is_refused_comes_back_whole_with_its_place_and_reason(api):
    answer = send(api, GOOD, BAD)

    [reject] = answer.data["rejects"]
    assert (reject["line"], reject["record"]) == (2, BAD)
    assert "SIRET" in reject["reason"]
    assert answer.data["counts"] == {"created": 1, "refused": 1}


def test_reasons_name_the_fields_of_the_published_format(api):
    answer = send(api, {**GOOD, "capacity": {"fte": "beaucoup"}})

    [reject] = answer.data["rejects"]
    assert "« capacity.fte »" in reject["reason"]


@pytest.mark.parametrize(
    "record",
    ['"Le Fil"', "null", '["a"]', r'{"name": "nul\u0000"}', r'{"name": "\ud800"}'],
    ids=["text", "null", "list", "null character", "half a pair"],
)
def test_what_is_no_record_is_refused_alone(api, record):
    sent = f'{{"source": "Apes d\'essai", "records": [{record}, {json.dumps(GOOD)}]}}'

    answer = api.post(IMPORTS, sent, content_type="application/json")

    assert answer.status_code == 201
    [reject] = answer.data["rejects"]
    assert (reject["line"], reject["record"]) == (1, {"text": record})
    assert Supplier.objects.count() == 1


def test_the_same_records_sent_again_change_nothing(api):
    send(api, GOOD)
    before = Supplier.objects.values("pk", "name").get()

    assert send(api, GOOD).data["counts"] == {"unchanged": 1}
    assert Supplier.objects.values("pk", "name").get() == before


def test_what_a_supplier_wrote_is_kept(api):
    send(api, GOOD)
    supplier = Supplier.objects.get()
    supplier.name = "Le Fil d'Ariane"
    supplier.save()
    supplier.was_edited(["name"])
    supplier.reindex()

    assert send(api, GOOD).data["counts"] == {"kept": 1}
    assert Supplier.objects.get().name == "Le Fil d'Ariane"


def test_a_dry_run_says_what_would_be_and_writes_nothing(api):
    far = {**GOOD, "siret": made_up_siret(42), "id": "R-2", "commune": "Nulle-Part"}

    answer = send(api, GOOD, BAD, far, dry_run=True)

    assert answer.status_code == 200
    assert answer.data["counts"] == {"created": 2, "refused": 1}
    assert [reject["line"] for reject in answer.data["rejects"]] == [2]
    [remark] = answer.data["remarks"]
    assert remark["line"] == 3
    assert "« Nulle-Part » absente de la nomenclature" in remark["messages"][0]
    assert not Supplier.objects.exists()
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"records": []}, "records"),
        ({"records": "Le Fil"}, "records"),
        ({"source": ""}, "source"),
        ({"source": "sirene"}, "source"),
        ({"stated_on": "hier"}, "stated_on"),
    ],
)
def test_a_sending_that_cannot_be_taken_says_which_field_is_wrong(api, sent, field):
    answer = send(api, GOOD, **sent)

    assert answer.status_code == 400
    assert list(answer.data) == [field]
    assert not Intake.objects.exists()


@pytest.mark.parametrize(("count", "status"), [(MOST_RECORDS, 200), (MOST_RECORDS + 1, 400)])
def test_a_sending_is_bounded(api, count, status):
    assert send(api, *[BAD] * count, dry_run=True).status_code == status


def test_only_those_who_may_import_do(api):
    api.force_authenticate(UserFactory())

    answer = send(api, GOOD)

    assert answer.status_code == 403
    assert "animent un réseau" in answer.data["detail"]
    assert not Supplier.objects.exists()


def test_one_reads_ones_own_imports(api):
    key = send(api, BAD).data["key"]

    assert [one["key"] for one in api.get(IMPORTS).data["results"]] == [key]
    assert api.get(f"{IMPORTS}{key}/").data["rejects"][0]["record"] == BAD
    api.force_authenticate(UserFactory(is_staff=True))
    assert api.get(IMPORTS).data["results"] == []
    assert api.get(f"{IMPORTS}{key}/").status_code == 404


def test_its_page_shows_an_import_by_a_program_and_gives_its_refusals_back(
    client, api, facilitator
):
    nested = {**BAD, "service_area": {"kind": "country"}}
    key = send(api, nested).data["key"]
    client.force_login(facilitator)

    page = client.get(reverse("suppliers:intake", args=[key]))
    table = client.get(reverse("suppliers:intake_rejects", args=[key]))

    assert "par l'API" in page.text or "par l&#x27;API" in page.text
    text = b"".join(table.streaming_content).decode("utf-8-sig")
    assert '{""kind"": ""country""}' in text

"""Imports and people on one record, with the database: by commands, pages and the API."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.importing import take
from suppliers.membership import standings_of
from suppliers.models import EssProof, Intake, Provenance, Supplier
from suppliers.rows import Row
from suppliers.standing import State
from tests.factories import CommuneFactory, MembershipFactory
from tests.suppliers.factories import EssProofFactory, SupplierFactory, made_up_siret

pytestmark = pytest.mark.django_db


def load(tmp_path, *records, source="sirene", **options):
    path = tmp_path / "suppliers.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    call_command("import_suppliers", str(path), source=source, stderr=io.StringIO(), **options)


def record(**said):
    return {"name": "La Boucle", "siret": made_up_siret(1), "postal_code": "59000"} | said


@pytest.fixture
def mine(client):
    """A record and somebody who holds it, signed in."""
    membership = MembershipFactory(role=Role.SUPPLIER)
    client.force_login(membership.user)
    return SupplierFactory(siret=made_up_siret(1), organisation=membership.organisation)


def test_a_record_knows_the_import_that_it_comes_from(tmp_path):
    load(tmp_path, record(), stated_on=date(2027, 1, 1))

    intake = Supplier.objects.get().intake
    assert (intake.source, intake.as_of, intake.state) == ("sirene", date(2027, 1, 1), "done")
    assert intake.counts == {"created": 1}
    assert not Provenance.objects.exists()  # nothing to say that the record does not


def test_the_same_file_confirms_records_without_rewriting_them(tmp_path):
    load(tmp_path, record())
    before = Supplier.objects.get()
    load(tmp_path, record())

    after = Supplier.objects.get()
    assert after.updated_at == before.updated_at
    assert after.intake == Intake.objects.first() != before.intake


def test_two_sources_share_a_record(tmp_path):
    load(tmp_path, record(legal_form="Association", naf="88.99B"))
    load(tmp_path, record(ess_kinds=["ACI"], website="https://example.org"), source="siae")

    supplier = Supplier.objects.get()
    assert supplier.ess_kinds == ["ASSOCIATION", "ACI"]
    assert (supplier.naf, supplier.website) == ("88.99B", "https://example.org")
    origins = {
        s.kind: s.noted.source for s in standings_of([supplier], at=date(2027, 2, 1))[supplier.pk]
    }
    assert origins == {"ASSOCIATION": "sirene", "ACI": "siae"}


def test_a_network_does_not_overwrite_what_another_gave_and_the_record_shows_both(client, tmp_path):
    load(tmp_path, record(description="Lavage"), source="sirene")
    load(tmp_path, record(description="Lavage de bacs"), source="Réseau A")
    load(tmp_path, record(description="Couture"), source="Réseau B")

    supplier = Supplier.objects.get()
    assert supplier.description == "Lavage de bacs"
    client.force_login(MembershipFactory(role=Role.BUYER).user)
    page = client.get(supplier.get_absolute_url()).text
    assert "Couture" in page
    assert "Réseau B" in page

    load(tmp_path, record(description="Lavage de bacs et de couverts"), source="réseau a")
    assert Supplier.objects.get().description == "Lavage de bacs et de couverts"


def test_an_import_says_what_it_leaves_to_another_network(tmp_path, capsys):
    load(tmp_path, record(description="Lavage"), source="Réseau A")
    load(tmp_path, record(description="Couture"), source="Réseau B", dry_run=True)

    [outcome] = take(
        [Row(1, record(), record(description="Couture"))], source="Réseau B", dry_run=True
    )
    assert outcome.verdict == "kept"
    assert "Donné par un autre réseau et gardé : présentation." in outcome.messages[-1]


def test_a_family_that_a_buyer_saw_proved_is_not_taken_back_by_an_import(tmp_path):
    load(tmp_path, record(ess_kinds=["ACI"]), source="Réseau A")
    EssProofFactory(supplier=Supplier.objects.get(), kind="ACI", seen_on=timezone.localdate())

    load(tmp_path, record(), source="Réseau A")

    assert Supplier.objects.get().ess_kinds == ["ACI"]


@pytest.fixture
def lille():
    return CommuneFactory(insee="59350", name="Lille", department="59", lat=50.6311, lon=3.0468)


SEAT = {"commune": "Lille", "insee": "59350"}


@pytest.mark.parametrize(
    ("said", "lat"),
    [(SEAT, 50.64), ({**SEAT, "lat": 50.65, "lon": 3.1}, 50.65), ({"insee": "62041"}, 50.2895)],
)
def test_a_seat_measured_by_one_source_is_not_put_at_the_town_hall_by_another(
    tmp_path, lille, said, lat
):
    load(tmp_path, record(**SEAT, lat=50.64, lon=3.07), source="siae")
    load(tmp_path, record(**said), source="sirene")

    assert Supplier.objects.get().lat == lat


WASHING = {"label": "Lavage de bacs", "description": "Deux lignes.", "cpv": ["39222100"],
           "capacity": {"value": 9000, "unit": "bac", "period": "jour"}}  # fmt: skip


def test_the_name_alone_of_an_activity_denies_nothing_of_what_another_source_tells(tmp_path):
    load(tmp_path, record(activities=[WASHING]), source="réseau A")
    load(tmp_path, record(activities=["LAVAGE DE BACS", "Collecte"]), source="réseau B")

    washing, collecting = Supplier.objects.get().activities.all()
    assert (washing.label, washing.capacity_value) == ("Lavage de bacs", 9000)
    assert collecting.label == "Collecte"


def test_a_source_that_names_its_own_activity_alone_takes_its_details_back(tmp_path):
    load(tmp_path, record(activities=[WASHING]), source="réseau A")
    load(tmp_path, record(activities=["Lavage de bacs"]), source="réseau A")

    assert Supplier.objects.get().activities.get().capacity_value is None


def test_what_a_person_wrote_outlives_an_import_even_without_holding_the_record(tmp_path):
    load(tmp_path, record())
    supplier = Supplier.objects.get()
    supplier.name = "Corrigé"
    supplier.save()
    supplier.was_edited(["name"])
    load(tmp_path, record(name="La Boucle 2", naf="81.21Z"))

    supplier.refresh_from_db()
    assert (supplier.name, supplier.naf) == ("Corrigé", "81.21Z")


def test_the_edit_of_a_page_is_a_persons_own(client, mine):
    page = client.get(reverse("suppliers:edit", args=[mine.pk]))
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {
        "name": "Réécrit", "activities-TOTAL_FORMS": "0", "activities-INITIAL_FORMS": "0",
    }  # fmt: skip
    client.post(reverse("suppliers:edit", args=[mine.pk]), sent)

    mine.refresh_from_db()
    assert mine.name == "Réécrit"
    assert list(mine.provenance.exceptions) == ["name"]


@pytest.mark.parametrize(
    ("choice", "name", "activities"),
    [("mine", "Atelier", []), ("theirs", "La Boucle", ["Lavage"]), ("", "Atelier", [])],
)
def test_differences_are_answered_one_by_one(client, mine, tmp_path, choice, name, activities):
    Supplier.objects.update(name="Atelier")
    load(
        tmp_path, record(activities=[{"label": "Lavage", "capacity": {"value": 9, "unit": "bac"}}])
    )
    address = reverse("suppliers:differences", args=[mine.pk])

    shown = client.get(address)
    assert {row.fact for row, _ in shown.context["rows"]} >= {"name", "activities"}
    client.post(address, {"name": choice, "activities": choice})

    mine.refresh_from_db()
    assert mine.name == name
    assert [activity.label for activity in mine.activities.all()] == activities
    left = {row.fact for row, _ in client.get(address).context["rows"]}
    assert ("name" in left) is (choice == "")


def test_the_record_tells_its_people_of_a_difference_and_nobody_else(client, mine, tmp_path):
    load(tmp_path, record(name="Autre"))
    address = mine.get_absolute_url()

    assert "d'un import récent" in client.get(address).content.decode()
    client.logout()
    assert "d'un import récent" not in client.get(address).content.decode()


def test_the_api_says_origins_and_settles_differences(client, mine, tmp_path):
    load(tmp_path, record(name="Autre"))
    address = reverse("supplier-provenance", args=[mine.pk])

    [difference] = [d for d in client.get(address).json()["differences"] if d["fact"] == "name"]
    assert (difference["theirs"], difference["source"]) == ("Autre", "sirene")
    answer = client.post(address, {"take": ["name"]}, content_type="application/json").json()

    assert "name" not in [d["fact"] for d in answer["differences"]]
    mine.refresh_from_db()
    assert mine.name == "Autre"


def test_a_document_is_stated_by_a_structure_and_seen_by_a_buyer(client, mine):
    address = reverse("suppliers:proofs", args=[mine.pk])
    sent = {"kind": "SCIC", "reference": "Statuts 2026", "issued_on": "2026-01-05"}
    client.post(address, sent)
    proof = EssProof.objects.get()
    assert client.post(reverse("suppliers:see_proof", args=[mine.pk, proof.pk])).status_code == 404

    client.force_login(MembershipFactory(role=Role.OFFICER).user)
    client.post(reverse("suppliers:see_proof", args=[mine.pk, proof.pk]))

    [standing] = standings_of([mine], at=date(2027, 2, 1))[mine.pk]
    assert standing.state == State.PROVEN


def test_a_document_that_ends_before_it_begins_is_refused(client, mine):
    sent = {"kind": "SCIC", "issued_on": "2026-01-05", "expires_on": "2025-01-05"}
    answer = client.post(reverse("suppliers:proofs", args=[mine.pk]), sent)

    assert answer.status_code == 422
    assert "précède celle de la pièce" in answer.content.decode()


@pytest.mark.parametrize(
    ("named", "stated"),
    [({}, 0), ({"reference": "Statuts"}, 1), ({"issued_on": "2024-05-25"}, 1)],
)
def test_a_document_is_named_by_its_reference_or_its_day(client, mine, named, stated):
    client.post(reverse("suppliers:proofs", args=[mine.pk]), {"kind": "SCIC", **named})
    assert mine.ess_proofs.count() == stated


def test_a_document_of_a_day_to_come_is_refused(client, mine):
    tomorrow = timezone.localdate() + timedelta(1)
    sent = {"kind": "SCIC", "issued_on": tomorrow.isoformat()}

    answer = client.post(reverse("suppliers:proofs", args=[mine.pk]), sent)

    assert answer.status_code == 422
    assert "Cette date est à venir" in answer.content.decode()


def test_a_record_shows_what_its_families_are_worth(client):
    supplier = SupplierFactory(ess_kinds=["SCIC", "ESUS"])
    EssProofFactory(supplier=supplier, kind="ESUS", expires_on=date(2020, 1, 1))

    page = client.get(supplier.get_absolute_url()).content.decode()

    assert "expirée" in page
    assert "non prouvée" in page


def test_the_list_of_the_api_says_each_family_and_its_state(client):
    SupplierFactory(ess_kinds=["SCIC"])
    [found] = client.get(reverse("supplier-list")).json()["results"]
    assert [(f["code"], f["state"], f["rests_on"]) for f in found["families"]] == [
        ("SCIC", "claimed", "word")
    ]


def proof(**said):
    return {"kind": "ESUS", "reference": "59-1", "issued_on": "01/03/2024"} | said


def test_an_import_states_documents_with_their_dates(tmp_path):
    said = record(ess_kinds=["ESUS"], ess_proofs=[proof(expires_on="2029-02-28")])
    for _ in range(2):
        load(tmp_path, said)

    [kept] = EssProof.objects.all()
    assert (kept.issued_on, kept.expires_on) == (date(2024, 3, 1), date(2029, 2, 28))
    assert (kept.seen_on, kept.intake.source) == (None, "sirene")


@pytest.mark.parametrize(
    ("seen_on", "left"), [(None, ["59-2"]), (date(2027, 1, 1), ["59-1", "59-2"])]
)
def test_a_source_replaces_what_it_stated_unless_somebody_saw_it(tmp_path, seen_on, left):
    load(tmp_path, record(ess_kinds=["ESUS"], ess_proofs=[proof()]))
    EssProof.objects.update(seen_on=seen_on)
    load(tmp_path, record(ess_kinds=["ESUS"], ess_proofs=[proof(reference="59-2")]))

    assert sorted(EssProof.objects.values_list("reference", flat=True)) == left

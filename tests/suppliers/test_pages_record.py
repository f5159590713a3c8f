"""A supplier's record: what everybody reads, what its own people write."""

import re
from datetime import date
from decimal import Decimal

import pytest

from needs.models import AwardHolder, AwardRecord
from procurement.accounts.models import Role
from suppliers.models import Supplier
from tests.factories import CommuneFactory, MembershipFactory, UserFactory
from tests.suppliers.factories import (
    ActivityFactory,
    SupplierFactory,
    made_up_siret,
)
from tests.suppliers.pages import filled, own, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return SupplierFactory(name="La Laverie", description="Nous lavons des bacs.", indexed=True)


@pytest.fixture
def owner(client, supplier):
    user = UserFactory()
    own(supplier, user)
    client.force_login(user)
    return user


def edit(client, supplier, *activities, **fields):
    return client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled(*activities, **fields))


def test_a_visitor_reads_the_record_with_its_legal_ground(client, supplier):
    ActivityFactory(supplier=supplier, capacity_value=9000, capacity_unit="repas")

    text = words(client.get(f"/fournisseurs/{supplier.pk}/"))

    assert "intérêt collectif (SCIC)" in text
    assert "loi n° 2014-856" in text
    assert "Fiche fictive de démonstration" in text
    assert "9\u202f000" in text


def test_the_address_of_a_person_is_not_public(client, supplier):
    supplier.contact_email = "contact@example.org"
    supplier.save()
    address = f"/fournisseurs/{supplier.pk}/"

    assert "contact@example.org" not in client.get(address).text
    client.force_login(UserFactory())
    assert "contact@example.org" in client.get(address).text


def test_past_public_contracts_come_by_siret(client, supplier):
    record = AwardRecord.objects.create(
        key="a", object="Lavage de bacs", notified_on=date(2026, 3, 1)
    )
    AwardHolder.objects.create(record=record, siret=supplier.siret)
    other = AwardRecord.objects.create(key="b", object="Autre marché")
    AwardHolder.objects.create(record=other, siret=made_up_siret(9))

    text = client.get(f"/fournisseurs/{supplier.pk}/").text

    assert "Lavage de bacs" in text
    assert "Autre marché" not in text


def test_its_own_people_change_the_record(client, supplier, owner):
    CommuneFactory()

    response = edit(client, supplier, {"label": "Lavage de bacs", "cpv": "55523100-3"})

    assert response.status_code == 302
    supplier.refresh_from_db()
    assert (supplier.insee, supplier.lat) == ("59350", 50.6311)
    assert supplier.area_codes == ["59", "62"]
    assert [activity.cpv for activity in supplier.activities.all()] == [["55523100"]]


def test_a_change_is_found_by_the_next_search(client, supplier, owner):
    edit(client, supplier, {"label": "Réparation de vélos"})

    found = client.get("/fournisseurs/", {"q": "réparation de vélos"}).context["page"]

    assert [found.name for found in found] == ["La Laverie"]


def test_an_activity_is_changed_and_another_removed(client, supplier, owner):
    kept, gone = ActivityFactory(supplier=supplier), ActivityFactory(supplier=supplier)

    edit(
        client,
        supplier,
        {"id": kept.pk, "label": "Lavage"},
        {"id": gone.pk, "label": gone.label, "DELETE": "on"},
    )

    assert [activity.label for activity in supplier.activities.all()] == ["Lavage"]


def test_activities_are_added_one_after_the_other_without_scripts(client, supplier, owner):
    response = edit(client, supplier, {"label": "Lavage"}, add_activity="")

    assert response.url == f"/fournisseurs/{supplier.pk}/modifier/"


def test_the_siret_of_a_record_stays(client, supplier, owner):
    edit(client, supplier, siret=made_up_siret(5))

    assert Supplier.objects.get(pk=supplier.pk).siret == supplier.siret


@pytest.mark.parametrize(
    ("kind", "typed", "codes"),
    [
        ("departments", "Nord, Pas-de-Calais", ["59", "62"]),
        ("departments", "Nord et Pas-de-Calais", ["59", "62"]),
        ("departments", "Nord, 62", ["59", "62"]),
        ("departments", "59 62", ["59", "62"]),
        ("region", "Hauts-de-France", ["32"]),
        ("region", "32", ["32"]),
    ],
)
def test_an_area_is_typed_by_names_or_by_codes(client, supplier, owner, kind, typed, codes):
    CommuneFactory()
    CommuneFactory(insee="62498", name="Lens", department="62", department_name="Pas-de-Calais")

    edit(client, supplier, area_kind=kind, area_codes=typed)

    supplier.refresh_from_db()
    assert supplier.area_codes == codes


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Écrivez le nom de la structure."),
        ({"postal_code": "5900"}, "Un code postal compte 5 chiffres"),
        ({"postal_code": "٥٩٠٠٠"}, "Un code postal compte 5 chiffres"),
        ({"postal_code": "00000"}, "celui d'aucun département"),
        ({"fte": "-1"}, "supérieure ou égale à 0"),
        ({"max_yearly_eur": "-5"}, "supérieure ou égale à 0"),
        ({"area_kind": "radius", "area_km": ""}, "Indiquez un rayon de 1 à 2000"),
        ({"area_kind": "radius", "area_km": "0"}, "Indiquez un rayon de 1 à 2000"),
        ({"area_kind": "radius", "area_km": "2001"}, "Indiquez un rayon de 1 à 2000"),
        ({"area_kind": "departments", "area_codes": "59, 99x"}, "« 99x » : ce n'est ni un nom"),
        ({"area_kind": "departments", "area_codes": ""}, "Indiquez au moins un nom ou un code"),
        ({"area_kind": "region", "area_codes": "Nord"}, "un nom ni un code de région"),
        ({"contact_email": "contact"}, "adresse"),
    ],
)
def test_a_wrong_field_is_refused_in_french(client, supplier, owner, fields, message):
    response = edit(client, supplier, **fields)

    assert response.status_code == 422
    assert message in words(response)
    supplier.refresh_from_db()
    assert supplier.area_codes == []


@pytest.mark.parametrize(
    ("activity", "message"),
    [
        ({"label": "Lavage", "cpv": "abc"}, "n'est pas un code CPV"),
        ({"label": "Lavage", "capacity_value": "-1", "capacity_unit": "repas"}, "égale à 0"),
        ({"label": "Lavage", "capacity_value": "9"}, "Dites en quoi se compte cette capacité."),
        ({"label": "", "cpv": "39222100"}, "Nommez l'activité"),
    ],
)
def test_a_wrong_activity_is_refused_and_nothing_is_saved(
    client, supplier, owner, activity, message
):
    response = edit(client, supplier, activity, name="Autre nom")

    assert response.status_code == 422
    assert message in words(response)
    assert Supplier.objects.get(pk=supplier.pk).name == "La Laverie"


def test_a_commune_that_balise_does_not_know_is_said(client, supplier, owner):
    edit(client, supplier, city="Nulle-Part", postal_code="62000")

    text = client.get(f"/fournisseurs/{supplier.pk}/").text

    assert "Balise ne connaît pas la commune" in text
    assert Supplier.objects.get(pk=supplier.pk).department == "62"


def test_two_people_on_one_record_do_not_overwrite_each_other(client, supplier, owner):
    page = client.get(f"/fournisseurs/{supplier.pk}/modifier/")
    read_at = page.context["form"]["read_at"].value()
    Supplier.objects.get(pk=supplier.pk).save()

    response = edit(client, supplier, name="Trop tard", read_at=read_at)

    assert response.status_code == 409
    assert 'value="Trop tard"' in response.text
    assert Supplier.objects.get(pk=supplier.pk).name == "La Laverie"


def test_what_is_missing_is_said_with_its_cost(client, supplier, owner):
    text = words(client.get(f"/fournisseurs/{supplier.pk}/modifier/"))

    assert "La zone que vous desservez" in text
    assert "points sur 100" in text


def test_amounts_are_typed_again_as_they_were(client, supplier, owner):
    supplier.fte, supplier.max_yearly_eur = Decimal("14.0"), Decimal("900000.00")
    supplier.save()
    ActivityFactory(supplier=supplier, capacity_value=Decimal("2.50"))
    page = client.get(f"/fournisseurs/{supplier.pk}/modifier/").text
    for written in ('value="14"', 'value="900\u202f000"', 'value="2,5"'):
        assert written in page


@pytest.mark.parametrize(
    ("typed", "kept"), [("14,5", "14.5"), ("1 200", "1200"), ("1.200", "1200"), ("12.5", "12.5")]
)
def test_amounts_are_typed_the_french_way(client, supplier, owner, typed, kept):
    edit(client, supplier, fte=typed, max_yearly_eur=f"{typed} €")

    supplier.refresh_from_db()
    assert (supplier.fte, supplier.max_yearly_eur) == (Decimal(kept), Decimal(kept))


def test_an_amount_that_cannot_be_read_is_refused_and_comes_back(client, supplier, owner):
    response = edit(client, supplier, fte="quatorze")

    assert response.status_code == 422
    assert 'value="quatorze"' in response.text


def test_every_part_of_a_record_is_one_step_away(client, supplier, owner):
    page = client.get(f"/fournisseurs/{supplier.pk}/modifier/").text
    for part in ("labels", "references", "preuves", "clauses", "reseaux", "alertes"):
        link, *_ = re.findall(rf'href="(/fournisseurs/{supplier.pk}/{part}/)"', page)
        assert link in client.get(link).text


@pytest.mark.parametrize("who", ["visitor", "competitor", "buyer"])
def test_nobody_else_may_change_the_record(client, supplier, who):
    if who == "competitor":
        other = UserFactory()
        own(SupplierFactory(), other)
        client.force_login(other)
    elif who == "buyer":
        client.force_login(MembershipFactory(role=Role.BUYER).user)

    response = edit(client, supplier, name="Pirate")

    assert response.status_code == (302 if who == "visitor" else 404)
    assert Supplier.objects.get(pk=supplier.pk).name == "La Laverie"

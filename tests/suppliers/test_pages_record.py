"""A supplier's record: what everybody reads, what its own people write, how it is claimed."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
import time_machine
from django.utils import timezone

from needs.models import AwardHolder, AwardRecord
from procurement.accounts.models import OrganisationKind, Role
from suppliers.claims import LINK_LASTS, claim_url
from suppliers.models import Supplier
from tests.factories import CommuneFactory, MembershipFactory, UserFactory
from tests.suppliers.factories import (
    ActivityFactory,
    EssProofFactory,
    SupplierFactory,
    made_up_siret,
)

pytestmark = pytest.mark.django_db
BLANK_ACTIVITY = {
    "label": "",
    "description": "",
    "cpv": "",
    "capacity_value": "",
    "capacity_unit": "",
    "capacity_period": "",
}


@pytest.fixture
def supplier():
    return SupplierFactory(name="La Laverie", description="Nous lavons des bacs.", indexed=True)


def words(response):
    """The text of the page, its entities read and its no-break spaces made plain."""
    return html.unescape(response.text).replace("\u00a0", " ")


def own(supplier, user):
    """Make the person a member of the structure behind the record."""
    member = MembershipFactory(user=user, role=Role.SUPPLIER)
    supplier.organisation = member.organisation
    supplier.save()


@pytest.fixture
def owner(client, supplier):
    user = UserFactory()
    own(supplier, user)
    client.force_login(user)
    return user


def filled(*activities, **fields):
    """The form as a person sends it: the activities given, then one blank row."""
    data = {
        "name": "La Laverie",
        "siret": made_up_siret(77_777),
        "city": "Lille",
        "postal_code": "59000",
        "area_kind": "departments",
        "area_codes": "59, 62",
        "activities-TOTAL_FORMS": len(activities) + 1,
        "activities-INITIAL_FORMS": sum(1 for activity in activities if activity.get("id")),
        **fields,
    }
    for number, activity in enumerate((*activities, {})):
        for name, value in {**BLANK_ACTIVITY, **activity}.items():
            data[f"activities-{number}-{name}"] = value
    return data


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


def test_a_person_without_record_creates_one(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/fournisseurs/nouvelle-fiche/", filled({"label": "Lavage"}))

    created = Supplier.objects.editable_by(user).get()
    assert response.url == created.get_absolute_url()
    assert created.organisation.kind == OrganisationKind.SUPPLIER
    assert created.siret == made_up_siret(77_777)


def test_a_record_says_that_nobody_checked_who_created_it_until_a_document_is_seen(client):
    user = UserFactory()
    client.force_login(user)
    page = client.post("/fournisseurs/nouvelle-fiche/", filled({"label": "Lavage"})).url
    said = "Personne ne l'a encore vérifié"
    assert said in words(client.get(page))

    created = Supplier.objects.editable_by(user).get()
    proof = EssProofFactory(supplier=created, seen_on=None)
    assert said in words(client.get(page))
    proof.see(by=UserFactory(), on=date(2027, 1, 5))
    assert said not in words(client.get(page))


@pytest.mark.parametrize("siret", ["123", "12345678901234", "", made_up_siret(1)[:-1]])
def test_a_wrong_siret_creates_nothing(client, siret):
    client.force_login(UserFactory())

    response = client.post("/fournisseurs/nouvelle-fiche/", filled(siret=siret))

    assert response.status_code == 422
    assert response.context["form"].errors["siret"]
    assert not Supplier.objects.exists()


def test_a_siret_of_the_register_is_not_taken_twice(client, supplier):
    client.force_login(UserFactory())

    response = client.post("/fournisseurs/nouvelle-fiche/", filled(siret=supplier.siret))

    assert response.status_code == 422
    assert "Une fiche porte déjà ce SIRET" in response.text


def test_a_person_with_a_record_is_led_to_it(client, supplier, owner):
    response = client.get("/fournisseurs/nouvelle-fiche/")

    assert response.url == f"/fournisseurs/{supplier.pk}/modifier/"


def test_the_link_of_an_invitation_gives_the_record(client, supplier):
    user = UserFactory()
    client.force_login(user)

    response = client.post(claim_url(supplier))

    assert response.url == f"/fournisseurs/{supplier.pk}/modifier/"
    assert Supplier.objects.editable_by(user).get() == supplier


def test_a_visitor_with_the_link_is_offered_an_account_and_led_back(client, supplier):
    text = client.get(claim_url(supplier)).text

    assert f"/comptes/signup/?next={quote(claim_url(supplier))}" in text


def test_a_visitor_cannot_take_a_record_without_an_account(client, supplier):
    client.post(claim_url(supplier))

    assert Supplier.objects.get(pk=supplier.pk).organisation is None


def test_a_record_already_taken_is_not_given_twice(client, supplier, owner):
    other = UserFactory()
    client.force_login(other)

    response = client.post(claim_url(supplier))

    assert response.status_code == 403
    assert "tient déjà cette fiche" in response.text
    assert not Supplier.objects.editable_by(other).exists()


def test_a_forged_link_gives_nothing(client, supplier):
    client.force_login(UserFactory())

    response = client.post(f"/fournisseurs/prendre-en-main/{supplier.pk}/")

    assert response.status_code == 410


@pytest.mark.parametrize(("late", "status"), [(-timedelta(minutes=1), 200), (timedelta(1), 410)])
def test_a_link_lasts_thirty_days(client, supplier, late, status):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        link = claim_url(supplier)

    with time_machine.travel(now + LINK_LASTS + late, tick=False):
        assert client.get(link).status_code == status

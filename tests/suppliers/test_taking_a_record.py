"""How a person comes to hold a record: creating it, or by the link of an invitation."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.utils import timezone

from procurement.accounts.models import OrganisationKind
from suppliers.claims import LINK_LASTS, claim_url
from suppliers.models import Supplier
from tests.factories import UserFactory
from tests.suppliers.factories import EssProofFactory, SupplierFactory, made_up_siret
from tests.suppliers.pages import filled, own, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier():
    return SupplierFactory(name="La Laverie")


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


def test_a_person_with_a_record_is_led_to_it(client, supplier):
    user = UserFactory()
    own(supplier, user)
    client.force_login(user)

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


def test_a_record_already_taken_is_not_given_twice(client, supplier):
    own(supplier, UserFactory())
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

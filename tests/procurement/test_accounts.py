"""Accounts: every page in the theme and in French, every message too."""

import html
import re

import pytest
from django.urls import reverse

from procurement.accounts.models import User
from suppliers.claims import claim_url
from tests.factories import UserFactory
from tests.suppliers.factories import SupplierFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-long"


def words(response):
    return html.unescape(response.text)


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def sign_up(client, email="nouvelle@example.org", password="un-secret-bien-long", **more):
    data = {"email": email, "password1": password, "password2": password, **more}
    return client.post(reverse("account_signup"), data)


def link_in(message):
    return re.search(r"https?://testserver(\S+)", message.body)[1]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Se connecter"),
        ("account_signup", "Créer un compte"),
        ("account_reset_password", "Mot de passe oublié"),
        ("account_reset_password_done", "Lien envoyé"),
        ("account_reset_password_from_key_done", "Mot de passe enregistré"),
        ("account_email_verification_sent", "Confirmez votre adresse"),
        ("account_inactive", "Compte désactivé"),
    ],
)
def test_a_page_for_visitors_is_in_the_theme(client, name, title):
    text = words(client.get(reverse(name)))

    assert f"<h1>{title}</h1>" in text
    assert 'class="site-header"' in text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Se déconnecter"),
        ("account_change_password", "Changer de mot de passe"),
        ("account_email", "Mes adresses"),
        ("account_reauthenticate", "Confirmer que c'est vous"),
    ],
)
def test_a_page_for_members_is_in_the_theme(client, name, title):
    sign_in(client, UserFactory().email)

    text = words(client.get(reverse(name)))

    assert f"<h1>{title}</h1>" in text
    assert 'class="site-header"' in text


def test_a_person_signs_in_with_an_address(client):
    response = sign_in(client, UserFactory().email)

    assert response.url == reverse("dashboard")


def test_a_person_is_led_back_to_the_page_they_wanted(client):
    assert sign_in(client, UserFactory().email, next="/besoins/").url == "/besoins/"


def test_a_person_is_never_led_to_another_site(client):
    response = sign_in(client, UserFactory().email, next="https://example.org/")

    assert response.url == reverse("dashboard")


def test_a_wrong_password_says_nothing_of_the_account(client):
    known = words(sign_in(client, UserFactory().email, "faux"))
    unknown = words(sign_in(client, "personne@example.org", "faux"))

    message = re.search(r"<li>([^<]*)</li>", known[known.index("note-danger") :])[1]
    assert message in unknown


def test_signing_up_sends_a_link_that_confirms_the_address(client, mailoutbox):
    sign_up(client)

    (message,) = mailoutbox
    assert message.subject == "[Balise] Confirmez votre adresse"
    assert "Un compte Balise a été demandé" in message.body
    page = client.get(link_in(message))
    assert "nouvelle@example.org est bien votre adresse" in words(page)
    client.post(link_in(message))
    assert User.objects.get().emailaddress_set.get().verified


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("pas-une-adresse", "un-secret-bien-long", "adresse"),
        ("nouvelle@example.org", "court", "trop court"),
        ("nouvelle@example.org", "12345678901", "entièrement numérique"),
    ],
)
def test_a_wrong_sign_up_says_what_to_correct(client, email, password, message):
    text = words(sign_up(client, email, password))

    assert "à corriger" in text
    assert message in text
    assert not User.objects.exists()


def test_an_address_already_known_creates_no_second_account(client, mailoutbox):
    user = UserFactory()

    sign_up(client, user.email)

    assert User.objects.count() == 1


def test_an_invited_supplier_creates_an_account_and_takes_its_record(client):
    supplier = SupplierFactory()
    link = claim_url(supplier)

    response = sign_up(client, next=link)
    client.post(response.url)

    supplier.refresh_from_db()
    assert response.url == link
    assert supplier.organisation.members.get().email == "nouvelle@example.org"


def test_a_forgotten_password_is_chosen_anew(client, mailoutbox):
    user = UserFactory()

    client.post(reverse("account_reset_password"), {"email": user.email})
    (message,) = mailoutbox
    form = client.get(link_in(message), follow=True)
    new = {"password1": "un-autre-secret-long", "password2": "un-autre-secret-long"}
    client.post(form.redirect_chain[-1][0], new)

    assert message.subject == "[Balise] Choisir un nouveau mot de passe"
    assert sign_in(client, user.email, "un-autre-secret-long").status_code == 302


def test_a_person_is_told_that_the_password_changed(client, mailoutbox):
    user = UserFactory()
    sign_in(client, user.email)

    client.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "un-autre-secret-long",
            "password2": "un-autre-secret-long",
        },
    )

    (message,) = mailoutbox
    assert message.subject == "[Balise] Votre mot de passe a changé"
    assert "Ce changement a été demandé le" in message.body


def test_a_link_that_has_served_is_refused_with_a_way_out(client):
    address = reverse("account_reset_password_from_key", args=["1", "faux-lien"])

    text = words(client.get(address))

    assert "Ce lien ne fonctionne plus" in text
    assert reverse("account_reset_password") in text


def test_an_unknown_address_gets_no_message(client, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "inconnue@example.org"})

    assert response.url == reverse("account_reset_password_done")
    assert mailoutbox == []


def test_too_many_tries_are_answered_in_french(client):
    asked = {"email": "insistante@example.org"}
    tries = [client.post(reverse("account_reset_password"), asked) for _ in range(6)]

    assert [response.status_code for response in tries] == [302] * 5 + [429]
    assert "Trop d'essais" in words(tries[-1])


def test_signing_out_asks_first_and_leads_home(client):
    sign_in(client, UserFactory().email)

    assert "Ce qui est enregistré le reste" in words(client.get(reverse("account_logout")))
    assert client.post(reverse("account_logout")).url == reverse("home")

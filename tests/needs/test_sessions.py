import pytest
from django.test import Client
from django.urls import reverse

from tests.needs.factories import FactFactory, NeedFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db

SERVER = "http://testserver"


@pytest.fixture
def need(buyer, lille):
    return NeedFactory(organisation=lille)


def edit(need):
    return reverse("needs:edit", args=[need.pk])


def test_what_was_typed_comes_back_after_signing_in_again_and_nothing_is_saved(need, buyer):
    client = Client()
    typed = {"title": "Nettoyage", "text": "Deux fois par jour.", "version": need.version}
    answer = client.post(edit(need), typed, headers={"referer": SERVER + edit(need)})
    assert answer.url == f"{reverse('account_login')}?next={edit(need)}"
    client.force_login(buyer)
    page = client.get(edit(need))
    html = plain(page.content.decode())
    assert "Deux fois par jour." in html
    assert "pas encore enregistrée" in html
    need.refresh_from_db()
    assert need.title != "Nettoyage"
    assert "Deux fois par jour." not in client.get(edit(need)).content.decode()


def test_what_was_typed_comes_back_on_no_other_page(need, buyer, lille):
    client, other = Client(), NeedFactory(organisation=lille)
    client.post(edit(need), {"title": "Nettoyage", "text": "Deux fois par jour."})
    client.force_login(buyer)
    assert "Deux fois par jour." not in client.get(edit(other)).content.decode()
    assert "Deux fois par jour." in client.get(edit(need)).content.decode()


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        (SERVER + "/besoins/?page=2", "/besoins/%3Fpage%3D2"),
        ("https://elsewhere.example.org/besoins/", None),
        ("", None),
    ],
)
def test_after_a_button_one_comes_back_to_the_page_that_shows_it(need, referer, expected):
    action = reverse("needs:validate", args=[need.pk])
    answer = Client().post(action, {}, headers={"referer": referer})
    assert answer.url == f"{reverse('account_login')}?next={expected or action}"


def test_the_page_to_sign_in_is_never_swapped_into_another(need):
    fact = FactFactory(need=need)
    address = reverse("needs:decide", args=[need.pk, fact.pk])
    page = {"referer": SERVER + need.get_absolute_url(), "hx-request": "true"}
    answer = Client().post(address, {"decision": "confirmed"}, headers=page)
    assert answer.headers["HX-Redirect"].endswith(f"next={need.get_absolute_url()}")


def test_a_form_that_saves_itself_stays_in_its_page(need):
    headers = {"hx-request": "true", "hx-target": "saved"}
    answer = Client().post(edit(need), {"title": "Nettoyage"}, headers=headers)
    assert answer.status_code == 302
    assert "HX-Redirect" not in answer.headers


def test_a_text_beyond_measure_is_not_kept(need, buyer):
    client = Client()
    client.post(edit(need), {"title": "Nettoyage", "text": "a" * 60_001})
    client.force_login(buyer)
    assert "pas encore enregistrée" not in plain(client.get(edit(need)).content.decode())

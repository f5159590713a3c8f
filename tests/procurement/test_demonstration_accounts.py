"""Demonstration accounts serve on a demonstration and nowhere else."""

import pytest
from django.contrib.auth import authenticate
from rest_framework.authtoken.models import Token

from procurement.accounts.models import User

pytestmark = pytest.mark.django_db


def sign_in(email):
    return authenticate(email=email, password="un-mot-de-passe")


@pytest.mark.parametrize(("debug", "enters"), [(True, True), (False, False)])
def test_a_demonstration_account_signs_in_only_with_debug_on(settings, debug, enters):
    settings.DEBUG = debug
    User.objects.create_user("demo@example.org", "un-mot-de-passe", is_demonstration=True)

    assert (sign_in("demo@example.org") is not None) == enters


def test_an_ordinary_account_signs_in_with_debug_off(settings):
    settings.DEBUG = False
    User.objects.create_user("vraie@example.org", "un-mot-de-passe")

    assert sign_in("vraie@example.org") is not None


@pytest.mark.parametrize(("debug", "status"), [(True, 200), (False, 401)])
def test_the_token_of_a_demonstration_account_stops_with_debug_off(client, settings, debug, status):
    user = User.objects.create_user("demo@example.org", "un-mot-de-passe", is_demonstration=True)
    key = Token.objects.create(user=user).key
    settings.DEBUG = debug
    settings.SECURE_SSL_REDIRECT = False

    answer = client.get("/api/v1/", headers={"Authorization": f"Token {key}"})

    assert answer.status_code == status


def test_a_token_is_given_for_an_address_and_a_password(client):
    User.objects.create_user("vraie@example.org", "un-mot-de-passe")

    answer = client.post(
        "/api/token/", {"username": "vraie@example.org", "password": "un-mot-de-passe"}
    )

    assert answer.json()["token"]

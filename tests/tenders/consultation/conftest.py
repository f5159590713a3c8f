"""Somebody who steers a consultation, before a server that counted nobody yet."""

import pytest
from django.core.cache import cache

from tests.tenders.factories import team_member


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def signed_in(client):
    """A client of somebody who steers this consultation."""

    def sign_in(consultation):
        client.force_login(team_member(consultation))
        return client

    return sign_in

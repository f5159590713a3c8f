"""Somebody who steers the whole project."""

import pytest


@pytest.fixture
def steering(client, lead):
    client.force_login(lead)
    return client

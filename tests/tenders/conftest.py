"""A tender with the officer who writes it, and the days when its consultation is open."""

import pytest
import time_machine

from tests.tenders.factories import DURING
from tests.tenders.tender_factories import TenderFactory, officer_of


@pytest.fixture
def tender(db):
    return TenderFactory()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield

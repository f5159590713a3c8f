"""A tender with its officer, the days when its consultation is open, and two invited to it."""

import pytest
import time_machine

from tests.tenders.factories import DURING, InvitationFactory
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


@pytest.fixture
def laundry(consultation):
    return InvitationFactory(consultation=consultation, name="La Laverie")


@pytest.fixture
def carrier(consultation):
    return InvitationFactory(consultation=consultation, name="Les Vélos")

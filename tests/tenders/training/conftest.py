"""A session, somebody who runs it, and a server that counted nobody yet."""

import pytest
import time_machine
from django.core.cache import cache

from procurement.accounts.models import Role
from tests.factories import MembershipFactory
from tests.tenders.training.factories import AFTER, BEFORE, SessionFactory, runner_of


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def session(db):
    return SessionFactory()


@pytest.fixture
def before():
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def after():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def runner(client, session):
    client.force_login(runner_of(session))
    return client


@pytest.fixture
def facilitator(client, before):
    membership = MembershipFactory(role=Role.FACILITATOR)
    client.force_login(membership.user)
    return membership

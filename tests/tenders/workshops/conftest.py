"""A consultation of two structures, its workshop, and who looks at it."""

import pytest
import time_machine
from django.core.cache import cache

from tenders.workshops.models import MinutesPoint, publish_minutes, write_point
from tests.tenders.factories import DURING, ConsultationFactory, team_member
from tests.tenders.workshops.factories import (
    HELD_UNTIL,
    announced_workshop,
    attended,
    registered,
)
from tests.tenders.workshops.pages import UNTIL


@pytest.fixture(autouse=True)
def _nobody_counted():
    cache.clear()


@pytest.fixture
def consultation():
    return ConsultationFactory()


@pytest.fixture
def workshop(consultation, laundry, carrier):
    return announced_workshop(consultation)


@pytest.fixture
def team(client, consultation):
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(consultation))
        yield client


@pytest.fixture
def browse(client):
    with time_machine.travel(DURING, tick=False):
        yield client


@pytest.fixture
def held(workshop, laundry):
    """Held, with the laundry there, the carrier absent, and one point written."""
    attended(workshop, registered(workshop, laundry))
    point = MinutesPoint(kind="said", text="Deux lots suffiraient.", item=workshop.items.get())
    write_point(workshop, point)
    return workshop


@pytest.fixture
def published(held):
    by = team_member(held.consultation)
    publish_minutes(held, corrections_until=UNTIL, by=by, now=HELD_UNTIL)
    return held


@pytest.fixture
def after(client, consultation):
    with time_machine.travel(HELD_UNTIL, tick=False):
        client.force_login(team_member(consultation))
        yield client

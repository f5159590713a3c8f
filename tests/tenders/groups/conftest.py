"""Two suppliers who answer together, a third one, and who looks."""

import pytest
import time_machine

from tenders.models import Consortium, MemberState
from tests.needs.factories import MemberFactory, NeedFactory, VolumeFactory
from tests.tenders.factories import DURING, ConsultationFactory, InvitationFactory
from tests.tenders.groups.pages import CARRY, WASH, visible


@pytest.fixture
def consultation(db):
    consultation = ConsultationFactory()
    project = consultation.project
    MemberFactory(project=project, organisation=project.lead)
    need = NeedFactory(project=project, organisation=project.lead)
    for component in (WASH, CARRY):
        VolumeFactory(need=need, component=component, unit="contenant", quantity=100)
    return consultation


@pytest.fixture
def third(consultation):
    return InvitationFactory(consultation=consultation, name="Tierce")


@pytest.fixture
def together(laundry, carrier):
    """A group of two that the laundry leads."""
    group = Consortium.found(laundry, "Bacs du Nord", now=DURING)
    (asked,) = group.ask([visible(carrier, CARRY)], now=DURING)
    asked.move(MemberState.JOINED, now=DURING)
    return group


@pytest.fixture
def browse(client):
    with time_machine.travel(DURING, tick=False):
        yield client

"""Two towns that want containers washed, suppliers that can, and the team."""

import pytest
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    ask_for_containers,
)
from tests.suppliers.factories import ActivityFactory, SupplierFactory

ARMENTIERES = {
    "insee": "59017", "name": "Armentières", "lat": 50.6866, "lon": 2.8812, "population": 24_883
}  # fmt: skip


@pytest.fixture
def project():
    """Lille and Armentières want containers washed and collected."""
    project = ProjectFactory()
    need = NeedFactory(
        project=project,
        title="Collecte et lavage de contenants réemployables",
        text="Nous voulons faire collecter et laver les contenants de nos cuisines.",
    )
    ask_for_containers(need, CommuneFactory(), CommuneFactory(**ARMENTIERES))
    return project


@pytest.fixture
def suppliers(project):
    found = []
    for number in range(3):
        supplier = SupplierFactory(
            name=f"ESAT {number}", ess_kinds=["ESAT"], description="", serves_lille=True
        )
        ActivityFactory(
            supplier=supplier, label="Lavage de contenants réemployables", description=""
        )
        supplier.reindex()
        found.append(supplier)
    MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    return found


@pytest.fixture
def officer(client, project):
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    return client


@pytest.fixture
def member(client, project):
    """Of an authority that takes part and does not steer."""
    membership = MembershipFactory(role=Role.BUYER)
    MemberFactory(project=project, organisation=membership.organisation)
    client.force_login(membership.user)
    return client

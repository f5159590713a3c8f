import pytest
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import NeedFactory, ProjectFactory, ask_for_containers
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.suppliers.matches.pages import person


@pytest.fixture
def project():
    """Lille wants reusable containers collected and washed, from one kitchen."""
    project = ProjectFactory(facilitator=MembershipFactory(role=Role.FACILITATOR).organisation)
    need = NeedFactory(
        project=project,
        title="Collecte et lavage de contenants réemployables",
        text="Nous voulons faire collecter et laver les contenants de la cuisine de Lille.",
    )
    ask_for_containers(need, CommuneFactory())
    return project


@pytest.fixture
def suppliers(project):
    carrier = SupplierFactory(name="Collecteuse", description="", serves_lille=True)
    ActivityFactory(
        supplier=carrier,
        label="Collecte et livraison de contenants réemployables",
        description="",
        capacity_value=3000,
        capacity_unit="contenant",
        capacity_period="jour",
    )
    washer = SupplierFactory(name="Laverie", description="", serves_lille=True)
    ActivityFactory(supplier=washer, label="Lavage de contenants réemployables", description="")
    far = SupplierFactory(
        name="Marseillaise", department="13", area_kind="departments", area_codes=["13"]
    )
    for supplier in (carrier, washer, far):
        supplier.reindex()
    return carrier, washer, far


@pytest.fixture
def facilitator(client, project):
    user = person(Role.FACILITATOR, project.facilitator)
    client.force_login(user)
    return user


@pytest.fixture
def run(project, suppliers, facilitator):
    return MatchRun.objects.launch(project=project, by=facilitator, now=timezone.now())

"""Three people around one project: who writes a sheet, who only reads it, who sees nothing."""

import pytest

from needs import findings
from procurement.accounts.models import OrganisationKind, Role
from procurement.nomenclature.models import Cpv
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.needs.factories import MemberFactory, NeedFactory, ProjectFactory


@pytest.fixture
def lille(db):
    CommuneFactory()
    return OrganisationFactory(name="Ville de Lille", place_code="59350")


@pytest.fixture
def project(db):
    return ProjectFactory()


@pytest.fixture
def need(lille, project):
    MemberFactory(project=project, organisation=lille)
    return NeedFactory(organisation=lille, project=project)


@pytest.fixture
def buyer(lille):
    """Writes the sheets of Lille."""
    return MembershipFactory(organisation=lille, role=Role.BUYER).user


@pytest.fixture
def colleague(lille):
    return MembershipFactory(organisation=lille, role=Role.OFFICER).user


@pytest.fixture
def signed_in(client, buyer):
    client.force_login(buyer)
    return client


@pytest.fixture
def lead(project):
    """Runs the project for its lead authority."""
    return MembershipFactory(organisation=project.lead, role=Role.OFFICER).user


@pytest.fixture
def neighbour(project):
    """Buys for another member of the project: reads the sheet of Lille, never writes it."""
    roubaix = OrganisationFactory(name="Ville de Roubaix", kind=OrganisationKind.COMMUNE)
    MemberFactory(project=project, organisation=roubaix)
    return MembershipFactory(organisation=roubaix, role=Role.BUYER).user


@pytest.fixture
def stranger(db):
    """Buys for an authority that has nothing to do with the project."""
    return MembershipFactory(role=Role.BUYER).user


@pytest.fixture
def first_day(settings, tmp_path):
    """Nothing was learned yet."""
    settings.VAR_DIR = tmp_path / "first-day"


@pytest.fixture
def few_codes(db, first_day):
    """A nomenclature of furniture and cleaning only: it is learned in no time."""
    Cpv.objects.exclude(code__regex="^(39|909)").delete()


@pytest.fixture
def later(monkeypatch):
    """What is left to do beside the page, not done."""
    left = []
    monkeypatch.setattr(
        findings,
        "Thread",
        lambda **work: type("Later", (), {"start": lambda _: left.append(work)})(),
    )
    return left

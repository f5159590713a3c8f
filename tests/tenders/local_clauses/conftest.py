"""A town with the author and the second reader of a draft, and somebody of no concern."""

import pytest

from procurement.accounts.models import Role
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.tenders.local_clauses.writing import fork


@pytest.fixture
def town():
    return OrganisationFactory(name="Ville d'Essai")


@pytest.fixture
def author(town):
    user = UserFactory(first_name="Anne", last_name="Autrice")
    MembershipFactory(user=user, organisation=town, role=Role.OFFICER)
    return user


@pytest.fixture
def reader(town):
    user = UserFactory(first_name="Luc", last_name="Lecteur")
    MembershipFactory(user=user, organisation=town, role=Role.BUYER)
    return user


@pytest.fixture
def stranger():
    return MembershipFactory(role=Role.OFFICER).user


@pytest.fixture
def draft(town, author):
    return fork(town, author)

"""A supplier and a buyer signed in, while a consultation asks about a clause."""

import pytest
import time_machine

from procurement.accounts.models import Role
from tenders.models import QuestionKind
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.declarations.pages import CLAUSE
from tests.tenders.factories import (
    DURING,
    QuestionFactory,
)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def supplier():
    member = MembershipFactory(role=Role.SUPPLIER)
    return SupplierFactory(name="La Laverie", organisation=member.organisation)


@pytest.fixture
def own(client, supplier):
    client.force_login(supplier.organisation.members.get())
    return client


@pytest.fixture
def buyer(client):
    client.force_login(MembershipFactory(role=Role.BUYER).user)
    return client


@pytest.fixture
def asked():
    return QuestionFactory(
        kind=QuestionKind.CLAUSE, clause_id=CLAUSE, clause_version=1, label="Résultat du lavage"
    )

from datetime import timedelta

import pytest

from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import NeedFactory
from tests.suppliers.alerts.holders import NOW, TITLE
from tests.tenders.factories import ConsultationFactory


@pytest.fixture
def consultation():
    CommuneFactory()
    return ConsultationFactory(
        title=TITLE,
        brief="Nous voulons louer des bacs réemployables.",
        opens_at=NOW - timedelta(1),
        closes_at=NOW + timedelta(20),
    )


@pytest.fixture
def search():
    """A search made by a buyer for a need of theirs, when nobody answered it."""
    CommuneFactory()
    buyer = MembershipFactory(role=Role.BUYER)
    need = NeedFactory(
        organisation=buyer.organisation, title=TITLE, text="Nous voulons louer des bacs."
    )
    return MatchRun.objects.launch(need=need, by=buyer.user, now=NOW)

"""The team sees who was found and not invited, and why."""

from datetime import timedelta

import pytest

from tenders import invitations
from tenders.invited import NO_ADDRESS, NO_REASON, invited_late, not_invited
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import DURING, ConsultationFactory, InvitationFactory, team_member
from tests.tenders.market_factories import run_that_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return ConsultationFactory()


def told(consultation):
    invited = list(consultation.invitations.all())
    return {row.supplier.name: row.why for row in not_invited(consultation, invited)}


def guests(*suppliers):
    return [invitations.Guest(s.name, s.contact_email, s) for s in suppliers]


def test_each_has_its_reason(consultation):
    chosen, far, mute, forgotten = (
        SupplierFactory(name=name, contact_email=f"{name}@example.org" if name != "Muet" else "")
        for name in ("Choisi", "Loin", "Muet", "Oublie")
    )
    run_that_found(consultation.project, [chosen, far, mute, forgotten])
    invitations.invite(
        consultation,
        guests(chosen),
        by=team_member(consultation),
        now=DURING,
        left_out=["Loin"],
        reason="Ne livre pas ici.",
    )
    assert told(consultation) == {
        "Loin": "«\xa0Ne livre pas ici.\xa0»",
        "Muet": NO_ADDRESS,
        "Oublie": NO_REASON,
    }


def test_a_reason_given_for_another_consultation_does_not_count(consultation):
    far = SupplierFactory(name="Loin", contact_email="loin@example.org")
    run_that_found(consultation.project, [far])
    invitations.invite(
        ConsultationFactory(project=consultation.project),
        [invitations.Guest("Autre", "autre@example.org")],
        by=team_member(consultation),
        now=DURING,
        left_out=["Loin"],
        reason="Ne livre pas ici.",
    )
    assert told(consultation) == {"Loin": NO_REASON}


def test_who_came_by_the_open_call_under_the_same_address_is_not_missing(consultation):
    found = SupplierFactory(contact_email="Contact@Example.org")
    run_that_found(consultation.project, [found])
    InvitationFactory(consultation=consultation, email="contact@example.org")
    assert told(consultation) == {}


@pytest.mark.parametrize(("delay", "late"), [(timedelta(hours=24), 0), (timedelta(hours=25), 1)])
def test_invited_a_day_after_the_others_is_late(consultation, delay, late):
    InvitationFactory(consultation=consultation, sent_at=DURING)
    second = InvitationFactory(consultation=consultation, sent_at=DURING + delay)
    opened = InvitationFactory(
        consultation=consultation, sent_at=DURING + delay, from_open_call=True
    )
    found = invited_late(list(consultation.invitations.all()))
    assert found == [second][:late]
    assert opened not in found

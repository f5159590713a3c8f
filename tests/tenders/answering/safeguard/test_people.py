"""One person under several accounts, the house it works for, and the competitors it knows."""

import pytest
from allauth.account.models import EmailAddress

from procurement.accounts.models import (
    Role,
)
from suppliers.models import NetworkMember, RecordAct
from tenders.answering import helping
from tenders.answering.models import HelpState
from tenders.answering.safeguard import TieKind
from tenders.answering.ties import ruling_on
from tenders.models import (
    Consortium,
    MemberState,
)
from tests.factories import OrganisationFactory, UserFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.answering.factories import (
    NOW,
    adviser,
    asked_help,
    call,
    holder,
    preparation,
    published,
)
from tests.tenders.answering.safeguard.ties import invite, join, kinds, registered

pytestmark = pytest.mark.django_db


# Another account of the same person.


def test_another_account_that_proved_the_same_address_is_the_same_person(
    prepared, project, outsider
):
    inside = UserFactory(email="lea@lens-agglo.fr")
    join(inside, project.lead)
    EmailAddress.objects.create(user=outsider, email="lea@lens-agglo.fr", verified=True)
    assert TieKind.ALIAS in kinds(outsider, prepared)


def test_an_address_that_was_not_proved_says_nothing(prepared, project, outsider):
    inside = UserFactory(email="lea@gmail.com")
    join(inside, project.lead)
    EmailAddress.objects.create(user=outsider, email="lea@gmail.com", verified=False)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_tag_in_the_address_does_not_make_another_person(prepared, project):
    inside = UserFactory(email="lea@gmail.com")
    join(inside, project.lead)
    assert TieKind.ALIAS in kinds(adviser(email="lea+aide@gmail.com"), prepared)


def test_the_hand_of_the_other_account_counts_too(prepared, project):
    registered(project, UserFactory(email="lea@gmail.com"))
    assert TieKind.ALIAS in kinds(adviser(email="lea+aide@gmail.com"), prepared)


def test_a_colleague_of_the_buyer_is_refused_by_the_domain_and_the_doubt_is_said(prepared, project):
    join(UserFactory(email="achats@mairie-lens.fr"), project.lead)
    ruling = ruling_on(adviser(email="conseil@mairie-lens.fr"), prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.DOMAIN]
    assert "présomption" in ruling.doubts[0]


def test_a_subdomain_is_the_same_house(prepared, project):
    join(UserFactory(email="achats@mairie-lens.fr"), project.lead)
    assert TieKind.DOMAIN in kinds(adviser(email="a@culture.mairie-lens.fr"), prepared)


def test_a_mail_open_to_all_is_no_house(prepared, project):
    join(UserFactory(email="achats@gmail.com"), project.lead)
    assert ruling_on(adviser(email="conseil@gmail.com"), prepared, now=NOW).allowed


# What competitors answered.


def test_an_address_that_received_a_competitor_s_link_bars(prepared, project, outsider):
    invite(project, SupplierFactory(), email=outsider.email)
    assert TieKind.SAW_ANSWERS in kinds(outsider, prepared)


def test_the_link_of_the_supplier_helped_is_no_competitor_s(prepared, project, outsider):
    invite(project, prepared.supplier, email=outsider.email)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def trust(network, supplier, **values):
    return NetworkMember.objects.create(
        network=network, supplier=supplier, status="accepted", asked_at=NOW, **values
    )


def test_a_network_that_may_answer_for_another_candidate_advises_none(prepared, project, outsider):
    rival = SupplierFactory()
    invite(project, rival)
    trust(outsider.organisations.get(), rival, may_answer=True)
    ruling = ruling_on(outsider, prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.NETWORK]
    assert rival.name not in " ".join(ruling.reasons)


@pytest.mark.parametrize("values", [{}, {"may_edit": True}])
def test_a_network_that_may_not_answer_for_its_members_may_help_one(
    prepared, project, outsider, values
):
    rival = SupplierFactory()
    invite(project, rival)
    trust(outsider.organisations.get(), rival, **values)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_network_may_answer_for_the_very_supplier_that_it_helps(prepared, project, outsider):
    invite(project, prepared.supplier)
    trust(outsider.organisations.get(), prepared.supplier, may_answer=True)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_trust_taken_back_since_still_counts(prepared, project, outsider):
    rival, user = holder()
    invite(project, rival)
    row = trust(outsider.organisations.get(), rival)
    row.accept(may_edit=False, may_answer=True, by=user, now=NOW)
    row.accept(may_edit=False, may_answer=False, by=user, now=NOW)
    assert TieKind.NETWORK in kinds(outsider, prepared)


def test_whoever_answered_for_another_supplier_has_read_its_answer(prepared, project, outsider):
    rival = SupplierFactory()
    invite(project, rival)
    RecordAct.objects.create(supplier=rival, act="answered", by=outsider, at=NOW)
    assert TieKind.SAW_ANSWERS in kinds(outsider, prepared)


def test_somebody_of_another_candidate_does_not_advise_this_one(prepared, outsider):
    rival, _ = holder()
    preparation(rival, prepared.publication)
    join(outsider, rival.organisation, Role.SUPPLIER)
    assert TieKind.SAME_SIDE in kinds(outsider, prepared)


def test_helping_another_candidate_on_the_same_lot_bars(prepared, outsider):
    asked_help(preparation(publication=prepared.publication), outsider, state=HelpState.ACCEPTED)
    ruling = ruling_on(outsider, prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.OTHER_CANDIDATE]
    assert "Aucun texte" in ruling.doubts[0]


@pytest.mark.parametrize(
    ("theirs", "ours", "allowed"),
    [((1,), (2,), True), ((1,), (1, 2), False), ((), (2,), False), ((2,), (), False)],
)
def test_another_lot_is_another_competition(outsider, theirs, ours, allowed):
    publication = published()
    asked_help(
        preparation(publication=publication, lots=theirs), outsider, state=HelpState.ACCEPTED
    )
    ruling = ruling_on(outsider, preparation(publication=publication, lots=ours), now=NOW)
    assert ruling.allowed is allowed


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (HelpState.ASKED, True),
        (HelpState.DECLINED, True),
        (HelpState.CLOSED, False),
        (HelpState.STOPPED, False),
    ],
)
def test_a_help_that_ended_was_given_all_the_same(prepared, outsider, state, allowed):
    asked_help(preparation(publication=prepared.publication), outsider, state=state)
    assert ruling_on(outsider, prepared, now=NOW).allowed is allowed


def test_two_rivals_asked_at_once_and_only_the_first_is_helped(prepared, outsider):
    other = asked_help(preparation(publication=prepared.publication), outsider)
    mine = asked_help(prepared, outsider)
    helping.agree(other, now=NOW)
    with pytest.raises(helping.Refused):
        helping.agree(mine, now=NOW)
    assert mine.state == HelpState.STOPPED


def test_the_members_of_a_group_do_not_compete_with_one_another(prepared, project, outsider):
    ally = SupplierFactory()
    founder, second = invite(project, prepared.supplier), invite(project, ally)
    group = Consortium.found(founder, "Ensemble", now=NOW)
    group.members.create(invitation=second, state=MemberState.JOINED, since=NOW)
    asked_help(preparation(ally, prepared.publication), outsider, state=HelpState.ACCEPTED)
    assert ruling_on(outsider, prepared, now=NOW).allowed


# A file from elsewhere.


def test_a_file_from_elsewhere_knows_its_buyer_by_name(outsider):
    join(outsider, OrganisationFactory(name="ville de lens"), Role.BUYER)
    assert TieKind.TEAM in kinds(outsider, preparation(of=call(buyer="Ville de Lens")))


def test_a_file_from_elsewhere_knows_the_other_candidates(outsider):
    asked_help(preparation(of=call()), outsider, state=HelpState.ACCEPTED)
    assert TieKind.OTHER_CANDIDATE in kinds(outsider, preparation(of=call()))

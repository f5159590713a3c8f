"""Who sees a draft, who a published clause; where one may write."""

import pytest
from django.urls import reverse

from needs.models import ProjectMember
from procurement.accounts.models import OrganisationKind, Role
from tenders.models import LocalClause
from tenders.models.local_clause import possible_readers
from tenders.shelf import shared_shelf, shelf_of
from tests.factories import MembershipFactory, OrganisationFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.local_clauses.writing import NOW, SOURCE, address, content, page, publish
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db


def test_a_draft_is_for_its_authority_and_a_published_clause_for_all(
    draft, author, reader, stranger
):
    slug = draft.clause.slug
    assert shelf_of(author).get(slug)
    assert shelf_of(reader).get(slug)
    assert shelf_of(stranger).get(slug) is None
    assert shared_shelf().get(slug) is None

    publish(draft, author, reader)

    assert shelf_of(stranger).get(slug).origin.owner == "Ville d'Essai"
    assert shared_shelf().get(slug)


def test_a_supplier_of_the_same_body_sees_no_draft(town, draft):
    supplier = MembershipFactory(organisation=town, role=Role.SUPPLIER).user

    assert shelf_of(supplier).get(draft.clause.slug) is None


def test_the_named_second_reader_sees_the_draft_of_another_authority(draft, author, stranger):
    draft.ask_reading(stranger, by=author, now=NOW)

    assert shelf_of(stranger).get(draft.clause.slug)


def test_readers_are_colleagues_and_the_partners_of_a_project(
    town, author, reader, draft, stranger
):
    network = OrganisationFactory(name="Réseau", kind=OrganisationKind.NETWORK)
    facilitator = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
    partner = MembershipFactory(role=Role.BUYER)
    project = ProjectFactory(lead=town, facilitator=network)
    ProjectMember.objects.create(project=project, organisation=partner.organisation)

    found = set(possible_readers(draft.clause, besides=author))

    assert found == {reader, facilitator, partner.user}


def test_the_team_of_a_tender_reads_the_draft_that_it_uses(draft, author, stranger):
    tender = TenderFactory()
    colleague = officer_of(tender)
    assert shelf_of(colleague).get(draft.clause.slug) is None

    tender.add_clauses([draft.clause.slug], shelf_of(author))

    assert shelf_of(colleague).get(draft.clause.slug)
    assert shelf_of(stranger).get(draft.clause.slug) is None


def test_a_published_version_stays_in_use_while_the_next_one_is_written(
    draft, author, reader, stranger
):
    publish(draft, author, reader)
    draft.clause.revise(content(title="V2"), by=author, now=NOW, what="V2.", read=draft.mark)

    assert shelf_of(author).get(draft.clause.slug).version == 1
    assert shelf_of(author).get(draft.clause.slug, 2).title == "V2"
    assert shelf_of(stranger).get(draft.clause.slug, 2) is None


def test_a_stranger_neither_reads_nor_changes_a_draft(client, draft, stranger):
    client.force_login(stranger)

    for name in ("clause", "clause_edit", "clause_follow"):
        assert client.get(address(name, draft)).status_code == 404
    assert client.get(address("clause_version", draft, 1)).status_code == 404
    assert client.post(address("clause_fork", draft), {"organisation": 1}).status_code == 404


def test_one_forks_only_for_ones_own_authority(client, author, stranger, town):
    client.force_login(stranger)
    to_fork = reverse("tenders:clause_fork", args=[SOURCE])

    assert client.post(to_fork, {"organisation": town.pk}).status_code == 404
    assert not LocalClause.objects.exists()


def test_the_library_tells_shipped_own_and_network_apart(client, draft, author, reader, stranger):
    publish(draft, author, reader)
    link = f'"{address("clause", draft)}"'

    def shown(person, source):
        client.force_login(person)
        return link in page(client.get(reverse("tenders:clauses"), {"source": source}))

    assert shown(author, "local")
    assert not shown(author, "network")
    assert shown(stranger, "network")
    assert not shown(stranger, "shipped")

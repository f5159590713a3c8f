"""Local clauses in tenders: taken, counted, followed by alerts."""

import pytest
from django.urls import reverse

from procurement.accounts.models import Role
from tenders.clauses import library
from tenders.models import LocalClause, TenderClause
from tenders.shelf import shelf_of
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.local_clauses.writing import NOW, SOURCE, content, fork, page, publish
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db


def test_a_retired_clause_stays_in_its_tenders_and_enters_no_other(draft, author, reader):
    publish(draft, author, reader)
    old, new = TenderFactory(), TenderFactory()
    old.add_clauses([draft.clause.slug], shelf_of(author))
    draft.move("retire", by=author, now=NOW, remark="Remplacée.")

    assert new.add_clauses([draft.clause.slug], shelf_of(author)) == []
    assert old.clauses.get().source().title == library().get(SOURCE).title


def test_an_incomplete_draft_does_not_enter_a_tender(town, author):
    version = LocalClause.objects.write(
        town, content(follow_up={**content()["follow_up"], "control": ""}), by=author, now=NOW
    )

    assert TenderFactory().add_clauses([version.clause.slug], shelf_of(author)) == []


def test_a_local_award_clause_becomes_a_criterion_that_remembers_its_version(town, author):
    version = fork(town, author, "award-reuse-performance")
    tender = TenderFactory()

    tender.add_clauses([version.clause.slug], shelf_of(author))

    criterion = tender.criteria.get()
    assert (criterion.clause_version, criterion.local) == (1, version)
    assert criterion.taken_clause().award == library().get("award-reuse-performance").award


def test_twelve_local_clauses_of_a_tender_cost_no_more_queries_than_one(
    town, author, django_assert_num_queries
):
    tender = TenderFactory()
    slugs = [fork(town, author).clause.slug for _ in range(12)]
    tender.add_clauses(slugs, shelf_of(author))

    with django_assert_num_queries(1):
        assert len({used.source().id for used in TenderClause.objects.all()}) == 12


def test_forks_and_tenders_are_counted_without_names(client, draft, author):
    tender = TenderFactory(title="Marché discret")
    tender.add_clauses([SOURCE])
    tender.add_clauses([SOURCE])

    shown = page(client.get(reverse("tenders:clause", args=[SOURCE])))

    assert "1\xa0marché l'utilise" in shown
    assert "1\xa0clause en est reprise" in shown
    assert "Marché discret" not in shown


def test_clauses_ticked_in_the_library_go_into_the_tender_with_their_level(client):
    tender = TenderFactory()
    client.force_login(officer_of(tender))

    answer = client.post(
        reverse("tenders:clauses_take"),
        {"tender": tender.pk, "clause": ["loss-breakage-rate"], "level": "exemplary"},
        follow=True,
    )

    assert tender.clauses.get().level == "exemplary"
    assert "ne se tient pas sans" in page(answer)


@pytest.mark.parametrize("sent", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_tender_that_one_may_not_change_takes_nothing(client, sent):
    tender = TenderFactory()
    client.force_login(MembershipFactory(role=Role.OFFICER).user)

    for asked in (sent, tender.pk):
        client.post(reverse("tenders:clauses_take"), {"tender": asked, "clause": [SOURCE]})

    assert not TenderClause.objects.exists()


def test_alerts_list_the_tenders_of_the_person_only(client, draft, author, reader, stranger):
    publish(draft, author, reader)
    tender = TenderFactory(title="Collecte des bacs")
    tender.add_clauses([draft.clause.slug], shelf_of(author))
    second = draft.clause.revise(
        content(title="V2"), by=author, now=NOW, what="Délai ramené à un jour.", read=draft.mark
    )
    publish(second, author, reader)
    alerts = reverse("tenders:clause_alerts")

    client.force_login(officer_of(tender))
    shown = page(client.get(alerts))
    assert "Collecte des bacs" in shown
    assert "Délai ramené à un jour." in shown
    assert "Délai ramené" in page(client.get(reverse("tenders:checks", args=[tender.pk])))
    found = client.get(f"/api/v1/tenders/{tender.pk}/clause-alerts/").json()
    assert "clause_newer_version" in [finding["rule"] for finding in found]
    client.force_login(stranger)
    assert "Collecte des bacs" not in page(client.get(alerts))


def test_alerts_cost_the_same_queries_for_many_tenders(
    client, draft, author, django_assert_max_num_queries
):
    project = ProjectFactory()
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    for _ in range(6):
        TenderFactory(project=project).add_clauses([draft.clause.slug, SOURCE], shelf_of(author))

    with django_assert_max_num_queries(8):
        client.get(reverse("tenders:clause_alerts"))

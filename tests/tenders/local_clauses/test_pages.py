"""The pages that lead a draft to its publication, show its versions, throw it away."""

import pytest
from django.urls import reverse

from tenders.clauses import library
from tenders.models import ClauseVersion, LocalClause
from tenders.shelf import shelf_of
from tests.tenders.local_clauses.writing import NOW, SOURCE, address, content, fork, page, publish
from tests.tenders.tender_factories import TenderFactory

pytestmark = pytest.mark.django_db


def test_the_library_costs_the_same_queries_for_many_local_clauses(
    client, town, author, django_assert_max_num_queries
):
    client.force_login(author)
    for _ in range(8):
        fork(town, author)

    with django_assert_max_num_queries(8):
        client.get(reverse("tenders:clauses"))


def test_a_draft_that_nobody_relies_on_is_thrown_away(client, draft, author):
    client.force_login(author)

    client.post(address("clause_discard", draft), {"version": draft.mark})

    assert not LocalClause.objects.exists()


def test_throwing_a_draft_away_leaves_the_version_before_it(client, draft, author, reader):
    publish(draft, author, reader)
    second = draft.clause.revise(
        content(title="V2"), by=author, now=NOW, what="V2.", read=draft.mark
    )
    client.force_login(author)

    client.post(address("clause_discard", draft), {"version": second.mark})
    client.post(address("clause_discard", draft), {"version": draft.mark})

    assert ClauseVersion.objects.get().number == 1


def test_a_draft_that_a_tender_uses_is_kept(client, draft, author):
    TenderFactory().add_clauses([draft.clause.slug], shelf_of(author))
    client.force_login(author)

    answer = client.post(address("clause_discard", draft), {"version": draft.mark}, follow=True)

    assert "il est conservé" in page(answer)
    assert ClauseVersion.objects.exists()


def test_the_path_from_draft_to_publication_goes_through_the_pages(
    client, draft, author, reader, stranger
):
    follow = address("clause_follow", draft)

    def act(person, name, **more):
        client.force_login(person)
        mark = ClauseVersion.objects.get().mark
        return client.post(follow, {"act": name, "version": mark, **more})

    assert act(author, "publish").status_code == 404
    assert act(author, "ask_reading", reader=stranger.pk).status_code == 422
    assert act(author, "ask_reading", reader=reader.pk).status_code == 302
    assert act(author, "approve").status_code == 404
    assert act(reader, "send_back").status_code == 422
    assert act(reader, "send_back", remark="Précisez le délai.").status_code == 302
    assert "Précisez le délai." in page(client.get(follow))
    assert act(author, "ask_reading", reader=reader.pk).status_code == 302
    client.force_login(reader)
    assert draft.content["title"] in page(client.get(reverse("tenders:clauses_mine")))
    assert act(reader, "approve").status_code == 302
    assert act(author, "publish").status_code == 302

    client.logout()
    shown = page(client.get(address("clause", draft)))
    assert "relue par Luc Lecteur" in shown
    assert "publiée" in shown


def test_the_second_reader_finds_the_request_on_the_dashboard(client, draft, author, reader):
    draft.ask_reading(reader, by=author, now=NOW)

    client.force_login(reader)
    assert draft.content["title"] in page(client.get(reverse("dashboard")))
    client.force_login(author)
    assert "Clauses à relire" not in page(client.get(reverse("dashboard")))


def test_a_blocking_wording_is_shown_and_published_only_with_a_reason(client, town, author, reader):
    version = LocalClause.objects.write(
        town,
        content(
            text="Le titulaire est implanté à moins de 20 km de la commune. {frequency} {delay}"
        ),
        by=author,
        now=NOW,
    )
    version.ask_reading(reader, by=author, now=NOW)
    version.move("approve", by=reader, now=NOW)
    client.force_login(author)
    follow = address("clause_follow", version)
    assert "bloquant" in page(client.get(follow))

    refused = client.post(follow, {"act": "publish", "version": version.mark})

    assert refused.status_code == 422
    assert "point bloquant" in page(refused)
    sent = {"act": "publish", "version": version.mark, "remark": "Fausse alerte : …"}
    assert client.post(follow, sent).status_code == 302


def test_versions_have_permanent_addresses_and_their_differences(client, draft, author, reader):
    publish(draft, author, reader)
    second = draft.clause.revise(
        content(title="Reprise quotidienne"), by=author, now=NOW, what="Titre.", read=draft.mark
    )
    publish(second, author, reader)
    client.logout()

    assert library().get(SOURCE).title in page(client.get(address("clause_version", draft, 1)))
    assert "Reprise quotidienne" in page(client.get(address("clause", draft)))
    compared = page(client.get(address("clause_differences", draft, 2)))
    assert "<del>" in compared
    assert "quotidienne" in compared
    origin = page(client.get(address("clause_differences", draft, 2) + "?avec=origine"))
    assert "Titre" in origin


def test_the_page_of_a_clause_shows_it_with_ones_own_figures(client):
    to_try = reverse("tenders:clause_version", args=["loss-breakage-rate", 1])

    shown = page(client.get(to_try, {"v_rate": "6", "launch": "2030-01-01"}))

    assert shown.count("6\xa0%</mark>") == 3
    assert "Fondement au 1er\xa0janvier\xa02030" in shown
    assert page(client.get(to_try, {"v_rate": "99"})).count("donnez entre") >= 1

"""Two searches about the same thing, side by side."""

import csv
import io

import pytest
from django.utils import timezone

from suppliers.matching import Weights
from suppliers.models import MatchRun
from tests.needs.factories import (
    NeedFactory,
)
from tests.suppliers.matches.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(project, run, suppliers, facilitator):
    """Launched after a record was rewritten, with other weights."""
    carrier = suppliers[0]
    carrier.area_codes = ["59", "62"]
    carrier.labels = ["Écocert"]
    carrier.save()
    carrier.reindex()
    weights = Weights(activity=40, territory=30)
    return MatchRun.objects.launch(
        project=project, weights=weights, by=facilitator, now=timezone.now()
    )


def test_two_searches_compare_side_by_side(client, run, later):
    compared = [
        client.get(f"/fournisseurs/recherches/{one.pk}/comparer/{other.pk}/")
        for one, other in ((run, later), (later, run))
    ]

    for response in compared:
        assert (response.context["earlier"], response.context["later"]) == (run, later)
        for told in ("Collecteuse", "<strong>40</strong>", "Poids :", "Labels : ajoute Écocert."):
            assert told in words(response)


def test_only_what_changes_may_be_shown(client, project, run, facilitator):
    same = MatchRun.objects.launch(project=project, by=facilitator, now=timezone.now())
    address = f"/fournisseurs/recherches/{run.pk}/comparer/{same.pk}/"

    assert len(client.get(address).context["lines"]) == len(run.result["results"])
    assert client.get(f"{address}?changements=1").context["lines"] == []


def test_a_comparison_is_taken_away_as_a_table(client, run, later):
    address = f"/fournisseurs/recherches/{run.pk}/comparer/{later.pk}/export"
    content = client.get(f"{address}.csv").getvalue().decode("utf-8-sig")
    rows = {row["Fournisseur"]: row for row in csv.DictReader(io.StringIO(content), delimiter=";")}

    moved = rows["Collecteuse"]
    assert moved["Activité avant (sur 55)"] != moved["Activité après (sur 40)"]
    assert "Écocert" in moved["Pourquoi"]
    assert client.get(f"{address}.xlsx").content.startswith(b"PK")
    assert client.get(f"{address}.pdf").status_code == 404


def test_the_api_compares_as_the_page_does(client, run, later):
    found = client.get(f"/api/v1/matches/{run.pk}/compare/{later.pk}/").json()

    assert (found["earlier"], found["later"]) == (str(run.pk), str(later.pk))
    assert found["lines"] == later.compared_with(run).as_dict()["lines"]
    assert client.get(f"/api/v1/matches/{run.pk}/compare/{run.pk}/").status_code == 404


def test_a_comparison_costs_the_same_number_of_queries_for_any_ranking(
    client, run, later, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        client.get(f"/fournisseurs/recherches/{run.pk}/comparer/{later.pk}/")


def test_the_list_of_searches_compares_each_with_the_one_before(client, project, run, later):
    text = client.get(f"/fournisseurs/recherches/demarche/{project.pk}/").text

    assert f"/fournisseurs/recherches/{later.pk}/comparer/{run.pk}/" in text
    assert text.count("/comparer/") == 1


def test_searches_about_different_things_do_not_compare(client, run, facilitator):
    need = NeedFactory(organisation=run.project.facilitator)
    other = MatchRun.objects.launch(need=need, by=facilitator, now=timezone.now())

    response = client.get(f"/fournisseurs/recherches/{run.pk}/comparer/{other.pk}/")

    assert response.status_code == 404

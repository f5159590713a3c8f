"""Searches of a project: launched by those who run it, read by those who take part, frozen."""

import csv
import io

import pytest
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tests.factories import MembershipFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
)
from tests.suppliers.matches.pages import USUAL, launch, person, words

pytestmark = pytest.mark.django_db


def test_a_search_is_launched_and_shown(client, project, suppliers, facilitator):
    response = launch(client, project)

    run = MatchRun.objects.get()
    assert response.url == f"/fournisseurs/recherches/{run.pk}/"
    assert (run.project, run.created_by, run.weights) == (project, facilitator, USUAL)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"activity": 54}, "Les poids font 99 points au total : il en faut 100."),
        ({"activity": 56}, "Les poids font 101 points au total : il en faut 100."),
        ({"activity": -5, "territory": 75}, "supérieure ou égale à 0"),
        ({"activity": "beaucoup"}, "Écrivez un nombre entier de points"),
        ({"activity": ""}, "obligatoire"),
    ],
)
def test_weights_that_cannot_serve_are_refused(client, project, facilitator, weights, message):
    response = launch(client, project, **weights)

    assert response.status_code == 422
    assert message in words(response)
    assert not MatchRun.objects.exists()


def test_nothing_found_is_said_with_what_to_do(client, project, facilitator):
    run = MatchRun.objects.launch(project=project, by=facilitator, now=timezone.now())

    assert "Aucun fournisseur du registre ne répond" in words(client.get(run.get_absolute_url()))


def test_each_supplier_has_its_score_its_bar_and_its_sentences(client, run):
    text = words(client.get(run.get_absolute_url()))

    for found in run.result["results"]:
        assert found["name"] in text
        for sentence in (*found["gained"], *found["lost"], *found["would_change"]):
            assert sentence.replace("\u00a0", " ") in text
    assert text.count('<svg class="bar"') == len(run.result["results"])


@pytest.mark.parametrize(("count", "more"), [(10, False), (11, True)])
def test_the_first_ten_are_shown_and_the_others_on_request(client, run, count, more):
    [first, *_] = run.result["results"]
    rows = [{**first, "rank": rank} for rank in range(1, count + 1)]
    MatchRun.objects.filter(pk=run.pk).update(result={**run.result, "results": rows})
    address = run.get_absolute_url()

    assert client.get(address).text.count('<svg class="bar"') == 10
    assert ("Voir la suite, jusqu'au rang 11" in words(client.get(address))) == more
    assert client.get(f"{address}?rangs=tous").text.count('<svg class="bar"') == count


def test_every_point_of_a_score_is_told_in_a_sentence(client, run):
    """What all have for a part that the need asks nothing of is told too, apart."""
    text = words(client.get(run.get_absolute_url()))

    for found in run.result["results"]:
        told = [*found["gained"], *found["neutral"]]
        points = [float(sentence.split()[0].lstrip("+").replace(",", ".")) for sentence in told]
        assert round(sum(points), 1) == found["score"]
        assert any("Réserve" in sentence for sentence in found["neutral"])
        for sentence in found["neutral"]:
            assert sentence.replace("\u00a0", " ") in text


def test_the_svg_of_a_bar_has_points_and_not_commas(client, run):
    text = client.get(run.get_absolute_url()).text

    assert 'width="15.0"' in text
    assert 'width="15,0"' not in text


def test_the_excluded_are_listed_with_their_filter_and_reason(client, run):
    text = words(client.get(run.get_absolute_url()))

    (out,) = run.result["excluded"]
    assert out["name"] == "Marseillaise"
    assert out["filter_name"] in text
    assert out["reason"].replace("\u00a0", " ") in text


@pytest.fixture
def grouped(run, suppliers):
    """A search that proposed one group, in the shape that `MatchRun` documents."""
    carrier, washer, _ = (str(supplier.pk) for supplier in suppliers)
    cells = {"covers": False, "capacity": "", "note": ""}
    group = {
        "members": ["C", "L"],
        "names": {"C": "Collecteuse", "L": "Laverie"},
        "suppliers": {"C": carrier, "L": washer},
        "covers": {"collecte": ["C"]},
        "missing": ["lavage"],
        "lead": "C",
        "lead_reason": "Collecteuse couvre une composante.",
        "score": 64.5,
        "reasons": ["Couvre une des deux composantes."],
        "warnings": ["Dépendance économique : 40 % de la capacité annuelle."],
        "to_find": ["Compétence manquante à chercher : lavage."],
        "grid": [
            {
                "component": "collecte",
                "why": "",
                "cells": [
                    {**cells, "member": "C", "covers": True, "capacity": "3 000 contenants"},
                    {**cells, "member": "L"},
                ],
            },
            {
                "component": "lavage",
                "why": "",
                "cells": [{**cells, "member": "C"}, {**cells, "member": "L"}],
            },
        ],
    }
    return MatchRun.objects.create(
        project=run.project,
        weights=run.weights,
        demand=run.demand,
        result={**run.result, "groups": [group]},
        created_at=timezone.now(),
    )


def test_a_group_shows_who_covers_what_and_what_nobody_does(client, grouped):
    text = words(client.get(grouped.get_absolute_url()))

    assert '<td class="covered"><strong>couvre</strong><br>3 000 contenants</td>' in text
    assert text.count('<td class="gap"') == 2
    assert "Personne n'y couvre : lavage." in text
    assert "mandataire possible" in text
    for sentence in ("Dépendance économique : 40 %", "Compétence manquante à chercher : lavage."):
        assert sentence in text


def test_the_search_stays_as_it_was_when_the_register_changes(client, run, suppliers):
    carrier = suppliers[0]
    carrier.name = "Nouveau nom"
    carrier.save()

    text = words(client.get(run.get_absolute_url()))

    assert "Collecteuse</a>" in text
    assert "Nouveau nom</a>" not in text


def test_records_that_changed_or_vanished_since_are_said_and_nothing_else_moves(
    client, run, suppliers
):
    carrier, washer, far = suppliers
    assert "fiche modifiée depuis" not in words(client.get(run.get_absolute_url()))
    carrier.labels = ["Écocert"]
    carrier.save()
    for gone in (washer, far):
        gone.delete()

    text = words(client.get(run.get_absolute_url()))

    assert "Depuis cette recherche : Labels : ajoute Écocert." in text
    assert text.count("fiche modifiée depuis") >= 1
    assert text.count("fiche retirée depuis") >= 2
    assert "Laverie" in text
    assert f"/fournisseurs/{washer.pk}/" not in text
    for found in run.result["results"]:
        assert f"{found['score']:g}".replace(".", ",") in text
    records = {found["name"]: found["record"] for found in run.result["results"]}
    assert records["Laverie"]["offers"][-1]["says"] == ["Lavage de contenants réemployables"]


def test_the_register_vouches_for_the_result(client, run):
    assert run.digest in client.get(run.get_absolute_url()).text

    MatchRun.objects.filter(pk=run.pk).update(result={**run.result, "candidates": 0})

    assert "a été modifié hors de Balise" in words(client.get(run.get_absolute_url()))


def test_the_page_costs_the_same_number_of_queries_for_any_ranking(
    client, run, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        client.get(run.get_absolute_url())


def test_the_export_holds_the_ranking_and_the_excluded(client, run):
    response = client.get(f"/fournisseurs/recherches/{run.pk}/export.csv")
    content = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))

    ranked = [row["Nom"] for row in rows if row["Rang"]]
    assert ranked == [found["name"] for found in run.result["results"]]
    assert [row["Nom"] for row in rows if row["Écarté par"]] == ["Marseillaise"]
    assert not any(cell.startswith("'") for row in rows for cell in row.values())


def test_the_workbook_opens(client, run):
    response = client.get(f"/fournisseurs/recherches/{run.pk}/export.xlsx")

    assert response.content.startswith(b"PK")


def test_a_single_need_has_its_own_searches(client, suppliers):
    user = MembershipFactory(role=Role.BUYER)
    need = NeedFactory(organisation=user.organisation)
    client.force_login(user.user)

    response = client.post(f"/fournisseurs/recherches/besoin/{need.pk}/", USUAL)

    assert response.url == MatchRun.objects.get(need=need).get_absolute_url()


def test_a_member_authority_reads_the_search_and_launches_none(client, project, run):
    member = MemberFactory(project=project)
    client.force_login(person(Role.BUYER, member.organisation))

    assert client.get(run.get_absolute_url()).status_code == 200
    assert launch(client, project).status_code == 404


@pytest.mark.parametrize("path", ["", "export.csv", "export.xlsx"])
def test_others_do_not_see_the_search(client, run, suppliers, path):
    address = f"{run.get_absolute_url()}{path}"

    client.logout()
    assert "/comptes/login/" in client.get(address).url
    client.force_login(MembershipFactory(role=Role.BUYER).user)
    assert client.get(address).status_code == 404
    competitor = MembershipFactory(role=Role.SUPPLIER)
    suppliers[0].organisation = competitor.organisation
    suppliers[0].save()
    client.force_login(competitor.user)
    assert client.get(address).status_code == 404


def test_others_do_not_see_the_list_of_searches(client, project, run):
    client.force_login(MembershipFactory(role=Role.BUYER).user)

    assert client.get(f"/fournisseurs/recherches/demarche/{project.pk}/").status_code == 404


def test_the_list_of_searches_counts_what_each_found_without_reading_it_whole(
    client, project, run, django_assert_num_queries
):
    page = f"/fournisseurs/recherches/demarche/{project.pk}/"
    client.get(page)
    with django_assert_num_queries(5):
        response = client.get(page)

    [listed] = response.context["runs"]
    result = run.result
    assert {"demand", "result"} <= listed.get_deferred_fields()
    assert (listed.candidates, listed.excluded, listed.groups, listed.leader) == (
        result["candidates"],
        len(result["excluded"]),
        len(result["groups"]),
        result["results"][0]["name"],
    )


def test_a_search_that_found_nobody_is_listed_as_such(client, project, facilitator):
    MatchRun.objects.launch(project=project, by=facilitator, now=timezone.now())

    page = words(client.get(f"/fournisseurs/recherches/demarche/{project.pk}/"))

    assert "aucun fournisseur" in page

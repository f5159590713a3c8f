"""Searches of a project: launched by those who run it, read by those who take part, frozen."""

import csv
import html
import io
from decimal import Decimal

import pytest
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.matching import Weights
from suppliers.models import MatchRun
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)
from tests.suppliers.factories import ActivityFactory, SupplierFactory

pytestmark = pytest.mark.django_db
USUAL = Weights().as_dict()


@pytest.fixture
def project():
    """Lille wants reusable containers collected and washed, from one kitchen."""
    project = ProjectFactory(facilitator=MembershipFactory(role=Role.FACILITATOR).organisation)
    need = NeedFactory(
        project=project,
        title="Collecte et lavage de contenants réemployables",
        text="Nous voulons faire collecter et laver les contenants de la cuisine de Lille.",
    )
    site = SiteFactory(need=need, commune=CommuneFactory())
    for component in ("collecte", "lavage"):
        VolumeFactory(
            need=need, site=site, component=component, unit="contenant", quantity=Decimal(1000)
        )
    return project


@pytest.fixture
def suppliers(project):
    carrier = SupplierFactory(name="Collecteuse", description="", serves_lille=True)
    ActivityFactory(
        supplier=carrier,
        label="Collecte et livraison de contenants réemployables",
        description="",
        capacity_value=3000,
        capacity_unit="contenant",
        capacity_period="jour",
    )
    washer = SupplierFactory(name="Laverie", description="", serves_lille=True)
    ActivityFactory(supplier=washer, label="Lavage de contenants réemployables", description="")
    far = SupplierFactory(
        name="Marseillaise", department="13", area_kind="departments", area_codes=["13"]
    )
    for supplier in (carrier, washer, far):
        supplier.reindex()
    return carrier, washer, far


def person(role, organisation):
    return MembershipFactory(role=role, organisation=organisation).user


@pytest.fixture
def facilitator(client, project):
    user = person(Role.FACILITATOR, project.facilitator)
    client.force_login(user)
    return user


@pytest.fixture
def run(project, suppliers, facilitator):
    return MatchRun.objects.launch(project=project, by=facilitator, now=timezone.now())


def words(response):
    return html.unescape(response.text).replace("\u00a0", " ")


def launch(client, project, **weights):
    return client.post(f"/fournisseurs/recherches/demarche/{project.pk}/", {**USUAL, **weights})


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


def test_the_export_holds_the_ranking_and_the_excluded(client, run):
    response = client.get(f"/fournisseurs/recherches/{run.pk}/export.csv")
    content = response.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))

    ranked = [row["Nom"] for row in rows if row["Rang"]]
    assert ranked == [found["name"] for found in run.result["results"]]
    assert [row["Nom"] for row in rows if row["Écarté par"]] == ["Marseillaise"]


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

"""A diagnosis of many members: exact to the unit, constant in queries, light, and complete."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from needs.diagnosis.breakdown import by_commune, by_member, leading, main_total
from tests.needs.joint_diagnosis import build
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db

OF_THE_PROJECT = (
    "diagnosis",
    "diagnosis_sites",
    "diagnosis_members",
    "diagnosis_facts",
    "diagnosis_gaps",
    "project",
    "register",
)


def addresses(joint):
    project = joint.project.pk
    found = {name: reverse(f"needs:{name}", args=[project]) for name in OF_THE_PROJECT}
    found["answers"] = reverse("needs:diagnosis_answers", args=[project, "loss_rate"])
    found["sheet"] = joint.sheet.get_absolute_url()
    found["index"] = reverse("needs:index")
    return found


def to_the_cent(fraction):
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.fixture(scope="module")
def metropolis(django_db_setup, django_db_blocker):
    """95 municipalities and 600 sites, built once and taken away after."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(95, 600)
        transaction.set_rollback(True)


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_pages_take_as_many_queries_for_thirty_members_as_for_three(client):
    counts = []
    for members, sites in ((3, 12), (30, 180)):
        joint = build(members, sites)
        client.force_login(joint.officer)
        counts.append({name: queries(client, page) for name, page in addresses(joint).items()})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 23  # the home of a project tells of its team and sessions too


@pytest.mark.parametrize(("members", "sites"), [(1, 7), (3, 40), (40, 200)])
def test_totals_are_those_counted_by_another_hand(members, sites):
    joint = build(members, sites, seed=members)
    found = {
        (total.component, "an" if total.is_flow else ""): total.base
        for total in joint.project.diagnosis().totals
    }
    assert found == {key: to_the_cent(value) for key, value in joint.totals.items()}


def test_ninety_five_municipalities_add_up_to_the_unit_whichever_way_they_are_cut(metropolis):
    result = metropolis.project.diagnosis()
    exact = {
        (total.component, "an" if total.is_flow else ""): total.base for total in result.totals
    }
    assert exact == {key: to_the_cent(value) for key, value in metropolis.totals.items()}
    assert len(result.sites) == 600
    for rank, total in enumerate(result.totals):
        of_members = sum(line.values[rank] or 0 for line in by_member(result))
        assert abs(of_members - total.value) <= Decimal("0.01") * 96
        shares = leading(total)
        assert sum(share.value for share in shares.first) + shares.rest == total.value
        assert (len(shares.first), len(shares.first) + shares.others) == (15, 95)
    shown = [line.values[main_total(result)] for line in by_commune(result)]
    assert shown == sorted(shown, reverse=True)
    meals = [t.component for t in result.totals].index("repas servis")
    assert sum(line.values[meals] for line in by_commune(result)) == result.totals[meals].value


def test_every_page_of_a_large_diagnosis_stays_under_200_kb(client, metropolis):
    client.force_login(metropolis.officer)
    weights = {name: len(client.get(page).content) for name, page in addresses(metropolis).items()}
    assert {name: weight for name, weight in weights.items() if weight >= 200_000} == {}


def test_what_the_page_shortens_is_whole_in_its_lists(client, metropolis):
    client.force_login(metropolis.officer)
    places = addresses(metropolis)
    html = plain(client.get(places["diagnosis"]).content.decode())
    assert "Les 80 autres" in html
    assert "Voir les 600 sites et leurs volumes" in html
    assert "95 réponses" in html
    members = client.get(places["diagnosis_members"]).context["lines"]
    assert len(members) == 96
    page = client.get(places["diagnosis_sites"]).context["page"]
    assert page.paginator.count == 695  # 600 sites, and what 95 sheets count as a whole
    assert len(client.get(places["answers"]).context["answer"].given) == 95


def test_the_largest_site_comes_first_and_one_is_found_by_its_town(client, metropolis):
    client.force_login(metropolis.officer)
    address = addresses(metropolis)["diagnosis_sites"]
    result = metropolis.project.diagnosis()
    meals = [t.component for t in result.totals].index("repas servis")
    first = client.get(address, {"tri": meals}).context["page"].object_list
    values = [row.values[meals] for row in first]
    assert values == sorted(values, reverse=True)
    town = metropolis.sheet.organisation.name.removeprefix("Ville de ")
    found = client.get(address, {"q": town.upper(), "page": 2}).context["page"]
    assert {row.member.partition(" (")[0] for row in found} == {f"Ville de {town}"}
    assert found.paginator.count == 61


@pytest.mark.parametrize("sent", ["-1", "9", "²", "abc", "9" * 40])
def test_an_unknown_sort_falls_back_on_the_main_one(client, metropolis, sent):
    client.force_login(metropolis.officer)
    assert client.get(addresses(metropolis)["diagnosis_sites"], {"tri": sent}).status_code == 200


def test_the_map_draws_one_point_a_commune_the_largest_named_and_largest(client, metropolis):
    client.force_login(metropolis.officer)
    drawn = client.get(addresses(metropolis)["diagnosis"]).context["map"]
    sites = [point for point in drawn["points"] if point["kind"] == "site"]
    assert len(sites) == 95
    assert sites[0]["size"] == max(point["size"] for point in sites) == 22
    named = [(point["lat"], point["lon"]) for point in sites if "name" in point]
    assert 5 <= len(named) <= 10
    assert all(
        abs(y - other_y) >= 0.02 or abs(x - other_x) >= 0.1
        for y, x in named
        for other_y, other_x in named
        if (y, x) != (other_y, other_x)
    )
    assert "60\u00a0sites" in sites[0]["label"]
    assert len(drawn["territory"]) >= 95


def test_a_member_without_a_site_is_on_the_map_too(client):
    joint = build(3, 12)
    joint.sheet.sites.all().delete()
    client.force_login(joint.officer)
    drawn = client.get(addresses(joint)["diagnosis"]).context["map"]
    assert [point["label"] for point in drawn["points"] if point["kind"] == "member"] == [
        joint.sheet.organisation.name
    ]


@pytest.mark.parametrize(("members", "shown", "others"), [(15, 15, 0), (16, 16, 0), (17, 15, 2)])
def test_the_others_are_at_least_two(members, shown, others):
    shares = leading(build(members, members * 2).project.diagnosis().totals[0])
    assert (len(shares.first), shares.others) == (shown, others)

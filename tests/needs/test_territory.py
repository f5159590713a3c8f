import pytest
from django.urls import reverse

from needs.diagnosis.territory import gathering
from tests.factories import CommuneFactory, OrganisationFactory
from tests.needs.factories import MemberFactory, SiteFactory
from tests.needs.plain import plain

LILLE, ROUBAIX, TOURCOING, LENS = (50.63, 3.06), (50.69, 3.17), (50.72, 3.16), (50.43, 2.83)
DUNKIRK, NICE, SAINT_DENIS = (51.03, 2.37), (43.7, 7.27), (-20.88, 55.45)
TOWNS = [LILLE, ROUBAIX, TOURCOING, LENS]


def told_apart(*points):
    drawn = gathering([(point, 1) for point in points])
    return [point for point in points if not drawn.holds(point)]


@pytest.mark.parametrize("far", [NICE, SAINT_DENIS])
def test_a_member_far_from_the_others_does_not_shrink_them(far):
    assert told_apart(*TOWNS, far) == [far]


def test_a_neighbour_is_never_far_however_close_the_others_are():
    assert told_apart(LILLE, LILLE, LILLE, DUNKIRK) == []


@pytest.mark.parametrize(
    ("points", "apart"),
    [
        ([LILLE, SAINT_DENIS], []),
        ([*TOWNS, NICE, NICE], [NICE, NICE]),
        ([*TOWNS, NICE, NICE, NICE], []),
    ],
)
def test_beyond_a_third_the_far_ones_are_the_territory_itself(points, apart):
    assert told_apart(*points) == apart


def test_where_most_sites_are_is_the_middle():
    drawn = gathering([(LILLE, 9), (ROUBAIX, 1), (SAINT_DENIS, 2)])
    assert [drawn.holds(point) for point in (LILLE, ROUBAIX, SAINT_DENIS)] == [True, True, False]


def test_no_point_at_all_holds_any():
    assert gathering([]).holds(SAINT_DENIS)


@pytest.mark.django_db
def test_the_map_leaves_out_and_tells_who_is_too_far(client, lead, need):
    for n, (lat, lon) in enumerate(TOWNS):
        town = CommuneFactory(insee=f"5900{n}", name=f"Ville {n}", lat=lat, lon=lon)
        SiteFactory(need=need, commune=town)
    lat, lon = SAINT_DENIS
    CommuneFactory(insee="97411", name="Saint-Denis", lat=lat, lon=lon, epci_siren="249740119")
    far = OrganisationFactory(name="Ville de Saint-Denis", place_code="97411")
    MemberFactory(project=need.project, organisation=far)
    client.force_login(lead)
    answer = client.get(reverse("needs:diagnosis", args=[need.project.pk]))
    drawn = answer.context["map"]
    assert [point["kind"] for point in drawn["points"]] == ["site"] * 4 + ["member"]
    assert all(lat > 0 for lat, _ in drawn["territory"])
    told = "Trop loin des autres pour figurer sur la carte : Ville de Saint-Denis, à "
    assert told in plain(answer.content.decode())

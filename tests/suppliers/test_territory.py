from math import ceil, floor

import pytest

from procurement.geo import distance_km
from suppliers.territory import Place, ServiceArea, nearest_km

LILLE = Place("Lille", "59", "32", (50.63, 3.05))
ARRAS = Place("Arras", "62", "32", (50.29, 2.77))


@pytest.mark.parametrize(
    ("area", "lille", "arras"),
    [
        (ServiceArea("country"), True, True),
        (ServiceArea("region", codes=("32",)), True, True),
        (ServiceArea("departments", codes=("62",)), False, True),
        (ServiceArea("radius", 42, point=LILLE.point), True, False),
        (ServiceArea("radius", 43, point=LILLE.point), True, True),
        (ServiceArea(department="59"), True, False),
        (ServiceArea("radius", 10, department="62"), False, True),
        (ServiceArea(), False, False),
    ],
)
def test_an_area_serves_what_it_says(area, lille, arras):
    assert (area.serves(LILLE), area.serves(ARRAS)) == (lille, arras)


@pytest.mark.parametrize("other", [(50.64, 3.05), (50.29, 2.77), (43.3, 5.4), (-20.9, 55.5)])
def test_a_circle_holds_what_the_distance_says(other):
    here, km = (50.63, 3.05), distance_km((50.63, 3.05), other)
    place = Place("ailleurs", "00", point=other)
    assert ServiceArea("radius", ceil(km), point=here).serves(place)
    assert not ServiceArea("radius", floor(km), point=here).serves(place)


def test_a_circle_of_nothing_holds_its_centre_and_one_of_the_whole_earth_holds_all():
    assert ServiceArea("radius", 0, point=LILLE.point).serves(LILLE)
    assert ServiceArea("radius", 99_999, point=LILLE.point).serves(Place("", "", point=(-50, -177)))


def test_the_share_weighs_places():
    crowded = Place("Lille", "59", "32", LILLE.point, weight=3)
    assert ServiceArea("departments", codes=("59",)).share([crowded, ARRAS]) == 0.75


def test_a_need_without_place_is_served_by_all():
    assert ServiceArea("departments", codes=("13",)).share([]) == 1


def test_an_unknown_area_says_so():
    assert "non déclarée" in ServiceArea(department="59").describe()


def test_distance_is_to_the_nearest_place():
    assert nearest_km(LILLE.point, [ARRAS, LILLE]) == 0
    assert nearest_km(None, [LILLE]) is None


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("32",), "région\xa0Hauts-de-France"),
        (("32", "11"), "régions\xa0Hauts-de-France et Île-de-France"),
        (("99",), "région\xa099"),
    ],
)
def test_a_region_is_told_by_its_name(codes, told):
    assert ServiceArea("region", None, codes).describe() == told

"""Completeness, and the bar of a score: pure, without the database."""

import dataclasses

import pytest

from suppliers.bars import segments
from suppliers.capacity import Quantity
from suppliers.facts import Reference
from suppliers.matching import Weights, rank
from suppliers.profile import Profile, completeness
from suppliers.territory import ServiceArea
from tests.suppliers.test_matching import need, supplier

WEIGHTS = Weights().as_dict()
FULL = Profile(
    has_description=True,
    has_families=True,
    has_area=True,
    is_located=True,
    has_yearly_capacity=True,
    has_labels=True,
    has_references=True,
    has_contact=True,
    activities=2,
    activities_with_cpv=2,
    activities_with_capacity=2,
    activities_with_means=2,
)


def test_a_full_record_lacks_nothing():
    full = completeness(FULL, WEIGHTS)

    assert (full.percent, full.gaps) == (100, ())


def test_an_empty_record_lacks_everything_the_dearest_first():
    empty = completeness(Profile(), WEIGHTS)

    points = [gap.points for gap in empty.gaps]
    assert empty.percent == 0
    assert empty.gaps[0].field == "activities"
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize(("with_capacity", "points"), [(0, 10), (1, 5)])
def test_half_of_the_activities_cost_half_of_the_points(with_capacity, points):
    profile = dataclasses.replace(FULL, activities_with_capacity=with_capacity)

    (gap,) = completeness(profile, {**WEIGHTS, "capacity": 20}).gaps

    assert (gap.field, gap.points) == ("capacity", points)


def test_the_cost_follows_the_weights():
    profile = dataclasses.replace(FULL, has_families=False)

    (gap,) = completeness(profile, {**WEIGHTS, "reservation": 30}).gaps

    assert gap.points == 30


def test_a_gap_names_its_part_and_what_that_part_is_worth():
    (gap,) = completeness(dataclasses.replace(FULL, has_area=False), WEIGHTS).gaps

    assert gap.parts == (("Territoire", WEIGHTS["territory"]),)


DEMAND = need(cpv=(("39222100", 1.0),), quantities=(Quantity(10, "contenant", "jour"),))
COMPLETE = supplier(
    1,
    "Nous louons des bacs.",
    [{"label": "Location de bacs pour les cantines", "capacity": (20, "contenant", "jour")}],
    references=(Reference("Bacs", "39222100"),),
)


@pytest.mark.parametrize(
    ("lacking", "without"),
    [
        ({"has_area": False}, {"area": ServiceArea(department="59")}),
        ({"has_references": False}, {"references": ()}),
        (
            {"activities_with_capacity": 0},
            {"offers": tuple(dataclasses.replace(o, capacity=None) for o in COMPLETE.offers)},
        ),
    ],
)
def test_what_a_field_is_said_to_cost_is_what_a_search_takes(lacking, without):
    full, poor = (
        rank(DEMAND, [one]).results[0].score
        for one in (COMPLETE, dataclasses.replace(COMPLETE, **without))
    )

    (gap,) = completeness(dataclasses.replace(FULL, **lacking), WEIGHTS).gaps

    assert gap.points == pytest.approx(full - poor, abs=0.51)


def part(key, weight, points):
    return {"key": key, "name": key, "weight": weight, "points": points}


def test_segments_lie_side_by_side_and_are_filled_to_their_points():
    first, second = segments([part("activity", 60, 30.5), part("territory", 40, 40.0)])

    assert (first.x, first.width, first.filled) == ("0.0", "60.0", "30.5")
    assert (second.x, second.width, second.filled) == ("60.0", "40.0", "40.0")


def test_a_part_that_weighs_nothing_has_no_segment():
    assert segments([part("activity", 0, 0.0)]) == []

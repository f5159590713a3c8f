import re

import pytest

from suppliers.capacity import SHORT, Quantity, add_up, best_fits, overall, read_capacity, written


@pytest.mark.parametrize(
    ("need", "capacity", "ratio"),
    [
        (Quantity(100, "repas", "jour"), Quantity(500, "couverts", "semaine"), 1.0),
        (Quantity(2, "tonne", "mois"), Quantity(1000, "kg", "mois"), 0.5),
        (Quantity(240, "chaise"), Quantity(20, "chaises", "mois"), 1.0),
        (Quantity(300, "repas", "jour"), Quantity(300, "repas"), 1.0),
        (Quantity(40, "toilettes"), Quantity(4, "cabines", "semaine"), 0.1),
    ],
)
def test_a_capacity_is_compared_over_the_same_time(need, capacity, ratio):
    assert overall(best_fits([need], [capacity])) == pytest.approx(ratio)


def test_other_units_are_not_compared():
    assert overall(best_fits([Quantity(3, "site")], [Quantity(9, "m2")])) is None


def test_the_tightest_volume_decides():
    needs = [Quantity(10, "kg", "jour"), Quantity(100, "m2", "mois")]
    capacities = [Quantity(100, "kg", "jour"), Quantity(50, "m2", "mois")]
    assert overall(best_fits(needs, capacities)) == 0.5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("entretien 9000 m2/mois", (9000, "m2", "mois")),
        ("lavage 16 000 contenants par jour", (16000, "contenants", "jour")),
        ("parc de 18000 contenants", (18000, "contenants", "")),
    ],
)
def test_a_written_capacity_is_read(text, found):
    capacity = read_capacity(text)
    assert (capacity.value, capacity.unit, capacity.period) == found


def test_words_without_a_number_are_no_capacity():
    assert read_capacity("selon la saison") is None


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1, "contenant", "1 contenant par jour"),
        (2, "contenant", "2 contenants par jour"),
        (5000, "contenants", "5 000 contenants par jour"),
        (300, "repas", "300 repas par jour"),
    ],
)
def test_a_unit_agrees_with_its_number(value, unit, said):
    assert re.sub(r"\s", " ", written(value, unit, "jour")) == said


def test_volumes_add_up_under_the_unit_that_everybody_wrote():
    two = [Quantity(20, "séance", "an"), Quantity(10, "séance", "an")]
    assert str(add_up(two)[0]) == "30\xa0séances par an"


def test_volumes_in_two_units_of_one_thing_are_said_in_the_largest_that_fits():
    mixed = [Quantity(1, "tonne", "an"), Quantity(500, "kg", "an"), Quantity(3, "kg")]
    assert [(q.value, q.unit, q.period) for q in add_up(mixed)] == [
        (1.5, "tonne", "an"),
        (3, "kg", ""),
    ]
    assert sum(q.yearly for q in add_up(mixed)) == 1503


@pytest.mark.parametrize(("cups", "far"), [(600, True), (9_000, False)])
def test_each_guest_takes_a_cup(cups, far):
    [fit] = best_fits([Quantity(15_000, "spectateur")], [Quantity(cups, "gobelet")])
    assert (fit.ratio < SHORT) is far
    assert best_fits([Quantity(15_000, "spectateur")], [Quantity(cups, "m2")]) == []


def test_each_person_takes_a_trip():
    [fit] = best_fits([Quantity(250, "personne")], [Quantity(6, "trajet", "mois")])
    assert SHORT < fit.ratio < 1


def test_what_is_counted_by_the_piece_compares_with_containers():
    [fit] = best_fits([Quantity(5_000, "récipient", "jour")], [Quantity(2_500, "pièces", "jour")])
    assert fit.ratio == 0.5


@pytest.mark.parametrize(
    ("asked", "declared"),
    [("chaise", "meubles"), ("voiture", "véhicule"), ("écran", "appareils"), ("courrier", "pli")],
)
def test_a_thing_compares_with_the_kind_of_things_it_is(asked, declared):
    assert overall(best_fits([Quantity(100, asked)], [Quantity(50, declared, "an")])) == 0.5

"""Where a row puts its supplier, beside the middle of its commune."""

import pytest

from suppliers.register import SupplierRecord
from suppliers.seats import remarks_on, seat_of

LILLE, CALAIS, SWAPPED = (50.6311, 3.0468), (50.95, 1.86), (3.0468, 50.6311)
SAINT_LAURENT, MARIPASOULA_VILLAGE = (4.9, -53.9), (3.6, -54.0)


def record(point, department="59"):
    return SupplierRecord("A", "1", city="Lille", insee="59350", department=department, point=point)


@pytest.mark.parametrize(
    ("point", "centre", "seat"),
    [
        (None, LILLE, LILLE),
        ((50.64, 3.07), LILLE, (50.64, 3.07)),
        (CALAIS, LILLE, CALAIS),
        (SWAPPED, LILLE, LILLE),
        (SWAPPED, None, SWAPPED),
        (None, None, None),
    ],
)
def test_a_point_far_from_its_commune_gives_way_to_it(point, centre, seat):
    assert seat_of(record(point), centre) == seat


def test_communes_overseas_reach_farther():
    far = record(MARIPASOULA_VILLAGE, "973")
    assert seat_of(far, SAINT_LAURENT) == MARIPASOULA_VILLAGE


def test_coordinates_that_are_inverted_are_said():
    [said] = remarks_on(record(SWAPPED), is_known=True, centre=LILLE)
    assert "l'ordre de la latitude" in said
    assert "« Lille 59350 »" in said
    assert not list(remarks_on(record(LILLE), is_known=True, centre=LILLE))


def test_a_commune_that_is_not_known_is_said():
    [said] = remarks_on(record(None), is_known=False)
    assert "« Lille 59350 » absente de la nomenclature" in said

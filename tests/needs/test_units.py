"""Units that meet, agree with their number and say a total."""

from decimal import Decimal
from fractions import Fraction

import pytest

from needs.diagnosis import as_dict
from needs.diagnosis.breakdown import by_member
from needs.units import said_unit, unit_and_scale, unit_to_say
from tests.needs.made_up import diagnose, line, sheet, site


@pytest.mark.parametrize(
    ("written", "unit", "scale"),
    [
        ("Contenants", "contenant", 1),
        ("repas", "repas", 1),
        ("couverts", "repas", 1),
        ("tonnes", "kg", 1000),
        ("m²", "m2", 1),
        ("m³", "l", 1000),
        ("hectares", "m2", 10000),
        ("bacs gastronomes", "bac gastronome", 1),
        ("ml", "metre lineaire", 1),
        ("mètres linéaires", "metre lineaire", 1),
        ("MWh", "kwh", 1000),
        ("minutes", "heure", Fraction(1, 60)),
        ("plateaux", "plateau", 1),
        ("végétaux", "vegetal", 1),
        ("végétal", "vegetal", 1),
        ("tuyaux", "tuyau", 1),
    ],
)
def test_units_meet_under_one_name(written, unit, scale):
    assert unit_and_scale(written) == (unit, scale)


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        ("contenant", "contenant", "contenants"),
        ("mètre linéaire", "mètre linéaire", "mètres linéaires"),
        ("sac de 110 litres", "sac de 110 litres", "sacs de 110 litres"),
        ("bac d'eau chaude", "bac d'eau chaude", "bacs d'eau chaude"),
        ("repas par jour", "repas par jour", "repas par jour"),
        ("plateaux", "plateau", "plateaux"),
        ("plateau", "plateau", "plateaux"),
        ("journal", "journal", "journaux"),
        ("pneu", "pneu", "pneus"),
        ("bac GN 1/2", "bac GN 1/2", "bacs GN 1/2"),
        ("€ TTC", "€ TTC", "€ TTC"),
        ("m2", "m²", "m²"),
        ("kwh", "kWh", "kWh"),
    ],
)
def test_a_unit_agrees_with_its_number(unit, one, many):
    assert (said_unit(unit, 1), said_unit(unit, 2)) == (one, many)


def test_tonnes_and_kilos_add_up():
    (total,) = diagnose(
        sheet("Lille", line("1.5", "tonnes", "an")), sheet("Roubaix", line("500", "kg", "an"))
    ).totals
    assert (total.base, total.unit) == (2000, "kg")
    assert (total.value, total.units) == (2, "tonnes par an")


@pytest.mark.parametrize(
    ("written", "litres", "said"),
    [
        (["l", "m³"], 1000, ("m³", 1000)),
        (["l", "m³"], 999, ("l", 1)),
        (["m³"], 999, ("l", 1)),
        (["litres"], 5000, ("litres", 1)),
        (["hl", "litres"], 250, ("hl", 100)),
    ],
)
def test_an_amount_is_said_in_the_largest_unit_that_people_wrote(written, litres, said):
    assert unit_to_say(written, Fraction(litres)) == said


def test_floors_in_square_metres_are_never_said_in_hectares():
    assert unit_to_say(["m²"], Fraction(25_000)) == ("m²", 1)
    assert unit_to_say(["m²", "ha"], Fraction(25_000)) == ("ha", 10_000)


def test_every_figure_of_a_total_is_in_the_unit_that_says_it():
    diagnosis = diagnose(
        sheet("Comines", line("7", "ha", ""), line("4", "m²", "", site=1), sites=(site(),)),
        sheet("Halluin", line("52000", "m²", "")),
    )
    (total,) = diagnosis.totals
    assert [(s.value, s.base) for s in total.by_member] == [
        (Decimal("7.0004"), 70_004),
        (Decimal("5.2"), 52_000),
    ]
    assert [row.values for row in diagnosis.site_rows] == [
        (7,),
        (Decimal("0.0004"),),
        (Decimal("5.2"),),
    ]
    assert [member.values for member in by_member(diagnosis)] == [
        (Decimal("7.0004"),),
        (Decimal("5.2"),),
    ]


def test_the_api_keeps_the_base_unit_beside_what_is_said():
    (total,) = as_dict(diagnose(sheet("Lille", line("2.5", "tonnes", "an"))))["totals"]
    assert (total["unit"], total["value"], total["by_member"][0]["value"]) == (
        "kg",
        "2500.00",
        "2500.00",
    )
    assert total["said"] == "2,5\u00a0tonnes par an"

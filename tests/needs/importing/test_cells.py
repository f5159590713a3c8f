"""What cells say: quantities, units, periods, days, openings."""

from decimal import Decimal

import pytest

from needs.importing.calendars import calendar_of, parse_opening
from needs.importing.cells import (
    Amount,
    BadCell,
    Measure,
    read_amount,
    read_day,
    read_days,
    read_siret,
    read_unit,
    read_weeks,
)
from needs.importing.doubts import Doubt
from needs.importing.rhythms import read_period
from tests.needs.plain import plain

# What cells say


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (320, "320"),
        (12.5, "12.5"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("12.000", "12000"),
        ("12.5", "12.5"),
        ("1,250.50", "1250.5"),
        ("1,250,000", "1250000"),
        ("env. 300", "300"),
        ("300 environ", "300"),
        ("300 (env.)", "300"),
        ("300 approx.", "300"),
        ("1 300 max", "1300"),
        ("300*", "300"),
        ("1’300", "1300"),
        ("0", "0"),
        (0.1 + 0.2, "0.3"),
        ("1 000 000 000", "1000000000"),
    ],
)
def test_a_french_number_is_read(cell, value):
    assert read_amount(cell) == Amount(Decimal(value))


def test_a_cell_may_say_its_own_unit_and_period():
    assert read_amount("300 repas/jour") == Amount(Decimal(300), Measure("repas", "jour"))


@pytest.mark.parametrize(
    ("cell", "period"),
    [("300/j", "jour"), ("300 / sem.", "semaine"), ("300 par mois environ", "mois")],
)
def test_a_cell_may_say_its_period_alone(cell, period):
    assert read_amount(cell) == Amount(Decimal(300), Measure("", period))


@pytest.mark.parametrize(
    ("cell", "value"), [("12 douzaines", 144), ("1,5 millier", 1500), ("3 centaines", 300)]
)
def test_dozens_and_thousands_are_counted_one_by_one(cell, value):
    assert read_amount(cell).value == value


@pytest.mark.parametrize(
    "cell", [None, "", "-", "n/a", "Néant", "#REF!", "?", "n.d.", "Non communiqué"]
)
def test_nothing_said_is_no_quantity(cell):
    assert read_amount(cell) is None


@pytest.mark.parametrize(
    ("cell", "choices"), [("1,250", ["1.250", "1250"]), ("280 à 300 repas", ["300", "280"])]
)
def test_a_number_that_reads_in_two_ways_is_asked(cell, choices):
    doubt = read_amount(cell)
    assert isinstance(doubt, Doubt)
    assert [choice.value for choice in doubt.choices] == choices


@pytest.mark.parametrize("cell", [-1, "-4", 1_000_000_001, "beaucoup", "2027-09-01", "3 ou 4 ou 5",
                                  "30 %", "5 par classe", "1 000 €"])  # fmt: skip
def test_an_impossible_quantity_is_refused(cell):
    with pytest.raises(BadCell):
        read_amount(cell)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("jour", "jour"), ("par jour", "jour"), ("/j", "jour"), ("Quotidien", "jour"),
        ("hebdomadaire", "semaine"), ("hebdo", "semaine"), ("mensuelle", "mois"),
        ("annuel", "an"), ("par an", "an"), ("une fois", "once"), ("stock", "once"),
        ("trimestriel", "trimestre"), ("par trimestre", "trimestre"), ("Trim.", "trimestre"),
        ("semestriel", "semestre"), ("/semestre", "semestre"),
        ("mens.", "mois"), ("journ.", "jour"), ("ann.", "an"), ("hebdo.", "semaine"),
        ("parfois", None), ("bimensuel", None), ("bimestriel", None), ("pluriannuel", None),
    ],
)  # fmt: skip
def test_a_period_is_read_as_people_write_it(words, period):
    assert read_period(words) == period


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("repas", Measure("repas")),
        ("Repas/jour", Measure("repas", "jour")),
        ("m²", Measure("m2")),
        ("kg par an", Measure("kg", "an")),
        ("U", Measure("unité")),
        ("kg/trimestre", Measure("kg", "trimestre")),
    ],
)
def test_a_unit_is_read_with_its_period(words, measure):
    assert read_unit(words) == measure


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("4", 4), (4.5, 4.5), ("4,5 jours", 4.5), ("4,3", 4.5), ("0,5", 0.5), ("5 j", 5),
        (7, 7), (1, 1), ("Lundi au vendredi", 5),
        ("lun-sam", 6), ("lundi, mardi, jeudi, vendredi", 4), ("lundi et jeudi", 2),
    ],
)  # fmt: skip
def test_days_of_opening_are_read(cell, days):
    assert read_days(cell) == days


@pytest.mark.parametrize("cell", [0, 0.4, 8, "tous"])
def test_impossible_days_of_opening_are_refused(cell):
    with pytest.raises(BadCell, match="de 0,5 à 7"):
        read_days(cell)


@pytest.mark.parametrize("cell", [0, 53, "toutes"])
def test_impossible_weeks_of_opening_are_refused(cell):
    with pytest.raises(BadCell, match="de 1 à 52"):
        read_weeks(cell)


def test_a_siret_that_the_spreadsheet_rounded_says_so():
    doubt = read_siret("7,32829E+13")
    assert isinstance(doubt, Doubt)
    assert "format « Texte »" in doubt.why


def test_a_siret_kept_as_a_number_is_read():
    assert read_siret(73282932000074) == "73282932000074"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("2027-09-01", "1er septembre 2027"), ("01/09/2027", "1er septembre 2027"), ("T3 2027",) * 2],
)
def test_a_day_is_said_in_full(cell, said):
    assert plain(read_day(cell)) == said


# Openings


@pytest.mark.parametrize(
    ("kind", "name", "opening"),
    [
        ("école élémentaire", "", (4, 36)),
        ("", "Crèche des Lilas", (5, 47)),
        ("Ehpad", "", (7, 52)),
        ("collège", "", (5, 36)),
        ("restaurant administratif", "", (5, 46)),
        ("entrepôt", "", (5, 52)),
    ],
)
def test_the_usual_opening_depends_on_the_kind_of_site(kind, name, opening):
    assert calendar_of(kind, name).openings[0][0] == opening


@pytest.mark.parametrize(
    ("typed", "opening"),
    [("4 x 36", (4, 36)), ("4,5 x 36", (4.5, 36)), ("7 jours, 52 semaines", (7, 52)),
     ("8 x 36", None), ("4 x 53", None), ("0 x 3", None), ("quatre", None)],
)  # fmt: skip
def test_an_opening_is_typed_as_days_by_weeks(typed, opening):
    assert parse_opening(typed) == opening


def test_the_usual_opening_is_that_of_the_column_when_the_name_tells_nothing():
    assert calendar_of("", "Jules Ferry", "Nom de l'école").openings[0][0] == (4, 36)
    assert calendar_of("", "Crèche Ferry", "École").openings[0][0] == (5, 47)
    assert calendar_of("", "Jules Ferry", "Site").openings[0][0] == (5, 52)

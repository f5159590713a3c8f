"""Figures changed in Word: which blank they fill, and with what."""

from decimal import Decimal

import pytest

from tenders.clauses.clause import Part
from tenders.clauses.variables import Variable, VariableType
from tenders.returns import new_values

RATE = Variable("rate", "taux", VariableType.PERCENT, minimum=Decimal(0), maximum=Decimal(30))
DAYS = Variable("days", "délai", VariableType.INTEGER, minimum=Decimal(1), maximum=Decimal(90))
PRICE = Variable("price", "pénalité", VariableType.AMOUNT, unit="HT", minimum=Decimal(0))
DAY = Variable("day", "date", VariableType.DATE)
RHYTHM = Variable("rhythm", "rythme", VariableType.CHOICE, choices=("mois", "trimestre"))
PARTS = (
    Part("Un taux de "),
    Part("2\u00a0%", RATE),
    Part(" au plus, sous "),
    Part("5", DAYS),
    Part(" jours, par "),
    Part("mois", RHYTHM),
    Part(", ou "),
    Part("1\u202f500\u00a0€\u00a0HT", PRICE),
    Part(" dès le "),
    Part("1er\u00a0mars\u00a02027", DAY),
    Part("."),
)
TEXT = "Un taux de 2 % au plus, sous 5 jours, par mois, ou 1 500 € HT dès le 1er mars 2027."


def found(text):
    values, exact = new_values(PARTS, text)
    return {value.name: value.typed for value in values}, exact


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2 %", "3 %", {"rate": "3"}),
        ("2 %", "2,5 %", {"rate": "2,5"}),
        ("2 %", "3,5\u202f%", {"rate": "3,5"}),
        ("5 jours", "10 jours", {"days": "10"}),
        ("par mois", "par trimestre", {"rhythm": "trimestre"}),
        ("1 500 €", "2 000 €", {"price": "2 000"}),
        ("1er mars 2027", "12 avril 2027", {"day": "2027-04-12"}),
    ],
)
def test_one_figure_changed_fills_its_blank(old, new, expected):
    assert found(TEXT.replace(old, new)) == (expected, True)


def test_nothing_changed_fills_nothing():
    assert found(TEXT) == ({}, True)


def test_two_figures_changed_fill_their_blanks():
    text = TEXT.replace("2 %", "3 %").replace("5 jours", "7 jours")
    assert found(text) == ({"rate": "3", "days": "7"}, True)


def test_a_figure_changed_among_other_words_is_told_but_is_not_all():
    text = TEXT.replace("2 %", "3 %").replace("Un taux", "Le taux annuel")
    assert found(text) == ({"rate": "3"}, False)


@pytest.mark.parametrize(("new", "accepted"), [("30 %", True), ("31 %", False), ("faible", False)])
def test_a_value_that_the_clause_refuses_is_told_with_the_reason(new, accepted):
    [value], exact = new_values(PARTS, TEXT.replace("2 %", new))
    assert exact
    assert bool(value.typed) == accepted
    assert ("n'admet pas cette valeur" in value.said) == (not accepted)


def test_a_figure_whose_neighbours_changed_is_left_to_the_wording():
    assert found(TEXT.replace("de 2 % au plus", "inférieur à trois pour cent"))[0] == {}


def test_the_sentence_names_the_value_as_people_and_as_data_do():
    [value], _ = new_values(PARTS, TEXT.replace("2 %", "3 %"))
    assert value.said.replace("\u00a0", " ") == "La valeur « taux » (rate) passe de 2 % à 3 %."

"""Budgets, one way of writing a case, and sums that are none."""

from datetime import date

import pytest

from tests.procurement.language import reading


@pytest.mark.parametrize(
    ("text", "value", "tax"),
    [
        ("18 000 € TTC", 18000, "ttc"),
        ("15 k€ HT", 15000, "ht"),
        ("1,5 million d'euros", 1_500_000, None),
        ("2 M€ HT", 2_000_000, "ht"),
        ("18.500 € H.T.", 18500, "ht"),
        ("4,85 € TTC", 4.85, "ttc"),
        ("vingt mille euros hors taxes", 20000, "ht"),
        ("25 000 €HT", 25000, "ht"),
        ("18500 HT", 18500, "ht"),
        ("165000 ttc", 165000, "ttc"),
        ("15 000", 15000, None),
        ("0,48 M€ TTC", 480_000, "ttc"),
        ("2,4 M € HT", 2_400_000, "ht"),
        ("30 000 euro(s) (H.T.)", 30000, "ht"),
    ],
)
def test_an_amount_has_a_value_and_a_tax(text, value, tax):
    (found,) = reading(f"Budget : {text}").amounts_eur
    assert (found.value, found.tax, found.text) == (value, tax, text)


def test_the_tax_may_be_said_before_an_amount():
    (found,) = reading("Valeur estimée hors TVA : 38 000 €.").amounts_eur
    assert (found.value, found.tax) == (38000, "ht")


def test_a_range_of_amounts_is_its_most_and_keeps_its_least():
    (found,) = reading("entre 40 000 et 60 000 € HT").amounts_eur
    assert (found.low, found.value, found.tax) == (40000, 60000, "ht")


@pytest.mark.parametrize(
    "text",
    [
        "Prix : 4,12 € TTC par repas.",
        "Tarif actuel : 210 €/tonne.",
        "3,42 € HT la ramette",
        "Un prix unitaire de 32 000 € TTC.",
        "Pénalité de 100 € par jour.",
        "Franco de port à partir de 80 €.",
        "Pas un euro de plus.",
        "Prix du contrat précédent : 31 000 €.",
        "Coût à la page limité à 0,004 €.",
        "Minimum de commande de 80 €.",
        "Le compte montre 231 400 € de recettes.",
        "Une sinistralité de 214 000 € sur cinq ans.",
        "La fête avait réuni du monde et coûté 11 000 €.",
        "La buvette avait rapporté 3 400 €.",
        "Prix conseillé : 4 890 € TTC.",
        "Les tenues, à raison de 42 € chacune.",
        "Une clause dans tout marché de travaux de plus de 500 000 €.",
    ],
)
def test_a_price_for_one_a_penalty_and_a_threshold_are_no_budget(text):
    found = reading(text)
    assert (found.amounts_eur, found.quantities) == ((), ())


@pytest.mark.parametrize("text", ["90 000 € HT par an", "1 200 € par mois", "30 000 € l'année"])
def test_a_budget_may_be_said_for_a_period(text):
    assert len(reading(text).amounts_eur) == 1


def test_what_a_year_costs_is_a_budget_until_it_begins():
    text = "Coût 2027 : 71 000 €."
    assert reading(text, date(2026, 12, 31)).amounts_eur
    assert not reading(text, date(2027, 1, 1)).amounts_eur


def test_a_token_euro_and_cents_are_no_budget():
    assert [found.value for found in reading("Budget : 2 €").amounts_eur] == [2]
    assert reading("Budget : 1,90 €").amounts_eur == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un acheteur dépassant 30 millions d'euros par an.", []),
        ("Un plafond à ne pas dépasser : 30 000 €.", [30000]),
        ("Dix heures par tranche de 20 000 € de travaux.", []),
        ("Hors coût copie, le parc est limité à 20 000 €.", [20000]),
        ("Coût copie : 200 €.", []),
        ("Le berger reçoit 300 euros par mois.", []),
        ("Montant : 36 000 € TTC les repas.", [36000]),
        ("Maximum 120 000,00 € H.T. La durée est d'un an.", [120000]),
    ],
)
def test_a_threshold_or_what_one_is_paid_is_no_budget(text, expected):
    assert [found.value for found in reading(text).amounts_eur] == expected

"""Numbers, amounts and dates the French way."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from procurement import typography


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (12400, "12\u202f400"),
        (Decimal("3.50"), "3,5"),
        (0, "0"),
        (Decimal("-1234.5"), "-1\u202f234,5"),
    ],
)
def test_a_number_has_its_thousands_apart_and_no_useless_zero(value, written):
    assert typography.number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.004"), "0,004"),
        (Decimal("0.0004"), "0,0004"),
        (Decimal("0.126"), "0,13"),
        (Decimal("0.0196"), "0,02"),
        (Decimal("0.0000004"), "0"),
        (Decimal("-0.00456"), "-0,0046"),
    ],
)
def test_a_small_number_keeps_the_figures_that_say_it(value, written):
    assert typography.number(value) == written


def test_euros_show_cents_only_when_there_are_some():
    assert typography.euros(86000) == "86\u202f000\u00a0€\u00a0HT"
    assert typography.euros(Decimal("0.125"), tax="") == "0,12\u00a0€"


def test_the_first_of_the_month_is_an_ordinal():
    assert typography.long_date(date(2027, 3, 1)) == "1er\u00a0mars\u00a02027"
    assert typography.long_moment(datetime(2027, 3, 12, 12)) == (
        "12\u00a0mars\u00a02027 à 12\u00a0h\u00a000"
    )


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0\u00a0site"), (1.5, "1,5\u00a0site"), (2, "2\u00a0sites")]
)
def test_the_plural_begins_at_two(count, written):
    assert typography.plural(count, "site") == written


def test_a_list_ends_with_and():
    assert typography.join_words(["a", "b", "c"]) == "a, b et c"
    assert typography.join_words(["a"]) == "a"


def test_folding_makes_names_comparable():
    assert typography.fold("Œuf à Béthune") == "oeuf a bethune"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Commune de Comines", "de la Commune de Comines"),
        ("Métropole Européenne de Lille", "de la Métropole Européenne de Lille"),
        ("Syndicat des berges", "du Syndicat des berges"),
        ("Établissement public foncier", "de l'Établissement public foncier"),
        ("Alex Roy", "d'Alex Roy"),
        ("Élise Petit", "d'Élise Petit"),
        ("Nadia Verhaeghe", "de Nadia Verhaeghe"),
        ("Hélène Roy", "de Hélène Roy"),
        ("", "de "),
    ],
)
def test_a_name_after_of_takes_its_article_or_its_apostrophe(name, said):
    assert typography.of(name) == said

"""Lines of a returned file: what two texts that say the same look like."""

import pytest

from procurement.word.lines import key, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Le délai est de 2 jours : c'est court.",
            "Le délai est de 2\u00a0jours\u00a0: c’est court.",
        ),
        ("**Gras** et maigre", "Gras et maigre"),
        ("[[la date]]", "[À compléter n°\u00a03\u00a0: la date]"),
        ("voir l'article [@prix]", "voir l’article [@_Toc000012]"),
        ("Date : {{date}}", "Date\u00a0: [date]"),
        ("Tableau 3 – Lots", "Tableau\u00a01\u00a0– Lots"),
    ],
)
def test_typography_and_computed_numbers_do_not_make_a_difference(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("2 jours", "3 jours"), ("lave", "Lave")])
def test_words_and_figures_do(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("3.2 Lavage", "Lavage"),
        ("3. Lavage", "Lavage"),
        ("Article 3 - Lavage", "Lavage"),
        ("Article 3.1. Lavage", "Lavage"),
        ("12 mois de garantie", "12 mois de garantie"),
        ("2027, année de lancement", "2027, année de lancement"),
    ],
)
def test_a_typed_number_is_no_part_of_a_title(typed, title):
    assert title_key(typed) == title

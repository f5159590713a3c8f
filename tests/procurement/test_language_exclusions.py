"""What is ruled out is no need, and what stands beside it still is."""

import pytest

from tests.procurement.language import reading


@pytest.mark.parametrize(
    "text",
    [
        "Nettoyage, hors entretien de 300 vitres.",
        "La tonte de 300 terrains restera en régie.",
        "Les 300 parcs restent entretenus par la régie.",
        "Le marché ne comprend pas la pose de 300 barrières.",
        "Le lavage de 300 bacs fait l'objet d'un marché distinct.",
    ],
)
def test_what_is_excluded_is_no_need(text):
    assert reading(text).quantities == ()


@pytest.mark.parametrize(
    "text",
    [
        "Nettoyage hors vitres, moquettes bio et parkings, 300 bureaux.",
        "Entretien, sauf les haies, les massifs et le bio, de 300 arbres.",
    ],
)
def test_an_exclusion_may_be_a_list(text):
    found = reading(text)
    assert found.objectives == ()
    assert [quantity.value for quantity in found.quantities] == [300]


def test_a_row_of_a_table_may_be_out():
    rows = "Dojo ; 350 m²\nHalle ; 1 900 m² ; régie\nQuai ; repris par l'État ; 700 m²\nBar ; 80 m²"
    assert [quantity.value for quantity in reading(rows).quantities] == [350, 80]


def test_a_quantity_after_an_exclusion_is_needed():
    found = reading("Nettoyage hors vitres, 300 bureaux et 4 salles.").quantities
    assert [quantity.value for quantity in found] == [300, 4]


def test_taxes_are_not_an_exclusion():
    assert reading("12 € hors taxes pour 40 repas.").quantities[0].value == 40


def test_what_had_been_done_takes_its_subject_out():
    (found,) = reading("Douze bancs avaient été posés. Il faut 30 bancs.").quantities
    assert found.value == 30


def test_what_is_still_there_is_not_taken_out_by_what_it_had_been():
    (found,) = reading("Remplacer 12 bancs que nous avions posés.").quantities
    assert found.value == 12

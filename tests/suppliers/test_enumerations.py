import pytest

from suppliers.enumerations import items


@pytest.mark.parametrize(
    "text",
    [
        "Il faut : 1/ laver les bacs, 2/ livrer les repas.",
        "Il faut (a) laver les bacs ; (b) livrer les repas. Merci.",
        "Nous voulons :\n- laver les bacs\n- livrer les repas\nMerci d'avance.",
        "Nous voulons :\n1. laver les bacs\n2. livrer les repas",
        "Tout d'abord, laver les bacs. Enfin, livrer les repas. Merci.",
    ],
)
def test_a_list_is_read_however_it_is_marked(text):
    assert items(text) == ["laver les bacs", "livrer les repas"]


def test_three_wishes_between_semicolons_make_a_list_without_what_announces_them():
    text = "Nous cherchons : laver les bacs ; livrer les repas ; trier les restes. Merci beaucoup."
    assert items(text) == ["laver les bacs", "livrer les repas", "trier les restes"]


def test_a_single_semicolon_makes_no_list():
    assert items("Laver les bacs ; livrer les repas.") == []


def test_numbers_that_do_not_follow_each_other_make_no_list():
    assert items("Lot 2) laver les bacs, puis (4) livrer les repas.") == []


def test_one_item_alone_makes_no_list():
    assert items("1/ laver les bacs.") == []


def test_a_last_item_ends_with_its_sentence():
    text = "1/ laver les bacs ; 2/ livrer les repas. Le contrôle est déjà confié à un bureau."
    assert items(text)[-1] == "livrer les repas"


def test_what_is_said_in_order_is_a_list_from_what_comes_first_on():
    text = (
        "Puis nous verrons. D'abord laver les bacs. Ensuite 20 agents à former. Enfin, livrer tout."
    )
    assert items(text) == ["laver les bacs", "20 agents à former", "livrer tout"]


def test_what_only_follows_makes_no_list():
    assert items("Nous lavons les bacs. Ensuite, livrer les repas. Enfin, trier les restes.") == []

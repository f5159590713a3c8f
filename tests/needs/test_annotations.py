from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from needs.annotations import carry_over, describe, segments, worth_asking
from tests.needs.plain import plain


@dataclass
class Thing:
    kind: str
    text: str = ""
    start: Any = None
    end: Any = None
    data: dict = field(default_factory=dict)
    status: str = "proposed"


def at(start, end, kind="quantity"):
    return Thing(kind, start=start, end=end)


def shape(text, *items):
    return [(segment.text, segment.kinds) for segment in segments(text, items)]


def test_a_text_without_items_is_one_segment():
    assert shape("abc") == [("abc", [])]
    assert shape("") == []


def test_items_side_by_side_cut_the_text():
    assert shape("abcdef", at(0, 2), at(2, 4, "place")) == [
        ("ab", ["quantity"]),
        ("cd", ["place"]),
        ("ef", []),
    ]


def test_items_that_overlap_both_show():
    assert shape("abcdef", at(0, 4), at(2, 6, "place")) == [
        ("ab", ["quantity"]),
        ("cd", ["quantity", "place"]),
        ("ef", ["place"]),
    ]


def test_an_item_inside_another_shows_within_it():
    assert shape("abcdef", at(2, 4, "place"), at(0, 6)) == [
        ("ab", ["quantity"]),
        ("cd", ["quantity", "place"]),
        ("ef", ["quantity"]),
    ]


def test_items_without_a_place_or_out_of_the_text_are_not_underlined():
    assert shape("abc", at(None, None), at(1, 9), at(2, 2)) == [("abc", [])]


def test_the_segments_make_the_text_again():
    text = "héé 🙂 <b>10</b>"
    items = [at(0, 3), at(4, 9), at(2, 8), at(5, 6)]
    assert "".join(segment.text for segment in segments(text, items)) == text


def test_decisions_follow_the_same_words_in_reading_order():
    first, second = Thing("place", "Lille", 0, 5), Thing("place", "Lille", 10, 15)
    moved = [Thing("place", "Lille", 3, 8), Thing("place", "Lille", 20, 25)]
    change = carry_over([first, second], moved)
    assert change.kept == [(first, moved[0]), (second, moved[1])]
    assert (change.added, change.gone) == ([], [])


def test_words_that_are_gone_go_and_new_ones_come():
    old, new = Thing("quantity", "10 bacs", 0, 7), Thing("quantity", "12 bacs", 0, 7)
    change = carry_over([old], [new])
    assert (change.kept, change.added, change.gone) == ([], [new], [old])


@pytest.mark.parametrize(
    ("kind", "data", "before", "after"),
    [
        ("quantity", {"value": 6500, "unit": "m²"}, "quelque 6.500 m²", "6 500 m²"),
        ("amount", {"value": 18000, "tax": "ht"}, "18 k€ HT", "18 000 € HT"),
        ("date", {"iso": "2027-06-30"}, "30/06/2027", "30 juin 2027"),
        ("duration", {"months": 36}, "trois ans", "36 mois"),
        ("place", {"insee": "59360"}, "la ville de Loos", "Loos"),
    ],
)
def test_a_decision_outlives_other_words_for_the_same_thing(kind, data, before, after):
    old, new = Thing(kind, before, 0, 5, data=data), Thing(kind, after, 9, 12, data=data)
    change = carry_over([old], [new])
    assert (change.kept, change.added, change.gone) == ([(old, new)], [], [])


def test_the_same_words_come_before_the_same_meaning():
    data = {"value": 10, "unit": "bac"}
    first = Thing("quantity", "10 bacs", 0, 7, data=data)
    second = Thing("quantity", "dix bacs", 9, 16, data=data)
    moved = [replace(second, start=0), replace(first, start=9)]
    assert carry_over([first, second], moved).kept == [(second, moved[0]), (first, moved[1])]


def test_an_objective_is_known_by_its_words():
    old = Thing("objective", "heures d'insertion", 0, 5, data={"id": "insertion"})
    new = Thing("objective", "clause sociale", 0, 5, data={"id": "insertion"})
    assert carry_over([old], [new]).gone == [old]


def test_the_same_words_of_another_kind_are_another_thing():
    old, new = Thing("duration", "trois ans", 0, 9), Thing("date", "trois ans", 0, 9)
    assert carry_over([old], [new]).gone == [old]


@pytest.mark.parametrize(("status", "stays"), [("proposed", False), ("confirmed", True)])
def test_a_code_that_somebody_decided_stays(status, stays):
    code = Thing("cpv", data={"code": "39222100"}, status=status)
    assert (carry_over([code], []).gone == []) is stays


def test_a_corrected_item_is_known_by_what_was_first_read():
    old = Thing("cpv", data={"code": "11111111", "read": {"code": "39222100"}}, status="corrected")
    new = Thing("cpv", data={"code": "39222100"})
    assert carry_over([old], [new]).kept == [(old, new)]


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("quantity", {"value": 1250, "unit": "repas", "period": "jour"}, "1 250 repas par jour"),
        (
            "quantity",
            {"value": 4, "min": 3, "unit": "passage", "period": "mois"},
            "4 passages par mois (3 au moins)",
        ),
        (
            "quantity",
            {"value": 340, "min": 340, "unit": "chaise", "period": None, "approximate": True},
            "environ 340 chaises",
        ),
        (
            "quantity",
            {"value": 2, "min": 2, "unit": "four", "period": None, "existing": True},
            "2 fours, déjà en place",
        ),
        (
            "amount",
            {"value": 60000, "min": 40000, "tax": "ht"},
            "60 000 € HT (40 000 € au moins)",
        ),
        ("quantity", {"value": 3.5, "unit": "kg", "period": None}, "3,5 kg"),
        ("quantity", {"value": 84, "unit": "école"}, "84 écoles"),
        ("quantity", {"value": 1, "unit": "site"}, "1 site"),
        ("quantity", {"value": 9000, "unit": "m2", "period": "mois"}, "9 000 m² par mois"),
        ("amount", {"value": 18000, "tax": "ttc"}, "18 000 € TTC"),
        ("amount", {"value": 18000, "tax": None}, "18 000 €"),
        ("date", {"iso": "2027-06-30", "role": "deadline"}, "30 juin 2027 (échéance)"),
        ("date", {"iso": None, "role": None}, "mots lus"),
        ("duration", {"months": 36}, "36 mois"),
        ("place", {"insee": "62119", "name": "Béthune"}, "Béthune"),
        ("place", {"insee": "62119"}, "mots lus"),
        ("objective", {"id": "reemploi"}, "réemploi"),
    ],
)
def test_values_are_said_in_french(kind, data, said):
    assert plain(describe(kind, data, "mots lus")) == said


def test_only_three_codes_and_the_likely_ones_are_asked_about():
    scores = [0.5, 0.2, 0.04, 0.03, 0.12]
    codes = [Thing("cpv", data={"code": str(n), "score": s}) for n, s in enumerate(scores)]
    place = Thing("place", "Lille", 0, 5)
    asked = worth_asking([place, *codes])
    assert asked == [place, codes[0], codes[1], codes[2], codes[4]]

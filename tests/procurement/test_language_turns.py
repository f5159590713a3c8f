import pytest

from procurement.language import trades, turns
from procurement.language.terms import keys
from procurement.yaml_files import read_yaml


def told(text):
    return {found.trade for found in turns.find(keys(text))}


@pytest.mark.parametrize(
    ("one", "other", "trade"),
    [
        ("l'entretien des 1 600 m2 de locaux", "nous nettoyons vos bureaux", "cleaning"),
        ("passer voir les personnes isolées", "prendre des nouvelles des aînés", "visits"),
        ("remonter les murs des terrasses en pierre", "mur sans mortier", "masonry"),
        ("enseigner le français à 120 adultes", "cours de langue aux réfugiés", "french_lessons"),
        ("dix cabinets sans chasse", "urinoirs sans raccord à l'égout", "dry_toilets"),
        ("que chacun lise sans peine", "des notices en langage clair", "accessibility"),
        ("emporter les bureaux", "votre service change d'immeuble", "moving"),
        ("retenir la dune", "ganivelles posées sur le cordon", "nature"),
        ("convertir des registres en fichiers", "plans et liasses au scanner", "digitisation"),
    ],
)
def test_both_sides_turn_a_trade_in_their_own_words(one, other, trade):
    assert trade in told(one)
    assert trade in told(other)


def test_words_too_far_from_each_other_are_no_turn():
    assert "cleaning" in told("nettoyer chaque salle")
    far = "nettoyer cuve citerne silo wagon péniche hangar salle"
    assert "cleaning" not in told(far)


def test_one_word_fills_one_slot_only():
    assert not told("location")
    assert "dishes" in told("location de gobelets")


def test_a_turn_is_found_once_where_it_stands():
    row = keys("Chaque soir, nettoyer les bureaux et les salles")
    found = [one for one in turns.find(row) if one.trade == "cleaning"]
    assert [row[one.start : one.end + 1] for one in found] == [keys("nettoyer bureaux")]


def test_turns_tell_trades_that_exist_by_words_that_count():
    rows = read_yaml(turns.DATA)
    lines = [line for own in rows["turns"].values() for line in own]
    words = {word for line in (*lines, *rows["sets"].values()) for word in line.split()}
    unheard = {w for w in words if w != "/" and not w.startswith("<") and len(keys(w)) != 1}
    assert unheard == set()
    assert rows["turns"].keys() <= trades.trades().keys()
    assert all(slot for turn in turns.turns() for slot in turn.slots)


def test_the_lexicon_knows_the_trades_that_municipalities_buy():
    assert len(trades.trades()) >= 150
    assert len(turns.turns()) >= len(trades.trades())


def test_a_wider_trade_answers_for_its_part_less_than_a_part_for_it():
    part, wider = {"leaflet_delivery": 1.0}, {"mailing": 1.0}
    assert trades.does("mailing", part) > trades.does("leaflet_delivery", wider) > 0.5
    assert trades.does("printing", wider) == 0

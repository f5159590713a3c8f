"""What the sentences of a ranking say, as whoever buys reads them."""

import re
from collections import Counter

import pytest

from suppliers.capacity import Quantity
from suppliers.matching import rank
from tests.suppliers.test_matching import need, supplier

PAINTS = "Peinture de murs et de plafonds, ravalement de façades."


def reason_set_aside(demand, description):
    [out] = rank(demand, [supplier(1, description)]).excluded
    assert out.filter == "activity"
    return out.reason


def test_who_speaks_of_another_trade_is_said_to_and_what_lacks_too():
    reason = reason_set_aside(need("Déneigement des trottoirs des écoles"), PAINTS + " Écoles.")
    assert "Ne parle que de : peinture" in reason
    assert "déneigement" in reason
    assert "écoles" not in reason


def test_who_does_many_other_things_speaks_of_them_most():
    many = PAINTS + " Élagage et abattage d'arbres. Imprimerie offset de brochures."
    assert "Parle surtout de" in reason_set_aside(need("Déneigement des trottoirs"), many)


def test_who_says_nothing_is_said_to_say_nothing():
    reason = reason_set_aside(need("Déneigement des trottoirs"), "Bonjour à tous.")
    assert reason == "La fiche ne dit rien, ou presque, de : déneigement."


def test_a_trade_next_door_is_named():
    demand = need("Collecte de biodéchets des cuisines")
    [result] = rank(demand, [supplier(1, "Lombricompost, composteurs et andains.")]).results
    assert "Métier voisin" in result.gained[0]
    assert "compostage" in result.gained[0]


@pytest.mark.parametrize("quantities", [(), (Quantity(500, "m2", "mois"),)])
def test_no_sentence_is_said_twice_of_one_supplier(quantities):
    demand = need("Nettoyage de locaux", quantities=quantities)
    [result] = rank(demand, [supplier(1, "Nettoyage de bureaux et d'écoles.")]).results
    said = [line.partition(" : ")[2] for line in (*result.gained, *result.lost)]
    told = Counter(s.removesuffix(" Points donnés par défaut.") for s in said)
    assert [sentence for sentence, times in told.items() if times > 1] == []


def test_one_capacity_beside_two_volumes_is_said_once():
    demand = need(quantities=(Quantity(5_000, "contenant"), Quantity(2_500, "bac")))
    washes = [{"label": "Contenants réemployables loués", "capacity": (9_000, "pièce", "")}]
    [result] = rank(demand, [supplier(1, "Bacs réemployables.", washes)]).results
    capacity = next(part.reading.reason for part in result.parts if part.key == "capacity")
    assert re.findall(r"\d+\s\d+", capacity) == ["9\u202f000", "5\u202f000", "2\u202f500"]


def test_only_what_the_need_asks_for_is_said_to_lack():
    text = "Collecte des biodéchets, puis compostage. Nos agents de cuisine sont au service."
    [result] = rank(need("Biodéchets", text), [supplier(1, "Collecte de biodéchets.")]).results
    assert result.answer.missing_trades == ("compostage",)


def test_the_name_of_a_place_is_no_word_in_common():
    demand = need("Nettoyage de bureaux à Lille")
    assert not {"lill"} & demand.words.keys()
    assert "bureau" in demand.words

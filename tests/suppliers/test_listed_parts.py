"""The parts of a need that lists what it asks for."""

from suppliers.capacity import Quantity
from tests.suppliers.test_matching import need

MOVING = (
    "En février, 210 agents changent d'immeuble et nous cherchons de quoi : emporter bureaux et "
    "armoires en trois jours ; détruire 18 tonnes de dossiers papier ; reprendre 420 ordinateurs "
    "anciens, disques effacés."
)


def trades_of(demand):
    return [component.trades[0] for component in demand.components]


def test_each_item_of_a_list_is_one_part():
    assert trades_of(need("Nouveau siège", MOVING)) == ["moving", "paper", "refurbished_it"]


def test_what_is_said_around_a_list_is_no_part():
    text = "Les agents d'entretien du jardin partent. " + MOVING
    assert trades_of(need("Nouveau siège", text)) == ["moving", "paper", "refurbished_it"]


def test_an_item_of_no_known_trade_is_kept_in_its_own_words():
    demand = need("Nouveau siège", f"{MOVING[:-1]} ; xylophoner gaiement les marimbas.")
    assert demand.unread == ("xylophoner gaiement les marimbas",)


def test_a_list_of_places_asks_for_nothing_more():
    places = "- école Pasteur : 800 m2\n- école Curie : 600 m2\n- mairie : 300 m2"
    assert trades_of(need("Nettoyage des locaux", f"Nettoyer les locaux :\n{places}")) == [
        "cleaning"
    ]


def test_an_item_has_its_own_volumes_and_those_said_around_the_list():
    volumes = (
        Quantity(210, "agent", "", text="210 agents"),
        Quantity(18, "tonne", "", text="18 tonnes"),
    )
    moving, paper, _ = need("Nouveau siège", MOVING, quantities=volumes).components
    assert [quantity.value for quantity in moving.quantities] == [210]
    assert [quantity.value for quantity in paper.quantities] == [18, 210]


def test_two_items_of_trades_next_door_are_two_parts():
    text = (
        "Il nous faut : l'apport de portes, radiateurs, carrelages et parquets de réemploi ; la "
        "pose des cloisons et des faux plafonds ; le nettoyage des locaux."
    )
    demand = need("Maison de quartier", text)
    assert trades_of(demand) == ["materials", "building", "cleaning"]

import pytest

from procurement.language import trades
from suppliers.conditions import conditions, required
from suppliers.groups import propose
from suppliers.matching import rank
from tests.suppliers.test_matching import need, supplier

COMPOST = "Compostage et collecte des biodéchets."


def test_a_condition_only_knows_trades_that_exist():
    assert {trade for one in conditions() for trade in one.trades} <= trades.trades().keys()


@pytest.mark.parametrize(
    ("text", "trade", "found"),
    [
        ("Livrer les repas en respectant la chaîne du froid.", "freight", ["cold_chain"]),
        ("Desservir 24 écoles sans moteur thermique.", "bike_logistics", ["low_carbon"]),
        ("Une installation habilitée à recevoir la viande.", "composting", ["animal_by_products"]),
        ("Laver les vitres en grande hauteur.", "windows", ["at_height"]),
        ("Laver les vitres en grande hauteur.", "linen", []),
        ("Livrer les repas à midi.", "freight", []),
        ("Faire venir une crèche dans chacun des hameaux.", "childcare", ["itinerant"]),
        ("Une halte-garderie itinérante.", "childcare", ["itinerant"]),
        ("Une halte-garderie de douze places.", "childcare", []),
        ("La fourniture de 60 postes de travail d'occasion.", "furniture", ["resale"]),
        ("Réparer 60 tables.", "furniture", []),
        ("Vingt cabines sans eau ni produit.", "dry_toilets", ["waterless"]),
        ("Vingt cabines de toilettes.", "dry_toilets", []),
        ("Désherber les allées sans chimie.", "cemetery", ["no_pesticide"]),
        ("Désherber les allées.", "cemetery", []),
        (
            "Faire disparaître 18 tonnes de dossiers, sans qu'aucun nom puisse être lu.",
            "paper",
            ["confidentiality"],
        ),
        ("Collecter 18 tonnes de papier.", "paper", []),
        ("Laver le linge de 350 personnes sans toit.", "linen", ["hardship"]),
        ("Laver le linge de 350 personnes.", "linen", []),
    ],
)
def test_a_condition_is_required_of_the_trades_that_it_concerns(text, trade, found):
    assert [condition.id for condition in required(text, [trade])] == found


def groups_for(*composters, text="Le site de compostage est habilité à recevoir la viande."):
    demand = need("Compostage et lavage de contenants", text)
    washes = supplier(9, "Lavage de contenants réemployables, plonge de bacs.")
    return propose(rank(demand, [washes, *composters]))


def test_a_condition_that_a_record_does_not_say_is_to_be_verified():
    [doubt] = groups_for(supplier(1, COMPOST))[0].doubts
    assert "Atelier 1" in doubt
    assert "agrément" in doubt


def test_a_condition_that_a_record_says_leaves_no_doubt():
    assert groups_for(supplier(1, COMPOST + " Plateforme agréée."))[0].is_whole


def test_who_says_a_condition_comes_before_who_does_not():
    silent, agreed = supplier(1, COMPOST), supplier(2, COMPOST + " Plateforme agréée.")
    found = groups_for(silent, agreed)
    assert {m.supplier.id for m in found[0].members} == {"F-2", "F-9"}
    assert not found[1].is_whole


def test_teaching_a_trade_requires_nothing_of_it():
    text = "Informer les élèves sur le compost ; composter sur un site habilité pour la viande."
    demand = need("Restes de repas", text)
    required_of = {component.role: component.conditions for component in demand.components}
    assert required_of["training"] == ()
    assert required_of[""]

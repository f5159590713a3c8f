"""An objective is read from words that state an aim or a property asked for."""

from pathlib import Path

import pytest
import yaml

from procurement.language.exclusions import exclusions, without
from procurement.language.objectives import LABELS, objectives
from tests.procurement.language import reading

SENTENCES = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "language" / "aims.yaml").read_text(encoding="utf-8")
)


def ids(text):
    return [found.id for found in objectives(without(text, list(exclusions(text))))]


@pytest.mark.parametrize(
    ("id", "sentence"),
    [(id, sentence) for id in LABELS for sentence in SENTENCES[id]],
)
def test_a_sentence_states_one_objective(id, sentence):
    assert set(ids(sentence)) == {id}


@pytest.mark.parametrize("sentence", SENTENCES["none"])
def test_what_is_bought_and_who_buys_are_no_objective(sentence):
    assert ids(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Deux vélos-cargos pour le service des sports.", []),
        ("Livraisons par vélo-cargo.", ["bas_carbone"]),
        ("Collecte des déchets.", []),
        ("Réduire nos déchets.", ["reduction_dechets"]),
        ("Aucun déchet ne sera produit.", ["reduction_dechets"]),
        ("Réemploi non exigé.", []),
        ("Pas de bio.", []),
        ("Transport de 12 élèves en situation de handicap.", []),
        ("Favoriser l'emploi de personnes en situation de handicap.", ["handicap"]),
    ],
)
def test_the_same_words_are_an_objective_only_beside_an_aim(sentence, expected):
    assert ids(sentence) == expected


def test_capitals_and_haste_lose_accents_not_objectives():
    assert ids("GOBELETS REUTILISABLES") == ids("gobelets reutilisables") == ["reemploi"]


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("du mobilier de seconde main", "reemploi"),
        ("des personnes éloignées de l'emploi", "insertion"),
        ("un ESAT", "handicap"),
        ("des produits biologiques", "bio"),
        ("zéro phyto", "biodiversite"),
        ("un circuit court", "circuit_court"),
    ],
)
def test_an_objective_is_read_from_its_words(text, objective):
    assert objective in {found.id for found in reading(f"Nous voulons {text}.").objectives}


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("Les portes seront remises en circulation après révision.", "reemploi"),
        ("Le prestataire prévoit le don des invendus.", "reduction_dechets"),
        ("Le critère porte sur le nombre d'intermédiaires.", "circuit_court"),
        ("Des postes sont ouverts aux participants du PLIE.", "insertion"),
        ("Le marché est réservé en application de l'article L. 2113-12 du code.", "handicap"),
        ("Le marché est réservé en application de l'article L. 2113-13 du code.", "insertion"),
        ("Les conducteurs seront formés à l'écoconduite.", "bas_carbone"),
        ("Les enrobés contiendront des granulats recyclés.", "eco_conception"),
        ("Il s'agit de relocaliser une part de la fabrication.", "economie_locale"),
        ("Le portail atteindra le niveau AA des WCAG.", "accessibilite"),
        ("Les massifs seront plantés dans un terreau sans tourbe.", "biodiversite"),
        ("Le titulaire veille à l'égalité salariale de ses équipes.", "egalite"),
        ("Le textile garantit un salaire décent à ceux qui le cousent.", "commerce_equitable"),
        ("Les travaux atteindront le niveau du décret tertiaire.", "energie"),
    ],
)
def test_an_aim_is_known_by_the_words_of_the_law_and_of_its_labels(text, objective):
    assert set(ids(text)) == {objective}


@pytest.mark.parametrize(
    "text",
    [
        "Pas de bio demandé.",
        "Hors produits bio, achetés par ailleurs.",
        "Le mobilier de seconde main n'est pas accepté.",
        "Une balayeuse de seconde main ? Non, l'atelier s'y oppose.",
    ],
)
def test_an_objective_that_is_refused_is_none(text):
    assert reading(text).objectives == ()


def test_a_used_vehicle_is_no_occasion_to_meet():
    assert ids("Des fourgons d'occasion de moins de trois ans sont admis.") == ["reemploi"]
    assert ids("Ce sera une occasion de rencontrer les élus.") == []


def test_a_distance_is_no_wish_for_less():
    assert ids("À moins de 20 km du dépôt, le tonnage est relevé.") == []
    assert ids("Les tournées feront moins de kilomètres qu'aujourd'hui.") == ["bas_carbone"]


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("Des végétaux d'origine locale garantie, marque Végétal local.", "biodiversite"),
        ("Le ramassage se fera en vélo-cargo ou par traction animale.", "bas_carbone"),
    ],
)
def test_an_aim_said_twice_in_one_breath_is_said_once(text, objective):
    assert ids(text) == [objective]


def test_two_bodies_joined_are_two_mentions():
    assert ids("Un lot est réservé aux ESAT et aux entreprises adaptées.") == ["handicap"] * 2


def test_a_digital_service_may_be_ecodesigned_where_a_department_bears_a_name():
    assert ids("Le service numérique écoconçu sera livré en mars.") == ["eco_conception"]
    assert ids("Le service de l'insertion sera consulté en mars.") == []
    assert ids("L'association « Insertion et Nature » gère le centre voisin.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Un repas à l'occasion des vœux.",
        "Le respect des consignes de sécurité.",
        "L’insertion paysagère du bâtiment.",
        "Des peintures lavables.",
        "L'égalité de traitement des candidats.",
    ],
)
def test_words_that_only_resemble_are_no_objective(text):
    assert reading(text).objectives == ()

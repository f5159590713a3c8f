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


def test_an_objective_that_is_refused_is_none():
    assert reading("Pas de bio demandé.").objectives == ()


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

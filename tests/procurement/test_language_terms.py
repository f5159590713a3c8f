import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from procurement.language.objectives import LABELS
from procurement.language.terms import concepts, keys
from procurement.language.thesaurus import thesaurus
from procurement.language.words import lemma, singular

SHIPPED = Path(__file__).parents[2] / "procurement" / "nomenclature" / "data"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("contenant réemployable", "Contenants réemployables"),
        ("bio-déchets", "biodéchet"),
        ("l'entretien", "ENTRETIEN"),
        ("vélos-cargos", "cargo vélo"),
        ("éco-conçus", "écoconçu"),
        ("collecte", "collectes"),
        ("salarié·es", "salarié"),
        ("soudeur·euse", "soudeurs"),
    ],
)
def test_inflections_share_their_keys(one, other):
    assert sorted(keys(one)) == sorted(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("commune", "communication"), ("marché", "marche à pied"), ("collecte", "collectif")],
)
def test_different_words_keep_different_keys(one, other):
    assert not set(keys(one)) & set(keys(other)) or keys(one) != keys(other)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_word_in_capitals_is_the_same_word_in_every_process(seed):
    """Python orders a set anew in each process, unless told how."""
    said = "print(*map(words.lemma, ['METRES', 'ELEVE', 'CHOMAGE', 'PATE', 'INTEGRE']))"
    told = subprocess.run(
        [sys.executable, "-c", f"from procurement.language import words; {said}"],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.split() == ["mètre", "élève", "chômage", "pâte", "intègre"]


def test_stop_words_numbers_and_signs_have_no_key():
    assert keys("le 12 et la (3) — pour !") == []


@pytest.mark.parametrize(
    ("plural", "expected"),
    [("plateaux", "plateau"), ("repas", "repas"), ("travaux", "travail"), ("lampes", "lampe")],
)
def test_a_noun_is_said_in_the_singular(plural, expected):
    assert singular(plural) == expected


def test_an_unknown_plural_loses_its_mark():
    assert lemma("gastronormes") == "gastronorme"


def test_a_concept_keeps_the_words_it_was_read_from():
    text = "La ville confie l'entretien de ses espaces verts à un atelier."
    (hit,) = concepts(text)
    assert (hit.id, hit.text) == ("green_spaces", "entretien de ses espaces verts")
    assert text[hit.start : hit.end] == hit.text


def test_a_phrase_does_not_run_over_a_full_stop():
    assert not [hit for hit in concepts("Mise. Sous pli fermé") if hit.id == "mailing"]


def test_the_longest_label_wins():
    assert [hit.id for hit in concepts("collecte des biodéchets")] == ["biowaste_collection"]


def test_the_thesaurus_is_deep():
    assert len(thesaurus()) >= 150
    assert all(len(concept.all_labels) >= 3 and concept.cpv for concept in thesaurus())


def test_the_objectives_of_the_thesaurus_are_known():
    assert {objective for concept in thesaurus() for objective in concept.objectives} <= set(LABELS)


def test_the_codes_of_the_thesaurus_exist(open_data):
    with (open_data / "cpv_2008_fr.csv").open(encoding="utf-8") as stream:
        cpv = {row["code"][:8] for row in csv.DictReader(stream)}
    with (open_data / "naf_rev2_fr.csv").open(encoding="utf-8") as stream:
        naf = {row["code"] for row in csv.DictReader(stream)}
    assert {code for concept in thesaurus() for code in concept.cpv} <= cpv
    assert {code for concept in thesaurus() for code in concept.naf} <= naf


def test_broader_concepts_are_given_nearest_first():
    assert [concept.id for concept in thesaurus().above("window_cleaning")] == ["cleaning"]
    assert "window_cleaning" in {concept.id for concept in thesaurus().narrower("cleaning")}


def test_the_codes_of_the_thesaurus_ship_with_the_product():
    with (SHIPPED / "cpv.csv").open(encoding="utf-8") as stream:
        shipped = {row["code"][:8] for row in csv.DictReader(stream)}
    assert {code for concept in thesaurus() for code in concept.cpv} <= shipped

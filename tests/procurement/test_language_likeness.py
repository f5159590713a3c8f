"""The second reader of aims: what it adds to the rules, what it doubts, what it leaves to them."""

import gzip
import json

import numpy as np
import pytest

from procurement.language import likeness as reader
from procurement.language.clauses import clauses
from procurement.language.likeness import likeness
from procurement.language.objectives import objectives
from procurement.language.spans import Span
from procurement.language.traits import Traits, fields_of
from tests.bench import learn_aims


def ids(text):
    return {found.id for found in objectives(text)}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Les bocaux vides repartent à la ferme, qui les lave et les remplit de nouveau.",
            "reemploi",
        ),
        ("Les restes des plats seront pesés pour que l'on jette moins.", "reduction_dechets"),
        ("Les courgettes viendront d'un maraîcher voisin, sans grossiste.", "circuit_court"),
        ("Embaucher des chômeurs de longue durée pour le ménage des halls.", "insertion"),
        ("Un ouvrier trisomique rejoindra l'équipe de jardiniers.", "handicap"),
        ("Les visiteurs aveugles liront les cartels en braille.", "accessibilite"),
        ("On ne fauche pas avant l'envol des jeunes oiseaux.", "biodiversite"),
        ("Le thé est acheté à des cueilleuses payées au-dessus du cours.", "commerce_equitable"),
        ("Autant de musiciennes que de musiciens sur scène.", "egalite"),
        ("Les livreurs viendront à vélo, aucun camion diesel dans la cour.", "bas_carbone"),
    ],
)
def test_an_aim_said_in_new_words_is_heard(sentence, expected):
    assert expected in ids(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Le camion de livraison passe le jeudi par la rue de la Poste.",
        "Les agents de l'équipe portent la même blouse et un badge.",
        "Fourniture de 60 sacs de terreau et de 12 rosiers pour le rond-point.",
        "Le titulaire lave les vitres du hall deux fois par an.",
        "Réunion du comité le 4 mars à la salle des fêtes.",
    ],
)
def test_ordinary_needs_are_like_no_aim(sentence):
    assert ids(sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Aucun produit bio n'est attendu pour les goûters de la crèche.",
        "La commission locale d'insertion se réunit le 4 mars en mairie.",
        "Achat de vingt nichoirs à mésanges.",
    ],
)
def test_what_the_rules_excuse_is_not_said_again(sentence):
    assert ids(sentence) == set()


def test_words_that_name_an_aim_are_doubted_where_nothing_else_asks_for_it():
    said = "La consigne de température de la chambre froide est de trois degrés."
    meant = "Les bocaux de la ferme sont en consigne, lavés puis remplis de nouveau."
    assert not likeness(said).agrees("reemploi", span_of(said, "consigne"), reader.FAR)
    assert likeness(meant).agrees("reemploi", span_of(meant, "consigne"), reader.FAR)


@pytest.mark.parametrize(
    ("meant", "said"),
    [
        (
            "Lavage confié à des personnes en situation de handicap.",
            "Carte de stationnement handicap.",
        ),
        ("Réserver 900 heures à des allocataires du RSA.", "Logiciel des allocataires du RSA."),
    ],
)
def test_a_word_that_only_names_an_aim_beside_a_wish_is_believed_where_the_clause_asks(meant, said):
    assert len(ids(meant)) == 1
    assert ids(said) == set()


def test_a_sentence_that_named_its_aim_does_not_say_it_again():
    def times(text):
        return sum(found.id == "bio" for found in objectives(text))

    assert times("Des produits bio, cultivés sans pesticide ni engrais de synthèse.") == 1
    assert times("Des produits bio. Ils sont cultivés sans pesticide ni engrais de synthèse.") == 2


@pytest.mark.parametrize(
    ("beside", "shown"),
    [
        (reader.CARRIED, "Deux menus sans viande, pour alléger l'empreinte"),
        (reader.CARRIED - 0.01, "Deux menus sans viande"),
    ],
)
def test_a_clause_that_goes_on_with_the_aim_of_its_neighbour_is_shown_with_it(beside, shown):
    text = "Deux menus sans viande, pour alléger l'empreinte. Douze bancs en pin."
    scores = np.zeros((3, len(learn_aims.AIMS)))
    scores[:, 0] = reader.LEAST, beside, reader.CARRIED
    judged = reader.Likeness(text, list(clauses(text)), scores)
    assert [span.text for _, span in judged.alike()] == [shown]


@pytest.mark.parametrize(
    "title",
    [
        "Fourniture de livres audio et de documents sonores pour la médiathèque",
        "Entretien des pompes à chaleur de la résidence",
        "Prestations de formation pour la chambre de métiers et de l'artisanat",
    ],
)
def test_the_title_of_an_ordinary_purchase_is_like_no_aim(title):
    assert ids(title) == set()


def span_of(text, word):
    start = text.index(word)
    return Span(start, start + len(word), word)


def test_the_words_shown_are_those_of_the_text():
    text = "Trois lots.\nLes sacs en toile tournent entre les services, lavés et rendus. Fin."
    for found in objectives(text):
        assert text[found.start : found.end] == found.text == found.text.strip()


def test_a_text_is_cut_into_clauses_and_sentences():
    cut = list(clauses("Lavés, puis rendus : 3 fois. Fin\n- pain bio"))
    assert [(c.sentence, [word.form for word in c.words]) for c in cut] == [
        (0, ["laves"]),
        (0, ["puis", "rendus"]),
        (0, ["0", "fois"]),
        (1, ["fin"]),
        (2, ["pain", "bio"]),
    ]
    assert list(clauses(" \n…")) == []


def test_a_word_is_of_the_fields_that_its_beginning_says():
    assert "ANIMALS" in fields_of("hirondelles")
    assert "ANIMALS" in fields_of("nids")
    assert "ANIMALS" not in fields_of("nidoreux")


def test_letters_summed_once_score_as_letters_one_by_one():
    model = reader.shipped()
    rows = {name: row for row, name in enumerate(raw()["traits"].split(" "), 1)}
    plain = reader.Model(model.aims, Traits(rows.get), model.weights)
    read = list(clauses("Les bacs inox reviennent à la cuisine, lavés par nos agents."))
    assert plain.scores(read) == pytest.approx(model.scores(read), abs=1e-5)


def test_a_clause_is_read_beside_the_others_of_its_sentence_only():
    names = {}
    traits = Traits(lambda name: names.setdefault(name, len(names)))
    first, second, third = map(traits.of, clauses("Du pain, du lait. Du vin"))
    assert {name for name, number in names.items() if number in first[4].known} == {"<du", "<lait"}
    assert third[4].known == []


def raw():
    return json.loads(gzip.decompress(reader.FILE.read_bytes()))


def test_what_is_shipped_is_learnt_from_the_sentences_and_fields_of_today():
    assert raw()["learnt_from"] == learn_aims.learnt_from(), "run python -m tests.bench.learn_aims"
    assert reader.FILE.stat().st_size < 800_000
    assert tuple(raw()["aims"]) == learn_aims.AIMS


def test_no_text_kept_apart_is_learnt_from():
    judged = {text for text, _ in learn_aims.sentences()}
    apart = {text.text for text in learn_aims.annotated() if text.part not in learn_aims.LEARNT}
    assert apart
    assert not judged & apart

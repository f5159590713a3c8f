"""The level of language: where a sentence ends, how long it is, which words stay unexplained."""

import pytest

from tenders.booklets.glossary import Glossary, Term
from tenders.booklets.plainness import measure, sentences

GLOSSARY = Glossary(
    (
        Term("DUME", "Une candidature en ligne."),
        Term("cahier des charges", "Le travail demandé.", ("CCTP",)),
        Term("lot", "Une part du marché."),
    ),
    {"soumissionnaire": "candidat"},
)


def words(count):
    return " ".join(["mot"] * count)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Un. Deux ? Trois !", ["Un.", "Deux ?", "Trois !"]),
        ("Voyez art. 3 du code.", ["Voyez art. 3 du code."]),
        ("Première ligne\nDeuxième ligne", ["Première ligne", "Deuxième ligne"]),
        ("Il dit : « Oui. » Puis il part.", ["Il dit : « Oui. »", "Puis il part."]),
    ],
)
def test_sentences_end_where_a_reader_stops(text, found):
    assert [s.replace("\u00a0", " ") for s in sentences([text])] == found


@pytest.mark.parametrize(("count", "long"), [(25, 0), (26, 1)])
def test_a_sentence_is_long_above_twenty_five_words(count, long):
    assert len(measure([words(count)], GLOSSARY).long) == long


@pytest.mark.parametrize(("count", "faulty"), [(15, False), (16, True)])
def test_the_average_may_reach_fifteen_words(count, faulty):
    assert any("en moyenne" in f for f in measure([words(count)], GLOSSARY).faults) is faulty


@pytest.mark.parametrize(("count", "faulty"), [(40, False), (41, True)])
def test_no_sentence_passes_forty_words(count, faulty):
    assert any("coupez-la" in f for f in measure([words(count)], GLOSSARY).faults) is faulty


def test_marks_are_no_words():
    told = measure(["**Deux** mots.", "@figure", "Voir [@lots]."], GLOSSARY)
    assert (told.sentences, told.longest) == (3, 2)


def test_only_the_cells_that_are_sentences_count():
    told = measure(["| 1 heure | Une vraie phrase. | Atelier |"], GLOSSARY)
    assert (told.sentences, told.words) == (1, 3)


def test_an_acronym_must_be_explained_unless_it_is_a_name():
    assert measure(["Le DUME et le CCTP."], GLOSSARY).unexplained == ()
    assert measure(["Le SPASER."], GLOSSARY).unexplained == ("SPASER",)
    assert measure(["Le SPASER."], GLOSSARY, known={"SPASER"}).unexplained == ()


def test_a_word_to_avoid_comes_with_another():
    assert measure(["Chaque soumissionnaire."], GLOSSARY).hard == (("soumissionnaire", "candidat"),)


def test_the_glossary_knows_plurals_capitals_and_other_forms():
    def found(text):
        return [term.word for term in GLOSSARY.used_in([text])]

    assert found("Deux lots, un Cahier des charges.") == ["cahier des charges", "lot"]
    assert found("Le CCTP.") == ["cahier des charges"]
    assert found("Un pilote complote ; le dume.") == []


def test_titles_are_read_for_their_words_only():
    told = measure(["Deux mots."], GLOSSARY, beside=["Le SPASER", "Le soumissionnaire"])
    assert told.sentences == 1
    assert told.unexplained == ("SPASER",)
    assert told.hard == (("soumissionnaire", "candidat"),)

import re

import pytest

from procurement.language.buyers import known_words, typical_titles
from procurement.language.cpv import CpvSuggester
from procurement.language.terms import keys
from tests.procurement.language import CODES, SUGGESTER


@pytest.fixture(scope="module", params=["at once", "learned"])
def suggester(request):
    """What answers before anything is learned, and what does after."""
    if request.param == "at once":
        return SUGGESTER
    learned = CpvSuggester(CODES)
    learned.learn()
    return learned


@pytest.mark.parametrize(
    ("text", "division"),
    [
        ("nettoyage des locaux de la mairie", "90"),
        ("achat de chaises pour les bureaux", "39"),
        ("un buffet pour les aînés", "55"),
    ],
)
def test_words_lead_to_a_code_without_any_past_contract(text, division, suggester):
    assert suggester.suggest(text)[0].code.startswith(division)


def test_a_suggestion_says_its_label_check_digit_and_why(suggester):
    found = {suggestion.code: suggestion for suggestion in suggester.suggest("achat de chaises")}
    chairs = found["39112000"]
    assert (chairs.check_digit, chairs.label) == ("0", "Chaises")
    assert any("chaises" in reason.lower() for reason in chairs.because)


def quoted(suggestion):
    return re.findall(r"« (.+?) »", " ".join(suggestion.because))


@pytest.mark.parametrize(
    "text",
    [
        "Livrer les repas aux crèches et laver les bacs, avec des personnes en insertion",
        "Mobilier pour l'accueil des familles",
        "Nettoyage du lieu de vie des enfants",
    ],
)
def test_a_reason_quotes_only_words_of_the_text(text, suggester):
    known = set(keys(text))
    for suggestion in suggester.suggest(text):
        assert all(set(keys(words)) <= known for words in quoted(suggestion))


def test_a_reason_says_the_words_as_the_text_writes_them(suggester):
    found = {one.code: one for one in suggester.suggest("Une chaise par élève")}
    assert any("« chaise »" in reason for reason in found["39112000"].because)


def test_past_contracts_teach_words_that_no_label_has():
    suggester = CpvSuggester(CODES, [("Prestation zorglub annuelle", "55520000")] * 8)
    for _ in ("at once", "learned"):
        first = suggester.suggest("zorglub pour la mairie")[0]
        assert first.code == "55520000"
        assert "marchés attribués proches" in first.because[0]
        suggester.learn()


def test_suggestions_are_each_of_another_class(suggester):
    codes = [suggestion.code for suggestion in suggester.suggest("nettoyage et collecte", count=5)]
    assert len(codes) == len({code[:4] for code in codes})


@pytest.mark.parametrize("text", ["", "12 000 !", "qqqqzzzz"])
def test_nothing_known_suggests_nothing(text, suggester):
    assert suggester.suggest(text) == []


def test_an_empty_nomenclature_suggests_nothing():
    assert CpvSuggester([]).suggest("nettoyage") == []


def test_a_code_that_is_not_loaded_teaches_its_nearest_broader_one():
    learned = CpvSuggester(CODES, [("Prestation zorglub", "39113100")] * 8)
    assert learned.suggest("zorglub")[0].code.startswith("39")


def test_buyers_words_lead_to_existing_codes(open_data):
    known = {line[:8] for line in (open_data / "cpv_2008_fr.csv").read_text("utf-8").splitlines()}
    assert {code for _, code in known_words()} <= known
    assert {code for _, code in typical_titles()} <= known


def test_no_typical_title_is_said_twice_of_a_code():
    assert len(typical_titles()) > 1_500
    assert len(set(typical_titles())) == len(typical_titles())

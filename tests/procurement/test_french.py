"""A text is cut into the same words by all those who read at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from procurement.language import french
from procurement.language.clauses import clauses


@pytest.fixture
def first_text(monkeypatch):
    """Nothing was read yet in this process, and getting ready takes a while."""
    words = french.words

    def slowly():
        time.sleep(0.05)
        return words()

    for kept in (french._tokenizer, french.cuts, french._tokens, french._cuts_of):
        kept.cache_clear()
    monkeypatch.setattr(french, "words", slowly)


def test_those_who_read_the_first_texts_together_each_get_their_words(first_text):
    texts = ["Laver des bacs", "Laver des barquettes", "Collecter des bacs", "Trier des bacs"]
    with ThreadPoolExecutor(len(texts)) as pool:
        read = list(pool.map(french.cuts, texts))
    assert [" ".join(cuts.written) for cuts in read] == texts


@pytest.mark.parametrize("text", ["Légumes râpés,\u0301 cubes", "\u0301", "Laver \u0301 trier"])
def test_an_accent_that_stands_on_no_letter_is_no_word(text):
    words = [word.form for clause in clauses(text) for word in clause.words]
    assert "" not in words


@pytest.mark.parametrize(
    "run", ["bacs,", "l'école", "L’Hay.", "qu'elles;", "m²,", "a.", "etc…", "d'a)", "J'AI:", "mot"]
)
def test_what_needs_no_tokenizer_is_cut_as_it_would_cut(run):
    assert french._PLAIN.fullmatch(run)
    tokens = french.tokenizer()(run)
    assert french._cuts_of(run) == tuple((t.text, t.norm_, t.idx) for t in tokens)


@pytest.mark.parametrize("run", ["porte-fenêtre", "3e", "(bacs)", "n°4", "12,5", "etc.)", "«bio»"])
def test_all_else_is_left_to_the_tokenizer(run):
    assert french._PLAIN.fullmatch(run) is None


def test_the_words_that_tell_something_stand_beside_their_keys_and_places():
    text = "Laver les bacs, puis l'école."
    said = french.telling(text)
    assert said.written == ("Laver", "bacs", "école")
    assert [text[start:].startswith(word) for word, _, start in zip(*said, strict=True)] == [
        True
    ] * 3
    assert said.through(text, 1, 2) == "bacs, puis l'école"
    assert french.telling("les, des") == ((), (), ())

"""A text is cut into the same words by all those who read at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from procurement.language import french


@pytest.fixture
def first_text(monkeypatch):
    """Nothing was read yet in this process, and getting ready takes a while."""
    words = french.words

    def slowly():
        time.sleep(0.05)
        return words()

    for kept in (french._tokenizer, french.cuts, french._cuts_of):
        kept.cache_clear()
    monkeypatch.setattr(french, "words", slowly)


def test_those_who_read_the_first_texts_together_each_get_their_words(first_text):
    texts = ["Laver des bacs", "Laver des barquettes", "Collecter des bacs", "Trier des bacs"]
    with ThreadPoolExecutor(len(texts)) as pool:
        read = list(pool.map(french.cuts, texts))
    assert [" ".join(cut.text for cut in cuts) for cuts in read] == texts

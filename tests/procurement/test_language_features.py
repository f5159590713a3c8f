"""Where words stand in a title, and the two ways to learn a choice."""

import numpy as np
import pytest

from procurement.language.features import Vectorizer, all_features, said
from procurement.language.margins import Margins


def test_what_comes_before_the_purpose_is_the_head():
    text = said("Fourniture de conteneurs pour la collecte")
    assert (text.head, text.keys[-1] in text.head) == (["fournitur", "conteneur"], False)


def test_a_title_without_purpose_is_all_head():
    text = said("Fourniture de conteneurs")
    assert text.head == text.keys


@pytest.mark.parametrize("mark", ["Lot 13 :", "LOT N° 13 -", "lot n°13 :"])
def test_the_words_of_the_lot_are_told_from_those_of_the_operation(mark):
    assert said(f"Construction de logements - {mark} terrassement").lot == ["terrass"]


def test_a_lot_without_number_begins_nothing():
    assert said("Entretien en lot unique des espaces verts").lot == []


def test_acts_are_read_in_order_whatever_the_inflection():
    assert said("Fournitures et travaux de pose").acts == ["supply", "works"]


def test_each_guise_of_a_text_weighs_its_share():
    texts = [said("Tonte des pelouses du stade"), said("Achat de chaises")]
    vectorizer = Vectorizer(texts, all_features)
    keys = vectorizer(texts[0]).only(vectorizer.is_key)
    assert float(np.sqrt(keys.values @ keys.values)) == pytest.approx(1, abs=1e-4)


def test_margins_learn_what_separates_the_texts():
    texts = [said(text) for text in ("tonte des pelouses", "achat de chaises")] * 4
    vectorizer = Vectorizer(texts, all_features)
    vectors = [vectorizer(text) for text in texts]
    learned = Margins(vectors, ["77", "39"] * 4, [1.0] * 8, len(vectorizer))
    features, classes, weights = learned.entries
    asked = vectorizer(said("tonte du stade"))
    scores = np.zeros(2)
    for feature, number, weight in zip(features, classes, weights, strict=True):
        scores[number] += weight * asked.values[asked.ids == feature].sum()
    assert learned.classes[int(np.argmax(scores + learned.bias))] == "77"

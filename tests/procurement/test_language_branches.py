"""Many choices in one sparse table say what each would by itself."""

import gc

import numpy as np
import pytest

from procurement.language.branches import Branches, heavy
from procurement.language.features import Vectorizer, key_features, said
from procurement.language.linear import Softmax
from procurement.language.loading import uncollected


def test_what_weighs_nothing_is_not_kept():
    kept = heavy(np.array([[0.5, 0.0], [0.001, -0.2]], dtype=np.float32), 0.01)
    assert [(f, c) for f, c, _ in zip(*kept, strict=True)] == [(0, 0), (1, 1)]
    assert kept.weights.tolist() == pytest.approx([0.5, -0.2])


def test_a_choice_among_others_is_scored_as_if_it_were_alone():
    texts = [said(text) for text in ("tonte des pelouses", "achat de chaises")] * 4
    vectorizer = Vectorizer(texts, key_features)
    vectors = [vectorizer(text) for text in texts]
    things = Softmax(vectors, ["77", "39"] * 4, [1.0] * 8)
    acts = Softmax(vectors, ["upkeep", "supply"] * 4, [1.0] * 8)
    asked = vectorizer(said("tonte du stade"))
    both = Branches({"things": things, "acts": acts}, len(vectorizer))
    told = both.scores(asked)
    for choice, own, best in ((things, told[:2], "77"), (acts, told[2:], "upkeep")):
        alone = Branches({"alone": choice}, len(vectorizer))
        assert own == pytest.approx(alone.scores(asked))
        assert choice.classes[int(np.argmax(own))] == best


def test_the_collector_runs_again_after_a_loading_that_failed():
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_loading_inside_another_leaves_the_collector_to_the_outer_one():
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()

"""How the second readers learn."""

import numpy as np
import pytest

from procurement.language.weights import View
from tests.bench import least_squares
from tests.bench.least_squares import learn

TEXTS = [
    [View([0, 1, 1], 0.5), View([2], 1.0)],
    [View([0, 2], 0.25)],
    [View([1], 0.5), View([3], 2.0)],
    [View([2, 1], 1.0)],
    [],
]
NUMBERS = {"bread": 0, "milk": 1, "wine": 2, "once": 3}
ANSWERS = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]])


def by_hand(rows, answers):
    """Ridge regression over the traits met twice, and the bias as one more of them."""
    shares = np.array([[0.5, 1.0, 1.0], [0.25, 0, 0.25], [0, 0.5, 0], [0, 1, 1], [0, 0, 0]])[rows]
    table = np.hstack([shares, np.ones((len(rows), 1))])
    return np.linalg.solve(table.T @ table + 0.2 * np.eye(4), table.T @ answers[rows]), table


@pytest.mark.parametrize(("common", "panel"), [(1, 2), (3, 2), (99, 4096)])
def test_traits_that_many_texts_have_are_learnt_as_the_others(monkeypatch, common, panel):
    monkeypatch.setattr(least_squares, "PANEL", panel)
    monkeypatch.setattr(least_squares._likenesses, "__defaults__", (common,))
    learnt = learn(TEXTS, NUMBERS, ANSWERS, 0.2)
    expected, _ = by_hand(list(range(5)), ANSWERS)
    assert learnt.traits == ["bread", "milk", "wine"]
    assert np.vstack([learnt.weights, learnt.bias]) == pytest.approx(expected)


def test_what_a_text_would_have_scored_had_it_been_left_out():
    learnt = learn(TEXTS, NUMBERS, ANSWERS, 0.2)
    for row in range(5):
        expected, _ = by_hand([other for other in range(5) if other != row], ANSWERS)
        _, table = by_hand([row], ANSWERS)
        assert learnt.left_out[row] == pytest.approx((table @ expected)[0])

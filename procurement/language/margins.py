"""Support vector machines over sparse vectors, one against all others, in plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procurement.language.branches import heavy
from procurement.language.features import Values, Vector

_PASSES = 4
_COST = 0.3  # of an error, beside the size of the weights
_SHARPNESS = 3.0  # makes chances of margins
_NOTHING = 2e-2  # a weight below it is forgotten


class Margins:
    """Weights of a few classes, by dual coordinate ascent on the squared hinge.

    It ranks the first answer better than `Softmax` does. The classes do not depend on each other:
    each step takes one text and moves all of them.
    """

    def __init__(
        self,
        vectors: Sequence[Vector],
        answers: Sequence[str],
        weights: Sequence[float],
        features: int,
    ) -> None:
        self.classes = sorted(set(answers))
        numbers = {name: number for number, name in enumerate(self.classes)}
        self._weights = np.zeros((features, len(self.classes)), dtype=np.float32)
        self._bias = np.zeros(len(self.classes), dtype=np.float32)
        self._fit(vectors, [numbers[answer] for answer in answers], weights)
        kept = heavy(self._weights, _NOTHING)
        self.entries = kept._replace(weights=kept.weights * np.float32(_SHARPNESS))
        self.bias = self._bias * np.float32(_SHARPNESS)
        del self._weights, self._bias

    def _fit(
        self, vectors: Sequence[Vector], answers: Sequence[int], weights: Sequence[float]
    ) -> None:
        duals = np.zeros((len(vectors), len(self.classes)), dtype=np.float32)
        random = np.random.default_rng(0)
        for _ in range(_PASSES):
            for number in random.permutation(len(vectors)):
                slack = 0.5 / (_COST * weights[number])
                self._step(vectors[number], answers[number], slack, duals[number])

    def _step(self, vector: Vector, answer: int, slack: float, duals: Values) -> None:
        """One text: the best value of its duals, written in place, and what the weights gain."""
        ids, values = vector.ids, vector.values
        signs = np.full(len(duals), -1, dtype=np.float32)
        signs[answer] = 1
        gaps = signs * (values @ self._weights[ids] + self._bias) - 1 + slack * duals
        best = np.maximum(duals - gaps / (values @ values + 1 + slack), 0)
        moves = (best - duals) * signs
        duals[:] = best
        (moved,) = moves.nonzero()
        # Most classes are far from most texts: they stay where they are.
        self._weights[ids[:, None], moved] += values[:, None] * moves[moved]
        self._bias += moves

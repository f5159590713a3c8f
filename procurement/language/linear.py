"""Softmax regression over sparse vectors, in plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procurement.language.branches import Entries, heavy
from procurement.language.features import Values, Vector

_EPOCHS = 4
_BATCH = 32
_RATE = 0.3
_NOTHING = 1e-1  # a weight below it is forgotten


class Softmax:
    """Weights of a few classes, learned by AdaGrad on the features these texts have."""

    def __init__(
        self, vectors: Sequence[Vector], answers: Sequence[str], weights: Sequence[float]
    ) -> None:
        self.classes = sorted(set(answers))
        numbers = {name: number for number, name in enumerate(self.classes)}
        self._features = np.unique(np.concatenate([vector.ids for vector in vectors]))
        self._weights = np.zeros((len(self._features), len(self.classes)), dtype=np.float32)
        self.bias = np.zeros(len(self.classes), dtype=np.float32)
        if len(self.classes) > 1:
            filled = [number for number, vector in enumerate(vectors) if len(vector.ids)]
            self._fit(
                [vectors[number] for number in filled],
                np.array([numbers[answers[number]] for number in filled]),
                np.array([weights[number] for number in filled], dtype=np.float32),
            )
        self.entries = self._entries()
        del self._weights  # dense, and there are hundreds of choices, each with its own

    def _entries(self) -> Entries:
        kept = heavy(self._weights, _NOTHING)
        return kept._replace(features=self._features[kept.features].astype(np.int32))

    def _fit(self, vectors: list[Vector], answers: np.ndarray, weights: Values) -> None:
        squares = np.full((len(self._features), 1), 1e-2, dtype=np.float32)
        random = np.random.default_rng(0)
        for _ in range(_EPOCHS):
            order = random.permutation(len(vectors))
            for start in range(0, len(order), _BATCH):
                self._step(order[start : start + _BATCH], vectors, answers, weights, squares)

    def _step(
        self,
        batch: np.ndarray,
        vectors: list[Vector],
        answers: np.ndarray,
        weights: Values,
        squares: Values,
    ) -> None:
        sizes = np.array([len(vectors[number].ids) for number in batch])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        features = np.concatenate([vectors[number].ids for number in batch])
        features = np.searchsorted(self._features, features)  # no copy of all the texts is kept
        value = np.concatenate([vectors[number].values for number in batch])[:, None]
        scores = np.add.reduceat(self._weights[features] * value, starts, axis=0) + self.bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        errors = scores / scores.sum(axis=1, keepdims=True)
        errors[np.arange(len(batch)), answers[batch]] -= 1
        errors *= weights[batch][:, None]
        touched, inverse = np.unique(features, return_inverse=True)
        gradient = np.zeros((len(touched), errors.shape[1]), dtype=np.float32)
        np.add.at(gradient, inverse, np.repeat(errors, sizes, axis=0) * value)
        squares[touched, 0] += (gradient**2).sum(axis=1) / 4
        self._weights[touched] -= _RATE * gradient / np.sqrt(squares[touched])
        self.bias -= _RATE * 0.02 * errors.mean(axis=0)

"""Many learned choices in one sparse table, all scored in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from procurement.language.features import Ids, Values, Vector


class Entries(NamedTuple):
    """Feature, class number and weight of all that weighs something."""

    features: Ids
    classes: NDArray[np.int16]
    weights: Values


class Choice(Protocol):
    """Classes to choose from, once learned."""

    classes: list[str]
    bias: Values
    entries: Entries


def heavy(weights: Values, least: float) -> Entries:
    """What to keep of a dense table (features × classes): a hundredth of it."""
    rows, classes = np.nonzero(np.abs(weights) > least)
    return Entries(rows.astype(np.int32), classes.astype(np.int16), weights[rows, classes])


class Branches:
    """Many choices (prefix → its classes) in one sparse table."""

    def __init__(self, learned: Mapping[str, Choice], features: int) -> None:
        self.classes = {prefix: branch.classes for prefix, branch in learned.items()}
        self._slices: dict[str, slice] = {}
        size = 0
        for prefix, branch in learned.items():
            self._slices[prefix] = slice(size, size + len(branch.classes))
            size += len(branch.classes)
        parts = [branch.entries for branch in learned.values()]
        ids = np.concatenate([part.features for part in parts])
        order = np.argsort(ids, kind="stable")
        self._starts = np.concatenate([[0], np.bincount(ids, minlength=features).cumsum()])
        del ids  # ten million of them, after a hundred thousand texts
        self._nodes = np.concatenate(
            [
                part.classes + np.int16(own.start)
                for part, own in zip(parts, self._slices.values(), strict=True)
            ]
        )[order]
        self._weights = np.concatenate([part.weights for part in parts])[order]
        self._bias = np.concatenate([branch.bias for branch in learned.values()])

    def scores(self, vector: Vector) -> Values:
        """One score per class of every branch; `log_probabilities` reads those of one."""
        starts, ends = self._starts[vector.ids], self._starts[vector.ids + 1]
        sizes = ends - starts
        shifts = np.repeat(starts - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        places = np.arange(len(shifts)) + shifts
        weighed = self._weights[places] * np.repeat(vector.values, sizes)
        total: Values = np.bincount(self._nodes[places], weighed, len(self._bias)) + self._bias
        return total

    def log_probabilities(self, prefix: str, scores: Values) -> Values:
        own = scores[self._slices[prefix]]
        own = own - own.max()
        result: Values = own - np.log(np.exp(own).sum())
        return result

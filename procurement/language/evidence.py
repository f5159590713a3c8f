"""What the terms of sentences tell together: each is credited to the trade that the others tell.

Trades are numbers here. What is told is a table, a row a sentence and a column a trade, whose cells
are numbered row after row: a need hints at trades some hundreds of times, all weighed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TURNED = 0.4  # of the lesser, a turn of phrase or the words it is made of
AROUND = 0.5  # what the other sentences tell, beside the sentence itself
FAITH = 2  # how much a word is credited to the trade that its neighbours tell
LEAST = 0.4  # under it, a sentence tells nothing of a trade
ALONE = 1.0  # a need's word that tells a trade without another counts for half; two, for two thirds

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]
Told = dict[int, float]  # trade → evidence


class Hints(NamedTuple):
    """The trades that a term hints at, and how strongly."""

    trades: Numbers
    strengths: Floats


_NONE = Hints(np.empty(0, np.intp), np.empty(0))


class Sentence(NamedTuple):
    """The terms that hint at something, each with its weight; what turns of phrase are worth to the
    trades that they tell by themselves.
    """

    terms: list[tuple[Hints, float]]
    turned: Told


class Evidence:
    """That of the sentences of one author."""

    def __init__(self, sentences: Sequence[Sentence], width: int) -> None:
        self._rows, self._width = len(sentences), width
        terms = [(row, *term) for row, one in enumerate(sentences) for term in one.terms]
        sizes = np.array([len(hints.trades) for _, hints, _ in terms], np.intp)
        self._trades = np.concatenate([_NONE.trades, *[hints.trades for _, hints, _ in terms]])
        strengths = np.concatenate([_NONE.strengths, *[hints.strengths for _, hints, _ in terms]])
        rows = np.array([row for row, _, _ in terms], np.intp)
        self._cells = rows.repeat(sizes) * width + self._trades
        self._turned = {
            row * width + trade: worth
            for row, one in enumerate(sentences)
            for trade, worth in one.turned.items()
        }
        weighed = strengths * np.array([weight for _, _, weight in terms]).repeat(sizes)
        self._credits = self._credited(weighed, sizes) if terms else weighed
        self._told = self._table(self._credits)

    def _credited(self, hints: Floats, sizes: Numbers) -> Floats:
        """The strength of each hint, as much as the words around tell its trade beside the others
        that the same term hints at.
        """
        told = self._table(hints)
        everywhere = told.reshape(self._rows, self._width).max(axis=0)
        prior = told[self._cells] + AROUND * everywhere[self._trades]
        best = np.maximum.reduceat(prior, sizes.cumsum() - sizes)
        credits: Floats = hints * (prior / best.repeat(sizes)) ** FAITH
        return credits

    def _table(self, hints: Floats) -> Floats:
        """The sum of each cell; a turn says at least as much as it is worth, and little more than
        its words do.
        """
        sums = np.bincount(self._cells, hints, self._rows * self._width)
        table = sums.astype(np.float64, copy=False)
        for cell, worth in self._turned.items():
            own = table[cell]
            table[cell] = max(own, worth) + TURNED * min(own, worth)
        return table

    def by_sentence(self) -> list[Told]:
        """What each tells, the trades in the order in which it says them."""
        told: list[Told] = [{} for _ in range(self._rows)]
        cells = np.array([*dict.fromkeys([*self._cells.tolist(), *self._turned])], np.intp)
        for cell, evidence in self._enough(cells):
            told[cell // self._width][cell % self._width] = evidence
        return told

    def summed(self) -> Told:
        """What they tell, one added to the other."""
        summed: Told = {}
        for cell, evidence in self._enough(self._told.nonzero()[0]):
            trade = cell % self._width
            summed[trade] = summed.get(trade, 0.0) + evidence
        return summed

    def _enough(self, cells: Numbers) -> Iterable[tuple[int, float]]:
        """What is told in those of these cells where it is not too little."""
        told = self._told[cells]
        enough = told >= LEAST
        evidence = [round(value, 2) for value in told[enough].tolist()]
        return zip(cells[enough].tolist(), evidence, strict=True)

    def agreed(self, summed: Told) -> Told:
        """The same, where a trade counts more as more terms tell it."""
        turned = np.array([*self._turned], np.intp) % self._width
        trades = np.concatenate([self._trades, turned])
        credits = np.concatenate([self._credits, [*self._turned.values()]])
        sums = np.bincount(trades, credits, self._width).tolist()
        squares = np.bincount(trades, credits * credits, self._width).tolist()
        return {t: told * agreement(sums[t], squares[t]) for t, told in summed.items()}


def agreement(sum: float, squares: float) -> float:
    """From 0 to 1, as more terms tell the same trade (their effective number, of Simpson)."""
    terms = sum**2 / squares
    return terms / (terms + ALONE)

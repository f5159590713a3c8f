"""Likeness to clauses judged before: aims that no rule foresees, words that only look like one.

A linear model (`weights.py`) over the traits of a clause (`traits.py`), learnt by
`tests/bench/learn_aims.py` from judged sentences (`tests/data/language/taught`) and from the
annotated texts that may be read. It adds to the rules of `objectives.py`, never what they excuse,
and silences words that name an aim where nothing else asks for it. Nothing of it is loaded before a
first text is read.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from procurement.language.clauses import Clause, clauses
from procurement.language.spans import Span
from procurement.language.traits import MANY, Merged, Traits
from procurement.language.weights import Floats, Weights

Bools = np.ndarray[Any, np.dtype[np.bool_]]

FILE = Path(__file__).parent / "data" / "aims_learnt.json.gz"
LEAST = 0.45  # over which clauses, left out of the learning, are best told from others
FAR = 0.15  # under which words that name an aim are seldom one
COMPOSED = 0.33  # under which words that never name an aim, and meet, seldom say it
NEAR = 0.5  # over which words that only name an aim beside a wish mostly do without
FEWEST = 3  # words under which a clause is too short to be like any other
_ENOUGH = 6  # words under which a clause says too little to doubt a rule
_BESIDE = 0.5  # how close to the likeliest aim of a clause another one must come
CARRIED = 0.2  # over which a clause goes on with the aim of its neighbour


@dataclass(frozen=True)
class Model:
    aims: tuple[str, ...]
    traits: Traits
    weights: Weights  # a column an aim; the last rows are spare

    def scores(self, read: Sequence[Clause]) -> Floats:
        """About 0 for a clause like those that ask for nothing, 1 for one that asks for the aim."""
        return self.weights.scores(
            self.traits.of(clause) if len(clause.words) >= FEWEST else () for clause in read
        )


@dataclass(frozen=True)
class Likeness:
    """How much each clause of a text is like those that ask for each aim."""

    text: str
    clauses: Sequence[Clause]
    scores: Floats

    def alike(self) -> Iterator[tuple[str, Span]]:
        """Each aim that clauses resemble, with these clauses, aim by aim."""
        if not self.clauses:
            return
        closest = self.scores.max(axis=1, keepdims=True)
        told = self.scores >= np.maximum(LEAST, closest * _BESIDE)
        for column in np.flatnonzero(told.any(axis=0)):
            asking = self._carried(told[:, column], self.scores[:, column] >= CARRIED)
            chosen = [self.clauses[place] for place in asking]
            for start, end in _joined(self.text, chosen):
                yield shipped().aims[column], Span(start, end, self.text[start:end])

    def _carried(self, told: Bools, near: Bools) -> Iterator[int]:
        """The clauses that are told, and those of their sentence that go on with them."""
        for place, clause in enumerate(self.clauses):
            beside = (
                there
                for there in (place - 1, place + 1)
                if 0 <= there < len(told) and self.clauses[there].sentence == clause.sentence
            )
            if told[place] or near[place] and any(told[there] for there in beside):
                yield place

    def agrees(self, aim: str, span: Span, least: float) -> bool:
        """Whether what is around some words lets them ask for an aim."""
        return self.closeness(aim, span) >= least

    def closeness(self, aim: str, span: Span) -> float:
        """How much what is around some words is like clauses that ask for the aim.

        Few words say too little to doubt them: only a doubtful name needs more.
        """
        first = bisect_right(self._ends, span.start)
        last = bisect_left(self._starts, span.end)
        there = self._of_aim[aim][first:last]
        if sum(len(clause.words) for clause in self.clauses[first:last]) < _ENOUGH:
            there = [*there, COMPOSED]
        return max(there, default=COMPOSED)

    @cached_property
    def _of_aim(self) -> dict[str, list[float]]:
        """How close each clause is, aim by aim."""
        return dict(zip(shipped().aims, self.scores.T.tolist(), strict=True))

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    @cached_property
    def _ends(self) -> list[int]:
        return [clause.end for clause in self.clauses]


def likeness(text: str) -> Likeness:
    read = clauses(text)
    return Likeness(text, read, shipped().scores(read))


def _joined(text: str, chosen: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Clauses that follow each other in a sentence say an aim once; spaces around are left."""
    spans: list[list[int]] = []
    before: Clause | None = None
    for clause in chosen:
        if before and before.sentence == clause.sentence and clause.start - before.end <= 2:
            spans[-1][1] = clause.end
        else:
            spans.append([clause.start, clause.end])
        before = clause
    for start, end in spans:
        said = text[start:end]
        yield start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())


@cache
def shipped() -> Model:
    raw = json.loads(gzip.decompress(FILE.read_bytes()))
    weights = Weights.unpacked(raw, spare=MANY)
    merged = _summed(weights.table, 1 + len(weights.rows))
    return Model(tuple(raw["aims"]), Traits(weights.rows.get, merged), weights)


def _summed(table: Floats, first: int) -> Merged:
    """Keeps the sum of some rows in the next one that is spare, as long as one is."""
    spare = iter(range(first, len(table)))

    def merged(rows: list[int]) -> list[int]:
        row = next(spare, None)
        if row is None or len(rows) < 2:
            return rows
        np.add.reduce(table.take(rows, axis=0), out=table[row])
        return [row]

    return merged

"""Likeness to clauses judged before: aims said in words that no rule foresees.

A linear model over the traits of a clause (`traits.py`), one column an aim, learnt by
`tests/bench/learn_aims.py` from judged sentences (`tests/data/language/taught`) and from the
annotated texts that may be read. It adds to the rules of `objectives.py`, and never says what they
excuse. Nothing of it is loaded before a first text is read.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from procurement.language.clauses import Clause, clauses
from procurement.language.spans import Span
from procurement.language.traits import Traits, View, views_of

FILE = Path(__file__).parent / "data" / "aims_learnt.json"
LEAST = 0.6  # nine clauses in ten over it ask for the aim, among those left out of the learning
_FEWEST = 3  # words under which a clause is too short to be like any other
_BESIDE = 0.5  # how close to the likeliest aim of a clause another one must come

Floats = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Model:
    aims: tuple[str, ...]
    traits: Traits
    weights: Floats  # a row a trait, a column an aim; the first row is the bias

    def scores(self, read: Sequence[Clause]) -> Floats:
        """How much each clause is like those that ask for each aim: about 0 to 1."""
        rows: list[int] = []
        shares: list[float] = []
        starts = []
        for views in views_of(read, self.traits):
            starts.append(len(rows))
            for known, share in (View([0], 1.0), *views):
                rows += known
                shares += [share] * len(known)
        weighed = self.weights[rows] * np.array(shares, np.float32)[:, None]
        totals: Floats = np.add.reduceat(weighed, starts)
        return totals


def alike(text: str) -> Iterator[tuple[str, Span]]:
    """Each aim that clauses of the text resemble, with these clauses, aim by aim."""
    read = list(clauses(text))
    if not read:
        return
    model = shipped()
    scores = model.scores(read)
    told = scores >= np.maximum(LEAST, scores.max(axis=1, keepdims=True) * _BESIDE)
    for column in np.flatnonzero(told.any(axis=0)):
        chosen = [clause for clause, asks in zip(read, told[:, column], strict=True) if asks]
        for start, end in _joined(text, [c for c in chosen if len(c.words) >= _FEWEST]):
            yield model.aims[column], Span(start, end, text[start:end])


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
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    names = raw["traits"].split(" ")
    steps = np.frombuffer(zlib.decompress(b64decode(raw["weights"])), np.int8)
    weights = steps.reshape(len(names), -1) * np.float32(raw["step"])
    rows = {name: row for row, name in enumerate(names, 1)}
    return Model(
        aims=tuple(raw["aims"]),
        traits=Traits(rows.get),
        weights=np.vstack([np.array(raw["bias"], np.float32), weights]),
    )

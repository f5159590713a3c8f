"""A linear model over the traits of a short text: how it is kept in a file, and how it scores.

A text is seen in several views (its words, their letters, their fields …); each gives the traits
that it has, by number, and what one of them weighs. The two second readers are such models: of aims
(`likeness.py`), of wordings (`tenders/wording/likeness.py`), learnt by `tests/bench`.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.floating]]
Numbers = Callable[[str], int | None]  # the number of a trait, if it has one
_LETTERS = (3, 4, 5)
_STEPS = 127  # to each side of nothing: a weight is a byte


class View(NamedTuple):
    """The traits that are known, by number, and what each of them weighs."""

    known: list[int]
    share: float


def runs_of(form: str) -> Iterator[str]:
    """Runs of letters, ends marked: what misspellings and families of words share."""
    marked = f"_{form}_"
    for size in _LETTERS:
        yield from (f"~{marked[at : at + size]}" for at in range(len(marked) - size + 1))


@dataclass(frozen=True)
class Weights:
    rows: dict[str, int]  # trait → its row
    table: Floats  # a row a trait, a column an answer; the first row is the bias

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any], spare: int = 0) -> Weights:
        """As `packed` wrote them, and some rows of nothing at the end."""
        names, bias = kept["traits"].split(" "), np.array(kept["bias"], np.float32)
        steps = np.frombuffer(zlib.decompress(b64decode(kept["weights"])), np.int8)
        weights = steps.reshape(len(names), -1) * np.float32(kept["step"])
        table = np.vstack([bias, weights, np.zeros((spare, len(bias)), np.float32)])
        return cls({name: row for row, name in enumerate(names, 1)}, table)

    def scores(self, texts: Iterable[Iterable[View]]) -> Floats:
        """A row a text; about 0 for an answer like none of those learnt from, 1 for one of them."""
        rows: list[int] = []
        shares: list[float] = []
        sizes: list[int] = []
        starts = []
        for views in texts:
            starts.append(len(rows))
            for known, share in (View([0], 1.0), *views):
                rows += known
                shares.append(share)
                sizes.append(len(known))
        if not starts:
            return self.table[:0]
        each = np.repeat(np.array(shares, np.float32), sizes)
        totals: Floats = np.add.reduceat(self.table[rows] * each[:, None], starts)
        return totals


def packed(names: Sequence[str], weights: Floats, bias: Floats, most: int) -> dict[str, Any]:
    """The heaviest traits, and their weights as whole steps, ready for a file."""
    size = np.abs(weights).max(axis=1)
    heaviest = np.sort(np.argsort(-size, kind="stable")[:most])
    step = float(size.max()) / _STEPS
    steps = np.rint(weights[heaviest] / step).astype(np.int8)
    return {
        "bias": [round(float(value), 4) for value in bias],
        "traits": " ".join(names[number] for number in heaviest),
        "step": round(step, 6),
        "weights": b64encode(zlib.compress(steps.tobytes(), 9)).decode("ascii"),
    }

"""How the second readers learn: least squares, with a penalty on large weights.

One set of equations gives the weights of all the answers, and what each text would have scored had
it been left out. Nothing is drawn at random; doubles, once rounded, come out the same on any number
of cores.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from procurement.language import weights as kept
from procurement.language.weights import View, packed

BLOCK = 4096  # traits at a time

Floats = np.ndarray[Any, np.dtype[np.float64]]
Views = Sequence[View]


class Learnt(NamedTuple):
    """`left_out`: the scores that each text would have, had it been left out."""

    traits: list[str]
    weights: Floats
    bias: Floats
    left_out: Floats

    def packed(self, most: int) -> dict[str, Any]:
        return packed(self.traits, self.weights, self.bias, most)


def learn(
    texts: Sequence[Views], numbers: Mapping[str, int], answers: Floats, penalty: float
) -> Learnt:
    """From texts and what is to be answered of each; a trait met in one text only tells nothing."""
    counts = Counter(
        number for views in texts for number in {n for known, _ in views for n in known}
    )
    often = [name for name, number in numbers.items() if counts[number] > 1]
    columns = {numbers[name]: column for column, name in enumerate(often)}
    likenesses = np.ones((len(texts), len(texts)), np.float64)  # the ones learn the bias
    for block in _blocks(texts, columns):
        likenesses += block @ block.T
    likenesses[np.diag_indices(len(texts))] += penalty
    inverse = np.linalg.inv(likenesses)
    pulls = inverse @ answers
    weights = np.concatenate([block.T @ pulls for block in _blocks(texts, columns)])
    left_out = answers - pulls / np.diag(inverse)[:, None]
    return Learnt(often, weights, pulls.sum(axis=0), left_out)


def _blocks(texts: Sequence[Views], columns: Mapping[int, int]) -> Iterator[Floats]:
    """Texts by traits, some thousand traits at a time."""
    entries = [
        (row, columns[number], share)
        for row, views in enumerate(texts)
        for known, share in views
        for number in known
        if number in columns
    ]
    rows, places, shares = (np.array(values) for values in zip(*entries, strict=True))
    order = np.argsort(places, kind="stable")
    rows, places, shares = rows[order], places[order], shares[order]
    for start in range(0, len(columns), BLOCK):
        here = slice(*np.searchsorted(places, [start, start + BLOCK]))
        block = np.zeros((len(texts), min(BLOCK, len(columns) - start)), np.float64)
        np.add.at(block, (rows[here], places[here] - start), shares[here])
        yield block


def digest(judged: Iterable[Any], *sources: str | Path) -> str:
    """Of all that weights come from: texts and answers, and the code and data that read them."""
    files = (*sources, kept.__file__, __file__)
    code = b"".join(Path(file).read_bytes() for file in files)
    return hashlib.sha256(json.dumps(list(judged)).encode() + code).hexdigest()[:16]

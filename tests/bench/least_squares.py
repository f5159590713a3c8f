"""How the second readers learn: least squares, with a penalty on large weights.

One set of equations gives the weights of all the answers, and what each text would have scored had
it been left out. Nothing is drawn at random; doubles, once rounded, come out the same on any number
of cores.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from procurement.language import weights as kept
from procurement.language.weights import View, packed

COMMON = 400  # texts from which a trait is multiplied among the others, not by itself
BLOCK = 2048  # common traits at a time
PANEL = 4096  # texts at a time: the algebra library fails on products of more than 15,073
MOST = 14_000  # and on inverses of more than some 23,000

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
    met = _met(texts, columns)
    likenesses = _likenesses(met, len(texts))
    likenesses[np.diag_indices(len(texts))] += penalty
    inverse = inverse_of(likenesses)
    pulls = inverse @ answers
    weights = np.add.reduceat(met.shares[:, None] * pulls[met.rows], met.starts)
    left_out = answers - pulls / np.diag(inverse)[:, None]
    return Learnt(often, weights, pulls.sum(axis=0), left_out)


class _Met(NamedTuple):
    """Which texts (rows) have each trait, and how much of it, trait after trait."""

    rows: NDArray[np.int64]
    shares: Floats
    starts: NDArray[np.int64]  # where each trait begins

    def __iter__(self) -> Iterator[Any]:
        ends = [*self.starts[1:], len(self.rows)]
        for start, end in zip(self.starts, ends, strict=True):
            yield self.rows[start:end], self.shares[start:end]


def _met(texts: Sequence[Views], columns: Mapping[int, int]) -> _Met:
    shares: dict[tuple[int, int], float] = defaultdict(float)
    for row, views in enumerate(texts):
        for known, share in views:
            for number in known:
                if number in columns:
                    shares[columns[number], row] += share
    order = sorted(shares)
    traits, rows = np.array(order).T
    starts = np.searchsorted(traits, np.arange(len(columns)))
    return _Met(rows, np.array([shares[key] for key in order]), starts)


def _likenesses(met: _Met, texts: int, common: int = COMMON) -> Floats:
    """What each two texts have in common: trait by trait, or many at once where many texts meet."""
    likenesses = np.ones((texts, texts), np.float64)  # the ones learn the bias
    often = []
    for rows, shares in met:
        if len(rows) < common:
            likenesses[np.ix_(rows, rows)] += np.outer(shares, shares)
        else:
            often.append((rows, shares))
    for start in range(0, len(often), BLOCK):
        block = np.zeros((texts, len(often[start : start + BLOCK])), np.float64)
        for column, (rows, shares) in enumerate(often[start : start + BLOCK]):
            block[rows, column] = shares
        for panel in range(0, texts, PANEL):
            here = slice(panel, panel + PANEL)
            likenesses[here] += block[here] @ block.T
    return likenesses


def inverse_of(matrix: Floats, most: int = MOST) -> Floats:
    """Of a symmetric matrix, by quarters when it is large."""
    size = len(matrix)
    if size <= most:
        return np.linalg.inv(matrix)
    half = size // 2
    first = inverse_of(matrix[:half, :half], most)
    across = first @ matrix[:half, half:]
    last = inverse_of(matrix[half:, half:] - across.T @ matrix[:half, half:], most)
    inverse = np.empty_like(matrix)
    inverse[half:, half:] = last
    np.matmul(-across, last, out=inverse[:half, half:])
    inverse[half:, :half] = inverse[:half, half:].T
    inverse[:half, :half] = first - inverse[:half, half:] @ across.T
    return inverse


def digest(judged: Iterable[Any], *sources: str | Path) -> str:
    """Of all that weights come from: texts and answers, and the code and data that read them."""
    files = (*sources, kept.__file__, __file__)
    code = b"".join(Path(file).read_bytes() for file in files)
    return hashlib.sha256(json.dumps(list(judged)).encode() + code).hexdigest()[:16]

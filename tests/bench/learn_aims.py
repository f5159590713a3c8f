"""Learn `procurement/language/data/aims_learnt.json` from judged sentences, held-out ones aside.

Run by hand after sentences, fields or traits change: some minutes of NumPy. As for the second
reader of wordings (`learn_wording.py`): least squares with a penalty on large weights give the
weights of all the aims at once, and what each clause would have scored had it been left out; that
is printed, and is what `likeness.LEAST` was chosen on.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import yaml

from procurement.language import clauses as cutting
from procurement.language import likeness, traits
from procurement.language.clauses import Clause, clauses
from procurement.language.objectives import LABELS
from procurement.language.traits import Traits, View, views_of
from tests.bench.annotated import FOLDER, LEARNT, annotated

AIMS = tuple(LABELS)
PENALTY = 0.2  # the larger, the less any one clause weighs
SIZE = 300_000  # bytes of what is shipped; the lightest traits are forgotten
BLOCK = 4096

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Judged(NamedTuple):
    """A clause or a sentence, beside the other clauses of its sentence, and its aims."""

    clauses: list[Clause]  # those of a text, or one
    aims: list[frozenset[str]]


def main() -> None:
    judged = [*taught(), *read()]
    names: dict[str, int] = {}
    views, counts = seen(judged, names)
    often = [name for name, number in names.items() if counts[number] > 1]
    answers = np.array(
        [[aim in aims for aim in AIMS] for one in judged for aims in one.aims], float
    )
    weights, bias, left_out = fit(views, [names[name] for name in often], answers)
    report(answers, left_out, sum(len(one.aims) for one in taught()))
    written = next(
        model
        for kept in range(len(often), 0, -250)
        if len(model := shipped(often, weights, bias, kept)) < SIZE
    )
    likeness.FILE.write_bytes(written)
    print(
        f"{len(views)} phrases, {len(often)} traits : {likeness.FILE.name}, {len(written)} octets"
    )


def digest() -> str:
    """Of all that the weights come from: sentences, fields, traits and this script."""
    sources = (*traits.FILES, traits.__file__, cutting.__file__, __file__)
    code = b"".join(Path(source).read_bytes() for source in sources)
    return hashlib.sha256(json.dumps(list(sentences())).encode() + code).hexdigest()[:16]


def sentences() -> Iterator[tuple[str, list[str]]]:
    """Sentences judged as wholes."""
    for path in sorted((FOLDER / "taught").glob("*.jsonl")):
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield record["text"], record["aims"]
    for file in ("aims.yaml", "unusual_aims.yaml"):
        for aim, texts in yaml.safe_load((FOLDER / file).read_text(encoding="utf-8")).items():
            for text in texts:
                if file == "aims.yaml" or not crc32(text.encode()) % 2:
                    yield text, [] if aim == "none" else [aim]


def taught() -> Iterator[Judged]:
    for text, aims in sentences():
        words = tuple(word for clause in clauses(text) for word in clause.words)
        yield Judged([Clause(0, len(text), 0, words)], [frozenset(aims)])


def read() -> Iterator[Judged]:
    """The clauses of the annotated texts that may be read."""
    for text in annotated():
        if text.part in LEARNT:
            cut = list(clauses(text.text))
            marks = [fact for fact in text.facts if fact.kind == "o"]
            aims = [
                frozenset(str(m.value[0]) for m in marks if m.start < c.end and c.start < m.end)
                for c in cut
            ]
            yield Judged(cut, aims)


def seen(
    judged: Sequence[Judged], names: dict[str, int]
) -> tuple[list[tuple[View, ...]], Counter[int]]:
    """The views of every clause, all their traits numbered in `names`, and how often each comes."""
    reader = Traits(lambda name: names.setdefault(name, len(names)))
    views = [view for one in judged for view in views_of(one.clauses, reader)]
    return views, Counter(
        number for view in views for number in {n for known, _ in view for n in known}
    )


def fit(
    views: Sequence[tuple[View, ...]], kept: Sequence[int], answers: Floats
) -> tuple[Floats, Floats, Floats]:
    """Weights, bias, and the scores that each clause would have, had it been left out."""
    likenesses = np.ones((len(views), len(views)), np.float64)  # the ones learn the bias
    for block in blocks(views, kept):
        likenesses += block @ block.T
    likenesses[np.diag_indices(len(views))] += PENALTY
    inverse = np.linalg.inv(likenesses)
    pulls = inverse @ answers
    weights = np.concatenate([block.T @ pulls for block in blocks(views, kept)])
    left_out = answers - pulls / np.diag(inverse)[:, None]
    return weights, pulls.sum(axis=0), left_out


def blocks(views: Sequence[tuple[View, ...]], kept: Sequence[int]) -> Iterator[Floats]:
    """Clauses by traits, some thousand traits at a time."""
    column = {number: place for place, number in enumerate(kept)}
    entries = [
        (row, column[number], share)
        for row, clause in enumerate(views)
        for known, share in clause
        for number in known
        if number in column
    ]
    rows, columns, shares = (np.array(values) for values in zip(*entries, strict=True))
    order = np.argsort(columns, kind="stable")
    rows, columns, shares = rows[order], columns[order], shares[order]
    for start in range(0, len(kept), BLOCK):
        first, last = np.searchsorted(columns, [start, start + BLOCK])
        block = np.zeros((len(views), min(BLOCK, len(kept) - start)), np.float64)
        here = slice(first, last)
        np.add.at(block, (rows[here], columns[here] - start), shares[here])
        yield block


def report(answers: Floats, left_out: Floats, whole: int) -> None:
    """What sentences, then clauses of texts, would be told, had each been left out."""
    for name, part in (("phrases", slice(whole)), ("propositions", slice(whole, None))):
        asked = answers[part] > 0
        for least in (0.4, likeness.LEAST, 0.6):
            told = left_out[part] >= least
            right = (told & asked).sum()
            print(
                f"{name:13} {least:.2f} : précision {right / told.sum():.3f}, "
                f"rappel {right / asked.sum():.3f}"
            )


def shipped(names: Sequence[str], weights: Floats, bias: Floats, kept: int) -> bytes:
    """The heaviest traits, and their weights as whole steps from -127 to 127, a byte each."""
    size = np.abs(weights).max(axis=1)
    heaviest = np.sort(np.argsort(-size, kind="stable")[:kept])
    step = float(size.max()) / 127
    steps = np.rint(weights[heaviest] / step).astype(np.int8)
    model = {
        "learnt_from": digest(),
        "aims": AIMS,
        "bias": [round(float(value), 4) for value in bias],
        "traits": " ".join(names[number] for number in heaviest),
        "step": round(step, 6),
        "weights": b64encode(zlib.compress(steps.tobytes(), 9)).decode("ascii"),
    }
    return json.dumps(model, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


if __name__ == "__main__":
    main()

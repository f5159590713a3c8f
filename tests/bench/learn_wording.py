"""Learn `tenders/data/wording_likeness.json` from the judged sentences, held-out ones left aside.

Run by hand after sentences or the vocabulary of `wording.yaml` change: a minute of NumPy.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tenders.clauses import Place, library
from tenders.wording.folding import Folded
from tenders.wording.likeness import FILE, features
from tenders.wording.rules import CATEGORIES, rules

LAW = Path(__file__).parents[1] / "data" / "law"
FILES = ("wording", "wording_variants", "wording_fresh", "wording_training", "wording_blind")
PLACES = {
    Place.SPECIFICATION: "cctp",
    Place.SELECTION: "rc_candidature",
    Place.AWARD: "rc_critere",
    Place.PERFORMANCE: "ccap",
}
THRESHOLD = 0.45
ROUNDS, RATE, DECAY, KEPT = 400, 48, 2e-5, 0.25

Floats = np.ndarray[Any, np.dtype[np.float32]]
Sentence = tuple[tuple[str, ...], str, str]  # categories, place, text


def main() -> None:
    sentences = [*judged(), *ours(), *examples()]
    read = [[name for name, _ in features(Folded.of(text).lower, at)] for _, at, text in sentences]
    answers = np.array([[c in found for c in CATEGORIES] for found, _, _ in sentences], np.float32)
    names = [name for name, count in Counter(n for one in read for n in one).items() if count > 1]
    weights, bias = fit(read, names, answers)
    model = {
        "threshold": THRESHOLD,
        "bias": {c: round(float(value), 2) for c, value in zip(CATEGORIES, bias, strict=True)},
        "weights": {
            name: {
                c: round(float(weight), 2)
                for c, weight in zip(CATEGORIES, row, strict=True)
                if abs(weight) >= KEPT
            }
            for name, row in zip(names, weights, strict=True)
        },
    }
    FILE.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(f"{len(sentences)} phrases, {len(names)} traits : {FILE.name}")


def judged() -> Iterator[Sentence]:
    for name in FILES:
        lines = (LAW / f"{name}.jsonl").read_text("utf-8").splitlines()
        for rank, record in enumerate(map(json.loads, lines)):
            held_out = record.get("held_out") or (name == "wording_blind" and rank % 2)
            if not held_out:
                yield tuple(record["categories"]), record["where"], record["text"]


def ours() -> Iterator[Sentence]:
    """The sentences of our own clauses, all lawful."""
    for clause in library().clauses:
        steps = [step.text for step in clause.award.scale] if clause.award else []
        for text in filter(None, (clause.title, clause.fill({}).text, *steps)):
            folded = Folded.of(text)
            for start, end in folded.sentences():
                span = folded.span(start, end)
                yield (), PLACES[clause.place], text[span.start : span.end]


def examples() -> Iterator[Sentence]:
    for rule in rules():
        for place in rule.where:
            yield from (((), place, text) for text in rule.silent)


def fit(read: list[list[str]], names: list[str], answers: Floats) -> tuple[Floats, Floats]:
    """Logistic regression, a column a category, by plain gradient descent on what is not zero.

    The features of a sentence weigh less the more there are of them.
    """
    columns = {name: column for column, name in enumerate(names)}
    known = [[columns[name] for name in one if name in columns] for one in read]
    sizes = np.array([len(one) for one in known])
    row, column = np.repeat(np.arange(len(known)), sizes), np.concatenate(known).astype(int)
    share = (1 / np.sqrt(np.maximum(1, sizes)))[row].astype(np.float32)[:, None]
    by_row = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    order = np.argsort(column, kind="stable")
    by_column = np.searchsorted(column[order], np.arange(len(names)))
    weights = np.zeros((len(names), answers.shape[1]), dtype=np.float32)
    bias = np.zeros(answers.shape[1], dtype=np.float32)
    for _ in range(ROUNDS):
        scores = np.add.reduceat(weights[column] * share, by_row) + bias
        errors = 1 / (1 + np.exp(-scores)) - answers
        slopes = np.add.reduceat((errors[row] * share)[order], by_column)
        weights -= RATE * (slopes / len(known) + DECAY * weights)
        bias -= 4 * errors.mean(axis=0)
    return weights, bias


if __name__ == "__main__":
    main()

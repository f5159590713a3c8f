"""Learn `tenders/data/wording_likeness.json` from the judged sentences, held-out ones left aside.

Run by hand after sentences or the vocabulary of `wording.yaml` change: a minute of NumPy.
Least squares with a penalty on large weights: one set of equations gives the weights of all the
categories, and what each sentence would have scored had it been left out, on which thresholds are
chosen. Nothing is drawn at random; doubles, once rounded, come out the same on any number of cores.
"""

import hashlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tenders.clauses import Place, library
from tenders.wording.folding import Folded
from tenders.wording.likeness import FILE, confidence
from tenders.wording.rules import CATEGORIES, rules
from tenders.wording.rules import FILE as RULES
from tenders.wording.traits import Views, views

TRAITS = RULES.parents[1] / "wording" / "traits.py"
LAW = Path(__file__).parents[1] / "data" / "law"
TAUGHT = ("wording_taught_a", "wording_taught_b")
FILES = ("wording", "wording_variants", "wording_fresh", "wording_training", "wording_blind")
PLACES = {
    Place.SPECIFICATION: "cctp",
    Place.SELECTION: "rc_candidature",
    Place.AWARD: "rc_critere",
    Place.PERFORMANCE: "ccap",
}
PENALTY = 0.3  # the larger, the less any one sentence weighs
PRECISION = 0.9  # of the second reader alone, category by category, on sentences left out
LEAST, MOST = 0.4, 0.8  # where a threshold may fall
# Added to each: real files hold more lawful sentences than the ones learnt from. Chosen on the
# totals of one half of `wording_final.jsonl`, the other half left for the bench.
CAUTION = 0.1
OWN = 0.5  # how much of it is the category's own
KEPT = 36_000  # the heaviest traits, the others are forgotten
BLOCK = 4096

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Sentence(NamedTuple):
    found: tuple[str, ...]
    accepted: tuple[str, ...]
    where: str
    text: str
    chooses: bool = False  # whether its score, had it been left out, tells where thresholds fall


def main() -> None:
    sentences = [*judged(), *ours(), *examples()]
    read = [views(Folded.of(one.text).cased, one.where) for one in sentences]
    counts = Counter(name for view in read for traits in view for name, _ in traits)
    names = sorted(name for name, count in counts.items() if count > 1)
    answers = np.array([[answer(one, c) for c in CATEGORIES] for one in sentences], np.float64)
    weights, bias, left_out = fit(read, names, answers)
    model = {
        "learnt_from": digest(),
        "thresholds": thresholds(sentences, left_out),
        "bias": [round(float(value), 4) for value in bias],
        **written(names, weights),
    }
    FILE.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(f"{len(sentences)} phrases, {len(names)} traits : {FILE.name}")


def digest() -> str:
    """Of all that the weights come from: sentences, rules, traits and this script."""
    sentences = json.dumps([*judged(), *ours(), *examples()]).encode()
    read = b"".join(path.read_bytes() for path in (RULES, TRAITS, Path(__file__)))
    return hashlib.sha256(sentences + read).hexdigest()[:16]


def part(id: str) -> str:
    """Where a taught sentence falls, for ever: learnt from, chosen on, or never looked at."""
    rank = int(hashlib.sha256(id.encode()).hexdigest(), 16) % 100
    return "learnt" if rank < 70 else "chosen" if rank < 85 else "never"


def answer(sentence: Sentence, category: str) -> float:
    return 1 if category in sentence.found else 0.5 if category in sentence.accepted else 0


def judged() -> Iterator[Sentence]:
    for name in (*FILES, *TAUGHT):
        lines = (LAW / f"{name}.jsonl").read_text("utf-8").splitlines()
        for rank, record in enumerate(map(json.loads, lines)):
            held_out = record.get("held_out") or (name == "wording_blind" and rank % 2)
            if name in TAUGHT:
                held_out = part(record["id"]) != "learnt"
            if not held_out:
                yield Sentence(
                    tuple(record["categories"]),
                    tuple(record.get("accept", ())),
                    record["where"],
                    record["text"],
                    chooses=name in TAUGHT,
                )


def ours() -> Iterator[Sentence]:
    """The sentences of our own clauses, all lawful."""
    for clause in library().clauses:
        steps = [step.text for step in clause.award.scale] if clause.award else []
        for text in filter(None, (clause.title, clause.fill({}).text, *steps)):
            folded = Folded.of(text)
            for start, end in folded.sentences():
                span = folded.span(start, end)
                yield Sentence((), (), PLACES[clause.place], text[span.start : span.end])


def examples() -> Iterator[Sentence]:
    for rule in rules():
        for place in rule.where:
            yield from (Sentence((), (), place, text) for text in rule.silent)


def fit(read: list[Views], names: list[str], answers: Floats) -> tuple[Floats, Floats, Floats]:
    """Weights, bias, and the scores that each sentence would have, had it been left out."""
    columns = {name: column for column, name in enumerate(names)}
    likeness = np.ones((len(read), len(read)), np.float64)  # the ones learn the bias
    for block in blocks(read, columns):
        likeness += block @ block.T
    likeness[np.diag_indices(len(read))] += PENALTY
    inverse = np.linalg.inv(likeness)
    pulls = inverse @ answers
    weights = np.concatenate([block.T @ pulls for block in blocks(read, columns)])
    left_out = answers - pulls / np.diag(inverse)[:, None]
    return weights, pulls.sum(axis=0), left_out


def blocks(read: list[Views], columns: dict[str, int]) -> Iterator[Floats]:
    """Sentences by traits, some thousand traits at a time; each view of a sentence weighs one."""
    row, column, share = [], [], []
    for rank, sentence in enumerate(read):
        for traits in sentence:
            known = [columns[name] for name, _ in traits if name in columns]
            row += [rank] * len(known)
            column += known
            share += [len(traits) ** -0.5] * len(known)
    rows, cols, shares = np.array(row), np.array(column), np.array(share, np.float64)
    for start in range(0, len(columns), BLOCK):
        inside = (cols >= start) & (cols < start + BLOCK)
        block = np.zeros((len(read), min(BLOCK, len(columns) - start)), np.float64)
        block[rows[inside], cols[inside] - start] = shares[inside]
        yield block


def thresholds(sentences: list[Sentence], left_out: Floats) -> dict[str, float]:
    """For each category, the least confidence at which nine sentences told in ten are unlawful.

    Too few are told of any one category to trust them alone: half of it is that of all together.
    """
    told: dict[str, list[tuple[float, bool]]] = {category: [] for category in CATEGORIES}
    for sentence, scores in zip(sentences, left_out, strict=True):
        if sentence.chooses:
            category = list(CATEGORIES)[int(scores.argmax())]
            told[category].append((confidence(scores), bool(sentence.found)))
    common = lowest([pair for pairs in told.values() for pair in pairs])
    return {
        category: round(common + (lowest(pairs) - common) * OWN + CAUTION, 2)
        for category, pairs in told.items()
    }


def lowest(pairs: list[tuple[float, bool]]) -> float:
    best, right = MOST, 0
    for rank, (score, wrong) in enumerate(sorted(pairs, reverse=True), 1):
        right += wrong
        if wrong and right >= PRECISION * rank:
            best = score
    return min(MOST, max(LEAST, best))


def written(names: list[str], weights: Floats) -> dict[str, Any]:
    """The heaviest traits, and their weights as whole steps from -127 to 127, a byte each."""
    size = np.abs(weights).max(axis=1)
    kept = np.sort(np.argsort(-size, kind="stable")[:KEPT])
    step = float(size.max()) / 127
    steps = np.rint(weights[kept] / step).astype(np.int8)
    return {
        "traits": " ".join(names[number] for number in kept),
        "step": round(step, 6),
        "weights": b64encode(steps.tobytes()).decode("ascii"),
    }


if __name__ == "__main__":
    main()

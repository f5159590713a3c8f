"""Learn `tenders/data/wording_likeness.json` from the judged sentences, held-out ones left aside.

Run by hand after sentences or the vocabulary of `wording.yaml` change: a minute of NumPy. Least
squares (`least_squares.py`) give the weights of all the categories, and what each sentence would
have scored had it been left out, on which thresholds are chosen.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from procurement.language.weights import View
from tenders.clauses import Place, library
from tenders.wording import traits
from tenders.wording.folding import Folded
from tenders.wording.likeness import FILE, confidence
from tenders.wording.rules import CATEGORIES, rules
from tenders.wording.rules import FILE as RULES
from tenders.wording.traits import numbered, views
from tests.bench.least_squares import Floats, digest, learn

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


class Sentence(NamedTuple):
    found: tuple[str, ...]
    accepted: tuple[str, ...]
    where: str
    text: str
    chooses: bool = False  # whether its score, had it been left out, tells where thresholds fall


def main() -> None:
    sentences = [*judged(), *ours(), *examples()]
    numbers: dict[str, int] = {}
    read = [seen(one, numbers) for one in sentences]
    answers = np.array([[answer(one, c) for c in CATEGORIES] for one in sentences], np.float64)
    learnt = learn(read, numbers, answers, PENALTY)
    model = {
        "learnt_from": learnt_from(),
        "thresholds": thresholds(sentences, learnt.left_out),
        **learnt.packed(KEPT),
    }
    FILE.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(f"{len(sentences)} phrases, {len(learnt.traits)} traits : {FILE.name}")


def seen(sentence: Sentence, numbers: dict[str, int]) -> list[View]:
    """Its views, all their traits numbered as they are met."""
    given = views(Folded.of(sentence.text).cased, sentence.where)
    return numbered(given, lambda name: numbers.setdefault(name, len(numbers)))


def learnt_from() -> str:
    """Of all that the weights come from: sentences, rules, traits and this script."""
    return digest([*judged(), *ours(), *examples()], RULES, traits.__file__, __file__)


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


if __name__ == "__main__":
    main()

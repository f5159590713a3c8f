"""Learn `procurement/language/data/aims_learnt.json.gz` from judged sentences, held-out ones aside.

Titles of contracts in which the rules foresee no aim (`buyers.py`) are learnt as asking for none.
Run by hand after sentences, titles, fields or traits change: some minutes of NumPy. Least squares
(`least_squares.py`) give the weights of all the aims, and what each clause would have scored had it
been left out; that is printed, and is what `likeness.LEAST` was chosen on.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np

from procurement.language import clauses as cutting
from procurement.language import likeness, traits
from procurement.language.buyers import typical_titles
from procurement.language.clauses import Clause, clauses
from procurement.language.objectives import LABELS, foreseen
from procurement.language.traits import Traits
from procurement.yaml_files import read_yaml
from tests.bench.annotated import FOLDER, LEARNT, TOLD, annotated, passages
from tests.bench.least_squares import Floats, Learnt, digest, learn

AIMS = tuple(LABELS)
PENALTY = 0.2  # the larger, the less any one clause weighs


class Judged(NamedTuple):
    """A clause, or a whole sentence as if it were one, and its aims."""

    clause: Clause
    aims: frozenset[str]


def main() -> None:
    judged = [*taught(), *read()]
    numbers: dict[str, int] = {}
    reader = Traits(lambda name: numbers.setdefault(name, len(numbers)))
    views = [reader.of(clause) for clause, _ in judged]
    answers = np.array([[aim in aims for aim in AIMS] for _, aims in judged], float)
    learnt = learn(views, numbers, answers, PENALTY)
    report(answers, learnt.left_out, whole=sum(1 for _ in taught()))
    written = shipped(learnt)
    likeness.FILE.write_bytes(written)
    told = f"{len(judged)} phrases, {len(learnt.traits)} traits"
    print(f"{told} : {likeness.FILE.name}, {len(written)} octets")


def learnt_from() -> str:
    """Of all that the weights come from: sentences, fields, traits and this script."""
    return digest(sentences(), *traits.FILES, traits.__file__, cutting.__file__, __file__)


def sentences() -> Iterator[tuple[str, list[str]]]:
    """Sentences judged as wholes."""
    for path in sorted((FOLDER / "taught").glob("*.jsonl")):
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield record["text"], record["aims"]
    for file in ("aims.yaml", "unusual_aims.yaml"):
        for aim, texts in read_yaml(FOLDER / file).items():
            for text in texts:
                if file == "aims.yaml" or not crc32(text.encode()) % 2:
                    yield text, [] if aim == "none" else [aim]
    for title, _ in typical_titles():
        if not foreseen(title):
            yield title, []


def taught() -> Iterator[Judged]:
    for text, aims in sentences():
        words = tuple(word for clause in clauses(text) for word in clause.words)
        yield Judged(Clause(0, len(text), 0, words), frozenset(aims))


def read() -> Iterator[Judged]:
    """The clauses of the passages, and of the annotated texts that may be read."""
    for text in (*passages(), *annotated()):
        if text.part in (TOLD, *LEARNT):
            marks = [fact for fact in text.facts if fact.kind == "o"]
            for clause in clauses(text.text):
                if len(clause.words) < likeness.FEWEST:
                    continue  # too short to be read
                here = (m for m in marks if m.start < clause.end and clause.start < m.end)
                yield Judged(clause, frozenset(str(mark.value[0]) for mark in here))


def report(answers: Floats, left_out: Floats, whole: int) -> None:
    """What sentences, then clauses of texts, would be told, had each been left out."""
    for name, part in (("phrases", slice(whole)), ("propositions", slice(whole, None))):
        asked = answers[part] > 0
        for least in (likeness.LEAST - 0.1, likeness.LEAST, likeness.LEAST + 0.1):
            told = left_out[part] >= least
            right = (told & asked).sum()
            print(
                f"{name:13} {least:.2f} : précision {right / told.sum():.3f}, "
                f"rappel {right / asked.sum():.3f}"
            )


def shipped(learnt: Learnt) -> bytes:
    """All the traits: the rare ones, however light, hear together what no other does."""
    every = learnt.packed(len(learnt.traits))
    model = {"learnt_from": learnt_from(), "aims": AIMS, **every}
    plain = json.dumps(model, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return gzip.compress(plain, mtime=0)


if __name__ == "__main__":
    main()

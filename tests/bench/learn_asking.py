"""Learn `procurement/language/data/asking_learnt.json.gz` from what asks and what tells.

A sentence of a passage or of an annotated text that may be read asks when it holds a mark of what
is needed, and tells where it is marked so; the others say neither. A day alone asks for nothing
where something is told. Run by hand after passages, texts or traits change: two minutes of NumPy.
Least squares (`least_squares.py`) give the weights.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np

from procurement.language import asking
from procurement.language import clauses as cutting
from procurement.language.asking import Traits
from procurement.language.clauses import Clause, clauses
from procurement.language.weights import View
from tests.bench.annotated import FOLDER, LEARNT, Fact, annotated, passages
from tests.bench.least_squares import Floats, digest, learn

PENALTY = 1.0  # the larger, the less any one clause weighs
NEEDED, DAY, TOLD = frozenset("qoam"), "d", "t"  # kinds of marks


class Judged(NamedTuple):
    """A clause, all those of its text, and whether its sentence asks."""

    clause: Clause
    read: Sequence[Clause]
    asks: bool


def main() -> None:
    judged = list(all_judged())
    numbers: dict[str, int] = {}
    traits = Traits(lambda name: numbers.setdefault(name, len(numbers)))
    views = [seen(traits, one) for one in judged]
    answers = np.array([[one.asks] for one in judged], float)
    learnt = learn(views, numbers, answers, PENALTY)
    report(answers[:, 0] > 0, learnt.left_out[:, 0])
    model = {"learnt_from": learnt_from(), **learnt.packed(len(learnt.traits))}
    plain = json.dumps(model, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    asking.FILE.write_bytes(gzip.compress(plain, mtime=0))
    size = asking.FILE.stat().st_size
    print(f"{len(judged)} propositions, {len(learnt.traits)} traits : {size} octets")


def seen(traits: Traits[int], one: Judged) -> list[View]:
    views = (
        *traits.of_clause(one.clause),
        traits.of_opening(asking.opening_of(one.clause, one.read)),
        *traits.of_text(one.read),
    )
    return [View([number for number in seen if number is not None], share) for seen, share in views]


def learnt_from() -> str:
    """Of all that the weights come from: clauses, traits and this script."""
    judged = ([one.asks, [word.form for word in one.clause.words]] for one in all_judged())
    return digest(judged, asking.__file__, cutting.__file__, __file__)


def all_judged() -> Iterator[Judged]:
    for text in passages():
        yield from sentences(text.text, text.facts)
    for text in annotated():
        if text.part in LEARNT:
            yield from sentences(text.text, text.facts)
    for line in (FOLDER / "taught" / "aims_told.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        read = clauses(record["text"])
        yield from (Judged(clause, read, bool(record["aims"])) for clause in read)


def sentences(text: str, facts: Sequence[Fact]) -> Iterator[Judged]:
    read = clauses(text)
    kinds: dict[int, set[str]] = {}
    for clause in read:
        kinds.setdefault(clause.sentence, set()).update(_kinds(clause, facts))
    for clause in read:
        said = kinds[clause.sentence]
        if said & {*NEEDED, DAY, TOLD}:
            yield Judged(clause, read, asks=_asks(said))


def _asks(said: Set[str]) -> bool:
    """A day is of what is told as well as of what is asked for: minutes have theirs."""
    return bool(said & NEEDED) or TOLD not in said


def _kinds(clause: Clause, facts: Iterable[Fact]) -> set[str]:
    return {fact.kind for fact in facts if fact.start < clause.end and clause.start < fact.end}


def report(asked: np.ndarray, left_out: Floats) -> None:
    """What clauses would be told, had each been left out."""
    for least in (0.3, asking.LEAST, 0.5):
        kept = left_out >= least
        right, told = kept[asked].mean(), 1 - kept[~asked].mean()
        print(f"{least:.2f} : {right:.3f} de ce qui demande gardé, {told:.3f} de ce qui raconte tu")


if __name__ == "__main__":
    main()

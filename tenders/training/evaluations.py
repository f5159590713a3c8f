"""The evaluation that follows a session: what is asked, and what may be shown of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# Under this number of answers somebody could be recognised: nothing is shown.
LEAST_ANSWERS = 5
MARKS = {4: "tout à fait", 3: "plutôt oui", 2: "plutôt non", 1: "pas du tout"}
SCALES = {
    "expectations": "La session a répondu à vos attentes.",
    "clarity": "Les explications étaient claires.",
    "exercises": "Les exemples et les exercices étaient utiles.",
    "pace": "Le rythme et la durée convenaient.",
    "ready": "Vous vous sentez capable d'utiliser ce que vous avez appris.",
}
TEXTS = {
    "useful": "Ce qui vous servira",
    "missing": "Ce qui a manqué",
}
LONGEST_TEXT = 1000

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class ScaleResult:
    question: str
    counts: tuple[int, ...]  # in the order of MARKS
    mean: Decimal


@dataclass(frozen=True)
class Results:
    """`shown` is false under the threshold: then nothing but the number of answers is known."""

    answers: int
    shown: bool
    scales: tuple[ScaleResult, ...] = ()
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()


def results(given: Iterable[Answers]) -> Results:
    """What the organiser may read."""
    answers = list(given)
    if len(answers) < LEAST_ANSWERS:
        return Results(len(answers), False)
    return Results(
        len(answers),
        True,
        tuple(_scale(id, question, answers) for id, question in SCALES.items()),
        tuple(
            (label, tuple(sorted(text for one in answers if (text := one.get(id, "")))))
            for id, label in TEXTS.items()
        ),
    )


def _scale(id: str, question: str, answers: list[Answers]) -> ScaleResult:
    marks = [one[id] for one in answers if id in one]
    return ScaleResult(question, tuple(marks.count(mark) for mark in MARKS), _mean(marks))


def _mean(marks: list[int]) -> Decimal:
    return round(Decimal(sum(marks)) / len(marks), 1) if marks else Decimal(0)


def mean_of_all(given: Iterable[Answers]) -> tuple[Decimal, int] | None:
    """The mean of every mark and the number of answers; None under the threshold."""
    answers = list(given)
    if len(answers) < LEAST_ANSWERS:
        return None
    return _mean([one[id] for one in answers for id in SCALES if id in one]), len(answers)

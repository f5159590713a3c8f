"""Self-check quizzes: questions as data, ten drawn by a seed, marked and explained.

Figures of the law are never written in the files: `{dispense_works}` is its value on the day, and
`{dispense_works@2025-12-31}` the one of that other day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from procurement.legal import FOLDER as LAW_FOLDER
from procurement.legal import SOURCES, Law, LegalValue
from procurement.yaml_files import read_yaml
from tenders.clauses.basis import LegalBasis
from tenders.clauses.library import articles as clause_articles
from tenders.clauses.loading import load_articles
from tenders.training.booklets import PARTS, titles_of

FOLDER = Path(__file__).parent / "data"
DRAWN, FROM_ONE_MODULE, MOST_SEED = 10, 2, 9999
_FIGURE = re.compile(r"\{([a-z0-9_]+)(?:@(\d{4}-\d{2}-\d{2}))?\}")


@dataclass(frozen=True)
class Choice:
    text: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """`when` holds subject → state: the question is asked only while the law says so."""

    id: str
    module: str
    text: str
    choices: tuple[Choice, ...]
    correction: str
    articles: tuple[str, ...]
    source: str
    checked: date
    when: Mapping[str, str] = field(default_factory=dict)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """(subject, day or « ») of each figure of the law that it quotes."""
        said = [self.text, self.correction, *(choice.text for choice in self.choices)]
        return [(m[1], m[2] or "") for text in said for m in _FIGURE.finditer(text)]

    @property
    def is_multiple(self) -> bool:
        return sum(choice.right for choice in self.choices) > 1

    @property
    def grounds(self) -> list[LegalBasis]:
        """The articles it cites, each with what it is about."""
        return [known_articles()[article] for article in self.articles]

    def holds(self, law: Law, at: date) -> bool:
        return all(law.value(id, at).value == state for id, state in self.when.items())


@dataclass(frozen=True)
class Quiz:
    role: str
    slug: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Asked:
    """A question as it is shown that day; `values` are the figures of the law that it quotes."""

    number: int
    question: Question
    text: str
    choices: tuple[Choice, ...]
    correction: str
    values: tuple[LegalValue, ...]
    module: str

    @property
    def name(self) -> str:
        return f"q{self.number}"


@dataclass(frozen=True)
class Marked:
    """An answer beside what was right; each choice with whether it was chosen."""

    asked: Asked
    chosen: frozenset[int]

    @property
    def is_right(self) -> bool:
        return self.chosen == {n for n, one in enumerate(self.asked.choices) if one.right}

    @property
    def choices(self) -> list[tuple[Choice, bool]]:
        return [(one, n in self.chosen) for n, one in enumerate(self.asked.choices)]


@cache
def quizzes() -> dict[str, Quiz]:
    """Role → its quiz, read once; raises ValueError that names the question on anything unknown."""
    return {role: _quiz(role) for role in PARTS}


def of_slug(slug: str) -> Quiz | None:
    return next((quiz for quiz in quizzes().values() if quiz.slug == slug), None)


def draw(quiz: Quiz, seed: int, *, at: date, law: Law) -> list[Asked]:
    """Ten questions and the order of their choices: the same ones for the same seed and day."""
    chance = Random(f"{quiz.role} {seed}")
    shuffled = [question for question in quiz.questions if question.holds(law, at)]
    chance.shuffle(shuffled)
    drawn = sorted(_spread(shuffled)[:DRAWN], key=lambda q: PARTS[quiz.role].index(q.module))
    return [
        _asked(n, question, quiz.role, chance, at, law) for n, question in enumerate(drawn, start=1)
    ]


def _spread(questions: Sequence[Question]) -> list[Question]:
    """Those of a module already asked twice come last."""
    met: Counter[str] = Counter()
    first: list[Question] = []
    later: list[Question] = []
    for question in questions:
        met[question.module] += 1
        (first if met[question.module] <= FROM_ONE_MODULE else later).append(question)
    return first + later


def _asked(number: int, question: Question, role: str, chance: Random, at: date, law: Law) -> Asked:
    choices = _apart([Choice(_filled(one.text, at, law), one.right) for one in question.choices])
    chance.shuffle(choices)
    current = dict.fromkeys(id for id, day in question.figures if not day)
    return Asked(
        number,
        question,
        _filled(question.text, at, law),
        tuple(choices),
        _filled(question.correction, at, law),
        tuple(law.value(id, at) for id in current),
        titles_of(role)[question.module],
    )


def _apart(choices: Sequence[Choice]) -> list[Choice]:
    """Each text once: when the law moves, a wrong choice may say what the right one says."""
    right = {choice.text for choice in choices if choice.right}
    texts = dict.fromkeys(choice.text for choice in choices)
    return [Choice(text, text in right) for text in texts]


def _filled(text: str, at: date, law: Law) -> str:
    def shown(figure: re.Match[str]) -> str:
        return law.value(figure[1], date.fromisoformat(figure[2]) if figure[2] else at).shown

    return _FIGURE.sub(shown, text)


def mark(asked: Sequence[Asked], answers: Mapping[str, Sequence[str]]) -> list[Marked]:
    """`answers` holds, by the name of the question, the numbers of the choices ticked."""
    return [
        Marked(
            one,
            frozenset(
                int(n)
                for n in answers.get(one.name, ())
                if n.isascii() and n.isdigit() and len(n) < 3 and int(n) < len(one.choices)
            ),
        )
        for one in asked
    ]


def to_read_again(marked: Sequence[Marked]) -> list[str]:
    """The parts of the booklet of what was missed, each once."""
    return list(dict.fromkeys(one.asked.module for one in marked if not one.is_right))


@cache
def known_articles() -> Mapping[str, LegalBasis]:
    """What grounds the clauses, and what only corrections cite: each with its title and dates."""
    return {**clause_articles(), **load_articles(FOLDER)}


@cache
def sources() -> dict[str, dict[str, str]]:
    """The texts where the law was read, shared with its dated values."""
    return dict(read_yaml(LAW_FOLDER / SOURCES))


def _quiz(role: str) -> Quiz:
    raw = read_yaml(FOLDER / "quizzes" / f"{role}.yaml")
    questions = tuple(_question(role, row) for row in raw.pop("questions"))
    return Quiz(role=role, questions=questions, **raw)


def _question(role: str, row: dict[str, Any]) -> Question:
    try:
        choices = tuple(Choice(**choice) for choice in row.pop("choices"))
        question = Question(**{**row, "articles": tuple(row["articles"]), "choices": choices})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{role}.yaml, {row.get('id')}: {error!r}") from error
    if question.module not in PARTS[role] or question.source not in sources():
        raise ValueError(f"{role}.yaml, {question.id}: unknown module or source")
    if unknown := set(question.articles) - known_articles().keys():
        raise ValueError(f"{role}.yaml, {question.id}: unknown articles {unknown}")
    return question

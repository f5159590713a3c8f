"""Question sets by sector, as objects: one file of `data/questions/` is one sector.

A question says how the answers of several authorities join (`joint`) and which fact of the whole
diagnosis they then give (`fact`), so that a new sector is a new file and no new code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from procurement.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "data" / "questions"
GENERAL = "general"

TYPES = ("integer", "decimal", "percent", "choice", "multi", "text", "boolean", "date")
NUMBERS = ("integer", "decimal", "percent")


class State(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"

    @property
    def label(self) -> str:
        return {"todo": "à faire", "doing": "en cours", "done": "fait"}[self]


class Joint(StrEnum):
    """How the answers of several sheets make one."""

    SUM = "sum"
    LARGEST = "largest"
    SMALLEST = "smallest"
    AGREED = "agreed"  # only when all who answered say the same
    NONE = "none"


@dataclass(frozen=True)
class Choice:
    id: str
    label: str


@dataclass(frozen=True)
class Condition:
    """Holds when the earlier answer is (or contains) one of these, or reaches this number."""

    question: str
    one_of: tuple[Any, ...] = ()
    at_least: Decimal | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.question)
        if answer in (None, "", []):
            return False
        if self.at_least is not None:
            return Decimal(str(answer)) >= self.at_least
        given = answer if isinstance(answer, list) else [answer]
        return any(value in self.one_of for value in given)


@dataclass(frozen=True)
class Question:
    id: str
    label: str
    type: str
    help: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    when: tuple[Condition, ...] = ()
    optional: bool = False
    joint: Joint = Joint.NONE
    fact: str = ""

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        return all(condition.holds(answers) for condition in self.when)

    def label_of(self, choice: Any) -> str:
        return next((c.label for c in self.choices if c.id == choice), str(choice))


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    why: str = ""

    def asked(self, answers: Mapping[str, Any]) -> list[Question]:
        """Those that the answers in force open."""
        return [question for question in self.questions if question.is_asked(answers)]

    def missing(self, answers: Mapping[str, Any]) -> list[Question]:
        return [q for q in self.asked(answers) if not q.optional and q.id not in answers]

    def state(self, answers: Mapping[str, Any]) -> State:
        if not any(question.id in answers for question in self.questions):
            return State.TODO
        return State.DOING if self.missing(answers) else State.DONE


@dataclass(frozen=True)
class QuestionSet:
    id: str
    title: str
    intro: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section.questions]

    def section(self, section_id: str) -> Section | None:
        return next((s for s in self.sections if s.id == section_id), None)

    def in_force(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers to what is asked: one that a later change of mind closed counts no more.

        It stays written, and comes back with its question.
        """
        kept: dict[str, Any] = {}
        for question in self.questions:  # conditions only look back
            if question.id in answers and question.is_asked(kept):
                kept[question.id] = answers[question.id]
        return kept

    def after(self, section: Section) -> Section | None:
        following = self.sections[self.sections.index(section) + 1 :]
        return following[0] if following else None

    def state(self, answers: Mapping[str, Any]) -> State:
        states = {section.state(answers) for section in self.sections}
        return states.pop() if len(states) == 1 else State.DOING


@dataclass(frozen=True)
class JointAnswer:
    """One fact of the whole diagnosis, with how it was made out of the sheets' answers."""

    question: Question
    value: Any
    sheets: int


def join(question: Question, answers: Iterable[Any]) -> JointAnswer | None:
    """The one answer that several make, or None when they make none."""
    given = [answer for answer in answers if answer not in (None, "", [])]
    if not given or question.joint == Joint.NONE:
        return None
    if question.joint == Joint.AGREED:
        return JointAnswer(question, given[0], len(given)) if _all_same(given) else None
    numbers = [Decimal(str(answer)) for answer in given]
    return JointAnswer(question, _gather(question.joint, numbers), len(numbers))


def _gather(joint: Joint, numbers: list[Decimal]) -> Decimal:
    if joint == Joint.SUM:
        return sum(numbers, Decimal(0))
    return max(numbers) if joint == Joint.LARGEST else min(numbers)


def _all_same(values: list[Any]) -> bool:
    return all(value == values[0] for value in values)


@cache
def question_sets() -> dict[str, QuestionSet]:
    """Every sector, the general one last."""
    sets = {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}
    return {**{key: value for key, value in sets.items() if key != GENERAL}, GENERAL: sets[GENERAL]}


def for_sector(sector: str) -> QuestionSet:
    return question_sets().get(sector) or question_sets()[GENERAL]


def load(path: Path) -> QuestionSet:
    """The question set of a file; raises ValueError naming the file on anything unknown."""
    try:
        questions = _question_set(path.stem, read_yaml(path))
        _check_ids(questions)
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    return questions


def _question_set(name: str, raw: dict[str, Any]) -> QuestionSet:
    sections = tuple(_section(section) for section in raw.pop("sections"))
    return QuestionSet(id=name, sections=sections, **raw)


def _section(raw: dict[str, Any]) -> Section:
    questions = tuple(_question(question) for question in raw.pop("questions"))
    return Section(intro=raw.pop("intro", ""), questions=questions, **raw)


def _question(raw: dict[str, Any]) -> Question:
    raw["choices"] = tuple(Choice(**choice) for choice in raw.get("choices", ()))
    raw["when"] = tuple(_condition(condition) for condition in raw.get("when", ()))
    raw["joint"] = Joint(raw.get("joint", Joint.NONE))
    for bound in ("minimum", "maximum"):
        raw[bound] = Decimal(str(raw[bound])) if bound in raw else None
    question = Question(**raw)
    if question.type not in TYPES:
        raise ValueError(f"{question.id}: unknown type {question.type}")
    if bool(question.choices) != (question.type in ("choice", "multi")):
        raise ValueError(f"{question.id}: choices go with the types choice and multi")
    # YAML reads a bare `yes` or `no` as a truth, which would be answered as « True ».
    if any(not isinstance(choice.id, str) for choice in question.choices):
        raise ValueError(f"{question.id}: the id of a choice is a text, quoted if it is yes or no")
    return question


def _condition(raw: dict[str, Any]) -> Condition:
    at_least = Decimal(str(raw.pop("at_least"))) if "at_least" in raw else None
    return Condition(one_of=tuple(raw.pop("one_of", ())), at_least=at_least, **raw)


def _check_ids(questions: QuestionSet) -> None:
    seen: set[str] = set()
    for question in questions.questions:
        unknown = [c.question for c in question.when if c.question not in seen]
        if unknown or question.id in seen:
            raise ValueError(f"{question.id}: asked twice, or depends on a later question")
        seen.add(question.id)

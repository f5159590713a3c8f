"""A module of a booklet: its parts, what they depend on, where they come from, how they are filled.

Texts are data (`data/training/*.yaml`), read again like clauses: a version, a source, the day they
were checked, the days they hold for, the articles they rest on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from procurement.legal import Law, LegalValue, law
from tenders.clauses.basis import LegalBasis

PLACEHOLDER = re.compile(r"\{(law:)?([a-z][a-z0-9_]*)\}(?!\})")
FIGURE = re.compile(r"^@([a-z_]+)$", re.MULTILINE)
ARTICLE = re.compile(r"\b[LRD]\d{3,4}(?:-\d+)*\b|\bL3\b")

Facts = Mapping[str, bool | str]
When = tuple[tuple[str, tuple[bool | str, ...]], ...]


def holds(when: When, facts: Facts) -> bool:
    """Whether every fact has one of the values listed."""
    return all(facts[name] in values for name, values in when)


@dataclass(frozen=True)
class Part:
    """Some paragraphs, kept when its conditions hold."""

    text: str
    when: When = ()
    since: date | None = None
    until: date | None = None

    def applies(self, facts: Facts, at: date) -> bool:
        held = (self.since is None or self.since <= at) and (self.until is None or at <= self.until)
        return held and holds(self.when, facts)


@dataclass(frozen=True)
class Module:
    """One subject, in its own words; the id never changes: quizzes and sessions refer to it."""

    id: str
    version: int
    title: str
    audience: tuple[str, ...]
    parts: tuple[Part, ...]
    source: str
    checked: date
    since: date
    until: date | None = None
    legal: tuple[LegalBasis, ...] = ()
    new_page: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.title, *(part.text for part in self.parts))

    @property
    def figures(self) -> tuple[str, ...]:
        """What the texts call for that code draws: tables, charts, exercises."""
        return tuple(name for text in self.texts for name in FIGURE.findall(text))

    def in_force(self, at: date) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)

    def said(self, facts: Facts, at: date) -> tuple[Part, ...]:
        """The parts that hold that day for these facts; nothing when the module does not."""
        if not self.in_force(at):
            return ()
        return tuple(part for part in self.parts if part.applies(facts, at))


@dataclass(frozen=True)
class Booklet:
    """Modules in order; those of `opening` come before the table of contents."""

    id: str
    title: str
    audience: str
    opening: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.opening, *self.modules)


def placeholders(text: str) -> Iterator[tuple[bool, str]]:
    """(is a legal value, name) of each brace."""
    return ((bool(found[1]), found[2]) for found in PLACEHOLDER.finditer(text))


@dataclass(frozen=True)
class Writer:
    """Fills texts for one tender, and keeps what it quoted of the law, doubts included."""

    values: Mapping[str, str]
    at: date
    legal: Law = field(default_factory=law)
    quoted: dict[str, LegalValue] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """The text with its values written in; a KeyError on a name that nobody gave."""
        return PLACEHOLDER.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        name = found[2]
        if not found[1]:
            return self.values[name]
        self.quoted[name] = self.legal.value(name, self.at)
        return self.quoted[name].shown

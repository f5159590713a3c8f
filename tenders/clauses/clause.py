"""What a clause is made of, how it is filled, and when it applies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from procurement.typography import NBSP, fold, join_words, number
from tenders.clauses.basis import Change, LegalBasis, Origin
from tenders.clauses.chain import Award, FollowUp, Proof
from tenders.clauses.facts import FACTS, with_derived
from tenders.clauses.variables import Variable

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Place(StrEnum):
    """Where the clause goes in the file of the consultation."""

    SPECIFICATION = "specification"
    SELECTION = "selection"
    AWARD = "award"
    PERFORMANCE = "performance"

    @property
    def label(self) -> str:
        return {
            "specification": "spécification technique",
            "selection": "sélection des candidatures",
            "award": "critère d'attribution",
            "performance": "condition d'exécution",
        }[self]

    @property
    def document(self) -> str:
        return {
            "specification": "CCTP",
            "selection": "règlement de la consultation",
            "award": "règlement de la consultation",
            "performance": "CCAP",
        }[self]


class Level(StrEnum):
    BASIC = "basic"
    SIGNIFICANT = "significant"
    EXEMPLARY = "exemplary"

    @property
    def label(self) -> str:
        return {"basic": "de base", "significant": "significatif", "exemplary": "exemplaire"}[self]


class State(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return {
            "draft": "brouillon",
            "reviewed": "relue",
            "published": "publiée",
            "retired": "retirée",
        }[self]


@dataclass(frozen=True)
class LevelContent:
    """What a level of ambition changes: the whole text, or the values of some variables."""

    text: str = ""
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Condition:
    """A test on one fact; a fact that nobody knows rules nothing out."""

    fact: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    one_of: tuple[Any, ...] = ()

    def allows(self, facts: Mapping[str, Any]) -> bool:
        value = facts.get(self.fact)
        if value in (None, ""):
            return True
        if self.one_of:
            return value in self.one_of
        amount = Decimal(str(value))
        return (self.at_least is None or amount >= self.at_least) and (
            self.at_most is None or amount <= self.at_most
        )

    @property
    def words(self) -> str:
        """« durée du marché en mois : au moins 6 »."""
        limits = [
            f"{word} {number(limit)}"
            for word, limit in (("au moins", self.at_least), ("au plus", self.at_most))
            if limit is not None
        ]
        said = [_in_words(value) for value in self.one_of]
        return f"{FACTS[self.fact]}{NBSP}: {join_words(limits or said, 'et' if limits else 'ou')}"


def _in_words(value: Any) -> str:
    """« services sociaux » for `services_sociaux`, « oui » for True."""
    return {True: "oui", False: "non"}.get(value, str(value).replace("_", " "))


@dataclass(frozen=True)
class Invalid:
    name: str
    label: str
    reason: str


@dataclass(frozen=True)
class Filled:
    """A clause with its values written in; blanks that remain show a marker in the text."""

    text: str
    follow_up: FollowUp | None = None
    missing: tuple[str, ...] = ()
    invalid: tuple[Invalid, ...] = ()

    @property
    def penalty(self) -> str:
        return self.follow_up.penalty if self.follow_up else ""

    @property
    def complete(self) -> bool:
        return not (self.missing or self.invalid)


@dataclass(frozen=True)
class Part:
    """A piece of a text: plain words, or what stands in the place of a variable."""

    text: str
    variable: Variable | None = None


@dataclass(frozen=True)
class Clause:
    id: str
    version: int
    title: str
    place: Place
    themes: tuple[str, ...]
    text: str
    why: str
    attention: str
    legal_basis: tuple[LegalBasis, ...]
    proofs: tuple[Proof, ...]
    history: tuple[Change, ...]
    checked: date
    source: str
    state: State = State.PUBLISHED
    families: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    levels: tuple[tuple[Level, LevelContent], ...] = ()
    applies_when: tuple[Condition, ...] = ()
    verification: str = ""
    award: Award | None = None
    follow_up: FollowUp | None = None
    excludes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    feasibility: str = ""
    origin: Origin | None = None

    @property
    def theme(self) -> str:
        """The theme under which the library files it."""
        return self.themes[0] if self.themes else ""

    @property
    def name(self) -> str:
        """How registers and alerts designate it."""
        return f"{self.id} v{self.version}"

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that carries blanks: the common one, those of the levels, the follow-up."""
        levels = [self.text_at(level) for level, _ in self.levels]
        sheet = self.follow_up.texts if self.follow_up else ()
        return tuple(dict.fromkeys([self.text, *levels, *sheet]))

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names written between braces, each once."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(" ".join(self.texts))))

    @property
    def free_proofs(self) -> bool:
        return all(proof.free for proof in self.proofs)

    def variable(self, name: str) -> Variable:
        return next(variable for variable in self.variables if variable.name == name)

    def level(self, level: str | None) -> LevelContent:
        """What the level changes; nothing for a clause without levels or a level not chosen."""
        return dict(self.levels).get(Level(level), LevelContent()) if level else LevelContent()

    def text_at(self, level: str | None = None) -> str:
        """The text of a level, its blanks unfilled."""
        return self.level(level).text or self.text

    def parts(
        self,
        level: str | None = None,
        values: Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> list[Part]:
        """The text cut at its blanks, for those who show them apart.

        What the level sets is written in; with values or facts, all that they and the defaults say.
        """
        own = dict(self.level(level).values)
        given = own if values is None and facts is None else self.given(values, level, facts)
        return self._cut(self.text_at(level), given)

    def follow_up_parts(
        self, values: Mapping[str, Any] | None = None, facts: Mapping[str, Any] | None = None
    ) -> dict[str, list[Part]]:
        """The follow-up likewise, part by part, with what is proposed."""
        given = self.given(values, None, facts)
        sheet = asdict(self.follow_up) if self.follow_up else {}
        return {name: self._cut(text, given) for name, text in sheet.items()}

    def _cut(self, text: str, values: Mapping[str, Any]) -> list[Part]:
        pieces = enumerate(PLACEHOLDER.split(text))
        return [
            self._blank(piece, values) if position % 2 else Part(piece)
            for position, piece in pieces
            if piece
        ]

    def _blank(self, name: str, values: Mapping[str, Any]) -> Part:
        variable = self.variable(name)
        if name not in values:
            return Part(variable.label, variable)
        return Part(variable.write(values[name]), variable)

    def proposed(
        self,
        facts: Mapping[str, Any],
        level: str | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The values to offer in each blank: of the level, else a fact, else the default.

        What the level sets or somebody types moves the figures that derive from it: hours follow
        the rate. A fact beyond the limits of its blank is not offered: it stays to be filled.
        """
        chosen = dict(self.level(level).values)
        moved = {**chosen, **(typed or {})}
        drawn = [v for v in self.variables if v.fact]
        known = with_derived(
            {v.fact: v.default for v in drawn if v.default is not None}
            | {name: value for name, value in facts.items() if value not in (None, "")}
            | {v.fact: moved[v.name] for v in drawn if v.name in moved}
        )
        proposals = {v.name: known.get(v.fact, v.default) for v in self.variables} | chosen
        return {v.name: proposals[v.name] for v in self.variables if v.accepts(proposals[v.name])}

    def given(
        self,
        values: Mapping[str, Any] | None,
        level: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What stands in each blank: what was typed, else what is proposed."""
        typed = {name: v for name, v in (values or {}).items() if v not in (None, "")}
        return self.proposed(facts or {}, level, self._readable(typed)) | typed

    def _readable(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        return {
            v.name: v.read(typed[v.name]) for v in self.variables if v.accepts(typed.get(v.name))
        }

    def fill(
        self,
        values: Mapping[str, Any],
        level: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Filled:
        """The clause with typed values first, then those of the level, the facts, the defaults."""
        given = self.given(values, level, facts)
        text = self.text_at(level)
        sheet = self.follow_up
        written = PLACEHOLDER.findall(" ".join([text, *(sheet.texts if sheet else ())]))
        used = [v for v in self.variables if v.name in written]
        missing = tuple(v.name for v in used if v.name not in given)
        invalid = tuple(
            Invalid(v.name, v.label, refusal)
            for v in used
            if v.name in given and (refusal := v.refusal(given[v.name]))
        )
        unknown = {*missing, *(value.name for value in invalid)}
        words = {v.name: v.marker if v.name in unknown else v.write(given[v.name]) for v in used}
        return Filled(
            _write(text, words),
            sheet and sheet.written(lambda t: _write(t, words)),
            missing,
            invalid,
        )

    def applies(self, facts: Mapping[str, Any]) -> bool:
        return all(condition.allows(facts) for condition in self.applies_when)

    def concerns(self, family: str) -> bool:
        """Whether a purchase family is the clause's; no family listed means every purchase."""
        code = family.rstrip("0") or family
        return not self.families or any(
            code.startswith(own) or own.startswith(code) for own in self.families
        )

    def in_force(self, at: date) -> bool:
        """Whether a text grounds the clause that day, and none of its texts has ended."""
        ended = any(basis.until is not None and basis.until < at for basis in self.legal_basis)
        return not ended and any(basis.in_force(at) for basis in self.legal_basis)

    def mentions(self, words: str) -> bool:
        """Whether each word stands somewhere in what the clause says."""
        levels = (content.text for _, content in self.levels)
        said = _search_key(" ".join([self.title, self.text, self.why, *levels]))
        return all(word in said for word in _search_key(words).split())


def _write(text: str, words: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: words[found[1]], text)


def _search_key(text: str) -> str:
    return fold(text).replace("’", "'")

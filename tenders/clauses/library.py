"""The library as a whole: find, filter, and tell which clauses cannot stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tenders.clauses.basis import LegalBasis
from tenders.clauses.clause import Clause, Condition, State
from tenders.clauses.facts import with_derived
from tenders.clauses.loading import load, load_articles, load_themes

FOLDER = Path(__file__).resolve().parent.parent / "data" / "clauses"


@dataclass(frozen=True)
class Conflict:
    """Two clauses that do not fit together, said in words; `kind`: `excludes` or `needs`."""

    kind: str
    clause: str
    other: str
    text: str


@dataclass(frozen=True)
class Library:
    """Every version of every clause; `clauses` has the one of each that stands.

    It is the last version, but a draft never hides what was read again or published before it.
    """

    versions: tuple[Clause, ...]
    themes: Mapping[str, str]

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        last = {clause.id: clause for clause in sorted(self.versions, key=_firmness)}
        return tuple(last[id] for id in dict.fromkeys(clause.id for clause in self.versions))

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _by_version(self) -> dict[tuple[str, int], Clause]:
        return {(clause.id, clause.version): clause for clause in self.versions}

    def get(self, id: str, version: int | None = None) -> Clause | None:
        """The clause as its last version, or as it stood at the version that a tender used."""
        if version is None:
            return self._by_id.get(id)
        return self._by_version.get((id, version))

    def applicable(self, facts: Mapping[str, Any], *, at: date | None = None) -> tuple[Clause, ...]:
        """Those that no known fact rules out; with a date, those whose legal basis holds then."""
        known = with_derived(facts)
        return tuple(
            clause
            for clause in self.clauses
            if clause.state != State.RETIRED
            and clause.applies(known)
            and (at is None or clause.in_force(at))
        )

    def with_clauses(self, more: Iterable[Clause]) -> Library:
        """This library and other clauses after its own: those that an authority wrote."""
        return Library((*self.versions, *more), self.themes)

    def versions_of(self, id: str) -> tuple[Clause, ...]:
        """Its versions, oldest first."""
        return tuple(sorted((c for c in self.versions if c.id == id), key=lambda c: c.version))

    def filter(
        self,
        *,
        place: str = "",
        theme: str = "",
        family: str = "",
        text: str = "",
        level: str = "",
        state: str = "",
        free_proofs: bool = False,
        at: date | None = None,
    ) -> tuple[Clause, ...]:
        return tuple(
            clause
            for clause in self.clauses
            if (not place or clause.place == place)
            and (not theme or theme in clause.themes)
            and (not family or clause.concerns(family))
            and (not level or level in dict(clause.levels))
            and (not state or clause.state == state)
            and (not free_proofs or clause.free_proofs)
            and (at is None or clause.in_force(at))
            and (not text or clause.mentions(text))
        )

    def excluded(self, clause: Clause) -> tuple[Clause, ...]:
        """Those that cannot stand beside it, whichever of the two says so."""
        return tuple(
            other
            for other in self.clauses
            if other.id in clause.excludes or clause.id in other.excludes
        )

    def conflicts(self, ids: Iterable[str]) -> list[Conflict]:
        """What forbids putting these clauses together, each reason once."""
        chosen = [self._by_id[id] for id in dict.fromkeys(ids) if id in self._by_id]
        held = {clause.id for clause in chosen}
        found: dict[frozenset[str], Conflict] = {}
        for clause in chosen:
            for other in clause.excludes:
                if other in held:
                    found.setdefault(frozenset((clause.id, other)), self._excluded(clause, other))
        missing = [
            self._needed(clause, other)
            for clause in chosen
            for other in clause.needs
            if other not in held and other in self._by_id
        ]
        return [*found.values(), *missing]

    def frictions(self, id: str, held: Iterable[str]) -> list[Conflict]:
        """What adding this clause to those would not go well with, or would call for."""
        return [c for c in self.conflicts([*held, id]) if id in (c.clause, c.other)]

    def set_aside(self, facts: Mapping[str, Any]) -> list[tuple[Clause, Condition, Any]]:
        """Those that a known fact rules out, with the condition and what is known."""
        known = with_derived(facts)
        return [
            (clause, condition, known[condition.fact])
            for clause in self.clauses
            if clause.state != State.RETIRED
            for condition in clause.applies_when
            if not condition.allows(known)
        ]

    def _excluded(self, clause: Clause, other: str) -> Conflict:
        return Conflict(
            "excludes",
            clause.id,
            other,
            f"« {clause.title} » et « {self._by_id[other].title} » ne vont pas ensemble : "
            "gardez l'une des deux.",
        )

    def _needed(self, clause: Clause, other: str) -> Conflict:
        return Conflict(
            "needs",
            clause.id,
            other,
            f"« {clause.title} » ne se tient pas sans « {self._by_id[other].title} » : "
            "ajoutez cette clause.",
        )


def _firmness(clause: Clause) -> tuple[bool, int]:
    return clause.state != State.DRAFT, clause.version


@cache
def articles() -> Mapping[str, LegalBasis]:
    """The texts that may ground a clause, by the id that clauses write."""
    return load_articles(FOLDER)


@cache
def library() -> Library:
    """The library shipped with Balise, read once."""
    return Library(load(FOLDER), load_themes(FOLDER))

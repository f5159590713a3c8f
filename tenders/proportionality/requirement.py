"""One requirement of a tender against the suppliers found: who can, who cannot, who is silent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from procurement.typography import NBSP, number, plural
from tenders.proportionality.knowledge import SILENT, Ability, Said

# No text sets a number: under three possible offers, comparing them means little.
FEW = 3

SaidBy = Mapping[str, Said]
Pool = Callable[[Collection[str]], Ability]


class Kind(StrEnum):
    CLAUSE = "clause"
    CANDIDATURE = "candidature"
    CRITERION = "criterion"

    @property
    def label(self) -> str:
        return {
            "clause": "clause",
            "candidature": "condition de candidature",
            "criterion": "critère d'attribution",
        }[self]


@dataclass(frozen=True)
class Tally:
    """The suppliers counted by what they said. Silence is never taken for a refusal."""

    yes: int = 0
    conditions: int = 0
    no: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, abilities: Iterable[Ability]) -> Tally:
        found = list(abilities)
        return cls(**{str(ability): found.count(ability) for ability in Ability})

    @property
    def total(self) -> int:
        return self.yes + self.conditions + self.no + self.unknown

    @property
    def least(self) -> int:
        """Those who said that they can, with conditions or without."""
        return self.yes + self.conditions

    @property
    def most(self) -> int:
        """The same, and all those who said nothing."""
        return self.total - self.no

    @property
    def figures(self) -> str:
        """« 2 », « entre 2 et 6 »."""
        if self.least == self.most:
            return number(self.most)
        return f"entre {number(self.least)} et {number(self.most)}"

    @property
    def range(self) -> str:
        """« 2 sur 9 », « entre 2 et 6 sur 9 »."""
        return f"{self.figures} sur {number(self.total)}"

    def suppliers(self, verb: str) -> str:
        """« Cette exigence laisse entre 2 et 6 fournisseurs sur 9, dont 1 avec conditions »."""
        if not self.total:
            return "Aucun fournisseur n'a été trouvé"
        noun = "fournisseur" if self.most < 2 else "fournisseurs"
        told = f"{verb} {self.figures}{NBSP}{noun} sur {number(self.total)}"
        return f"{told}, dont {self.conditions} avec conditions" if self.conditions else told


@dataclass(frozen=True)
class Step:
    """One strength of a requirement: a level of ambition, a ratio, a part of the volume."""

    label: str
    said: SaidBy
    together: Pool

    def of(self, supplier: str) -> Said:
        return self.said.get(supplier, SILENT)

    def tally(self, suppliers: Iterable[str]) -> Tally:
        return Tally.of(self.of(supplier).ability for supplier in suppliers)

    def tally_of_groups(self, groups: Iterable[Collection[str]]) -> Tally:
        return Tally.of(self.together(members) for members in groups)


def best_of(said: SaidBy) -> Pool:
    """A group can what one of its members can; it cannot when none can and all have spoken."""
    return _first_found(said, (Ability.YES, Ability.CONDITIONS, Ability.UNKNOWN, Ability.NO))


def each_of(said: SaidBy) -> Pool:
    """A group can what every member can: a quality that cannot be lent."""
    return _first_found(said, (Ability.NO, Ability.UNKNOWN, Ability.CONDITIONS, Ability.YES))


def _first_found(said: SaidBy, order: tuple[Ability, ...]) -> Pool:
    def pool(members: Collection[str]) -> Ability:
        found = {said.get(member, SILENT).ability for member in members}
        return next((ability for ability in order if ability in found), Ability.UNKNOWN)

    return pool


def sum_of(measures: Mapping[str, float | None], needed: float, enough: Ability) -> Pool:
    """What members have adds up (R2142-25); one unknown part may still make the difference."""

    def pool(members: Collection[str]) -> Ability:
        known = [measures.get(member) for member in members]
        if sum(value for value in known if value is not None) >= needed:
            return enough
        return Ability.UNKNOWN if None in known or not known else Ability.NO

    return pool


@dataclass(frozen=True)
class Requirement:
    """`steps` go from the loosest to the strictest; `used` is the one the tender asks."""

    id: str
    title: str
    kind: Kind
    articles: tuple[str, ...]
    steps: tuple[Step, ...]
    used: int = 0
    url: str = ""
    remark: str = ""
    loosen: tuple[str, ...] = field(default=())

    @property
    def step(self) -> Step:
        return self.steps[self.used]

    @property
    def excludes(self) -> bool:
        """A criterion sorts offers; it puts nobody aside."""
        return self.kind != Kind.CRITERION

    @property
    def verb(self) -> str:
        return "Cette exigence laisse" if self.excludes else "À ce critère peuvent répondre"

    def sentence(self, suppliers: Collection[str]) -> str:
        tally = self.step.tally(suppliers)
        outdated = sum(self.step.of(supplier).outdated for supplier in suppliers)
        if tally.unknown == tally.total > 0 and not outdated:
            return f"Aucun des {plural(tally.total, 'fournisseur')} n'en a encore rien dit."
        told = tally.suppliers(self.verb)
        if tally.unknown:
            told += f"{NBSP}: {plural(tally.unknown, 'n’a rien dit', 'n’ont rien dit')}"
        if outdated:
            told += f", dont {outdated} à confirmer (version différente de la clause)"
        return f"{told}."

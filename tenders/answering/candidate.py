"""What a candidate says of itself, each fact with its source, its date and its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from procurement.typography import NBSP, long_date
from suppliers.capacity import Quantity
from suppliers.standing import Standing
from suppliers.territory import ServiceArea
from tenders.proportionality import Statement


@dataclass(frozen=True)
class Fact:
    """One thing that the candidate's record says.

    `topic`: identity, presentation (a sentence of it), staff, money, activity, capacity, means,
    area, family, label or reference. `proof` names the document that shows it, when one is kept.
    """

    topic: str
    label: str
    value: str
    source: str
    on: date | None = None
    until: date | None = None
    proof: str = ""
    speaks_for: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """« votre fiche, 3 mars 2027 »."""
        return f"{self.source}, {long_date(self.on)}" if self.on else self.source

    def validity(self, at: date) -> str:
        """What a reader must know of its end, on the day that counts; empty when it has none."""
        if self.until is None:
            return ""
        if self.until < at:
            return f"expiré le {long_date(self.until)}{NBSP}: à renouveler avant de le joindre"
        return f"valable jusqu'au {long_date(self.until)}"

    def is_over(self, at: date) -> bool:
        return self.until is not None and self.until < at


@dataclass(frozen=True)
class Candidate:
    """`statements` are what it said of clauses, on its record or to consultations."""

    name: str
    siret: str = ""
    facts: tuple[Fact, ...] = ()
    kinds: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    max_yearly: Decimal | None = None
    fte: Decimal | None = None
    statements: Mapping[str, Sequence[Statement]] = field(default_factory=dict)

    def about(self, *topics: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.topic in topics)


def ending(facts: Iterable[Fact], at: date) -> list[Fact]:
    """Those that no longer hold that day."""
    return [fact for fact in facts if fact.is_over(at)]

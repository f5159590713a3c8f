"""What suppliers said of a clause, and what it means at one level of ambition of one version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from procurement.typography import NBSP, long_date

# A clause that has no levels, or whose level nobody chose, asks its first level.
RANKS = {"": 0, "basic": 0, "significant": 1, "exemplary": 2}


class Ability(StrEnum):
    """The values of `suppliers.models.Ability`, and silence."""

    YES = "yes"
    CONDITIONS = "conditions"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            "yes": "oui",
            "conditions": "avec conditions",
            "no": "non",
            "unknown": "sans réponse",
        }[self]


@dataclass(frozen=True)
class Statement:
    """One supplier's word on one clause; `open`: the buyers' team may read who said it."""

    ability: Ability
    on: datetime
    origin: str
    version: int
    level: str = ""
    note: str = ""
    open: bool = False

    def tells(self, rank: int) -> bool:
        """Who can do more can do less; who cannot do less cannot do more."""
        own = RANKS[self.level]
        if own == rank:
            return True
        return self.ability is Ability.NO if own < rank else self.ability is not Ability.NO


@dataclass(frozen=True)
class Said:
    """What is known of one supplier on one requirement; `outdated`: it spoke of another version."""

    ability: Ability = Ability.UNKNOWN
    why: str = ""
    open: bool = False
    outdated: bool = False


SILENT = Said()


def said_at(statements: Iterable[Statement], level: str, version: int) -> Said:
    """The supplier's last word on this version at this level, said of it or implied."""
    statements = list(statements)
    rank = RANKS[level]
    telling = [s for s in statements if s.version == version and s.tells(rank)]
    if not telling:
        return Said(outdated=any(s.version != version for s in statements))
    last = max(telling, key=lambda s: (s.on, RANKS[s.level] == rank))
    return Said(last.ability, _why(last), last.open)


def _why(statement: Statement) -> str:
    note = f"{NBSP}: {statement.note}" if statement.note else ""
    return f"{statement.origin}, {long_date(statement.on.date())}{note}"

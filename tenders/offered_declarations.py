"""What a supplier answered on clauses and has not declared: offered to its record, if it agrees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from procurement.accounts.models import User
from suppliers.models import Ability, Declaration, Supplier
from tenders.clauses import Clause, Level, Library
from tenders.proportionality import Statement
from tenders.statements import DECLARED, Own


@dataclass(frozen=True)
class Offered:
    """The last answer on a clause, at one level, that says other than the record."""

    clause: Clause
    statement: Statement

    @property
    def key(self) -> str:
        return f"{self.clause.id}@{self.statement.level}"

    @property
    def words(self) -> str:
        return str(Ability(self.statement.ability).label)

    @property
    def level(self) -> str:
        return Level(self.statement.level).label if self.statement.level else ""

    @property
    def note(self) -> str:
        """What it said with it, unless it is a business secret: the record holds none."""
        return self.statement.note[:500] if self.statement.open else ""


def offered(statements: Iterable[Own], shelf: Library) -> list[Offered]:
    """The latest answer of each clause and level, newer than the declaration and different."""
    last: dict[tuple[str, str], Statement] = {}
    declared: dict[tuple[str, str], Statement] = {}
    for own in statements:  # the latest first
        key = own.clause_id, own.statement.level
        (declared if own.statement.origin == DECLARED else last).setdefault(key, own.statement)
    found = []
    for (clause_id, level), said in last.items():
        clause = shelf.get(clause_id)
        if clause and _says_more(said, declared.get((clause_id, level))):
            found.append(Offered(clause, said))
    return found


def take(supplier: Supplier, chosen: Iterable[Offered], *, by: User, now: datetime) -> None:
    """Write on the record what the supplier agreed to, at the version that it answered."""
    for one in chosen:
        Declaration.objects.take(
            supplier,
            one.clause.id,
            one.statement.version,
            level=one.statement.level,
            ability=str(one.statement.ability),
            note=one.note,
            by=by,
            now=now,
        )


def _says_more(said: Statement, declared: Statement | None) -> bool:
    if declared is None:
        return True
    same = (declared.ability, declared.version) == (said.ability, said.version)
    return declared.on < said.on and not same

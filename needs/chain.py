"""A register as a chain of seals: what holds, and which row was altered, removed or moved.

It proves that no row was changed, taken out or put in since its seal was computed, as long as
nobody rewrote all that follows it. Who holds the database can rewrite the whole chain: only a seal
kept elsewhere (an export, a printed report) tells then, which is what `holds_seal` is for. It does
not prove that all that happened was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

ALTERED, MISSING, MOVED = "altered", "missing", "moved"
_NEAREST = 60  # places tried for a row that does not bear the seal of its own


@dataclass(frozen=True)
class Row:
    """One act as it is stored; `register` is the project it belongs to."""

    register: str
    number: int
    at: datetime
    act: str
    actor: str
    facts: Mapping[str, Any]
    previous: str
    seal: str

    def computed(self) -> str:
        """SHA-256 over the act and the seal before it: altering one breaks all that follow."""
        content = json.dumps(
            [
                self.register,
                self.number,
                self.at.timestamp(),
                self.act,
                self.actor,
                self.facts,
                self.previous,
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        return self.seal == self.computed()


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which number of the register."""

    kind: str
    number: int
    said: str

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "number": self.number, "said": self.said}


@dataclass(frozen=True)
class Verdict:
    rows: int
    last_seal: str
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        return {
            "holds": self.holds,
            "rows": self.rows,
            "last_seal": self.last_seal,
            "faults": [fault.as_dict() for fault in self.faults],
        }


def verify(rows: Sequence[Row]) -> Verdict:
    """The rows in the order of their numbers → what is wrong with each; nothing when all hold."""
    broken = [row for row in rows if not row.is_whole]
    origins = {row.number: _origin(row, broken) for row in broken}
    faults = [_misplaced(row, origins[row.number]) for row in broken]
    faults += [_missing(number) for number in _gaps(rows, origins)]
    named = {fault.number for fault in faults}
    faults += [
        _rewritten(before, row)
        for before, row in pairwise(rows)
        if row.previous != before.seal and named.isdisjoint(range(before.number, row.number + 1))
    ]
    faults.sort(key=lambda fault: fault.number)
    return Verdict(len(rows), rows[-1].seal if rows else "", tuple(faults))


def holds_seal(rows: Sequence[Row], seal: str) -> int | None:
    """The number of the row that bears a seal kept elsewhere, in full or its first 12 signs."""
    wanted = seal.strip().lower()
    if len(wanted) < 12:
        return None
    return next((row.number for row in rows if row.seal.startswith(wanted)), None)


def _origin(row: Row, broken: Sequence[Row]) -> int | None:
    """The number under which the row bears its own seal; None when its content was altered."""
    numbers = {other.number + shift for other in broken for shift in (-1, 0, 1)}
    nearest = sorted(numbers, key=lambda number: abs(number - row.number))[:_NEAREST]
    return next((n for n in nearest if row.seal == replace(row, number=n).computed()), None)


def _gaps(rows: Sequence[Row], origins: Mapping[int, int | None]) -> list[int]:
    """The numbers that no row bears or bore."""
    borne = {origins.get(row.number) or row.number for row in rows}
    return sorted(set(range(1, max(borne, default=0) + 1)) - borne)


def _misplaced(row: Row, origin: int | None) -> Fault:
    if origin is None:
        said = "a été modifié : son empreinte n'est pas celle de son contenu."
        return Fault(ALTERED, row.number, f"L'acte n° {row.number} {said}")
    said = f"L'acte n° {row.number} n'est pas à sa place : il portait le n° {origin}."
    return Fault(MOVED, row.number, said)


def _missing(number: int) -> Fault:
    return Fault(MISSING, number, f"L'acte n° {number} a été retiré.")


def _rewritten(before: Row, row: Row) -> Fault:
    """A whole row that does not follow the one before: that one was rewritten, seal included."""
    said = (
        f"L'acte n° {before.number} a été réécrit avec son empreinte : le n° {row.number} garde "
        "l'empreinte de l'original."
    )
    return Fault(ALTERED, before.number, said)

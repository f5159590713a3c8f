"""What a need requires besides trades: « sans moteur thermique », « une installation habilitée ».

A need says it anywhere, and it holds for the parts whose trades it is required of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from procurement.language.alternatives import any_of
from procurement.yaml_files import read_yaml
from suppliers.statements import folded

DATA = Path(__file__).parent / "data" / "conditions.yaml"


@dataclass(frozen=True)
class Condition:
    id: str
    label: str
    asked: re.Pattern[str]
    told: re.Pattern[str]
    trades: frozenset[str]

    def is_told(self, texts: Iterable[str]) -> bool:
        return any(self.told.search(folded(text)) for text in texts)


@cache
def conditions() -> tuple[Condition, ...]:
    return tuple(
        Condition(
            row["id"],
            row["label"],
            any_of([row["asked"]]),
            any_of([row["told"]]),
            frozenset(row["trades"]),
        )
        for row in read_yaml(DATA)
    )


def required(text: str, of: Collection[str]) -> tuple[Condition, ...]:
    """What a need requires of whoever takes on one of these trades."""
    plain = folded(text)
    return tuple(c for c in conditions() if not c.trades.isdisjoint(of) and c.asked.search(plain))

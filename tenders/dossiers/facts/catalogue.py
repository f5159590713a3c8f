"""The pieces that buyers ask for, by the names they go by; see `data/pieces.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from procurement.yaml_files import read_yaml

FILE = Path(__file__).parent.parent / "data" / "pieces.yaml"


@dataclass(frozen=True)
class Known:
    id: str
    name: str
    stage: str
    says: re.Pattern[str]


@cache
def catalogue() -> tuple[Known, ...]:
    rows = read_yaml(FILE)
    return tuple(
        Known(row["id"], row["name"], row["stage"], re.compile("|".join(row["says"])))
        for row in rows
    )


def named(folded: str) -> Iterator[tuple[int, Known]]:
    """(position, piece) for every piece that the text names, in reading order."""
    found = [(match.start(), one) for one in catalogue() if (match := one.says.search(folded))]
    yield from sorted(found, key=lambda pair: pair[0])

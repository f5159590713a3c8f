"""Labels and certificates: the curated list, what each speaks for, and whether one still holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from procurement.typography import fold, long_date
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "labels.yaml"
WARNED = timedelta(days=60)  # before the end, its holder is told


@dataclass(frozen=True)
class Label:
    """A label of the list; `objectives` are those of a need for which it speaks."""

    id: str
    name: str
    issuer: str
    aliases: tuple[str, ...]
    objectives: tuple[str, ...] = ()


@cache
def labels() -> Mapping[str, Label]:
    raw: list[dict[str, Any]] = read_yaml(DATA)
    return {
        item["id"]: Label(
            **{
                **item,
                "aliases": tuple(item["aliases"]),
                "objectives": tuple(item.get("objectives", ())),
            }
        )
        for item in raw
    }


@lru_cache(maxsize=5000)
def recognise(text: str) -> Label | None:
    """The label of the list that these words name; the longest name wins."""
    plain = fold(text).replace("’", "'")
    named = [
        (len(alias), label)
        for label in labels().values()
        for alias in label.aliases
        if re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", plain)
    ]
    return max(named, key=lambda found: found[0])[1] if named else None


def speaking_for(objective: str, names: Iterable[str]) -> list[str]:
    """The names, among these, of labels that speak for an objective."""
    return [name for name in names if (label := recognise(name)) and objective in label.objectives]


@dataclass(frozen=True)
class Validity:
    """Whether a label holds on a day, in words."""

    holds: bool
    sentence: str
    ends_soon: bool = False


def validity(expires_on: date | None, *, at: date) -> Validity:
    if expires_on is None:
        return Validity(True, "sans date de fin déclarée")
    day = long_date(expires_on)
    if expires_on < at:
        return Validity(False, f"expiré le {day} : il ne compte plus dans les recherches")
    return Validity(True, f"valable jusqu'au {day}", expires_on - at <= WARNED)

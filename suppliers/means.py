"""What a supplier has to work with: lead time, storage, wash line, vehicles, hygiene plan.

A need asks for some of them with its own words; what is declared answers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from procurement.typography import NBSP, fold, number
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "means.yaml"
LONGEST_PROOF = 300


@dataclass(frozen=True)
class Kind:
    """One sort of means, with the units it is counted in, or the natures it has."""

    id: str
    label: str
    units: tuple[str, ...]
    cues: re.Pattern[str]
    counted: bool = True


class Means(NamedTuple):
    """One thing declared; `value` is None for what is not counted."""

    kind: str
    value: float | None
    unit: str
    proof: str = ""

    def __str__(self) -> str:
        """« véhicules : 3 véhicules frigorifiques »."""
        label = kinds()[self.kind].label
        amount = "" if self.value is None else f"{number(self.value)}{NBSP}"
        return f"{label}{NBSP}: {amount}{self.unit}"


@cache
def kinds() -> dict[str, Kind]:
    raw: list[dict[str, Any]] = read_yaml(DATA)
    return {
        item["id"]: Kind(
            **{**item, "units": tuple(item["units"]), "cues": re.compile("|".join(item["cues"]))}
        )
        for item in raw
    }


@lru_cache(maxsize=200)
def asked(text: str) -> frozenset[str]:
    """The kinds of means that a need speaks of."""
    plain = fold(text).replace("’", "'")
    return frozenset(id for id, kind in kinds().items() if kind.cues.search(plain))


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Means]:
    """As a record keeps them; a kind that no longer exists is left out."""
    return [
        Means(item["kind"], item.get("value"), item["unit"], item.get("proof", ""))
        for item in kept
        if item["kind"] in kinds()
    ]


def as_json(means: Means) -> dict[str, Any]:
    return means._asdict()

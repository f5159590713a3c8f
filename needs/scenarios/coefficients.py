"""The figures that a comparison stands on: what each means, its limits, where its value is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from procurement.yaml_files import read_yaml

FILE = Path(__file__).parent.parent / "data" / "scenarios" / "containers.yaml"


class Origin(StrEnum):
    PERSON = "person"
    DIAGNOSIS = "diagnosis"
    ASSUMPTION = "assumption"

    @property
    def label(self) -> str:
        return {
            "person": "saisi",
            "diagnosis": "lu dans le diagnostic",
            "assumption": "hypothèse",
        }[self]


@dataclass(frozen=True)
class Coefficient:
    """`fact` names what the diagnosis may know of it; `note` says what the default assumes."""

    id: str
    label: str
    unit: str
    minimum: Decimal
    maximum: Decimal
    default: Decimal
    note: str
    fact: str = ""
    places: int = 2

    def accepts(self, value: Decimal) -> bool:
        return self.minimum <= value <= self.maximum


@dataclass(frozen=True)
class Group:
    id: str
    title: str
    coefficients: tuple[Coefficient, ...]


@dataclass(frozen=True)
class Given:
    """A coefficient with its value, where it is from, and the source somebody wrote."""

    coefficient: Coefficient
    value: Decimal
    origin: Origin
    source: str = ""

    @property
    def said_source(self) -> str:
        """« devis de mars 2027 », « lu dans le diagnostic », « hypothèse »."""
        return self.source or self.origin.label


@cache
def groups() -> tuple[Group, ...]:
    """The shipped coefficients, in the order in which one fills them."""
    raw = read_yaml(FILE)
    return tuple(
        Group(group["id"], group["title"], tuple(map(_coefficient, group["coefficients"])))
        for group in raw["groups"]
    )


def _coefficient(raw: dict[str, Any]) -> Coefficient:
    numbers = {name: Decimal(str(raw[name])) for name in ("minimum", "maximum", "default")}
    return Coefficient(**{"fact": raw.pop("from", ""), **raw, **numbers})


@cache
def coefficients() -> Mapping[str, Coefficient]:
    return {c.id: c for group in groups() for c in group.coefficients}


def given(typed: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any]) -> dict[str, Given]:
    """Each coefficient's value: what somebody typed, else what the diagnosis knows, else the
    assumption. `typed`: {id: {"value": text, "source": text}}, as kept.
    """
    return {
        id: _typed(coefficient, typed[id]) if id in typed else _known(coefficient, facts)
        for id, coefficient in coefficients().items()
    }


def _typed(coefficient: Coefficient, kept: Mapping[str, Any]) -> Given:
    return Given(
        coefficient, Decimal(str(kept["value"])), Origin.PERSON, str(kept.get("source", ""))
    )


def _known(coefficient: Coefficient, facts: Mapping[str, Any]) -> Given:
    known = facts.get(coefficient.fact)
    if known is not None and coefficient.accepts(value := Decimal(str(known))):
        return Given(coefficient, value, Origin.DIAGNOSIS)
    return Given(coefficient, coefficient.default, Origin.ASSUMPTION)

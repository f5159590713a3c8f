"""What the sent answers say together: totals against the need, choices, feasibility of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from needs.diagnosis import Diagnosis, Total
from needs.units import said_unit, unit_and_scale
from procurement.typography import NBSP, fold, number, plural
from tenders.answers import (
    ALL_YEAR,
    FEASIBILITY,
    Rhythm,
    Totals,
    as_text,
    counts,
    is_given,
    per_year,
    totals,
)

QUANTITIES = ("number", "capacity")


@dataclass(frozen=True)
class Asked:
    """A question as plain values."""

    id: int
    kind: str
    label: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    component: str = ""


@dataclass(frozen=True)
class Said:
    """One supplier's answer to one question."""

    who: str
    value: Any
    confidential: bool = False


@dataclass(frozen=True)
class Needed:
    """A total of the diagnosis, and the days and weeks of the year over which it is needed."""

    component: str
    unit: str
    value: Decimal
    is_flow: bool
    rhythm: Rhythm = ALL_YEAR


@dataclass(frozen=True)
class QuestionSynthesis:
    asked: Asked
    said: tuple[Said, ...]
    totals: Totals | None = None
    choices: tuple[tuple[str, int], ...] = ()
    price_effects: Totals | None = None
    needed: Needed | None = None

    @property
    def price_range(self) -> str:
        return price_range(self.price_effects) if self.price_effects else ""

    @property
    def sentences(self) -> list[str]:
        """What was learned, in words."""
        if not self.said:
            return ["Aucune réponse."]
        if self.totals:
            return _quantity_sentences(self.asked, self.totals, self.needed)
        if self.choices:
            chosen = [f"{label}{NBSP}: {plural(n, 'réponse')}" for label, n in self.choices if n]
            return [f"{NBSP}; ".join(chosen) + "."] + _price_sentences(self.price_effects)
        return [f"{plural(len(self.said), 'réponse')}."]


def synthesise(
    asked: Asked, said: Iterable[Said], needed: Sequence[Needed] = ()
) -> QuestionSynthesis:
    """The answers to one question, put together as its kind allows."""
    given = tuple(s for s in said if is_given(s.value))
    values = [s.value for s in given]
    if asked.kind in QUANTITIES:
        need = need_of(asked, needed)
        rhythm = need.rhythm if need else ALL_YEAR
        quantities = [q for v in values if (q := per_year(asked.kind, v, rhythm)) is not None]
        found = totals(quantities, need.value if need else None)
        return QuestionSynthesis(asked, given, totals=found, needed=need)
    if asked.kind in ("choice", "choices"):
        return QuestionSynthesis(asked, given, choices=tuple(counts(values, asked.choices)))
    if asked.kind == "clause":
        chosen = [v["feasibility"] for v in values]
        effects = [Decimal(v["price"]) for v in values if v.get("price") is not None]
        return QuestionSynthesis(
            asked,
            given,
            choices=tuple((label, chosen.count(key)) for key, label in FEASIBILITY.items()),
            price_effects=totals(effects),
        )
    return QuestionSynthesis(asked, given)


def need_of(asked: Asked, needed: Iterable[Needed]) -> Needed | None:
    """The diagnosis' total of the same component, counted in the question's own unit."""
    if not asked.component:
        return None
    unit, scale = unit_and_scale(asked.unit)
    flow = asked.kind == "capacity"
    return next(
        (
            replace(total, value=total.value * scale.denominator / scale.numerator)
            for total in needed
            if fold(total.component) == fold(asked.component)
            and (total.unit, total.is_flow) == (unit, flow)
        ),
        None,
    )


def needed_of(diagnosis: Diagnosis) -> list[Needed]:
    """The totals of a diagnosis, each with the rhythm of the volumes it is made of."""
    return [
        Needed(total.component, total.unit, total.base, total.is_flow, _rhythm(diagnosis, total))
        for total in diagnosis.totals
    ]


def _rhythm(diagnosis: Diagnosis, total: Total) -> Rhythm:
    """Opening days and weeks, on average over the volumes: a canteen's year is not a factory's."""
    lines = [
        line
        for sheet in diagnosis.sheets
        for line in sheet.volumes
        if line.is_flow and total.holds(line)
    ]
    daily = sum((line.daily for line in lines), Fraction(0))
    weekly = sum((line.yearly / line.open_weeks for line in lines), Fraction(0))
    yearly = sum((line.yearly for line in lines), Fraction(0))
    return Rhythm(yearly / daily, yearly / weekly) if daily and weekly else ALL_YEAR


def without_secrets(said: Iterable[Said]) -> list[Said]:
    """Only what may be told outside the team (art. L2132-1)."""
    return [s for s in said if not s.confidential]


def said_as_text(asked: Asked, said: Said) -> str:
    return as_text(asked.kind, said.value, asked.unit)


def _quantity_sentences(asked: Asked, found: Totals, needed: Needed | None) -> list[str]:
    """Capacities add up; a plain number (a delay, a rate) only when the diagnosis totals it."""
    rhythm = " par an" if asked.kind == "capacity" else ""
    if found.answers == 1:
        sentences = [f"1{NBSP}réponse{NBSP}: {_quantity(asked, found.total)}{rhythm}."]
    else:
        adds_up = asked.kind == "capacity" or needed is not None
        total = f"{NBSP}; au total {_quantity(asked, found.total)}{rhythm}" if adds_up else ""
        sentences = [
            f"{plural(found.answers, 'réponse')}{total}{NBSP}; de {_figure(found.lowest)} à "
            f"{_quantity(asked, found.highest)}{rhythm}, valeur du milieu {_figure(found.middle)}."
        ]
    if needed and found.coverage is not None:
        sentences.append(
            f"Le diagnostic compte {_quantity(asked, needed.value)}{rhythm}{NBSP}: les réponses "
            f"réunies en couvrent {number(found.coverage)}{NBSP}%{_over(asked, needed)}."
        )
    return sentences


def _quantity(asked: Asked, value: Decimal) -> str:
    return f"{_figure(value)}{NBSP}{said_unit(asked.unit, value)}".strip()


def _figure(value: Decimal) -> str:
    """Decimals only where they still mean something."""
    return number(value, 0) if value >= 100 else number(value)


def _over(asked: Asked, needed: Needed) -> str:
    if asked.kind != "capacity":
        return ""
    days = plural(round(needed.rhythm.days), "jour")
    return f", sur les {days} d'ouverture de l'année"


def _price_sentences(effects: Totals | None) -> list[str]:
    if effects is None:
        return []
    said = f"Effet annoncé sur le prix{NBSP}: {price_range(effects)}"
    return [f"{said} ({plural(effects.answers, 'réponse')})."]


def price_range(effects: Totals) -> str:
    """« 4 % », « de 2 à 8 % »."""
    if effects.lowest == effects.highest:
        return f"{number(effects.lowest)}{NBSP}%"
    return f"de {number(effects.lowest)} à {number(effects.highest)}{NBSP}%"

"""What the sent answers say together: totals against the need, choices, feasibility of clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from needs.diagnosis import Total, unit_and_scale
from procurement.typography import NBSP, fold, number, plural
from tenders.answers import FEASIBILITY, Totals, as_text, counts, is_given, per_year, totals

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
class QuestionSynthesis:
    asked: Asked
    said: tuple[Said, ...]
    totals: Totals | None = None
    choices: tuple[tuple[str, int], ...] = ()
    price_effects: Totals | None = None

    @property
    def sentences(self) -> list[str]:
        """What was learned, in words."""
        if not self.said:
            return ["Aucune réponse."]
        if self.totals:
            return _quantity_sentences(self.asked, self.totals)
        if self.choices:
            chosen = [f"{label} : {plural(n, 'réponse')}" for label, n in self.choices if n]
            return [" ; ".join(chosen) + "."] + _price_sentences(self.price_effects)
        return [f"{plural(len(self.said), 'réponse')}."]


def synthesise(
    asked: Asked, said: Iterable[Said], needed: Sequence[Total] = ()
) -> QuestionSynthesis:
    """The answers to one question, put together as its kind allows."""
    given = tuple(s for s in said if is_given(s.value))
    values = [s.value for s in given]
    if asked.kind in QUANTITIES:
        quantities = [q for v in values if (q := per_year(asked.kind, v)) is not None]
        return QuestionSynthesis(asked, given, totals=totals(quantities, need_of(asked, needed)))
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


def need_of(asked: Asked, needed: Iterable[Total]) -> Decimal | None:
    """The diagnosis' total of the same component, in the same unit and rhythm; None if none."""
    if not asked.component:
        return None
    unit, scale = unit_and_scale(asked.unit)
    flow = asked.kind == "capacity"
    return next(
        (
            total.value * scale.denominator / scale.numerator
            for total in needed
            if fold(total.component) == fold(asked.component)
            and (total.unit, total.is_flow) == (unit, flow)
        ),
        None,
    )


def without_secrets(said: Iterable[Said]) -> list[Said]:
    """Only what may be told outside the team (art. L2132-1)."""
    return [s for s in said if not s.confidential]


def said_as_text(asked: Asked, said: Said) -> str:
    return as_text(asked.kind, said.value, asked.unit)


def _quantity_sentences(asked: Asked, found: Totals) -> list[str]:
    rhythm = " par an" if asked.kind == "capacity" else ""
    unit = f"{NBSP}{asked.unit}" if asked.unit else ""
    sentences = [
        f"{plural(found.answers, 'réponse')} ; au total {number(found.total)}{unit}{rhythm}, "
        f"de {number(found.lowest)} à {number(found.highest)}, "
        f"valeur du milieu {number(found.middle)}."
    ]
    if found.need and found.coverage is not None:
        sentences.append(
            f"Le diagnostic compte {number(found.need)}{unit}{rhythm} : les réponses réunies "
            f"en couvrent {number(found.coverage)}{NBSP}%."
        )
    return sentences


def _price_sentences(effects: Totals | None) -> list[str]:
    if effects is None:
        return []
    return [
        f"Effet annoncé sur le prix : de {number(effects.lowest)} à "
        f"{number(effects.highest)}{NBSP}%, valeur du milieu {number(effects.middle)}{NBSP}% "
        f"({plural(effects.answers, 'réponse')})."
    ]

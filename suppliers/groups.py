"""Small groups of suppliers that cover a need together, by exact search over the best candidates.

A group never hides a gap: what nobody in it covers is named, with the skill to look for, and what
its members' records leave in doubt is to be verified (see `covering`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import prod
from typing import Any

from procurement.geo import distance_km
from procurement.typography import NBSP, join_words, number, plural
from suppliers.answer import Answer
from suppliers.combining import MEMBERS, useful
from suppliers.components import Component
from suppliers.covering import Candidate, candidate, compared, doubts, fits_of, whole
from suppliers.demand import Demand
from suppliers.matching import Ranking, neutral_order
from suppliers.scoring import dependence
from suppliers.sharing import Sharing, shared
from suppliers.stand_ins import unexplained, with_stand_ins

POOL, PER_COMPONENT = 16, 5
FAR_KM = 200.0
UNTAKEN, AGAIN = 0.1, 0.65  # of a part that nobody takes; of whoever was proposed for it before
SHARES = {"coverage": 60, "capacity": 15, "territory": 10, "proximity": 5, "lightness": 10}


@dataclass(frozen=True)
class Group:
    """Some members, what each covers, what nobody does, and why this group."""

    demand: Demand
    members: tuple[Candidate, ...]
    score: float
    reasons: tuple[str, ...]
    beside: tuple[Candidate, ...] = ()  # among the first, though they take no part that was read

    @property
    def covers(self) -> dict[str, list[str]]:
        return {
            component.name: [m.supplier.id for m in self.members if m.covers(component)]
            for component in self.demand.components
            if any(m.covers(component) for m in self.members)
        }

    @property
    def missing(self) -> list[str]:
        """The parts that nobody covers nor comes near."""
        return [c.name for c in self.demand.components if not any(m.takes(c) for m in self.members)]

    @cached_property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Who is to be asked for what: each part in doubt, with each member who may take it on."""
        return frozenset(
            (part.name, member.supplier.id)
            for part in (*self.demand.components, *self.demand.unread_parts)
            if not any(member.surely(part) for member in self.members)
            for member in self.members
            if member.takes(part)
        ) | {(m.beside, m.supplier.id) for m in self.members if m.beside}

    def likely(self, part: Component, asked: Mapping[tuple[str, str], int]) -> float:
        """How far it may be believed to take a part on, its members less each time they were asked
        for it, and no more than its capacity goes.
        """
        told = (m.belief(part) * AGAIN ** asked[part.name, m.supplier.id] for m in self.members)
        return max(UNTAKEN, self._reach.get(part.name, 1.0) * max(told))

    @cached_property
    def _reach(self) -> dict[str, float]:
        """Of each part whose volume compares, what its members have of it."""
        able = ((c, [m for m in self.members if m.covers(c)]) for c in self.demand.components)
        fits = {part.name: fits_of(self.demand, part, members) for part, members in able}
        return {name: min(1.0, sum(fit.ratio for fit in own)) for name, own in fits.items() if own}

    @cached_property
    def doubts(self) -> tuple[str, ...]:
        return tuple(doubts(self.demand, self.members, self.beside))

    @cached_property
    def shared(self) -> tuple[Sharing, ...]:
        """The parts whose volume several members only have together."""
        return tuple(shared(self.demand, self.members))

    @property
    def is_whole(self) -> bool:
        """Nothing is missing, and nothing remains to be verified."""
        return not self.missing and not self.doubts

    @property
    def lead(self) -> Candidate:
        """Covers most, then has the most people, then ranks best: a proposal, no more."""
        return max(
            self.members,
            key=lambda m: (
                sum(map(m.covers, self.demand.components)),
                m.supplier.fte or 0.0,
                m.score,
                neutral_order(self.demand, m.supplier),
            ),
        )

    @property
    def lead_reason(self) -> str:
        lead = self.lead
        count = sum(map(lead.covers, self.demand.components))
        told = f"{lead.supplier.name} couvre {plural(count, 'composante')}"
        if lead.supplier.fte:
            told += f" et déclare {number(lead.supplier.fte)}{NBSP}équivalents temps plein"
        return f"{told} : mandataire possible, au choix du groupement."

    @property
    def warnings(self) -> list[str]:
        return [
            warning
            for member in self.members
            if (warning := dependence(self.demand, member.supplier, self._part_of(member)))
        ]

    def _part_of(self, member: Candidate) -> float:
        """The member's part of the work, components shared equally among those who cover them."""
        parts = [1 / len(ids) for ids in self.covers.values() if member.supplier.id in ids]
        return sum(parts) / max(1, len(self.demand.components))

    @property
    def to_find(self) -> list[str]:
        return [
            f"Compétence manquante à chercher : {component.name}. {component.why}"
            for component in self.demand.components
            if component.name in self.missing
        ]

    def grid(self) -> list[dict[str, Any]]:
        return [
            {
                "component": component.name,
                "why": component.why,
                "cells": [self._cell(component, member) for member in self.members],
            }
            for component in self.demand.components
        ]

    def _cell(self, component: Component, member: Candidate) -> dict[str, Any]:
        covers = member.covers(component)
        capacities = fits_of(self.demand, component, [member])
        together = (
            one.together
            for one in self.shared
            if one.component is component and member.supplier.id in one.fits
        )
        return {
            "member": member.supplier.id,
            "covers": covers,
            "capacity": join_words([str(fit.capacity) for fit in capacities]) if covers else "",
            "note": next(together, member.note(component)),
        }

    def as_dict(self) -> dict[str, Any]:
        ids = [member.supplier.id for member in self.members]
        return {
            "members": ids,
            "names": {m.supplier.id: m.supplier.name for m in self.members},
            "suppliers": {m.supplier.id: m.supplier.key for m in self.members},
            "covers": self.covers,
            "missing": self.missing,
            "shared": {one.component.name: list(one.fits) for one in self.shared},
            "doubts": list(self.doubts),
            "lead": self.lead.supplier.id,
            "lead_reason": self.lead_reason,
            "score": self.score,
            "reasons": [*self.reasons, *map(str, self.shared)],
            "warnings": self.warnings,
            "to_find": self.to_find,
            "grid": self.grid(),
        }


def propose(ranking: Ranking, *, top: int = 5) -> tuple[Group, ...]:
    """The best groups, each with a use for every member; none when one skill is all there is."""
    demand, pool = ranking.demand, _pool(ranking)
    if len(demand.components) + len(demand.unread_parts) > 1:
        pool = with_stand_ins(ranking, pool)[:POOL]
    parts = _parts(demand, pool)
    beside = unexplained(ranking, pool)
    # Where no trade was read, there is nothing that a group could be said to cover.
    sets = useful(demand, pool, parts, top) if demand.components else ()
    if found := [_group(demand, members, beside) for members in sets]:
        return _varied(parts, found, top)
    return _by_capacity(demand, pool, top) if len(demand.components) < 2 else ()


def _parts(demand: Demand, pool: Iterable[Candidate]) -> list[Component]:
    """What a group may take on: what the need asks for, read or not, and what it may ask beside."""
    beside = sorted({member.beside for member in pool} - {""})
    return [
        *demand.components,
        *demand.unread_parts,
        *(Component(label, "", frozenset()) for label in beside),
    ]


def _pool(ranking: Ranking) -> list[Candidate]:
    """The best few of each component; one too small alone may still take its part."""
    demand = ranking.demand
    candidates = [
        candidate(demand, r.answer, r.score, rank) for rank, r in enumerate(ranking.results)
    ]
    candidates += [
        candidate(demand, Answer(demand, out.supplier), 100 * out.share)
        for out in ranking.excluded
        if out.filter == "capacity"
    ]
    components = demand.components or (whole(demand),)
    for component in components:
        candidates = compared(component, candidates)
    kept: dict[str, Candidate] = {}
    for component in components:
        able = [c for c in candidates if c.covers(component)]
        able.sort(
            key=lambda c: (
                not c.surely(component),
                -round(c.strengths[component.name], 2),
                -c.score,
                neutral_order(demand, c.supplier),
            )
        )
        kept |= {c.supplier.id: c for c in able[:PER_COMPONENT]}
    return list(kept.values())[:POOL]


def _group(demand: Demand, members: Sequence[Candidate], beside: tuple[Candidate, ...]) -> Group:
    components = demand.components
    covered = [c for c in components if any(m.covers(c) for m in members)]
    strength = sum(max(m.strengths[c.name] for m in members) for c in covered)
    parts = {
        "coverage": 0.8 * len(covered) / len(components) + 0.2 * strength / len(components),
        "capacity": _capacity(demand, covered, members),
        "territory": _territory(demand, members),
        "proximity": _proximity(members),
        "lightness": 1 - (len(members) - 2) / 4,
    }
    score = round(sum(SHARES[name] * share for name, share in parts.items()), 1)
    reasons = tuple(_reasons(demand, covered, members, parts))
    return Group(demand, tuple(members), score, reasons, beside)


def _capacity(
    demand: Demand, components: Iterable[Component], members: Sequence[Candidate]
) -> float:
    """How far the members together meet the volumes; half when nothing can be compared."""
    ratios = [
        min(1.0, sum(fit.ratio for fit in fits))
        for component in components
        if (fits := fits_of(demand, component, [m for m in members if m.covers(component)]))
    ]
    return sum(ratios) / len(ratios) if ratios else 0.5


def _territory(demand: Demand, members: Sequence[Candidate]) -> float:
    return sum(m.supplier.area.share(demand.places) for m in members) / len(members)


def _distances(members: Sequence[Candidate]) -> list[float]:
    points = [m.supplier.point for m in members if m.supplier.point]
    return [distance_km(a, b) for a, b in combinations(points, 2)]


def _proximity(members: Sequence[Candidate]) -> float:
    distances = _distances(members)
    return max(0.0, 1 - max(distances) / FAR_KM) if distances else 0.5


def _reasons(
    demand: Demand,
    covered: Sequence[Component],
    members: Sequence[Candidate],
    parts: dict[str, float],
) -> list[str]:
    count, total = len(covered), len(demand.components)
    told = [
        f"Couvre {'toutes les' if count == total else f'{count} des {total}'} composantes : "
        f"{join_words([component.name for component in covered])}."
    ]
    told += [
        f"{m.supplier.name} apporte {brings}." for m in members if (brings := _brings(demand, m))
    ]
    if parts["territory"] >= 0.999 and demand.places:
        told.append("Chaque membre dessert tous les lieux du besoin.")
    if distances := _distances(members):
        told.append(f"Membres éloignés de {number(round(max(distances)))}{NBSP}km au plus.")
    return told


def _brings(demand: Demand, member: Candidate) -> str:
    return join_words([c.name for c in demand.components if member.covers(c)])


def _by_capacity(demand: Demand, pool: Sequence[Candidate], top: int) -> tuple[Group, ...]:
    """For a single skill: groups only when nobody is big enough alone."""
    component = demand.components[0] if demand.components else whole(demand)
    if not demand.quantities:
        return ()
    ratios = {
        m.supplier.id: max((f.ratio for f in fits_of(demand, component, [m])), default=0.0)
        for m in pool
        if m.covers(component)
    }
    if not ratios or max(ratios.values()) >= 1:
        return ()
    found = []
    for size in MEMBERS:
        for members in combinations([m for m in pool if ratios.get(m.supplier.id)], size):
            total = sum(ratios[m.supplier.id] for m in members)
            least = min(ratios[m.supplier.id] for m in members)
            if total >= 1 and total - least < 1:
                found.append(_pooled(demand, component, members, total))
    return _best(found, top)


def _pooled(
    demand: Demand, component: Component, members: Sequence[Candidate], total: float
) -> Group:
    reasons = (
        f"Personne n'a seul la capacité demandée ; ensemble, {number(round(100 * total))}{NBSP}% "
        f"du volume.",
        *(
            f"{m.supplier.name} apporte {fit.capacity}."
            for m in members
            for fit in fits_of(demand, component, [m])
        ),
    )
    parts = _territory(demand, members), _proximity(members), 1 - (len(members) - 2) / 4
    score = round(75 + 10 * parts[0] + 5 * parts[1] + 10 * parts[2], 1)
    return Group(demand, tuple(members), score, reasons)


def _best(found: list[Group], top: int) -> tuple[Group, ...]:
    found.sort(key=_order)
    return tuple(found[:top])


def _order(group: Group) -> tuple[Any, ...]:
    return (
        len(group.missing),
        len(group.doubts),
        -group.score,
        -sum(m.score for m in group.members),
        [neutral_order(group.demand, m.supplier) for m in group.members],
    )


def _varied(parts: Sequence[Component], found: list[Group], top: int) -> tuple[Group, ...]:
    """The best groups, those that cover the whole need most likely; whoever a group before asks for
    what is in doubt is less likely to be asked in vain again.
    """
    left = sorted(found, key=_order)
    kept: list[Group] = []
    asked: Counter[tuple[str, str]] = Counter()

    while left and len(kept) < top:
        best = min(
            left, key=lambda g: (len(g.missing), -prod(g.likely(part, asked) for part in parts))
        )
        left.remove(best)
        kept.append(best)
        asked.update(best.asked)
    return tuple(kept)

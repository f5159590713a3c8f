"""Suppliers who share the volume of one part of a need, that none of them has alone.

Nobody shares what one supplier does alone, and nobody joins who leaves the volume met without him.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from procurement.typography import NBSP, capitalised, join_words, number
from suppliers.capacity import Fit, written
from suppliers.components import Component
from suppliers.covering import ENOUGH, EVERYWHERE, Candidate, fit_by_member
from suppliers.demand import Demand

COUNTS = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq"}
Ratios = Sequence[float]  # of each supplier, how much of one volume it has; 0 for who cannot share


@dataclass(frozen=True)
class Sharing:
    """Who does what of a part's volume."""

    component: Component
    fits: dict[str, Fit]
    names: tuple[str, ...]

    @property
    def together(self) -> str:
        return f"à {COUNTS[len(self.fits)]} sur cette part"

    def __str__(self) -> str:
        need = next(iter(self.fits.values())).need
        return (
            f"{capitalised(self.component.name)}, {self.together} "
            f"({join_words(list(self.names))}) : {self._added()} pour un besoin de {need}."
        )

    def _added(self) -> str:
        """« 350 + 400 kg par jour », when all count alike."""
        capacities = [fit.capacity for fit in self.fits.values()]
        *others, last = capacities
        if len({(c.unit, c.period) for c in capacities}) > 1:
            return " + ".join(written(c.value, c.unit, c.period) for c in capacities)
        before = "".join(f"{number(c.value)}{NBSP}+ " for c in others)
        return f"{before}{written(last.value, last.unit, last.period)}"


def ratios_of(demand: Demand, component: Component, pool: Sequence[Candidate]) -> Ratios:
    """How much each has of a volume that has to be shared; nothing when somebody has enough."""
    fits = _able(demand, component, pool)
    ratios = [fits[m.supplier.id].ratio if m.supplier.id in fits else 0.0 for m in pool]
    has_to_be = max(ratios, default=0.0) < ENOUGH and sum(ratios) >= 1
    return ratios if has_to_be else ()


def is_needed(member: int, members: Iterable[int], ratios: Ratios) -> bool:
    """True of one without whom these would no longer have the volume that they have together."""
    total = sum(ratios[one] for one in members)
    return bool(ratios[member]) and total >= 1 and total - ratios[member] < ENOUGH


def shared(demand: Demand, members: Collection[Candidate]) -> Iterator[Sharing]:
    """The parts that these members share, each of them needed."""
    for component in demand.components if len(demand.components) > 1 else ():
        fits = _able(demand, component, members)
        alone = max((fit.ratio for fit in fits.values()), default=0.0)
        if len(fits) > 1 and alone < ENOUGH and sum(fit.ratio for fit in fits.values()) >= 1:
            names = (m.supplier.name for m in members if m.supplier.id in fits)
            yield Sharing(component, fits, tuple(names))


def _able(demand: Demand, component: Component, members: Iterable[Candidate]) -> dict[str, Fit]:
    """Those who surely do it everywhere, with what they have of its volume."""
    able = [
        member
        for member in members
        if member.surely(component) and member.supplier.area.share(demand.places) >= EVERYWHERE
    ]
    return fit_by_member(demand, component, able)

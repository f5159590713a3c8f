"""The capacity: whether it is enough, by volumes, by euros, or else by the means declared."""

from __future__ import annotations

from collections.abc import Sequence

from procurement.typography import NBSP, euros, join_words, number
from suppliers import means
from suppliers.answer import Answer
from suppliers.capacity import SHORT, Quantity, best_fits, overall
from suppliers.covering import covered
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.scoring.reading import Reading

UNKNOWN = 0.5  # nothing declared compares
MEANS = 0.2  # when no volume compares: the means that the need speaks of
DEPENDENCE = 0.3  # of a declared yearly capacity: from there on, it is said


def capacity_ratio(
    demand: Demand, supplier: SupplierFacts, quantities: Sequence[Quantity] | None = None
) -> float | None:
    """The tightest of quantities and euros; None when nothing can be compared."""
    asked = demand.quantities if quantities is None else quantities
    ratios = [overall(best_fits(asked, supplier.quantities))]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        ratios.append(supplier.max_yearly_eur / demand.yearly_eur)
    known = [ratio for ratio in ratios if ratio is not None]
    return min(known, default=None)


def _taken_on(answer: Answer) -> tuple[Quantity, ...]:
    """The quantities of the components that the supplier would do; all of them when none is."""
    demand = answer.demand
    if len({quantity.component for quantity in demand.quantities}) < 2:
        return demand.quantities
    done = set(covered(demand, answer))
    return tuple(q for q in demand.quantities if q.component in done) or demand.quantities


def reach(answer: Answer) -> float | None:
    """The ratio that may exclude: far too small for one component, a supplier may do another."""
    demand, supplier = answer.demand, answer.supplier
    if len({quantity.component for quantity in demand.quantities if quantity.component}) < 2:
        return capacity_ratio(demand, supplier)
    fits = best_fits(_taken_on(answer), supplier.quantities)
    return max((fit.ratio for fit in fits), default=None)


def capacity(answer: Answer) -> Reading:
    demand, supplier = answer.demand, answer.supplier
    if not demand.quantities and not demand.yearly_eur:
        return Reading(
            1.0, "Le besoin ne chiffre aucun volume : la capacité ne départage personne.",
            applies=False,
        )  # fmt: skip
    asked_of_it = _taken_on(answer)
    ratio = capacity_ratio(demand, supplier, asked_of_it)
    if ratio is None:
        units = sorted({quantity.unit for quantity in asked_of_it})
        asked = f" en {join_words(units, 'ou')}" if units else ""
        return Reading(
            UNKNOWN + MEANS * means_share(demand, supplier),
            lambda: (
                f"Aucune capacité déclarée{asked} ne se compare au volume du besoin."
                f"{_means_told(demand, supplier)}"
            ),
            known=False,
            advice_or_writer=f"déclarer une capacité{asked}",
            lacks_or_writer=f"Le reste des points attend une capacité déclarée{asked}.",
        )
    if ratio >= 1:
        return Reading(
            1.0,
            lambda: (
                f"Capacité suffisante : {_capacity_told(answer, asked_of_it)}."
                f"{_means_told(demand, supplier)}"
            ),
        )
    lacking = "Capacité partielle" if ratio >= SHORT else "Capacité très inférieure au volume"
    return Reading(
        max(0.0, ratio - SHORT / 2),
        lambda: (
            f"{lacking} : {_capacity_told(answer, asked_of_it)}.{_means_told(demand, supplier)}"
        ),
        advice_or_writer="s'associer en groupement",
        lacks_or_writer=lambda: (
            f"Il lui manque {number(round(100 * (1 - ratio)))}{NBSP}% de ce qui est demandé."
        ),
    )


def _capacity_told(answer: Answer, quantities: Sequence[Quantity]) -> str:
    demand, supplier = answer.demand, answer.supplier
    fits = sorted(best_fits(quantities, supplier.quantities), key=lambda fit: fit.ratio)[:2]
    asked_of: dict[str, list[str]] = {}  # each capacity is said once
    for fit in fits:
        needed = f"{fit.need} ({fit.need.component})" if fit.need.component else f"{fit.need}"
        asked_of.setdefault(str(fit.capacity), []).append(needed)
    told = [f"{able} pour un besoin de {join_words(asked)}" for able, asked in asked_of.items()]
    if demand.yearly_eur and supplier.max_yearly_eur is not None:
        told.append(
            f"{euros(supplier.max_yearly_eur)} par an pour {euros(round(demand.yearly_eur))}"
        )
    return join_words(told)


def means_share(demand: Demand, supplier: SupplierFacts) -> float:
    """The part of the means that the need speaks of, which the supplier declares."""
    if not supplier.means:
        return 0.0
    asked = means.asked(demand.text)
    held = {declared.kind for declared in supplier.means}
    return len(asked & held) / len(asked) if asked else 0.0


def _means_told(demand: Demand, supplier: SupplierFacts) -> str:
    asked = means.asked(demand.text) if supplier.means else frozenset()
    told = [str(declared) for declared in supplier.means if declared.kind in asked]
    return f" Moyens déclarés, dont le besoin parle : {' ; '.join(told)}." if told else ""


def dependence(demand: Demand, supplier: SupplierFacts, part: float = 1.0) -> str:
    """A warning, never an exclusion: what this contract would weigh for the supplier."""
    if not demand.yearly_eur or not supplier.max_yearly_eur:
        return ""
    share = demand.yearly_eur * part / supplier.max_yearly_eur
    if share < DEPENDENCE:
        return ""
    return (
        f"Dépendance économique : ce marché prendrait environ {number(round(100 * share))}{NBSP}% "
        f"de la capacité annuelle déclarée par {supplier.name}."
    )

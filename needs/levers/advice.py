"""Facts of a need → the levers that open it to each family of the ESS, with the rule that fired.

Balise advises, the buyer decides: every lever says its figures, its article and its doubt.
"""

from __future__ import annotations

from datetime import date

from needs.levers.conditions import criteria, insertion_clauses
from needs.levers.kinds import Advised, Family, Figure, Lever, LeverAdvice, LeverFacts
from needs.levers.reserves import (
    WORK,
    advised,
    ess_reserve,
    prison_reserve,
    seen,
    work_reserves,
)
from needs.levers.structures import advise_kinds
from needs.procedure import Minimum, Thresholds
from procurement.legal import Law, law
from procurement.typography import capitalised, euros, join_words


def advise_levers(facts: LeverFacts, *, at: date, legal: Law | None = None) -> LeverAdvice:
    """What fits this need at that date, for each family of the ESS."""
    legal = legal or law()
    thresholds = Thresholds.at(facts.nature, facts.buyer_kind, at, legal)
    found = [
        *work_reserves(facts, thresholds, at, legal),
        *prison_reserve(facts, thresholds, at, legal),
        *ess_reserve(facts, thresholds, at, legal),
        *insertion_clauses(facts, thresholds, at, legal),
        *criteria(facts, thresholds, at, legal),
    ]
    answered = {one.family for one in found}
    found += [
        _nothing(facts, family, thresholds, at, legal)
        for family in Family
        if family not in answered
    ]
    levers = tuple(sorted(found, key=lambda one: one.lever.rank))
    return LeverAdvice(levers, tuple(advise_kinds(facts, levers, at, legal)))


def _nothing(
    facts: LeverFacts, family: Family, thresholds: Thresholds, at: date, legal: Law
) -> Advised:
    """Why no lever of the law fits the family, and what to do all the same."""
    if family == Family.PRISON:
        return _no_prison(facts, at, legal)
    count = facts.found(family)
    if count is None:
        return _unsearched(family, at, legal)
    if thresholds.minimum(facts.amount) == Minimum.DISPENSE and count:
        return advised(
            thresholds.dispense,
            Lever.NONE,
            family,
            "direct_contact",
            f"À {euros(facts.amount)}, aucune mise en concurrence n'est imposée : demandez un "
            "devis à ces fournisseurs, en variant ceux que vous sollicitez.",
            seen(count),
            Figure("montant", euros(facts.amount)),
        )
    if family == Family.BOTH:
        return _not_together(facts, count, at, legal)
    if not count:
        rule, why = (
            "no_supplier",
            "Aucun fournisseur de cette famille n'est trouvé : un sourçage dira s'il en existe.",
        )
    else:
        rule, why = (
            "no_ground",
            "Trop peu de fournisseurs, ou un objet qui ne se réserve pas : allotissez et "
            "allégez les conditions de candidature.",
        )
    return advised(
        thresholds.dispense, Lever.NONE, family, rule, why, seen(count), article="R2111-1"
    )


def _unsearched(family: Family, at: date, legal: Law) -> Advised:
    return advised(
        legal.value(f"reservation_{family}", at),
        Lever.NONE,
        family,
        "unsearched",
        "Aucune recherche de fournisseurs n'est faite : on ne sait pas si la concurrence existe. "
        "Lancez-la avant de décider.",
        seen(None),
        article="R2111-1",
    )


def _not_together(facts: LeverFacts, count: int, at: date, legal: Law) -> Advised:
    """Why handicap and insertion are not advised as one reserve."""
    basis = legal.value("reservation_handicap_insertion", at)
    enough = legal.value("reserve_suppliers", at).number
    if basis.value != "allowed":
        rule, why = "not_in_force", "La réserve commune n'existe pas encore à cette date."
    elif count < enough:
        rule, why = (
            "too_few_together",
            "Même réunies, ces familles ne donnent pas assez de fournisseurs trouvés.",
        )
    else:
        alone = [family.label for family in WORK if (facts.found(family) or 0) >= enough]
        rule, why = (
            "one_family_is_enough",
            f"{capitalised(join_words(alone))} : assez de fournisseurs sans réunir les deux. "
            "La réserve commune reste possible et ouvre davantage la concurrence.",
        )
    return advised(basis, Lever.NONE, Family.BOTH, rule, why, seen(count))


def _no_prison(facts: LeverFacts, at: date, legal: Law) -> Advised:
    basis = legal.value("reservation_prison", at)
    if basis.value != "allowed":
        rule, why = "not_in_force", "Cette réserve n'existe pas encore à cette date."
    else:
        rule, why = (
            "outside_the_register",
            "Le registre ne connaît pas les opérateurs du travail en détention : interrogez "
            "l'administration pénitentiaire avant d'écarter cette réserve. Un lot qui leur est "
            "réservé ne se mêle pas aux autres réserves (L2113-14).",
        )
    return advised(basis, Lever.NONE, Family.PRISON, rule, why, seen(facts.found(Family.PRISON)))

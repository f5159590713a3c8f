"""What an open contract asks instead: hours of insertion, and points for what an offer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from needs.levers.kinds import Advised, Family, Figure, Lever, LeverFacts
from needs.levers.reserves import WORK, advised, seen
from needs.procedure import Minimum, Nature, Thresholds
from procurement.legal import Law, law
from procurement.typography import euros, number, plural

_CHOICE = (
    "Le titulaire choisit : embauche, mise à disposition (AI, ETTI, EATT, GEIQ), sous-traitance à "
    "une SIAE, une EA ou un ESAT."
)
_DUE = (
    " Au-dessus du seuil européen, une condition relative au social ou à l'emploi est due, sauf "
    "motif gardé par écrit."
)


def insertion_hours(facts: LeverFacts, at: date, legal: Law | None = None) -> int | None:
    """Hours that the labour of the contract can carry; None when its labour share is unknown."""
    legal = legal or law()
    if facts.labour_share_pct is None:
        return None
    rate = facts.insertion_rate_pct or legal.value("insertion_rate", at).number
    cost = facts.hourly_cost or legal.value("hourly_cost", at).number
    hours = facts.amount * facts.labour_share_pct / 100 * rate / 100 / cost
    return int(hours.quantize(Decimal(1), ROUND_HALF_UP))


def insertion_clauses(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    """A clause in hours, for both families of work: it must not impose one way (L2112-2)."""
    hours = insertion_hours(facts, at, legal)
    due = social_condition_is_due(facts, thresholds, at, legal)
    enough = hours is not None and hours >= legal.value("insertion_hours_floor", at).number
    for family in WORK:
        if enough:
            yield _hours_clause(facts, family, hours or 0, at, legal, due=due)
        elif due:
            yield _due_clause(facts, thresholds, family, hours, at, legal)


def social_condition_is_due(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> bool:
    """From the European thresholds on, save works shorter than six months (L2112-2-1)."""
    if legal.value("social_condition", at).value != "due":
        return False
    return facts.amount >= thresholds.european.number and not are_short_works(facts, at, legal)


def are_short_works(facts: LeverFacts, at: date, legal: Law) -> bool:
    """Asked only of dates when the duty holds: the exception came with it."""
    if facts.nature != Nature.WORKS or facts.duration_months is None:
        return False
    return facts.duration_months < legal.value("short_works_months", at).number


def _hours_clause(
    facts: LeverFacts, family: Family, hours: int, at: date, legal: Law, *, due: bool
) -> Advised:
    rate = legal.value("insertion_rate", at)
    found = advised(
        rate,
        Lever.EXECUTION_CLAUSE,
        family,
        "enough_hours",
        f"Le travail du marché porte {plural(hours, 'heure')} d'insertion : assez pour un parcours "
        f"utile. {_CHOICE}{_DUE if due else ''}",
        *_labour(facts, facts.insertion_rate_pct or rate.number, hours),
        article="L2112-2, L2112-2-1" if due else "L2112-2",
    )
    return replace(found, since=None)  # a usage has no first day


def _due_clause(
    facts: LeverFacts,
    thresholds: Thresholds,
    family: Family,
    hours: int | None,
    at: date,
    legal: Law,
) -> Advised:
    rate = facts.insertion_rate_pct or legal.value("insertion_rate", at).number
    carried = (
        "la part de main-d'œuvre est inconnue, donc les heures aussi"
        if hours is None
        else f"le travail du marché n'en porte que {plural(hours, 'heure')}"
    )
    return advised(
        legal.value("social_condition", at),
        Lever.EXECUTION_CLAUSE,
        family,
        "social_condition_due",
        "Au-dessus du seuil européen, le marché prévoit une condition relative au social ou à "
        f"l'emploi ; {carried} : prévoyez une condition adaptée, ou gardez par écrit le motif "
        "qui en dispense.",
        Figure("seuil européen", euros(thresholds.european.number)),
        *_labour(facts, rate, hours),
    )


def _labour(facts: LeverFacts, rate: Decimal, hours: int | None) -> list[Figure]:
    share = facts.labour_share_pct
    return [
        Figure("montant", euros(facts.amount)),
        Figure("part de main-d'œuvre", "inconnue" if share is None else f"{number(share)} %"),
        Figure("taux d'insertion", f"{number(rate)} %"),
        Figure("heures", "inconnues" if hours is None else number(hours)),
    ]


def criteria(facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law) -> Iterator[Advised]:
    """Social performance of the offer, never the status of who bids."""
    if thresholds.minimum(facts.amount) == Minimum.DISPENSE:
        return
    source = legal.value("environmental_criterion", at).source
    for family in WORK:
        if count := facts.found(family):
            yield Advised(
                Lever.AWARD_CRITERION,
                family,
                "work_for_people_in_insertion",
                "Le marché peut être exécuté en partie par des personnes éloignées de l'emploi : "
                "notez l'accompagnement, la formation et la durée proposés pour ce marché.",
                "L2152-7, R2152-7",
                source,
                (seen(count),),
                "Admis par le Conseil d'État le 25 mars 2013 (n° 364950), sans discrimination.",
            )
    if count := facts.found(Family.ESS):
        yield Advised(
            Lever.AWARD_CRITERION,
            Family.ESS,
            "performance_not_status",
            "Le statut ne peut pas rapporter de points : notez ce que l'offre apporte au marché "
            "(réemploi, qualité, continuité, juste rémunération), et allotissez pour ouvrir.",
            "L3, L2152-7, R2152-7",
            source,
            (seen(count),),
        )

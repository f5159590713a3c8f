"""What would change the advice: the rules asked again, with one fact moved past a boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from needs.levers.advice import advise_levers
from needs.levers.kinds import Change, Family, Lever, LeverFacts
from needs.procedure import Nature, Thresholds
from procurement.legal import Law, law
from procurement.typography import euros, long_date, number, plural

_DATED = ("reservation_handicap_insertion", "reservation_prison", "social_condition")
Variant = tuple[str, str, LeverFacts, date]  # the fact, « when » in words, and what to ask again


def would_change(facts: LeverFacts, *, at: date, legal: Law | None = None) -> tuple[Change, ...]:
    """For each family, the single facts that would flip its strongest lever."""
    legal = legal or law()
    now = _best(facts, at, legal)
    found: dict[tuple[Family, str, Lever], Change] = {}
    for fact, when, moved, day in _variants(facts, at, legal):
        then = _best(moved, day, legal)
        for family in Family:
            if then[family] != now[family]:
                key = family, fact, then[family]
                found.setdefault(key, Change(family, fact, when, then[family]))
    return tuple(found.values())


def _best(facts: LeverFacts, at: date, legal: Law) -> dict[Family, Lever]:
    advice = advise_levers(replace(facts, kinds=()), at=at, legal=legal)
    return {family: advice.best(family).lever for family in Family}


def _variants(facts: LeverFacts, at: date, legal: Law) -> Iterator[Variant]:
    for variant in (
        *_suppliers(facts, at, legal),
        *_divisible(facts),
        *_amount(facts, at, legal),
        *_labour(facts, at, legal),
        *_object(facts, at, legal),
    ):
        yield (*variant, at)
    yield from _later(facts, at, legal)


def _suppliers(facts: LeverFacts, at: date, legal: Law) -> Iterator[tuple[str, str, LeverFacts]]:
    enough = int(legal.value("reserve_suppliers", at).number)
    known = dict(facts.suppliers or {})
    for family in (Family.HANDICAP, Family.INSERTION, Family.PRISON, Family.ESS):
        count = facts.found(family)
        for wanted in (1, enough) if not count else (enough if count < enough else enough - 1,):
            said = plural(wanted, "fournisseur confirmé", "fournisseurs confirmés")
            now = "nombre inconnu" if count is None else f"{number(count)} aujourd'hui"
            moved = replace(facts, suppliers={**known, family: wanted})
            yield f"suppliers_{family}", f"Avec {said} ({family.label}, {now})", moved


def _divisible(facts: LeverFacts) -> Iterator[tuple[str, str, LeverFacts]]:
    if facts.divisible is not True:
        yield "divisible", "Si le besoin se divise en lots", replace(facts, divisible=True)
    if facts.divisible is not False:
        yield "divisible", "Si le besoin ne se divise pas", replace(facts, divisible=False)


def _amount(facts: LeverFacts, at: date, legal: Law) -> Iterator[tuple[str, str, LeverFacts]]:
    thresholds = Thresholds.at(facts.nature, facts.buyer_kind, at, legal)
    bounds = {thresholds.dispense.number, thresholds.european.number}
    if least := _least_amount(facts, at, legal):
        bounds.add(least)
    for bound in sorted(bounds):
        if facts.amount < bound:
            yield "amount", f"À partir de {euros(bound)}", replace(facts, amount=bound)
        else:
            below = replace(facts, amount=bound - 1)
            yield "amount", f"En dessous de {euros(bound)}", below


def _least_amount(facts: LeverFacts, at: date, legal: Law) -> Decimal | None:
    """The amount from which the labour of the contract carries a useful number of hours."""
    share = facts.labour_share_pct
    if not share:
        return None
    exact = _money_of_labour(facts, at, legal) / share * 100
    return exact.quantize(Decimal(1), ROUND_CEILING)


def _labour(facts: LeverFacts, at: date, legal: Law) -> Iterator[tuple[str, str, LeverFacts]]:
    """The labour share on the other side of which a clause makes, or no longer makes, a path."""
    if not facts.amount:
        return
    exact = _money_of_labour(facts, at, legal) / facts.amount * 100
    least = exact.quantize(Decimal(1), ROUND_CEILING)
    if not 0 < least <= 100:
        return
    share = facts.labour_share_pct
    if share is None or share < least:
        moved = replace(facts, labour_share_pct=least)
        yield "labour_share", f"Dès {number(least)} % de main-d'œuvre", moved
    else:
        moved = replace(facts, labour_share_pct=max(Decimal(0), least - 1))
        yield "labour_share", f"Sous {number(least)} % de main-d'œuvre", moved


def _money_of_labour(facts: LeverFacts, at: date, legal: Law) -> Decimal:
    """What the labour of the contract costs, at the least, for a useful number of hours."""
    floor = legal.value("insertion_hours_floor", at).number
    rate = facts.insertion_rate_pct or legal.value("insertion_rate", at).number
    cost = facts.hourly_cost or legal.value("hourly_cost", at).number
    return floor * cost / rate * 100


def _object(facts: LeverFacts, at: date, legal: Law) -> Iterator[tuple[str, str, LeverFacts]]:
    """What is bought: a listed social service, or not."""
    if facts.nature != Nature.SOCIAL_SERVICES:
        moved = replace(facts, nature=str(Nature.SOCIAL_SERVICES), cpv=())
        yield "nature", "Si l'objet est un service social ou spécifique de la liste", moved
    else:
        moved = replace(facts, nature=str(Nature.SERVICES), cpv=())
        yield "nature", "Si l'objet est un service ordinaire", moved
    if facts.nature == Nature.WORKS and legal.value("social_condition", at).value == "due":
        months = legal.value("short_works_months", at).number
        moved = replace(facts, duration_months=int(months) - 1)
        yield "duration", f"Si les travaux durent moins de {number(months)} mois", moved


def _later(facts: LeverFacts, at: date, legal: Law) -> Iterator[Variant]:
    """Dates still to come on which the law changes."""
    days = {known.since for id in _DATED for known in legal.values[id] if known.since > at}
    for day in sorted(days):
        yield "launch_on", f"Pour un lancement à partir du {long_date(day)}", facts, day

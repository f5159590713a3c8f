"""Reserves: to handicap, insertion, both, prison work, and the narrow one of the ESS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from needs.levers.kinds import Advised, Family, Figure, Lever, LeverFacts
from needs.procedure import Nature, Thresholds
from procurement.legal import Law, LegalValue, law
from procurement.typography import euros, number, plural

WORK = (Family.HANDICAP, Family.INSERTION)


def listed_service(cpv: str, at: date, legal: Law | None = None) -> str:
    """The list that lets a service be reserved to the ESS: `european`, only `french`, or `no`."""
    legal = legal or law()
    for name in ("european", "french"):
        if legal.value(f"ess_services_{name}", at).lists(cpv):
            return name
    return "no"


def advised(
    value: LegalValue,
    lever: Lever,
    family: Family,
    rule: str,
    why: str,
    *figures: Figure,
    article: str = "",
    doubt: str = "",
) -> Advised:
    """One advice with the article, the source and the doubt of its legal value."""
    doubts = " ".join(filter(None, (value.doubt, doubt)))
    return Advised(
        lever,
        family,
        rule,
        why,
        article or value.article,
        value.source,
        figures,
        doubts,
        value.since,
    )


def seen(count: int | None) -> Figure:
    return Figure("fournisseurs trouvés", "inconnu" if count is None else number(count))


def work_reserves(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    """Reserves to the structures of handicap and insertion, together when each is too few."""
    enough = legal.value("reserve_suppliers", at).number
    counts = {family: facts.found(family) or 0 for family in WORK}
    for family, count in counts.items():
        if count >= enough:
            yield _reserve(facts, thresholds, family, count, at, legal)
    together = sum(counts.values())
    allowed = legal.value("reservation_handicap_insertion", at).value == "allowed"
    if max(counts.values()) < enough <= together and allowed:
        yield _reserve(facts, thresholds, Family.BOTH, together, at, legal)
    for family, count in counts.items():
        if 0 < count < enough and (together < enough or not allowed) and facts.divisible:
            yield _small_lot(family, count, at, legal)


def prison_reserve(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    """Work in prison, since October 2022; never mixed with the two others (L2113-14)."""
    count = facts.found(Family.PRISON) or 0
    if legal.value("reservation_prison", at).value != "allowed":
        return
    if count >= legal.value("reserve_suppliers", at).number:
        yield _reserve(facts, thresholds, Family.PRISON, count, at, legal)
    elif count and facts.divisible:
        yield _small_lot(Family.PRISON, count, at, legal)


def _small_lot(family: Family, count: int, at: date, legal: Law) -> Advised:
    return advised(
        legal.value(f"reservation_{family}", at),
        Lever.RESERVED_LOT,
        family,
        "few_suppliers",
        f"{plural(count, 'fournisseur trouvé', 'fournisseurs trouvés')} : un petit lot "
        "réservé est possible, après un sourçage qui confirme que la concurrence existe.",
        seen(count),
        doubt=_prudence(at, legal),
    )


def _reserve(
    facts: LeverFacts, thresholds: Thresholds, family: Family, count: int, at: date, legal: Law
) -> Advised:
    share = legal.value("reserved_share", at)
    large = facts.amount >= thresholds.european.number
    lot = bool(facts.divisible) or large
    why = f"{plural(count, 'fournisseur peut', 'fournisseurs peuvent')} répondre : " + (
        "réservez le lot qui leur va, et laissez le reste ouvert."
        if lot
        else "la concurrence suffit pour réserver tout le marché."
    )
    return advised(
        legal.value(f"reservation_{family}", at),
        Lever.RESERVED_LOT if lot else Lever.RESERVE_WHOLE,
        family,
        "enough_suppliers",
        why,
        seen(count),
        Figure("part de travailleurs concernés", f"{number(share.number)} % au moins"),
        Figure("montant", euros(facts.amount)),
        doubt=_prudence(at, legal),
    )


def _prudence(at: date, legal: Law) -> str:
    enough = legal.value("reserve_suppliers", at)
    return f"{number(enough.number)} fournisseurs au moins. {enough.doubt}"


def may_be_reserved_to_the_ess(facts: LeverFacts, at: date, legal: Law) -> bool:
    """Only listed social and other specific services (L2113-15)."""
    listed = {listed_service(code, at, legal) for code in facts.cpv}
    if facts.nature in (Nature.SUPPLIES, Nature.WORKS) or "no" in listed:
        return False
    return facts.nature == Nature.SOCIAL_SERVICES or bool(listed)


def ess_reserve(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    count = facts.found(Family.ESS)
    if not count or not may_be_reserved_to_the_ess(facts, at, legal):
        return
    basis, limit = legal.value("reservation_ess", at), legal.value("ess_reserved_months", at)
    months = facts.duration_months
    shorten = (
        f" Ramenez la durée de {number(months)} à {number(limit.number)} mois au plus."
        if months is not None and months > limit.number
        else ""
    )
    lot = bool(facts.divisible) or count < legal.value("reserve_suppliers", at).number
    yield advised(
        basis,
        Lever.RESERVED_LOT if lot else Lever.RESERVE_WHOLE,
        Family.ESS,
        "listed_service",
        "Ce service figure parmi ceux qui peuvent être réservés à l'ESS ; un attributaire ne peut "
        f"l'être de nouveau au même titre pendant trois ans.{shorten}",
        seen(count),
        Figure("durée maximale", f"{number(limit.number)} mois"),
        article="L2113-15, L2113-16",
    )

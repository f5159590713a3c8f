"""Procedure, publicity, buyer profile, delays, allotment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from needs.procedure import BuyerKind, Minimum, Publicity, Thresholds
from procurement.typography import euros, join_words, number, plural
from tenders.compliance.facts import FORMAL, LotFacts
from tenders.compliance.rule import (
    REQUIRED,
    WEIGHT,
    Case,
    Remark,
    advice,
    blocking,
    named,
    rule,
    warning,
)

DIRECT = ("R2122-8", "L2123-1", "R2123-1", "R2131-12")
DIRECT_FORMAL = ("R2122-8", "L2124-1", "R2124-1", "R2131-16")
DIRECT_SOCIAL = ("R2122-8", "R2123-1", "R2131-14")
ADAPTED_FORMAL = ("L2124-1", "R2124-1", "R2123-1")


@rule(
    *ADAPTED_FORMAL,
    basis="small_lots_share",
    instead="Choisissez au moins la procédure minimale indiquée, ou vérifiez qu'une exception "
    "(petits lots, services sociaux, achat innovant, droits exclusifs) s'applique et écrivez-la.",
)
def procedure_too_light(case: Case) -> Iterator[Remark]:
    if case.minimum is None or case.thresholds is None or case.amount is None:
        return
    required = REQUIRED[case.minimum]
    light = [
        lot for lot in case.lots if _weight(lot.lot_procedure or case.facts.procedure) < required
    ]
    apart = len(case.lots) > 1 and len(light) < len(case.lots)
    if apart:
        yield from _derogations(case, light, case.thresholds)
    elif light or (not case.lots and _weight(case.facts.procedure) < required):
        yield _whole_too_light(case, case.minimum, case.amount, light)


def _weight(procedure: str | None) -> int:
    # An unknown procedure is not accused.
    return WEIGHT[procedure] if procedure else max(WEIGHT.values())


def _whole_too_light(
    case: Case, minimum: Minimum, amount: Decimal, light: Sequence[LotFacts]
) -> Remark:
    procedures = [lot.lot_procedure for lot in light] or [None]
    direct = any((chosen or case.facts.procedure) == "gre_a_gre" for chosen in procedures)
    articles = {
        (True, Minimum.ADAPTED): DIRECT,
        (True, Minimum.ADAPTED_SOCIAL): DIRECT_SOCIAL,
        (True, Minimum.FORMAL): DIRECT_FORMAL,
    }.get((direct, minimum), ADAPTED_FORMAL)
    chosen = "l'achat sans publicité ni mise en concurrence" if direct else "la procédure adaptée"
    return blocking(
        f"À {euros(amount)}, {chosen} n'est pas ouvert{'' if direct else 'e'} : le minimum est "
        f"« {minimum.label} ».",
        articles=articles,
    )


def _derogations(case: Case, light: Sequence[LotFacts], thresholds: Thresholds) -> Iterator[Remark]:
    """Lots set apart with a lighter procedure: each below its ceiling, all within the share."""
    for direct in (False, True):
        apart = [
            lot
            for lot in light
            if not direct or (lot.lot_procedure or case.facts.procedure) == "gre_a_gre"
        ]
        formal = case.minimum == Minimum.FORMAL
        if not apart or (not direct and not formal):
            continue
        yield from _small_lots(case, apart, thresholds, direct)


def _small_lots(
    case: Case, apart: Sequence[LotFacts], thresholds: Thresholds, direct: bool
) -> Iterator[Remark]:
    ceiling = thresholds.dispense if direct else thresholds.small_lot
    articles = ("R2122-8", "R2123-1") if direct else ("R2123-1",)
    names = join_words([named(lot, case) for lot in apart])
    if case.lots_total is None:
        yield warning(
            "Sans le montant de chaque lot, la règle des petits lots ne se vérifie pas.",
            names,
            articles,
        )
        return
    total = sum((lot.amount or Decimal(0) for lot in apart), Decimal(0))
    too_large = [lot for lot in apart if (lot.amount or 0) >= ceiling.number]
    if too_large or not thresholds.within_share(total, case.lots_total):
        yield blocking(
            f"Un petit lot peut suivre une procédure plus légère s'il est inférieur à "
            f"{euros(ceiling.number)} et si ces lots ne dépassent pas ensemble "
            f"{number(thresholds.small_lots_share.number)} % de tous les lots ; ici "
            f"{euros(total)} sur {euros(case.lots_total)}.",
            names,
            articles,
        )


@rule(
    "R2131-12",
    basis="publicity_notice",
    instead="Ajoutez les supports manquants avant la date de lancement.",
)
def publicity_insufficient(case: Case) -> Iterator[Remark]:
    facts, least = case.facts, case.publicity
    if facts.publicity is None or least is None or case.amount is None or case.is_direct_award:
        return
    if least.is_met_by(facts.publicity):
        if least == Publicity.FREE and not facts.publicity:
            yield warning(
                "Aucune publicité n'est prévue : elle est libre à ce montant, mais doit suffire à "
                "susciter de vraies offres."
            )
        return
    articles = {
        Publicity.EUROPEAN: ("R2131-16",),
        Publicity.EUROPEAN_ONLY: ("R2131-15", "R2131-14"),
    }.get(least, ("R2131-12",))
    # R2131-12 is written for the State and local authorities.
    adapts = least == Publicity.NATIONAL and facts.buyer_kind == BuyerKind.UTILITY
    say = warning if adapts else blocking
    yield say(
        f"À {euros(case.amount)}, la publicité minimale est : {least.label}.", articles=articles
    )


@rule(
    "R2132-2",
    basis="buyer_profile",
    instead="Mettez tous les documents, gratuitement, sur votre profil d'acheteur dès l'avis.",
)
def documents_off_profile(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.dce_on_buyer_profile is not False or case.amount is None or case.is_direct_award:
        return
    if case.amount < case.number("buyer_profile"):
        return
    why = (
        f"À partir de {euros(case.number('buyer_profile'))}, quand un avis est publié, les "
        "documents de la consultation sont sur le profil d'acheteur."
    )
    notice = facts.publicity or case.publicity in (Publicity.NATIONAL, Publicity.EUROPEAN)
    if notice or facts.procedure in FORMAL:
        yield blocking(why)
    elif facts.publicity is None:
        yield warning(why)


@rule(
    "R2161-2",
    "R2161-3",
    basis="open_days",
    instead="Repoussez la date limite ; un avis de préinformation ou une urgence justifiée "
    "peuvent seuls raccourcir le délai.",
)
def open_deadline_too_short(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.procedure != "ao_ouvert" or facts.response_days is None:
        return
    shortened = facts.prior_information_notice or facts.urgency_justified
    least = case.number("open_days_short" if shortened else "open_days_electronic")
    usual = case.number("open_days")
    if facts.response_days < least:
        yield blocking(
            f"{plural(facts.response_days, 'jour')} pour répondre à un appel d'offres ouvert : le "
            f"minimum est de {plural(least, 'jour')}"
            f"{'' if shortened else ' avec remise électronique'}."
        )
    elif not shortened and facts.response_days < usual:
        yield advice(
            f"Moins de {plural(usual, 'jour')} n'est permis que si les offres sont transmises par "
            "voie électronique."
        )


@rule(
    "R2161-6",
    "R2161-12",
    basis="candidacy_days",
    instead="Laissez le délai minimal pour candidater, ou justifiez l'urgence.",
)
def candidacy_deadline_too_short(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.procedure not in FORMAL[1:] or facts.response_days is None:
        return
    # No urgency shortens a competitive dialogue.
    urgent = bool(facts.urgency_justified) and facts.procedure != "dialogue_competitif"
    least = case.number("candidacy_days_urgent" if urgent else "candidacy_days")
    if facts.response_days >= least:
        return
    why = (
        f"{plural(facts.response_days, 'jour')} : les candidatures disposent d'au moins "
        f"{plural(least, 'jour')}."
    )
    # Where the delay may be that of the offers, which prior information shortens.
    floor = case.number("candidacy_days_urgent")
    tolerated = facts.prior_information_notice or facts.buyer_kind == BuyerKind.UTILITY
    yield warning(why) if tolerated and facts.response_days >= floor else blocking(why)


@rule(
    "R2151-1",
    basis="adapted_days",
    instead="Donnez plus de temps : les petites structures et les groupements en ont besoin.",
)
def adapted_deadline_short(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.procedure == "mapa" and facts.response_days is not None:
        usual = case.number("adapted_days")
        if facts.response_days < usual:
            yield warning(
                f"{plural(facts.response_days, 'jour')} pour répondre : sans minimum légal, le "
                f"délai doit suivre la complexité du marché ; moins de {plural(usual, 'jour')} "
                "écarte souvent des candidats."
            )


@rule(
    "R2151-3",
    instead="Ajoutez le temps de la visite au délai, et proposez plusieurs dates.",
)
def site_visit_needs_time(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.site_visit_mandatory and facts.response_days is not None:
        floor = "open_days_electronic" if facts.procedure in FORMAL else "adapted_days"
        if facts.response_days <= case.number(floor) and not case.is_direct_award:
            yield warning(
                "Une visite obligatoire rallonge la préparation des offres : le délai ne peut pas "
                "rester au minimum."
            )


@rule(
    "R2124-3",
    instead="Écrivez lequel des cas de l'article R2124-3 est rempli.",
)
def negotiation_needs_a_case(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.procedure == "procedure_negociation" and facts.buyer_kind != BuyerKind.UTILITY:
        yield advice("Un pouvoir adjudicateur négocie dans les seuls cas prévus.")


@rule(
    "L2113-10",
    "L2113-11",
    "R2113-2",
    "R2113-3",
    instead="Découpez en lots, ou écrivez les motifs de droit et de fait du marché unique.",
)
def no_lots_no_reason(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if facts.lots is None or len(facts.lots) > 1 or facts.allotment_reason:
        return
    if facts.divisible:
        why = "L'objet permet des prestations distinctes et le marché n'est pas alloti, sans motif."
        yield warning(why) if case.is_lawful_direct_award else blocking(why)
    elif facts.divisible is None and not case.is_direct_award:
        yield advice("Marché non alloti : dites si son objet permet des prestations distinctes.")


RULES = (
    procedure_too_light,
    publicity_insufficient,
    documents_off_profile,
    open_deadline_too_short,
    candidacy_deadline_too_short,
    adapted_deadline_short,
    site_visit_needs_time,
    negotiation_needs_a_case,
    no_lots_no_reason,
)

"""Award criteria, and the three duties in force since August 2026."""

from __future__ import annotations

from collections.abc import Iterator

from needs.procedure import Nature
from procurement.legal import Severity
from procurement.typography import euros, number
from tenders.compliance.facts import FORMAL, SHORT_WORKS, Criterion
from tenders.compliance.rule import Case, Remark, advice, blocking, named, rule, warning

PRICES = ("price", "cost_global")


@rule(
    "R2152-7",
    "L2152-7",
    basis="price_alone",
    instead="Ajoutez un critère environnemental lié à l'objet, avec son poids et sa méthode, ou "
    "jugez sur un coût global qui compte l'environnement.",
)
def price_alone(case: Case) -> Iterator[Remark]:
    forbidden = case.value("price_alone").value == "forbidden"
    standardised = case.facts.standardised and case.facts.nature != Nature.WORKS
    for where, criteria in _judged(case):
        if {criterion.kind for criterion in criteria} != {"price"}:
            continue
        if forbidden:
            yield blocking("Le prix seul ne peut plus départager les offres.", where)
        elif not standardised:
            why = (
                "Le prix seul n'est admis que pour des fournitures ou services standardisés, dont "
                "la qualité ne varie pas d'un opérateur à l'autre."
            )
            unknown = case.facts.standardised is None and case.facts.nature != Nature.WORKS
            yield warning(why, where) if unknown else blocking(why, where)


@rule(
    "L2152-7",
    "R2152-7",
    basis="environmental_criterion",
    instead="Ajoutez un critère nommé et pondéré sur les caractéristiques environnementales de "
    "l'offre ; une clause d'exécution ne le remplace pas.",
)
def environmental_criterion_missing(case: Case) -> Iterator[Remark]:
    severity = case.duty("environmental_criterion")
    if severity is None:
        return
    for where, criteria in _judged(case):
        kinds = {criterion.kind for criterion in criteria}
        takes = [criterion.takes_environment for criterion in criteria]
        if kinds == {"price"} or True in takes or None in kinds:
            continue  # the rule on price alone already speaks, or the duty is met
        if None in takes:
            yield warning(
                "Dites si le coût global compte les caractéristiques environnementales : à défaut "
                "aucun critère ne les prend en compte.",
                where,
            )
        elif kinds == {"cost_global"}:
            yield Remark(
                severity,
                "Le coût ne peut être le seul critère que s'il est global et compte les "
                "caractéristiques environnementales de l'offre.",
                where,
            )
        else:
            yield Remark(
                severity,
                "Aucun critère ne prend en compte les caractéristiques environnementales de "
                "l'offre.",
                where,
            )


@rule(
    "R2152-7",
    basis="price_alone",
    instead="Ajoutez un critère de prix ou de coût.",
)
def price_or_cost_missing(case: Case) -> Iterator[Remark]:
    for where, criteria in _judged(case):
        kinds = {criterion.kind for criterion in criteria}
        if None not in kinds and not kinds & set(PRICES):
            yield blocking("Parmi plusieurs critères figure toujours le prix ou le coût.", where)


@rule(
    "R2152-12",
    "R2152-11",
    instead="Corrigez les poids : ceux d'un même lot font 100 %.",
)
def weights_off(case: Case) -> Iterator[Remark]:
    for where, criteria in _judged(case):
        weights = [criterion.weight for criterion in criteria if criterion.weight is not None]
        if len(weights) < len(criteria):
            if weights or case.facts.procedure in FORMAL:
                yield warning("Certains critères n'ont pas de poids.", where)
        elif sum(weights) != 100:
            yield blocking(
                f"Les poids annoncés font {number(sum(weights))} % et non 100 % : ils ne peuvent "
                "pas être appliqués comme ils sont annoncés.",
                where,
            )


@rule(
    "R2152-11",
    instead="Écrivez dans le règlement comment chaque critère est noté, sous-critères compris.",
)
def methods_unpublished(case: Case) -> Iterator[Remark]:
    for where, criteria in _judged(case):
        hidden = [criterion for criterion in criteria if criterion.method_published is False]
        if hidden:
            yield blocking(
                "Les critères et la façon de les appliquer sont indiqués aux candidats ; ce n'est "
                f"pas le cas de : {_names(hidden)}.",
                where,
            )


@rule(
    "L2152-7",
    basis="token_weight",
    instead="Donnez à ce critère un poids qui puisse changer le classement.",
)
def environmental_weight_is_token(case: Case) -> Iterator[Remark]:
    floor = case.number("token_weight")
    for where, criteria in _judged(case):
        weights = [c.weight for c in criteria if c.takes_environment and c.weight is not None]
        if weights and sum(weights) < floor:
            yield advice(
                f"L'environnement pèse {number(sum(weights))} % : un poids symbolique peut être "
                "contesté comme sans effet.",
                where,
            )


@rule(
    "L2111-2",
    basis="specification_sustainability",
    instead="Ajoutez au cahier des charges au moins une exigence de développement durable liée à "
    "l'objet : matière, durée de vie, réemploi, énergie, accessibilité.",
)
def specification_not_sustainable(case: Case) -> Iterator[Remark]:
    if case.facts.technical_spec_sustainability is False:
        yield from _duty(
            case,
            "specification_sustainability",
            "Aucune spécification technique ne prend en compte le développement durable ; la loi "
            "l'exige de tout marché.",
        )


@rule(
    "L2112-2",
    basis="environmental_condition",
    instead="Ajoutez une condition d'exécution environnementale contrôlable, avec sa preuve.",
)
def environmental_condition_missing(case: Case) -> Iterator[Remark]:
    if case.facts.environmental_condition is False:
        yield from _duty(
            case,
            "environmental_condition",
            "Aucune condition d'exécution ne prend en compte l'environnement ; la loi l'exige de "
            "tout marché, et un critère d'attribution ne la remplace pas.",
        )


def _duty(case: Case, id: str, why: str) -> Iterator[Remark]:
    severity = case.duty(id)
    if severity is None:
        return
    if case.is_lawful_direct_award:
        # The duty seems to bind from the first euro; no authority has said so yet.
        why += " Pour un achat dispensé de mise en concurrence, la portée de la règle est discutée."
        severity = Severity.WARNING
    yield Remark(severity, why)


@rule(
    "L2112-2-1",
    basis="social_condition",
    instead="Prévoyez une condition sociale ou d'emploi (heures d'insertion, par exemple), ou "
    "gardez par écrit lequel des quatre motifs de l'article L2112-2-1 l'écarte.",
)
def social_condition_missing(case: Case) -> Iterator[Remark]:
    facts, severity = case.facts, case.duty("social_condition")
    if severity is None or facts.social_condition is not False or case.thresholds is None:
        return
    if case.amount is None or case.amount < case.thresholds.european.number:
        return
    if facts.social_condition_reason:
        yield from _recorded_reason(case, severity)
        return
    unsettled = (
        case.thresholds.nature == Nature.SOCIAL_SERVICES
        and case.amount < case.thresholds.social.number
    )
    yield Remark(
        Severity.WARNING if unsettled else severity,
        f"À {euros(case.amount)}, au-dessus du seuil européen, le marché comporte une condition "
        "sociale ou d'emploi ; aucune n'est prévue et aucun motif n'est gardé.",
    )


def _recorded_reason(case: Case, severity: Severity) -> Iterator[Remark]:
    facts = case.facts
    if facts.social_condition_reason != SHORT_WORKS:
        yield advice(
            "Gardez ce motif, avec les faits qui le fondent, dans les documents de la procédure."
        )
        return
    limit = case.number("short_works_months")
    works = facts.nature == Nature.WORKS
    if not works or (facts.duration_months is not None and facts.duration_months >= limit):
        yield Remark(
            severity,
            f"Ce motif ne vaut que pour des travaux de moins de {number(limit)} mois.",
        )


def _judged(case: Case) -> Iterator[tuple[str, tuple[Criterion, ...]]]:
    """Each lot whose offers are compared, with its criteria, when some are known."""
    for lot in case.competed_lots:
        if criteria := case.facts.criteria_of(lot):
            yield named(lot, case) if case.lots else "", criteria


def _names(criteria: list[Criterion]) -> str:
    return ", ".join(f"« {criterion.name or criterion.kind} »" for criterion in criteria)


RULES = (
    price_alone,
    environmental_criterion_missing,
    price_or_cost_missing,
    weights_off,
    methods_unpublished,
    environmental_weight_is_token,
    specification_not_sustainable,
    environmental_condition_missing,
    social_condition_missing,
)

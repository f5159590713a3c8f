"""Facts of a need → the levers that open it to each family of the ESS, with the rule that fired.

Balise advises, the buyer decides: every lever says its figures, its article and its doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from needs.procedure import Minimum, Nature, Thresholds
from procurement.legal import Law, LegalValue, law
from procurement.typography import euros, number, plural


class Lever(StrEnum):
    """From the strongest to the lightest."""

    RESERVE_WHOLE = "reserve_whole"
    RESERVED_LOT = "reserved_lot"
    EXECUTION_CLAUSE = "execution_clause"
    AWARD_CRITERION = "award_criterion"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "reserve_whole": "réserver tout le marché",
            "reserved_lot": "réserver un lot",
            "execution_clause": "clause d'exécution",
            "award_criterion": "critère d'attribution",
            "none": "aucun levier juridique",
        }[self]


class Family(StrEnum):
    HANDICAP = "handicap"
    INSERTION = "insertion"
    BOTH = "handicap_insertion"
    ESS = "ess"

    @property
    def label(self) -> str:
        return {
            "handicap": "entreprises adaptées et ESAT",
            "insertion": "structures d'insertion (SIAE)",
            "handicap_insertion": "structures du handicap et de l'insertion ensemble",
            "ess": "autres entreprises de l'ESS",
        }[self]


@dataclass(frozen=True)
class LeverFacts:
    """`suppliers`: how many matched suppliers each family has (`handicap`, `insertion`, `ess`)."""

    amount: Decimal
    nature: str
    buyer_kind: str = "collectivite"
    duration_months: int | None = None
    cpv: tuple[str, ...] = ()
    suppliers: Mapping[str, int] = field(default_factory=dict)
    labour_share_pct: Decimal | None = None
    insertion_rate_pct: Decimal | None = None
    hourly_cost: Decimal | None = None
    divisible: bool | None = None


@dataclass(frozen=True)
class Figure:
    label: str
    text: str


@dataclass(frozen=True)
class Advised:
    """One lever for one family; `rule` names what fired, `why` says it in words."""

    lever: Lever
    family: Family
    rule: str
    why: str
    article: str
    source: str
    figures: tuple[Figure, ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class LeverAdvice:
    """Every lever worth weighing, the strongest first; never empty."""

    levers: tuple[Advised, ...]

    @property
    def main(self) -> Advised:
        return self.levers[0]

    def for_family(self, family: Family) -> tuple[Advised, ...]:
        return tuple(advised for advised in self.levers if advised.family == family)


def listed_service(cpv: str, at: date, legal: Law | None = None) -> str:
    """The list that lets a service be reserved to the ESS: `european`, only `french`, or `no`."""
    legal = legal or law()
    for name in ("european", "french"):
        if legal.value(f"ess_services_{name}", at).lists(cpv):
            return name
    return "no"


def advise_levers(facts: LeverFacts, *, at: date, legal: Law | None = None) -> LeverAdvice:
    """What fits this need at that date, for each family of the ESS."""
    legal = legal or law()
    thresholds = Thresholds.at(facts.nature, facts.buyer_kind, at, legal)
    found = [
        *_work_reserves(facts, thresholds, at, legal),
        *_ess_reserve(facts, thresholds, at, legal),
        *_insertion_clause(facts, at, legal),
        *_criteria(facts, thresholds, at, legal),
    ]
    silent = [
        family
        for family in (Family.HANDICAP, Family.INSERTION, Family.ESS)
        if not any(_concerns(advised, family) for advised in found)
    ]
    found += [_nothing(facts, family, thresholds) for family in silent]
    order = list(Lever)
    return LeverAdvice(tuple(sorted(found, key=lambda advised: order.index(advised.lever))))


def _concerns(advised: Advised, family: Family) -> bool:
    both = advised.family == Family.BOTH and family != Family.ESS
    return advised.family == family or both


def _from(
    value: LegalValue,
    lever: Lever,
    family: Family,
    rule: str,
    why: str,
    *figures: Figure,
    article: str = "",
) -> Advised:
    return Advised(
        lever, family, rule, why, article or value.article, value.source, figures, value.doubt
    )


def _found(facts: LeverFacts, family: Family) -> int:
    return facts.suppliers.get(family, 0)


def _seen(count: int) -> Figure:
    return Figure("fournisseurs trouvés", number(count))


def _work_reserves(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    """Reserves to the structures of handicap and insertion, together when each is too few."""
    enough = legal.value("reserve_suppliers", at).number
    counts = {family: _found(facts, family) for family in (Family.HANDICAP, Family.INSERTION)}
    for family, count in counts.items():
        if count >= enough:
            yield _reserve(facts, thresholds, family, count, at, legal)
    together = sum(counts.values())
    basis = legal.value("reservation_handicap_insertion", at)
    if max(counts.values()) < enough <= together and basis.value == "allowed":
        yield _reserve(facts, thresholds, Family.BOTH, together, at, legal)
    for family, count in counts.items():
        if 0 < count < enough and together < enough and facts.divisible:
            yield _from(
                legal.value(f"reservation_{family}", at),
                Lever.RESERVED_LOT,
                family,
                "few_suppliers",
                f"{plural(count, 'fournisseur trouvé', 'fournisseurs trouvés')} : un petit lot "
                "réservé est possible, après un sourçage qui confirme que la concurrence existe.",
                _seen(count),
            )


def _reserve(
    facts: LeverFacts,
    thresholds: Thresholds,
    family: Family,
    count: int,
    at: date,
    legal: Law,
) -> Advised:
    share = legal.value("reserved_share", at)
    large = facts.amount >= thresholds.european.number
    lot = bool(facts.divisible) or large
    why = f"{plural(count, 'fournisseur peut', 'fournisseurs peuvent')} répondre : " + (
        "réservez le lot qui leur va, et laissez le reste ouvert."
        if lot
        else "la concurrence suffit pour réserver tout le marché."
    )
    return _from(
        legal.value(f"reservation_{family}", at),
        Lever.RESERVED_LOT if lot else Lever.RESERVE_WHOLE,
        family,
        "enough_suppliers",
        why,
        _seen(count),
        Figure("part de travailleurs concernés", f"{number(share.number)} % au moins"),
        Figure("montant", euros(facts.amount)),
    )


def _ess_reserve(
    facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law
) -> Iterator[Advised]:
    count = _found(facts, Family.ESS)
    listed = {listed_service(code, at, legal) for code in facts.cpv}
    social = facts.nature == Nature.SOCIAL_SERVICES
    if facts.nature in (Nature.SUPPLIES, Nature.WORKS) or not count or "no" in listed:
        return
    if not social and not listed:
        return
    basis, limit = legal.value("reservation_ess", at), legal.value("ess_reserved_months", at)
    months = facts.duration_months
    shorten = (
        f" Ramenez la durée de {number(months)} à {number(limit.number)} mois au plus."
        if months is not None and months > limit.number
        else ""
    )
    lot = bool(facts.divisible) or count < legal.value("reserve_suppliers", at).number
    yield _from(
        basis,
        Lever.RESERVED_LOT if lot else Lever.RESERVE_WHOLE,
        Family.ESS,
        "listed_service",
        "Ce service figure parmi ceux qui peuvent être réservés à l'ESS ; un attributaire ne peut "
        f"l'être de nouveau au même titre pendant trois ans.{shorten}",
        _seen(count),
        Figure("durée maximale", f"{number(limit.number)} mois"),
        article="L2113-15, L2113-16",
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


def _insertion_clause(facts: LeverFacts, at: date, legal: Law) -> Iterator[Advised]:
    hours = insertion_hours(facts, at, legal)
    floor = legal.value("insertion_hours_floor", at).number
    if hours is None or hours < floor:
        return
    rate = legal.value("insertion_rate", at)
    used = facts.insertion_rate_pct or rate.number
    yield _from(
        rate,
        Lever.EXECUTION_CLAUSE,
        Family.INSERTION,
        "enough_hours",
        f"Le travail du marché porte {plural(hours, 'heure')} d'insertion : assez pour un parcours "
        "utile. Le titulaire choisit : embauche, mise à disposition, sous-traitance à une SIAE, "
        "une EA ou un ESAT.",
        Figure("montant", euros(facts.amount)),
        Figure("part de main-d'œuvre", f"{number(facts.labour_share_pct or 0)} %"),
        Figure("taux d'insertion", f"{number(used)} %"),
        Figure("heures", number(hours)),
        article="L2112-2, L2112-2-1",
    )


def _criteria(facts: LeverFacts, thresholds: Thresholds, at: date, legal: Law) -> Iterator[Advised]:
    """Social performance of the offer, never the status of who bids."""
    if thresholds.minimum(facts.amount) == Minimum.DISPENSE:
        return
    basis = legal.value("environmental_criterion", at)
    people = _found(facts, Family.HANDICAP) + _found(facts, Family.INSERTION)
    if people:
        yield Advised(
            Lever.AWARD_CRITERION,
            Family.INSERTION if _found(facts, Family.INSERTION) else Family.HANDICAP,
            "work_for_people_in_insertion",
            "Le marché peut être exécuté en partie par des personnes éloignées de l'emploi : "
            "notez l'accompagnement, la formation et la durée proposés pour ce marché.",
            "L2152-7, R2152-7",
            basis.source,
            (_seen(people),),
            "Admis par le Conseil d'État le 25 mars 2013 (n° 364950), sans discrimination.",
        )
    if count := _found(facts, Family.ESS):
        yield Advised(
            Lever.AWARD_CRITERION,
            Family.ESS,
            "performance_not_status",
            "Le statut ne peut pas rapporter de points : notez ce que l'offre apporte au marché "
            "(réemploi, qualité, continuité, juste rémunération), et allotissez pour ouvrir.",
            "L3, L2152-7, R2152-7",
            basis.source,
            (_seen(count),),
        )


def _nothing(facts: LeverFacts, family: Family, thresholds: Thresholds) -> Advised:
    count = _found(facts, family)
    if thresholds.minimum(facts.amount) == Minimum.DISPENSE and count:
        return _from(
            thresholds.dispense,
            Lever.NONE,
            family,
            "direct_contact",
            f"À {euros(facts.amount)}, aucune mise en concurrence n'est imposée : demandez un "
            "devis à ces fournisseurs, en variant ceux que vous sollicitez.",
            _seen(count),
            Figure("montant", euros(facts.amount)),
        )
    return _from(
        thresholds.dispense,
        Lever.NONE,
        family,
        "no_supplier" if not count else "no_ground",
        "Aucun fournisseur de cette famille n'est trouvé : un sourçage dira s'il en existe."
        if not count
        else "Trop peu de fournisseurs, ou un objet qui ne se réserve pas : allotissez et "
        "allégez les conditions de candidature.",
        _seen(count),
        article="R2111-1",
    )

"""The shape of a rule: a small function over a case, with its articles and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from needs.procedure import Minimum, Publicity, Thresholds
from procurement.legal import Finding, Law, LegalValue, Severity
from tenders.compliance.facts import FORMAL, LotFacts, TenderFacts

CODE = "Code de la commande publique"
# An adapted procedure is lighter than a formal one, a direct award lighter than both.
WEIGHT = {"gre_a_gre": 0, "mapa": 1, **dict.fromkeys(FORMAL, 2)}
REQUIRED = {
    Minimum.DISPENSE: 0,
    Minimum.ADAPTED: 1,
    Minimum.ADAPTED_SOCIAL: 1,
    Minimum.FORMAL: 2,
}


@dataclass(frozen=True)
class Case:
    """A tender in front of the law of its day, with what several rules ask."""

    facts: TenderFacts
    law: Law

    def value(self, id: str) -> LegalValue:
        return self.law.value(id, self.facts.as_of)

    def number(self, id: str) -> Decimal:
        return self.value(id).number

    def duty(self, id: str) -> Severity | None:
        """How grave it is to miss that duty this day; None while it binds no one."""
        state = str(self.value(id).value)
        return {"due": Severity.BLOCKING, "doubtful": Severity.WARNING}.get(state)

    @cached_property
    def lots(self) -> tuple[LotFacts, ...]:
        return self.facts.lots or ()

    @cached_property
    def lots_total(self) -> Decimal | None:
        amounts = [lot.amount for lot in self.lots if lot.amount is not None]
        return sum(amounts, Decimal(0)) if amounts and len(amounts) == len(self.lots) else None

    @cached_property
    def amount(self) -> Decimal | None:
        """What counts against thresholds: the greatest of estimate, lots and framework maximum."""
        facts = self.facts
        maximum = facts.framework_maximum_ht if facts.framework else None
        said = [a for a in (facts.estimated_amount_ht, self.lots_total, maximum) if a is not None]
        return max(said, default=None)

    @cached_property
    def thresholds(self) -> Thresholds | None:
        facts = self.facts
        if facts.nature is None or facts.buyer_kind is None:
            return None
        return Thresholds.at(facts.nature, facts.buyer_kind, facts.as_of, self.law)

    @cached_property
    def minimum(self) -> Minimum | None:
        if self.thresholds is None or self.amount is None:
            return None
        return self.thresholds.minimum(self.amount)

    @cached_property
    def publicity(self) -> Publicity | None:
        if self.thresholds is None or self.amount is None:
            return None
        return self.thresholds.publicity(self.amount)

    @property
    def is_direct_award(self) -> bool:
        return self.facts.procedure == "gre_a_gre"

    @property
    def is_lawful_direct_award(self) -> bool:
        return self.is_direct_award and self.minimum in (None, Minimum.DISPENSE)

    @cached_property
    def competed_lots(self) -> tuple[LotFacts, ...]:
        """Those whose offers are compared; without lots, the whole tender stands as one."""
        lots = self.lots or (LotFacts(criteria=self.facts.criteria),)
        return tuple(
            lot for lot in lots if (lot.lot_procedure or self.facts.procedure) != "gre_a_gre"
        )

    @cached_property
    def buys_food(self) -> bool:
        """Collective catering, save when the lots' codes show that no food nor meal is bought."""
        codes = [lot.cpv for lot in self.lots if lot.cpv]
        food = any(code.startswith(("03", "15", "553", "555")) for code in codes)
        return bool(self.facts.catering or self.facts.catering_school) and (food or not codes)


@dataclass(frozen=True)
class Remark:
    """What a rule has to say: how grave, why, and where when it is not the whole tender."""

    severity: Severity
    why: str
    where: str = ""
    articles: tuple[str, ...] = ()
    instead: str = ""


Test = Callable[[Case], Iterator[Remark]]


@dataclass(frozen=True)
class Rule:
    """`basis` is the legal value that gives the source and the doubt; without one, the code."""

    id: str
    articles: tuple[str, ...]
    instead: str
    basis: str
    test: Test

    def findings(self, case: Case) -> Iterator[Finding]:
        for remark in self.test(case):
            basis = case.value(self.basis) if self.basis else None
            doubt = f" Point de droit à confirmer : {basis.doubt}" if basis and basis.doubt else ""
            yield Finding(
                rule=self.id,
                severity=remark.severity,
                legal_ref=remark.articles or self.articles,
                why=remark.why + doubt,
                instead=remark.instead or self.instead,
                source=basis.source if basis else CODE,
                where=remark.where,
            )


def rule(*articles: str, instead: str, basis: str = "") -> Callable[[Test], Rule]:
    """Makes a rule of a function; its name is the rule's id."""

    def make(test: Test) -> Rule:
        return Rule(test.__name__, articles, instead, basis, test)

    return make


def blocking(why: str, where: str = "", articles: tuple[str, ...] = ()) -> Remark:
    return Remark(Severity.BLOCKING, why, where, articles)


def warning(why: str, where: str = "", articles: tuple[str, ...] = ()) -> Remark:
    return Remark(Severity.WARNING, why, where, articles)


def advice(why: str, where: str = "", articles: tuple[str, ...] = ()) -> Remark:
    return Remark(Severity.ADVICE, why, where, articles)


def named(lot: LotFacts, case: Case) -> str:
    """How a finding designates a lot; nothing when the tender has no other."""
    if len(case.lots) < 2:
        return ""
    return lot.name or f"lot {case.lots.index(lot) + 1}"

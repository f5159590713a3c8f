"""A purchase to come as it is known today: its levers, family by family, and its lots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from needs.diagnosis import Diagnosis
from needs.levers import (
    Advised,
    Change,
    Family,
    Lever,
    LeverAdvice,
    LeverFacts,
    advise_levers,
    would_change,
)
from needs.models import LegalAmendment, LeverDecision, Project, PurchaseFacts
from procurement.legal import Law
from suppliers.levers import Found
from suppliers.lot_gathering import lot_question
from suppliers.lots import LotAdvice, propose_lots
from suppliers.models import MatchRun
from tenders.models import Tender
from tenders.purchase_facts import Gathering, Known

RESERVES = (Lever.RESERVE_WHOLE, Lever.RESERVED_LOT)


@dataclass(frozen=True)
class Purchase:
    """A project's purchase as it is known today; `known` says each fact with its origin."""

    project: Project
    typed: PurchaseFacts
    tender: Tender | None
    run: MatchRun | None
    at: date
    facts: LeverFacts
    known: tuple[Known, ...]

    @cached_property
    def found(self) -> Found | None:
        return Found.of(self.run.result) if self.run else None

    @cached_property
    def legal(self) -> Law:
        return LegalAmendment.objects.law()

    @cached_property
    def advice(self) -> LeverAdvice:
        return advise_levers(self.facts, at=self.at, legal=self.legal)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return would_change(self.facts, at=self.at, legal=self.legal)

    @cached_property
    def decisions(self) -> dict[str, LeverDecision]:
        return LeverDecision.objects.in_force(self.project)

    @property
    def is_amount_known(self) -> bool:
        return not next(fact.assumed for fact in self.known if fact.id == "amount")

    @cached_property
    def families(self) -> list[FamilyAdvice]:
        """The advice family by family, with what was decided and what would change it."""
        return [
            FamilyAdvice(
                family,
                self.advice.for_family(family),
                self.decisions.get(family),
                tuple(change for change in self.changes if change.family == family),
            )
            for family in Family
        ]

    @cached_property
    def allotment(self) -> LotAdvice:
        """The lots to weigh for this purchase; grounds that the buyer set aside reserve none."""
        shares = {name: Decimal(str(part)) for name, part in self.typed.shares.items()}
        question = lot_question(
            self.project,
            self.run,
            purchase=self.facts,
            at=self.at,
            is_amount_known=self.is_amount_known,
            shares=shares,
            refused=[f for f, one in self.decisions.items() if one.lever not in RESERVES],
            decided=[f for f, one in self.decisions.items() if one.lever in RESERVES],
        )
        return propose_lots(question)


@dataclass(frozen=True)
class FamilyAdvice:
    """What is advised to one family, strongest first, and what the buyer decided of it."""

    family: Family
    advised: tuple[Advised, ...]
    decision: LeverDecision | None
    changes: tuple[Change, ...]

    @property
    def best(self) -> Advised:
        return self.advised[0]

    @property
    def others(self) -> tuple[Advised, ...]:
        return self.advised[1:]

    @property
    def found(self) -> str:
        """How many suppliers were found, as the levers say it."""
        seen = (f.text for one in self.advised for f in one.figures if "trouvés" in f.label)
        return next(seen, "")

    @property
    def is_overridden(self) -> bool:
        return self.decision is not None and self.decision.lever != self.best.lever

    @property
    def is_outdated(self) -> bool:
        """The advice changed since the buyer decided."""
        return self.decision is not None and self.decision.is_outdated(self.best)


def purchase_of(
    project: Project,
    *,
    today: date,
    tender: Tender | None = None,
    diagnosis: Diagnosis | None = None,
) -> Purchase:
    """Gather once, in a constant number of queries; by the latest tender when none is named."""
    return Purchase(**Gathering(project, today, tender, diagnosis).everything())

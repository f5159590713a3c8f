"""Facts of a tender → findings, and the least procedure and publicity at its date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from needs.procedure import Minimum, Publicity
from procurement.legal import Finding, Law, Severity, gravest_first, law
from tenders.compliance import criteria, procedure, reservations, terms
from tenders.compliance.facts import BadFacts, Criterion, LotFacts, TenderFacts
from tenders.compliance.rule import Case, Rule

RULES: tuple[Rule, ...] = (
    *procedure.RULES,
    *criteria.RULES,
    *reservations.RULES,
    *terms.RULES,
)


@dataclass(frozen=True)
class TenderCheck:
    """Findings, the gravest first; the two minima are None while amount or nature is unknown."""

    findings: tuple[Finding, ...]
    minimum_procedure: Minimum | None
    publicity_minimum: Publicity | None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == Severity.BLOCKING)

    def as_dict(self) -> dict[str, Any]:
        return {
            "findings": [finding.as_dict() for finding in self.findings],
            "minimum_procedure": self.minimum_procedure,
            "publicity_minimum": self.publicity_minimum,
        }


def check(facts: TenderFacts, legal: Law | None = None) -> TenderCheck:
    """What the law of the launch date says of this tender; nothing of what it does not say."""
    case = Case(facts, legal or law())
    findings = [finding for rule in RULES for finding in rule.findings(case)]
    return TenderCheck(gravest_first(findings), case.minimum, case.publicity)


__all__ = ["RULES", "BadFacts", "Criterion", "LotFacts", "TenderCheck", "TenderFacts", "check"]

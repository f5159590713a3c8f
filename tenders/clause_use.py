"""How often a clause is used: counts of tenders and forks, never who."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tenders.models import AwardCriterion, LocalClause, Tender, TenderClause


@dataclass(frozen=True)
class Usage:
    tenders: int
    forks: int


def usage(clause_id: str) -> Usage:
    """Tenders that hold the clause, at any version and place, and the clauses made from it."""
    held = [
        model.objects.filter(clause_id=clause_id).order_by().values("tender")
        for model in (TenderClause, AwardCriterion)
    ]
    return Usage(
        tenders=Tender.objects.filter(Q(pk__in=held[0]) | Q(pk__in=held[1])).count(),
        forks=LocalClause.objects.filter(forked_from=clause_id).count(),
    )

"""A text retained after a consultation, taken into the clauses of the tender that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from procurement.accounts.models import User
from tenders.models import Decision, MarketConsultation, TenderClause


@dataclass(frozen=True)
class Carried:
    """A decision, and a clause of a tender of the project; `is_done`: it already says so."""

    decision: Decision
    used: TenderClause

    @property
    def is_done(self) -> bool:
        return self.used.wording == self.decision.after


def to_carry(consultation: MarketConsultation) -> list[Carried]:
    """The last text retained for each clause, beside each tender of the project that uses it."""
    decided = consultation.decisions.exclude(after="").exclude(question=None)
    last = {d.question.clause_id: d for d in decided.select_related("question") if d.question}
    used = TenderClause.objects.filter(
        tender__project=consultation.project_id, clause_id__in=[key for key in last if key]
    )
    return [Carried(last[one.clause_id], one) for one in used.select_related("tender__project")]


@transaction.atomic
def carry(carried: Carried, *, by: User, now: datetime) -> None:
    """Make the retained text the tender's own wording of the clause; noted, and undone by hand."""
    used, decision = carried.used, carried.decision
    used.wording, used.wording_is_whole = decision.after, False
    used.save(update_fields=["wording", "wording_is_whole"])
    used.tender.note(
        "decision_carried", by=by, now=now, clause=used.clause_id, wording=decision.after
    )

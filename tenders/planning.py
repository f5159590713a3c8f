"""What may count with a tender, and its calendar, gathered for the page of its procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from needs.models import AwardRecord, LegalAmendment
from needs.procedure import (
    Advice,
    Aggregation,
    Calendar,
    Purchase,
    Thresholds,
    aggregate,
    plan,
    plan_back,
)
from needs.procedure.aggregation import FAMILY
from procurement.accounts.models import User
from tenders.models import Tender


def aggregation_of(tender: Tender, advice: Advice, *, by: User) -> Aggregation | None:
    """The authority's other purchases that may have to be added to this one."""
    codes = [lot.cpv for lot in tender.lots.all() if lot.cpv]
    legal = LegalAmendment.objects.law()
    thresholds = Thresholds.at(tender.nature, tender.buyer_kind, tender.launch_on, legal)
    others = [*_awarded(tender, codes), *_prepared(tender, by)]
    return aggregate(advice.amount, codes, others, thresholds, on=tender.launch_on)


def _awarded(tender: Tender, codes: list[str]) -> Iterator[Purchase]:
    lead = tender.project.lead
    if not lead.siret or not codes:
        return
    records = AwardRecord.objects.filter(
        buyer_siret=lead.siret,
        notified_on__year=tender.launch_on.year,
        amount__isnull=False,
        cpv__regex=f"^({'|'.join(sorted({code[:FAMILY] for code in codes}))})",
    )
    for record in records:
        if record.notified_on and record.amount is not None:
            yield Purchase(
                record.object, record.amount, record.notified_on, record.cpv, "marché attribué"
            )


def _prepared(tender: Tender, by: User) -> Iterator[Purchase]:
    """The authority's other tenders, lot by lot when lots have a code."""
    others = (
        Tender.objects.visible_to(by)
        .filter(project__lead=tender.project.lead, launch_on__year=tender.launch_on.year)
        .exclude(pk=tender.pk)
        .prefetch_related("lots")
    )
    for other in others:
        same = other.project_id == tender.project_id
        coded = [lot for lot in other.lots.all() if lot.cpv and lot.amount is not None]
        parts = [(lot.cpv, lot.amount or Decimal(0)) for lot in coded]
        if not parts and other.estimated_value is not None:
            parts = [("", other.estimated_value)]
        for cpv, amount in parts:
            yield Purchase(other.title, amount, other.launch_on, cpv, "consultation", same)


def calendar_of(tender: Tender, advice: Advice, *, start: date | None = None) -> Calendar:
    """From the launch date, or back from the day the contract must start."""
    said = tender.settings
    known: dict[str, Any] = {
        "legal": LegalAmendment.objects.law(),
        "procedure": tender.procedure,
        "shortened": bool(said.get("prior_information_notice") or said.get("urgency_justified")),
        "documents_online": said.get("dce_on_buyer_profile") is not False,
    }
    minimum = advice.minimum_procedure
    return plan_back(start, minimum, **known) if start else plan(tender.launch_on, minimum, **known)

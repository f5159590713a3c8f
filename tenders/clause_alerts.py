"""Which tenders use a clause whose ground moved since they took it (G8)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from needs.models import LegalAmendment
from procurement.accounts.models import User
from procurement.legal import Finding, Law, gravest_first
from tenders.clauses import Library
from tenders.clauses.changes import changes
from tenders.models import Tender
from tenders.models.taken import Taken, shelf_around


@dataclass(frozen=True)
class Alert:
    """A tender and what changed under its clauses."""

    tender: Tender
    findings: tuple[Finding, ...]


def alerts_of(tender: Tender) -> tuple[Finding, ...]:
    """What changed under the clauses and criteria of one tender, the gravest first."""
    rows = taken_rows(tender)
    return found(tender, rows, shelf_around(rows), LegalAmendment.objects.law())


def alerts_for(user: User | AnonymousUser) -> list[Alert]:
    """The tenders that the person may see and that something affects, in their usual order."""
    tenders = Tender.objects.visible_to(user).prefetch_related("clauses", "criteria")
    rows = {tender: taken_rows(tender) for tender in tenders.select_related("project")}
    shelf = shelf_around([row for held in rows.values() for row in held])
    law = LegalAmendment.objects.law()
    alerts = [Alert(tender, found(tender, held, shelf, law)) for tender, held in rows.items()]
    return [alert for alert in alerts if alert.findings]


def taken_rows(tender: Tender) -> list[Taken]:
    return [*tender.clauses.all(), *tender.criteria.all()]


def found(tender: Tender, rows: list[Taken], shelf: Library, law: Law) -> tuple[Finding, ...]:
    uses = [used for row in rows if (used := row.as_taken())]
    return gravest_first(
        finding
        for used in uses
        for finding in changes(used, shelf.get(used.clause.id), at=tender.launch_on, law=law)
    )

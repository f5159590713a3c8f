"""The tender of the reference case, and the clauses that authorities adapted for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from needs.models import Project
from procurement.accounts.models import Organisation, User
from tenders.clauses import library
from tenders.models import AwardCriterion, LocalClause, Lot, Tender, TenderClause
from tenders.reference_data import DATA, case
from tenders.shelf import shelf_of


def make_local_clauses(
    organisations: dict[str, Organisation], people: dict[str, User], now: datetime
) -> dict[str, str]:
    """Forks of library clauses, read again or waiting for it: name in the file → identifier."""
    return {
        row["id"]: make_local_clause(
            row,
            organisations[row["organisation"]],
            people[row["author"]],
            people[row["reader"]],
            now,
        )
        for row in case()["local_clauses"]
    }


def make_local_clause(
    row: dict[str, Any], organisation: Organisation, author: User, reader: User, now: datetime
) -> str:
    source = library().get(row["fork"])
    if source is None:
        raise ValueError(f"{DATA.name}: no clause {row['fork']}")
    version = LocalClause.objects.fork(source, organisation, by=author, now=now)
    version = version.clause.revise(
        {**version.content, **row["change"]},
        by=author,
        now=now + timedelta(hours=1),
        what=row["what"],
        read=version.mark,
    )
    version.ask_reading(reader, by=author, now=now + timedelta(hours=2))
    if row.get("published"):
        version.move("approve", by=reader, now=now + timedelta(days=1), remark=row["remark"])
        version.move("publish", by=author, now=now + timedelta(days=2))
    return version.clause.slug


def make_tender(project: Project, by: User, adapted: dict[str, str]) -> Tender:
    row = case()["tender"]
    tender = Tender.objects.create(
        project=project,
        reference=f"{project.reference[:34]}-m1",
        created_by=by,
        offers_due_at=timezone.make_aware(datetime.fromisoformat(row["offers_due_at"])),
        **{
            name: row[name]
            for name in (
                "title",
                "nature",
                "estimated_value",
                "duration_months",
                "renewals",
                "procedure",
                "launch_on",
                "settings",
                "price_shape",
                "said",
            )
        },
    )
    Lot.objects.bulk_create(Lot(tender=tender, **lot) for lot in row["lots"])
    for position, criterion in enumerate(row["criteria"], start=1):
        make_criterion(tender, criterion, position)
    ids = [adapted.get(clause["id"], clause["id"]) for clause in row["clauses"]]
    tender.add_clauses(ids, shelf_of(by))
    chosen = {used.clause_id: used for used in tender.clauses.all()}
    for id, clause in zip(ids, row["clauses"], strict=True):
        used = chosen[id]
        used.level, used.values = clause.get("level", ""), clause.get("values", {})
        used.clause_version = clause.get("version", used.clause_version)
    TenderClause.objects.bulk_update(chosen.values(), ["level", "values", "clause_version"])
    return tender


def make_criterion(tender: Tender, row: dict[str, Any], position: int) -> None:
    """A criterion and its sub-criteria, each remembering the clause it comes from."""
    own = {name: value for name, value in row.items() if name != "subcriteria"}
    criterion = AwardCriterion(tender=tender, position=position, **own)
    criterion.keep_taken(None)
    criterion.save()
    for n, sub in enumerate(row.get("subcriteria", []), start=1):
        part = AwardCriterion(
            tender=tender, parent=criterion, kind=criterion.kind, position=n, **sub
        )
        part.keep_taken(None)
        part.save()

"""The register of a project as the sourcing report tells it: what was done, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from needs import chain
from needs.acts import sentence
from needs.models import Project, RegisterEntry
from tenders.meetings import Entry

# What suppliers do one by one: the dates are in the table of the structures, and the words, as
# published, in the exchanges, the threads and the minutes. Their own words could tell who speaks.
BY_SUPPLIERS = frozenset(
    {
        "invitation_opened",
        "contribution_sent",
        "open_call_joined",
        "question_asked",
        "clause_commented",
        "workshop_registered",
        "workshop_withdrawn",
        "workshop_correction_asked",
    }
)
# What changed in the tender that the consultation prepared.
OF_THE_TENDER = frozenset(
    {
        "tender_created",
        "tender_changed",
        "lots_changed",
        "lots_adopted",
        "criteria_changed",
        "clauses_added",
        "clause_changed",
        "clause_removed",
        "return_decided",
        "return_undone",
        "edit_removed",
    }
)


@dataclass(frozen=True)
class Act:
    """An act of the register in words."""

    number: int
    at: datetime
    actor: str
    sentence: str


@dataclass(frozen=True)
class Seal:
    """Where the chain of the register stood when the report was written, and what is wrong."""

    entries: int
    number: int
    at: datetime | None
    seal: str
    faults: tuple[str, ...]


def read(project: Project) -> tuple[list[Entry], Seal]:
    """The whole register of the project and whether it holds, in one query; moments are local."""
    rows = RegisterEntry.objects.rows(project)
    verdict = chain.verify(rows)
    entries = [
        Entry(row.number, timezone.localtime(row.at), row.act, row.actor, row.facts) for row in rows
    ]
    last = entries[-1] if entries else None
    return entries, Seal(
        entries=verdict.rows,
        number=last.number if last else 0,
        at=last.at if last else None,
        seal=verdict.last_seal,
        faults=tuple(fault.said for fault in verdict.faults),
    )


def told_acts(entries: Iterable[Entry]) -> tuple[Act, ...]:
    """The acts of the team, and what changed in a group that has answered."""
    return tuple(_act(entry) for entry in entries if entry.act not in BY_SUPPLIERS)


def changes_since(entries: Iterable[Entry], since: datetime) -> tuple[Act, ...]:
    """What was changed in the tender since the consultation opened."""
    return tuple(_act(e) for e in entries if e.act in OF_THE_TENDER and e.at >= since)


def _act(entry: Entry) -> Act:
    return Act(entry.number, entry.at, entry.actor, sentence(entry.act, entry.facts))

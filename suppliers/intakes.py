"""What a person or a program sent, on its way to the register: kept, tried, then taken."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django_tasks import task

from needs.importing.columns import Column
from needs.importing.tables import Table
from procurement import jsonl
from procurement.accounts.models import User
from procurement.spreadsheets import Sheet
from procurement.typography import join_words, plural
from suppliers import columns
from suppliers.cells import written_siret
from suppliers.importing import REFUSED, Outcome, take
from suppliers.models import Intake
from suppliers.rows import Row
from suppliers.zones import NamedAreas

TABLE, RECORDS = "tableau", "api"
_LONGEST = 2_000  # of what is no record


def keep(
    sheets: list[Sheet],
    *,
    by: User,
    now: datetime,
    source: str,
    file_name: str,
    stated_on: date | None = None,
) -> Intake:
    """The cells, waiting for their sender's agreement; nothing is written to the register."""
    sent = {"sheets": [{"name": one.name, "rows": one.rows} for one in sheets]}
    intake = Intake(
        source=source,
        kind=TABLE,
        file_name=file_name,
        stated_on=stated_on,
        state=Intake.State.WAITING,
        by=by,
        started_at=now,
        sent=sent,
    )
    sheet = max(range(len(sheets)), key=lambda number: (_said_by(intake, number), -number))
    choose(intake, sheet, _as_chosen(columns.propose(table_of(intake, sheet))))
    return intake


def _said_by(intake: Intake, sheet: int) -> tuple[bool, int]:
    """How much a sheet seems to say: what is required first, then how many facts."""
    fields = set(_as_chosen(columns.propose(table_of(intake, sheet))).values())
    return fields.issuperset(columns.REQUIRED), len(fields)


def received(
    records: list[Any],
    *,
    by: User,
    now: datetime,
    source: str,
    stated_on: date | None = None,
) -> Intake:
    """Records in the published format, not saved yet; one that cannot be read keeps its reason."""
    return Intake(
        source=source,
        kind=RECORDS,
        file_name=f"{plural(len(records), 'fiche')} par l'API",
        stated_on=stated_on,
        by=by,
        started_at=now,
        sent={"received": [_received(record) for record in records]},
    )


def _received(sent: Any) -> dict[str, Any]:
    """What is no record stays as it was written, to be given back."""
    written = json.dumps(sent)
    record, reason = jsonl.read_line(written)
    return {"record": record} if record else {"text": written[:_LONGEST], "reason": reason}


def _as_chosen(proposed: list[Column]) -> dict[int, str]:
    return {column.index: column.field for column in proposed if column.field}


def choose(intake: Intake, sheet: int, chosen: dict[int, str]) -> None:
    """What each column of a sheet says."""
    intake.sent |= {"chosen": sheet, "columns": {str(at): field for at, field in chosen.items()}}
    intake.save()


def table_of(intake: Intake, sheet: int | None = None) -> Table:
    number = intake.sent.get("chosen", 0) if sheet is None else sheet
    found = intake.sent["sheets"][number]["rows"]
    return columns.table_of([(line, cells) for line, cells in found])


def chosen_of(intake: Intake) -> dict[int, str]:
    return {int(at): field for at, field in intake.sent.get("columns", {}).items()}


def _rows(intake: Intake) -> Iterator[Row]:
    if intake.kind == RECORDS:
        for line, one in enumerate(intake.sent["received"], start=1):
            record = one.get("record")
            yield Row(line, record or {"text": one["text"]}, record, one.get("reason", ""))
    else:
        yield from columns.rows(table_of(intake), chosen_of(intake), NamedAreas().read)


def size_of(intake: Intake) -> int:
    """How many rows it has, until it is done."""
    if intake.kind == RECORDS:
        return len(intake.sent["received"])
    return len(table_of(intake).rows)


def _outcomes(sent: Intake, **options: Any) -> Iterator[Outcome]:
    """What becomes of each row, said with the names that the sender gave the columns."""
    lines: dict[str, list[int]] = {}
    names = _names(sent)
    for outcome in take(_noted(_rows(sent), lines), source=sent.source, **options):
        said = (columns.in_words(message, names) for message in outcome.messages)
        messages = outcome.messages if sent.kind == RECORDS else tuple(said)
        yield replace(outcome, messages=(*messages, *_joined(outcome, lines)))


def _names(intake: Intake) -> dict[str, str]:
    if intake.kind == RECORDS:
        return {}
    header = table_of(intake).header
    return {field: header[at] for at, field in chosen_of(intake).items()}


def _noted(rows: Iterable[Row], lines: dict[str, list[int]]) -> Iterator[Row]:
    """The rows, with the lines that speak of each SIRET written down as they pass."""
    for row in rows:
        lines.setdefault(_siret(row), []).append(row.line)
        yield row


def _siret(row: Row) -> str:
    return re.sub(r"\D", "", written_siret((row.record or {}).get("siret")))


def _joined(outcome: Outcome, lines: dict[str, list[int]]) -> Iterator[str]:
    before = [line for line in lines[_siret(outcome.row)] if line < outcome.row.line]
    if before and outcome.verdict != REFUSED:
        named = (
            f"la ligne {before[0]}"
            if len(before) == 1
            else f"les lignes {join_words(list(map(str, before)))}"
        )
        yield (
            f"Même SIRET que {named} : une seule fiche, où celle-ci a le dernier mot, sauf par "
            "ses cases vides ; leurs familles s'ajoutent."
        )


@dataclass
class Trial:
    """What the import would do as things stand."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[Outcome] = field(default_factory=list)
    remarks: list[Outcome] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(count for verdict, count in self.counts.items() if verdict != REFUSED)


def attempt(intake: Intake) -> Trial:
    trial = Trial()
    for outcome in _outcomes(intake, dry_run=True):
        trial.counts[outcome.verdict] += 1
        if outcome.verdict == REFUSED:
            trial.refused.append(outcome)
        elif outcome.messages:
            trial.remarks.append(outcome)
    return trial


@task()
def run(pk: int) -> None:
    """Take the rows; begun again after a stop, it goes on where it was."""
    intake = Intake.objects.get(pk=pk)
    refused = [one for one in _outcomes(intake, intake=intake) if one.verdict == REFUSED]
    intake.sent = {"rejects": [reject(outcome) for outcome in refused]}
    intake.save(update_fields=["sent"])


def rejects_of(intake: Intake) -> list[dict[str, Any]]:
    """The rows that were refused; before the import, those that would be."""
    if intake.state == Intake.State.WAITING:
        return [reject(outcome) for outcome in attempt(intake).refused]
    return intake.sent.get("rejects", [])


def reject(outcome: Outcome) -> dict[str, Any]:
    return {
        "line": outcome.row.line,
        "cells": outcome.row.original,
        "reason": " ".join(outcome.messages),
    }


def start(intake: Intake) -> None:
    intake.state, intake.started_at = Intake.State.RUNNING, timezone.now()
    intake.save()
    run.enqueue(intake.pk)

"""The register as files: for a spreadsheet, and with all that another program needs to verify."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from needs import acts
from needs.chain import Row
from needs.models import Project, RegisterEntry
from procurement import tables

JSON = "json"
KINDS = {**tables.CONTENT_TYPES, JSON: "application/json; charset=utf-8"}
HEADER = (
    "Numéro",
    "Date et heure",
    "Nature",
    "Acte",
    "Auteur",
    "Détails",
    "Empreinte précédente",
    "Empreinte",
)
_LONGEST = 32_000  # what a cell of a spreadsheet holds
HOW_TO_VERIFY = (
    "seal = SHA-256 (UTF-8) of the JSON array [project, number, at_timestamp, act, actor, facts, "
    "previous], keys sorted, written as Python's json.dumps(ensure_ascii=False, sort_keys=True)"
)


def written(
    kind: str, project: Project, entries: Sequence[RegisterEntry], *, filtered: bool
) -> bytes:
    if kind == JSON:
        return json.dumps(
            as_dict(project, entries, filtered=filtered), ensure_ascii=False, indent=1
        ).encode()
    rows = [HEADER, *map(_line, entries)]
    if kind == tables.XLSX:
        return tables.xlsx("Registre", rows)
    return "".join(tables.csv_lines(rows)).encode()


def as_dict(
    project: Project, entries: Sequence[RegisterEntry], *, filtered: bool
) -> dict[str, Any]:
    return {
        "project": str(project.pk),
        "reference": project.reference,
        "filtered": filtered,
        "how_to_verify": HOW_TO_VERIFY,
        "acts": [act_as_dict(entry.row()) for entry in entries],
    }


def act_as_dict(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "at_timestamp": row.at.timestamp(),
        "act": row.act,
        "said": acts.sentence(row.act, row.facts),
        "actor": row.actor,
        "facts": row.facts,
        "previous": row.previous,
        "seal": row.seal,
    }


def _line(entry: RegisterEntry) -> list[Any]:
    return [
        entry.number,
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        acts.family_of(entry.act),
        acts.sentence(entry.act, entry.facts)[:_LONGEST],
        entry.actor,
        json.dumps(entry.facts, ensure_ascii=False)[:_LONGEST],
        entry.previous,
        entry.seal,
    ]

"""Values of nomenclature rows into the tables: upsert by code, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import models, transaction

from procurement.nomenclature import files
from procurement.nomenclature.models import Commune, Cpv, Naf

MODELS: dict[str, type[models.Model]] = {"communes": Commune, "cpv": Cpv, "naf": Naf}
BATCH = 2000
SHIPPED = Path(__file__).parent / "data"


def too_long(nomenclature: files.Nomenclature, row: files.Row) -> str:
    """Why the row does not fit the table, as a French sentence; empty when it does."""
    for field in MODELS[nomenclature.name]._meta.concrete_fields:
        most, value = getattr(field, "max_length", None), row[field.name]
        if most and isinstance(value, str) and len(value) > most:
            return f"« {value[:40]} » est trop long pour « {field.verbose_name} » ({most} signes)."
    return ""


def upsert(nomenclature: files.Nomenclature, values: Iterable[files.Row]) -> int:
    """How many rows were written; a row already there is replaced by the file's."""
    model = MODELS[nomenclature.name]
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    manager: Any = model._default_manager
    iterator = iter(values)
    written = 0
    # A later line of the same code wins, as it would one row at a time.
    while batch := {row[nomenclature.key]: row for row in islice(iterator, BATCH)}:
        with transaction.atomic():
            manager.bulk_create(
                [model(**row) for row in batch.values()],
                update_conflicts=True,
                update_fields=fields,
                unique_fields=[nomenclature.key],
            )
        written += len(batch)
    return written


def load_shipped_extract(**_: Any) -> None:
    """Fill empty tables with the extract that ships with Balise (after each `migrate`).

    It is enough for the reference case and a useful start; the national files replace it.
    """
    for nomenclature in (files.COMMUNES, files.CPV, files.NAF):
        manager: Any = MODELS[nomenclature.name]._default_manager
        if not manager.exists():
            shipped = SHIPPED / f"{nomenclature.name}.csv"
            with shipped.open(encoding="utf-8", newline="") as stream:
                upsert(nomenclature, [row for _, row, _ in files.rows(stream, nomenclature) if row])

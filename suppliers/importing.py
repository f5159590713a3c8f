"""Checked records → the register: upsert by SIRET, batch by batch, the index with it.

Each batch is one transaction: an import that is killed is simply run again. A record that its
supplier has taken in hand is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import transaction

from procurement.nomenclature.models import Commune
from procurement.typography import fold
from suppliers import retrieval
from suppliers.models import Activity, Supplier
from suppliers.reading import as_json, read_offers
from suppliers.register import ActivityRecord, InvalidRecord, SupplierRecord, parse
from suppliers.sources import Row

BATCH = 500
CREATED, UPDATED, UNCHANGED, KEPT, REFUSED = "created", "updated", "unchanged", "kept", "refused"
_FIELDS = (
    "name", "legal_form", "ess_kinds", "naf", "description", "city", "postal_code", "insee",
    "department", "lat", "lon", "area_kind", "area_km", "area_codes", "fte", "max_yearly_eur",
    "capacities", "labels", "website", "is_fictitious", "source", "reading",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of one row, with the remarks it calls for or the reason of a refusal."""

    row: Row
    verdict: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Checked:
    row: Row
    record: SupplierRecord


def take(
    rows: Iterable[Row], *, source: str, dry_run: bool = False, fictitious: bool = False
) -> Iterator[Outcome]:
    """Write the rows as they come; yields what became of each."""
    iterator, written = iter(rows), False
    while batch := list(islice(iterator, BATCH)):
        checked: dict[str, _Checked] = {}
        for row in batch:
            try:
                record = _parsed(row)
            except InvalidRecord as error:
                yield Outcome(row, REFUSED, (str(error),))
                continue
            record = replace(record, is_fictitious=record.is_fictitious or fictitious)
            before = checked.pop(record.siret, None)
            checked[record.siret] = _Checked(row, _joined(before, record))
        for outcome in _Batch(list(checked.values()), source).write(dry_run=dry_run):
            written |= outcome.verdict in (CREATED, UPDATED)
            yield outcome
    if written and not dry_run:
        retrieval.refresh_rarity()


def _parsed(row: Row) -> SupplierRecord:
    if row.record is None:
        raise InvalidRecord(row.reason)
    return parse(row.record)


def _joined(before: _Checked | None, record: SupplierRecord) -> SupplierRecord:
    """Two rows of one SIRET: the last says the facts, the families add up."""
    if before is None:
        return record
    kinds = dict.fromkeys((*before.record.ess_kinds, *record.ess_kinds))
    return replace(record, ess_kinds=tuple(kinds))


class _Batch:
    """Some rows with what the database knows of them, asked in a fixed number of queries."""

    def __init__(self, checked: list[_Checked], source: str) -> None:
        self.checked, self.source = checked, source
        records = [item.record for item in checked]
        self.known = {
            supplier.siret: supplier
            for supplier in Supplier.objects.filter(siret__in=[r.siret for r in records])
        }
        ids = [r.external_id for r in records if r.external_id]
        self.owners: dict[str | None, str] = dict(
            Supplier.objects.filter(external_id__in=ids).values_list("external_id", "siret")
        )
        self.places = _Places(records)

    @transaction.atomic
    def write(self, *, dry_run: bool) -> list[Outcome]:
        outcomes, created, updated = [], [], []
        activities: dict[Any, tuple[ActivityRecord, ...]] = {}
        for item in self.checked:
            outcome, supplier = self._decide(item)
            outcomes.append(outcome)
            if outcome.verdict == CREATED:
                created.append(supplier)
            elif outcome.verdict == UPDATED:
                updated.append(supplier)
            activities[supplier.pk] = item.record.activities
        if not dry_run:
            Supplier.objects.bulk_create(created)
            Supplier.objects.bulk_update(updated, ["external_id", *_FIELDS], batch_size=100)
            _replace_activities([*created, *updated], activities)
            retrieval.index([*created, *updated])
        return outcomes

    def _decide(self, item: _Checked) -> tuple[Outcome, Supplier]:
        record, supplier = item.record, self.known.get(item.record.siret)
        owner = self.owners.setdefault(record.external_id, record.siret)
        if record.external_id and owner != record.siret:
            reason = f"L'identifiant « {record.external_id} » est déjà celui du SIRET {owner}."
            return Outcome(item.row, REFUSED, (reason,)), supplier or Supplier()
        if supplier and supplier.organisation_id:
            reason = "Fiche tenue par le fournisseur lui-même : gardée telle quelle."
            return Outcome(item.row, KEPT, (reason,)), supplier
        values, remarks = self._values(record, supplier)
        if supplier is None:
            supplier = Supplier(siret=record.siret, **values)
            return Outcome(item.row, CREATED, remarks), supplier
        changed = [name for name, value in values.items() if getattr(supplier, name) != value]
        for name in changed:
            setattr(supplier, name, values[name])
        return Outcome(item.row, UPDATED if changed else UNCHANGED, remarks), supplier

    def _values(
        self, record: SupplierRecord, known: Supplier | None
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The fields of the model, the commune resolved and the text read."""
        commune = self.places.find(record)
        point = record.point or (commune.point if commune else None) or (None, None)
        kinds = list(record.ess_kinds)
        if known and known.source == self.source == "siae":  # one row for each convention
            kinds = list(dict.fromkeys((*known.ess_kinds, *kinds)))
        values = {name: getattr(record, name, None) for name in _FIELDS}
        values |= {
            "external_id": record.external_id or (known.external_id if known else None),
            "ess_kinds": kinds,
            "area_codes": list(record.area_codes),
            "capacities": list(record.capacities),
            "labels": list(record.labels),
            "insee": record.insee or (commune.insee if commune else ""),
            "department": commune.department if commune else record.department,
            "lat": point[0],
            "lon": point[1],
            "source": self.source,
            "reading": _reading(record),
        }
        remarks = record.remarks
        if commune is None and (record.insee or record.city):
            remarks += (
                f"Commune « {record.city or record.insee} » absente de la nomenclature chargée : "
                "le département vient du code, la position n'est pas déduite.",
            )
        return values, remarks


def _reading(record: SupplierRecord) -> list[dict[str, Any]]:
    activities = [
        {
            "label": activity.label,
            "description": activity.description,
            "cpv": activity.cpv,
            "capacity": None
            if activity.capacity_value is None
            else (
                float(activity.capacity_value),
                activity.capacity_unit,
                activity.capacity_period,
            ),
        }
        for activity in record.activities
    ]
    return as_json(read_offers(record.name, record.description, activities))


def _replace_activities(
    suppliers: Collection[Supplier], activities: dict[Any, tuple[ActivityRecord, ...]]
) -> None:
    Activity.objects.filter(supplier__in=[supplier.pk for supplier in suppliers]).delete()
    Activity.objects.bulk_create(
        Activity(
            supplier_id=supplier.pk,
            label=record.label,
            description=record.description,
            cpv=list(record.cpv),
            capacity_value=record.capacity_value,
            capacity_unit=record.capacity_unit,
            capacity_period=record.capacity_period,
        )
        for supplier in suppliers
        for record in activities[supplier.pk]
    )


class _Places:
    """The communes that some records name, by Insee code, or by name and postal code."""

    def __init__(self, records: Collection[SupplierRecord]) -> None:
        self._by_insee = Commune.objects.in_bulk({r.insee for r in records if r.insee})
        names = {_name_key(r.city) for r in records if r.city and not r.insee}
        self._by_name: dict[str, list[Commune]] = {}
        for commune in Commune.objects.filter(name_key__in=names).order_by("insee"):
            self._by_name.setdefault(_name_key(commune.name), []).append(commune)

    def find(self, record: SupplierRecord) -> Commune | None:
        if record.insee:
            return self._by_insee.get(record.insee)
        namesakes = self._by_name.get(_name_key(record.city), [])
        for commune in namesakes:
            if record.postal_code and record.postal_code in commune.postal_codes.split("|"):
                return commune
        same_department = [c for c in namesakes if c.department == record.department]
        return same_department[0] if len(same_department) == 1 else None


def _name_key(name: str) -> str:
    return fold(name)

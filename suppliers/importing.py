"""Checked records → the register: upsert by SIRET, batch by batch, the index with it.

Each batch is one transaction, and what its words say is read while the one before is written. An
import that is killed is simply run again: rows already taken cost a comparison, and entries that
were not filed yet are. A record that its supplier has taken in hand is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import transaction

from procurement.nomenclature.models import Commune
from procurement.typography import fold
from suppliers import bulk, filing
from suppliers.models import Activity, Entry, Supplier, SupplierReading
from suppliers.readers import Read, Readers, Words, read
from suppliers.reading import digest_of
from suppliers.register import InvalidRecord, SupplierRecord, parse
from suppliers.sources import Row

BATCH = 500
CREATED, UPDATED, UNCHANGED, KEPT, REFUSED = "created", "updated", "unchanged", "kept", "refused"
_FIELDS = (
    "name", "legal_form", "ess_kinds", "naf", "description", "city", "postal_code", "insee",
    "department", "lat", "lon", "area_kind", "area_km", "area_codes", "fte", "max_yearly_eur",
    "capacities", "labels", "website", "is_fictitious", "source",
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

    @cached_property
    def words(self) -> Words:
        record = self.record
        return record.name, record.description, _activities(record), record.naf

    @cached_property
    def digest(self) -> str:
        return digest_of(*self.words)


def take(
    rows: Iterable[Row], *, source: str, dry_run: bool = False, fictitious: bool = False
) -> Iterator[Outcome]:
    """Write the rows as they come; yields what became of each."""
    postings = filing.Filing()
    written = not dry_run and filing.file_waiting(postings)
    with Readers() as readers:
        for batch in _batches(rows, source, fictitious, None if dry_run else readers):
            for outcome in batch.write(None if dry_run else postings):
                written |= outcome.verdict in (CREATED, UPDATED)
                yield outcome
    if written and not dry_run:
        postings.write()
        filing.refresh_rarity()


def _batches(
    rows: Iterable[Row], source: str, fictitious: bool, readers: Readers | None
) -> Iterator[_Batch]:
    """Prepared one ahead of the one that is handed over."""
    iterator, ready = iter(rows), None
    while taken := list(islice(iterator, BATCH)):
        following = _Batch(taken, source, fictitious)
        following.start_reading(readers)
        if ready:
            yield ready
        ready = following
    if ready:
        yield ready


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
    """Some rows, checked, with what the database knows of them in a fixed number of queries."""

    def __init__(self, rows: Iterable[Row], source: str, fictitious: bool) -> None:
        self.source = source
        self.refused: list[Outcome] = []
        checked: dict[str, _Checked] = {}
        for row in rows:
            try:
                record = _parsed(row)
            except InvalidRecord as error:
                self.refused.append(Outcome(row, REFUSED, (str(error),)))
                continue
            record = replace(record, is_fictitious=record.is_fictitious or fictitious)
            before = checked.pop(record.siret, None)
            checked[record.siret] = _Checked(row, _joined(before, record))
        self.checked = list(checked.values())
        self._to_read: list[_Checked] = []

    def start_reading(self, readers: Readers | None) -> None:
        """Have the words read that differ from those of the register; nothing is in a dry run."""
        if readers:
            known = self._digests()
            self._to_read = [c for c in self.checked if known.get(c.record.siret) != c.digest]
            self._readings = readers.read([item.words for item in self._to_read])

    def _digests(self) -> dict[str, str]:
        entries = Entry.objects.filter(supplier__siret__in=[c.record.siret for c in self.checked])
        return dict(entries.values_list("supplier__siret", "digest"))

    def _ask(self) -> None:
        """What the register holds now that the batch before is written."""
        records = [item.record for item in self.checked]
        self.digests = self._digests()
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
    def write(self, postings: filing.Filing | None) -> list[Outcome]:
        """Decide on each row and, unless there is nowhere to file it, write it."""
        self._ask()
        outcomes = list(self.refused)
        taken: dict[str, list[tuple[Supplier, _Checked]]] = {CREATED: [], UPDATED: []}
        for item in self.checked:
            outcome, supplier = self._decide(item)
            outcomes.append(outcome)
            if outcome.verdict in taken:
                taken[outcome.verdict].append((supplier, item))
        if postings:
            bulk.create([supplier for supplier, _ in taken[CREATED]])
            Supplier.objects.bulk_update(
                [supplier for supplier, _ in taken[UPDATED]],
                ["external_id", *_FIELDS],
                batch_size=100,
            )
            _replace_activities(taken[CREATED], taken[UPDATED])
            readings = self._read()
            for verdict, pairs in taken.items():
                _index(pairs, readings, postings, anew=verdict == UPDATED)
        return outcomes

    def _read(self) -> dict[str, Read]:
        siret = [item.record.siret for item in self._to_read]
        return dict(zip(siret, self._readings(), strict=True))

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
        is_new = changed or self.digests.get(record.siret) != item.digest
        return Outcome(item.row, UPDATED if is_new else UNCHANGED, remarks), supplier

    def _values(
        self, record: SupplierRecord, known: Supplier | None
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The fields of the model, the commune resolved."""
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
        }
        remarks = record.remarks
        if commune is None and (record.insee or record.city):
            remarks += (
                f"Commune « {record.city or record.insee} » absente de la nomenclature chargée : "
                "le département vient du code, la position n'est pas déduite.",
            )
        return values, remarks


def _activities(record: SupplierRecord) -> list[dict[str, Any]]:
    """As `reading.read_offers` takes them."""
    return [
        {
            "label": activity.label,
            "description": activity.description,
            "cpv": list(activity.cpv),
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


_Taken = Sequence[tuple[Supplier, _Checked]]


def _replace_activities(created: _Taken, updated: _Taken) -> None:
    Activity.objects.filter(supplier__in=[supplier.pk for supplier, _ in updated]).delete()
    bulk.create(
        [
            Activity(
                supplier_id=supplier.pk,
                label=record.label,
                description=record.description,
                cpv=list(record.cpv),
                capacity_value=record.capacity_value,
                capacity_unit=record.capacity_unit,
                capacity_period=record.capacity_period,
            )
            for supplier, item in (*created, *updated)
            for record in item.record.activities
        ]
    )


def _index(
    taken: _Taken, readings: dict[str, Read], postings: filing.Filing, *, anew: bool
) -> None:
    """Keep the readings of these suppliers, and gather their postings."""
    entries = Entry.objects.bulk_create(
        [Entry(supplier=supplier, digest=item.digest) for supplier, item in taken],
        update_conflicts=anew,
        unique_fields=["supplier"] if anew else None,
        update_fields=["digest", "is_filed"] if anew else None,
    )
    found = [readings.get(item.record.siret) or read(item.words) for _, item in taken]
    if anew:
        SupplierReading.objects.filter(entry__in=[entry.pk for entry in entries]).delete()
    bulk.insert(
        SupplierReading._meta.db_table,
        ["entry_id", "offers"],
        [(entry.pk, offers) for entry, (offers, _) in zip(entries, found, strict=True)],
    )
    postings.add(
        [(e, filing.weights(t)) for e, (_, t) in zip(entries, found, strict=True)], anew=anew
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

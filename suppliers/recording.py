"""What an import decided of some records, written: their facts, their trail, their place in the
index. Few statements for many records, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from random import SystemRandom
from typing import Any
from uuid import UUID

from suppliers import bulk, filing
from suppliers.models import (
    Activity,
    Entry,
    EssProof,
    Intake,
    Provenance,
    Supplier,
    SupplierReading,
)
from suppliers.provenance import COLUMNS, Trail
from suppliers.readers import Read, Words
from suppliers.reading import digest_of
from suppliers.register import ProofRecord
from suppliers.served import Placed
from suppliers.told import columns_of

getrandbits = SystemRandom().getrandbits
_WRITTEN = (*COLUMNS, "activity_areas", "external_id", "is_fictitious", "source", "intake_id")


def new_key(now: datetime) -> UUID:
    """A key that follows those before it (UUID, version 7): a whole register is then written at
    the end of its indexes, not all over them."""
    moment = int(now.timestamp() * 1000) << 80
    return UUID(int=moment | 0x7 << 76 | 0b10 << 62 | getrandbits(12) << 64 | getrandbits(62))


@dataclass(frozen=True)
class Record:
    """A record as it is to be; `values` has every column, `activities` among them."""

    key: UUID
    values: Mapping[str, Any]
    trail: Trail
    words: Words
    is_new: bool = True
    changed: frozenset[str] = frozenset()  # columns; of a known record only
    has_new_trail: bool = False
    is_refiled: bool = True

    @property
    def place(self) -> Placed:
        of = self.values
        point = None if of["lat"] is None or of["lon"] is None else (of["lat"], of["lon"])
        own = of["department"], of["area_kind"], of["area_km"], of["area_codes"]
        return Placed(*own, point, of["activity_areas"])


def write(
    records: Sequence[Record],
    readings: Mapping[UUID, Read],
    postings: filing.Filing,
    *,
    now: datetime,
) -> None:
    created = [record for record in records if record.is_new]
    known = [record for record in records if not record.is_new]
    _create(created, now)
    _change([record for record in known if record.changed], now)
    _keep_trails([record for record in known if record.has_new_trail])
    _index(created, readings, postings, anew=False)
    _index([r for r in known if r.is_refiled], readings, postings, anew=True)


def state_proofs(
    stated: Mapping[UUID, Sequence[ProofRecord]], intake: Intake, *, now: datetime
) -> None:
    """The documents that a source says, in place of those it said before and nobody has seen."""
    before = EssProof.objects.filter(supplier__in=stated, intake__source=intake.source)
    known = {(p.supplier_id, p.kind, p.reference, p.issued_on, p.expires_on): p for p in before}
    said = {
        (key, one.kind, one.reference, one.issued_on, one.expires_on): (key, one)
        for key, proofs in stated.items()
        for one in proofs
    }
    gone = [p.pk for key, p in known.items() if key not in said and p.seen_on is None]
    EssProof.objects.filter(pk__in=gone).delete()
    EssProof.objects.bulk_create(
        EssProof(supplier_id=key, intake=intake, stated_at=now, **asdict(one))
        for name, (key, one) in said.items()
        if name not in known
    )


def _create(records: Sequence[Record], now: datetime) -> None:
    bulk.create(
        Supplier,
        [
            {
                "id": record.key,
                "siret": record.values["siret"],
                "created_at": now,
                "organisation_id": None,
                "contact_email": "",
                **{column: record.values[column] for column in _WRITTEN},
                "updated_at": now,
            }
            for record in records
        ],
    )
    _add_activities(records)


def _change(records: Sequence[Record], now: datetime) -> None:
    bulk.update(
        Supplier,
        {
            record.key: {column: record.values[column] for column in _WRITTEN} | {"updated_at": now}
            for record in records
        },
    )
    others = [record for record in records if "activities" in record.changed]
    Activity.objects.filter(supplier__in=[record.key for record in others]).delete()
    _add_activities(others)


def _add_activities(records: Sequence[Record]) -> None:
    bulk.create(
        Activity,
        [
            {"supplier_id": record.key, **columns_of(activity)}
            for record in records
            for activity in record.values["activities"]
        ],
    )


def _keep_trails(records: Sequence[Record]) -> None:
    """The default is in the record itself; a row here only for what it does not say."""
    trails = {record.key: asdict(record.trail) for record in records}
    for trail in trails.values():
        trail.pop("default")
    Provenance.objects.bulk_create(
        [Provenance(supplier_id=key, **trail) for key, trail in trails.items()],
        update_conflicts=True,
        unique_fields=["supplier"],
        update_fields=["exceptions", "differences", "declined"],
    )


def _index(
    records: Sequence[Record],
    readings: Mapping[UUID, Read],
    postings: filing.Filing,
    *,
    anew: bool,
) -> None:
    """Keep the readings of these suppliers, and make out their slips."""
    entries = Entry.objects.bulk_create(
        [Entry(supplier_id=record.key, digest=digest_of(*record.words)) for record in records],
        update_conflicts=anew,
        unique_fields=["supplier"] if anew else None,
        update_fields=["digest"] if anew else None,
    )
    numbers = [entry.pk for entry in entries]
    if anew:
        SupplierReading.objects.filter(entry__in=numbers).delete()
    found = [readings[record.key] for record in records]
    bulk.insert(
        SupplierReading._meta.db_table,
        ["entry_id", "offers"],
        [(number, offers) for number, (offers, _) in zip(numbers, found, strict=True)],
    )
    filed = zip(records, numbers, found, strict=True)
    postings.add(
        [
            filing.Filed(number, record.place, filing.weights(terms))
            for record, number, (_, terms) in filed
        ],
        anew=anew,
    )

"""Checked records → the register: upsert by SIRET, batch by batch, the index with it.

Each batch is one transaction, and what its words say is read while the one before is written. An
import that is killed is simply run again: rows already taken cost a comparison, and entries that
were not filed yet are. `provenance` says what a row may change of a record that is known.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from suppliers import bulk, filing, means, recording
from suppliers.cells import InvalidRecord
from suppliers.known import Known, Places
from suppliers.models import Intake, Supplier
from suppliers.provenance import COLUMNS, FACTS, Kept, Merged, Trail, merge
from suppliers.readers import Read, Readers, Words, read
from suppliers.reading import digest_of
from suppliers.recording import Record
from suppliers.register import SupplierRecord, parse
from suppliers.seats import remarks_on, seat_of
from suppliers.sources import Row
from suppliers.told import Told, area_of, as_read, named_alone, own_areas, told

BATCH = 500
CREATED, UPDATED, UNCHANGED, KEPT, REFUSED = "created", "updated", "unchanged", "kept", "refused"
_FILED_FROM = {"department", "lat", "lon", "area_kind", "area_km", "area_codes"}


@dataclass(frozen=True)
class Outcome:
    """What became of one row, with the remarks it calls for or the reason of a refusal."""

    row: Row
    verdict: str
    messages: tuple[str, ...] = ()


def take(
    rows: Iterable[Row],
    *,
    source: str,
    intake: Intake | None = None,
    dry_run: bool = False,
    fictitious: bool = False,
) -> Iterator[Outcome]:
    """Write the rows as they come, under an import's name; yields what became of each."""
    if intake is None and not dry_run:
        intake = Intake.objects.create(source=source, kind=source, started_at=timezone.now())
    source_of = _Source.of(source, intake, fictitious)
    postings = filing.Filing()
    written = not dry_run and filing.is_waiting()
    counts: Counter[str] = Counter()
    with bulk.many_rows(), _set_apart():
        with Readers() as readers:
            for batch in _batches(rows, source_of, None if dry_run else readers):
                outcomes = batch.outcomes() if dry_run else batch.write(postings, counts)
                for outcome in outcomes:
                    written |= outcome.verdict in (CREATED, UPDATED)
                    yield outcome
        if written:
            filing.file_waiting()
            filing.refresh_rarity()
    if intake and not dry_run:
        intake.finish(counts, now=timezone.now())


@contextmanager
def _set_apart() -> Iterator[None]:
    """What the process already holds: the garbage collector would walk it again for each batch."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(frozen=True)
class _Source:
    """Whose rows these are; a dry run has no import of its own."""

    name: str
    intake: Intake | None
    same: frozenset[int]
    rivals: frozenset[int]  # of other networks, when it is one
    fictitious: bool

    @classmethod
    def of(cls, name: str, intake: Intake | None, fictitious: bool) -> _Source:
        same = Intake.objects.filter(source__iexact=name).values_list("pk", flat=True)
        rivals = Intake.objects.rivals_of(name).values_list("pk", flat=True)
        return cls(name, intake, frozenset(same), frozenset(rivals), fictitious)

    @property
    def number(self) -> int:
        return self.intake.pk if self.intake else 0


def _batches(rows: Iterable[Row], source: _Source, readers: Readers | None) -> Iterator[_Batch]:
    """Prepared one ahead of the one that is handed over, unless both speak of one record."""
    ready = None
    for taken in _together(rows):
        following = _Batch(taken, source)
        if ready and ready.meets(following):
            yield ready
            ready = None
        following.prepare(readers)
        if ready:
            yield ready
        ready = following
    if ready:
        yield ready


def _together(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Batches that do not part the rows of one SIRET when these follow each other."""
    iterator, kept = iter(rows), list[Row]()
    while True:
        taken = [*kept, *islice(iterator, BATCH)]
        kept = []
        if not taken:
            return
        for row in iterator:
            if _siret(row) is None or _siret(row) != _siret(taken[-1]):
                kept = [row]
                break
            taken.append(row)
        yield taken


def _siret(row: Row) -> Any:
    return row.record.get("siret") if row.record else None


def _parsed(row: Row) -> SupplierRecord:
    if row.record is None:
        raise InvalidRecord(row.reason)
    record = parse(row.record)
    return replace(record, remarks=(*record.remarks, *row.remarks)) if row.remarks else record


def _joined(before: _Checked | None, record: SupplierRecord) -> SupplierRecord:
    return before.record.completed_by(record) if before else record


@dataclass
class _Checked:
    """A row that can be read, then what is decided of it: the record it makes, or none."""

    row: Row
    record: SupplierRecord
    verdict: str = REFUSED
    messages: tuple[str, ...] = ()
    result: Record | None = None
    seen: tuple[UUID, Any] | None = None  # the known record, and when it was last changed

    def outcome(self) -> Outcome:
        return Outcome(self.row, self.verdict, self.messages)


class _Batch:
    """Some rows, checked, with what the database knows of them in a fixed number of queries."""

    def __init__(self, rows: Iterable[Row], source: _Source) -> None:
        self.source = source
        self.refused: list[Outcome] = []
        checked: dict[str, _Checked] = {}
        for row in rows:
            try:
                record = _parsed(row)
            except InvalidRecord as error:
                self.refused.append(Outcome(row, REFUSED, (str(error),)))
                continue
            if source.fictitious:
                record = replace(record, is_fictitious=True)
            before = checked.pop(record.siret, None)
            checked[record.siret] = _Checked(row, _joined(before, record))
        self.checked = list(checked.values())
        ids = {item.record.external_id for item in self.checked}
        self._named = {*checked, *filter(None, ids)}

    def meets(self, other: _Batch) -> bool:
        return not self._named.isdisjoint(other._named)

    def prepare(self, readers: Readers | None) -> None:
        """Decide on each row, and have the words read that the register has not read yet."""
        self._decide()
        to_read = [record for record in self._records if record.is_refiled]
        words = [record.words for record in to_read]
        self._reading = [record.key for record in to_read]
        self._readings: Callable[[], list[Read]] = readers.read(words) if readers else list

    def outcomes(self) -> list[Outcome]:
        return [*self.refused, *(item.outcome() for item in self.checked)]

    @transaction.atomic
    def write(self, postings: filing.Filing, counts: Counter[str]) -> list[Outcome]:
        assert self.source.intake is not None
        readings = dict(zip(self._reading, self._readings(), strict=True))
        if self._is_stale():
            self._decide()
        for record in self._records:
            if record.is_refiled and record.key not in readings:
                readings[record.key] = read(record.words)
        now = timezone.now()
        recording.write(self._records, readings, postings, now=now)
        stated = {
            item.result.key: item.record.ess_proofs
            for item in self.checked
            if item.result and item.record.ess_proofs
        }
        if stated:
            recording.state_proofs(stated, self.source.intake, now=now)
        self._confirm()
        outcomes = self.outcomes()
        counts.update(outcome.verdict for outcome in outcomes)
        self.source.intake.progress(counts)
        return outcomes

    @property
    def _records(self) -> list[Record]:
        return [item.result for item in self.checked if item.result]

    def _is_stale(self) -> bool:
        """Whether somebody changed or made one of these records since it was decided on."""
        known = Supplier.objects.select_for_update().filter(siret__in=self._sirets)
        now = set(known.values_list("pk", "updated_at"))
        return now != {item.seen for item in self.checked if item.seen}

    def _confirm(self) -> None:
        """Records that this source says again as they are: it says so as of today."""
        number = self.source.number
        same = [
            r.key
            for r in self._records
            if not r.is_new and not r.changed and r.trail.default == number
        ]
        Supplier.objects.filter(pk__in=same).update(intake=number)

    @property
    def _sirets(self) -> list[str]:
        return [item.record.siret for item in self.checked]

    def _decide(self) -> None:
        records = [item.record for item in self.checked]
        there, places = Known(records), Places(records)
        for item in self.checked:
            supplier = there.suppliers.get(item.record.siret)
            item.seen = (supplier.pk, supplier.updated_at) if supplier else None
            owner = there.owners.setdefault(item.record.external_id, item.record.siret)
            if item.record.external_id and owner != item.record.siret:
                item.verdict, item.result = REFUSED, None
                item.messages = (
                    f"L'identifiant « {item.record.external_id} » est déjà celui du SIRET {owner}.",
                )
                continue
            values, item.messages = _values(item.record, places)
            if supplier:
                self._join(item, supplier, values, there)
            else:
                item.verdict, item.result = CREATED, self._new(values)

    def _new(self, values: dict[str, Any]) -> Record:
        values |= {"source": self.source.name, "intake_id": self.source.number}
        trail = Trail(self.source.number)
        key = recording.new_key(timezone.now())
        return Record(key, values, trail, _words(values))

    def _join(self, item: _Checked, known: Supplier, said: dict[str, Any], there: Known) -> None:
        """What this row changes of a record that the register has."""
        number, is_held = self.source.number, known.organisation_id is not None
        before, current = there.trail_of(known), there.values_of(known)
        # What another row of this very import said is completed, as in `_joined`, not taken back.
        same: set[int | None] = {one for one in self.source.same if one != number}
        if known.intake_id is None and known.source in ("", self.source.name):
            same.add(None)
        if before.origin("activities") not in same:
            said = said | {"activities": named_alone(said["activities"], current["activities"])}
        is_guessed = item.record.point != (said["lat"], said["lon"])
        if is_guessed and current["lat"] and current["insee"] == said["insee"] != "":
            # Nearer than the middle of the commune, which is all that this row gives.
            said = said | {"lat": current["lat"], "lon": current["lon"]}
        merged = merge(
            current, said, before, intake=number, same=same, rivals=self.source.rivals,
            seen=there.seen_proved[known.pk], held=is_held,
        )  # fmt: skip
        changes = merged.columns | _identity(known, said, is_held)
        if "activities" in changes:
            changes["activity_areas"] = own_areas(map(area_of, changes["activities"]))
        values = {**current, **changes, **_default(merged.trail, known, self.source)}
        words = _words(values)
        is_reread = there.digests.get(known.pk) != digest_of(*words)
        is_refiled = is_reread or bool(_FILED_FROM & changes.keys())
        if values["intake_id"] not in (known.intake_id, number):
            changes["intake_id"] = values["intake_id"]
        item.result = Record(
            known.pk, values, merged.trail, words,
            is_new=False,
            changed=frozenset(changes),
            has_new_trail=_told(merged.trail) != _told(before),
            is_refiled=is_refiled,
        )  # fmt: skip
        item.messages += tuple(_told_kept(merged))
        is_changed = bool(changes.keys() - {"intake_id"}) or is_refiled
        item.verdict = UPDATED if is_changed else KEPT if merged.kept else UNCHANGED


def _identity(known: Supplier, said: Mapping[str, Any], is_held: bool) -> dict[str, Any]:
    """What names the record for machines; no person writes it."""
    changes = {}
    if said["external_id"] and said["external_id"] != known.external_id:
        changes["external_id"] = said["external_id"]
    if said["is_fictitious"] != known.is_fictitious and not is_held:
        changes["is_fictitious"] = said["is_fictitious"]
    return changes


def _default(trail: Trail, known: Supplier, source: _Source) -> dict[str, Any]:
    """The import that most of the record comes from, and its source."""
    is_ours = trail.default == source.number
    return {
        "intake_id": trail.default,
        "source": source.name if is_ours else known.source,
    }


def _told_kept(merged: Merged) -> Iterator[str]:
    for whose in Kept:
        if facts := [FACTS[name].label for name, by in merged.kept.items() if by is whose]:
            yield (
                f"{whose.value} et gardé : {', '.join(facts)}. La fiche montre à côté ce que dit "
                "cet import."
            )


def _told(trail: Trail) -> tuple[Mapping[str, Any], ...]:
    return trail.exceptions, trail.differences, trail.declined


def _words(values: Mapping[str, Any]) -> Words:
    activities = [as_read(one) for one in values["activities"]]
    return values["name"], values["description"], activities, values["naf"]


def _activities(record: SupplierRecord) -> list[Told]:
    return [
        told(
            activity.label,
            activity.description,
            activity.cpv,
            (activity.capacity_value, activity.capacity_unit, activity.capacity_period),
            proof=activity.capacity_proof,
            area=activity.area,
            means=map(means.as_json, activity.means),
        )
        for activity in record.activities
    ]


def _values(record: SupplierRecord, places: Places) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Every column of the register as this row says it, the commune resolved."""
    commune = places.find(record)
    centre = commune.point if commune else None
    point = seat_of(record, centre) or (None, None)
    values = {name: getattr(record, name, None) for name in COLUMNS}
    values |= {
        "siret": record.siret,
        "external_id": record.external_id,
        "is_fictitious": record.is_fictitious,
        "ess_kinds": list(record.ess_kinds),
        "area_codes": list(record.area_codes),
        "capacities": list(record.capacities),
        "labels": list(record.labels),
        "insee": record.insee or (commune.insee if commune else ""),
        "department": commune.department if commune else record.department,
        "lat": point[0],
        "lon": point[1],
        "activities": _activities(record),
    }
    values["activity_areas"] = own_areas(activity.area for activity in record.activities)
    said = remarks_on(record, is_known=commune is not None, centre=centre)
    return values, (*record.remarks, *said)

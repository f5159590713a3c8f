"""The index of the register, written: the terms of each supplier where it is filed.

BM25 as a plain sum over rows, so that SQLite and PostgreSQL give the same order. The length that
weights are measured against is fixed: a supplier's weights depend on nobody else's record, and
only the rarity of terms is refreshed when others change.

Rows are gathered beside the index, then written in its order: the suppliers of a whole country
cost a few sorted passes, not millions of scattered writes. An entry whose rows are not written
yet says so, and is filed by the next import should this one be stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import (
    Count,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Ln, Round

from suppliers import bulk, marks
from suppliers.models.posting import Entry, Posting, SupplierReading, Term
from suppliers.models.supplier import Supplier
from suppliers.readers import Words
from suppliers.reading import Offer, as_json, digest_of, from_json, index_terms, read_offers
from suppliers.served import Departments, Placed

K1, B, USUAL_LENGTH = 1.2, 0.75, 40.0
AT_ONCE = 500  # keys named in one query
MOST_ROWS = 3_000_000  # gathered before they are written
_GATHERED = "suppliers_gathered"
_COLUMNS = ("term_id", "department", "entry_id", "weight")
_Row = tuple[int, str, int, int]
_T = TypeVar("_T")


def weights(counts: Mapping[str, float]) -> dict[str, int]:
    """The part of BM25 that a document alone decides, in thousandths."""
    length = sum(counts.values())
    norm = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {t: round(Posting.SCALE * n * (K1 + 1) / (n + norm)) for t, n in counts.items()}


class Filed(NamedTuple):
    """An entry of the index by its number, whose record has a place, with the terms it says."""

    number: int
    supplier: Supplier | Placed
    terms: Mapping[str, int]


class Filing:
    """The postings of many suppliers: gathered entry by entry, then written together."""

    def __init__(self) -> None:
        self.departments = Departments()
        self._term_ids: dict[str, int] = {}
        self._entries: list[int] = []
        self._refiled: list[int] = []
        self._rows = 0

    def add(self, entries: Sequence[Filed], *, anew: bool = False) -> None:
        """Gather the postings of these entries; `anew` when they may have some already."""
        self._know({term for entry in entries for term in entry.terms})
        rows = [row for entry in entries for row in self._rows_of(entry)]
        if not self._rows:
            _gather_anew()
        bulk.insert(_GATHERED, _COLUMNS, rows)
        self._rows += len(rows)
        ids = [entry.number for entry in entries]
        self._entries += ids
        self._refiled += ids if anew else []
        if self._rows > MOST_ROWS:
            self.write()

    def _rows_of(self, entry: Filed) -> list[_Row]:
        ids, number = self._term_ids, entry.number
        known = [(ids[term[:80]], weight) for term, weight in entry.terms.items()]
        return [
            (term, department, number, weight)
            for department in self.departments.filed_under(entry.supplier)
            for term, weight in known
        ]

    def _know(self, keys: set[str]) -> None:
        new = sorted({key[:80] for key in keys} - self._term_ids.keys())
        for chunk in in_chunks(new):
            Term.objects.bulk_create((Term(key=key) for key in chunk), ignore_conflicts=True)
            self._term_ids.update(Term.objects.filter(key__in=chunk).values_list("key", "pk"))

    @transaction.atomic
    def write(self) -> None:
        """Write what was gathered in the order of the index, in place of what there was."""
        for chunk in in_chunks(self._refiled):
            Posting.objects.filter(entry__in=chunk).delete()
        if self._rows:
            _write_gathered()
        for chunk in in_chunks(self._entries):
            Entry.objects.filter(pk__in=chunk).update(is_filed=True)
        self._entries, self._refiled, self._rows = [], [], 0


def _gather_anew() -> None:
    """A table of this connection alone, without what a stopped import may have left in it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_GATHERED}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_GATHERED} "
            "(term_id integer, department varchar(4), entry_id bigint, weight integer)"
        )


def _write_gathered() -> None:
    columns = ", ".join(_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Posting._meta.db_table} ({columns}) "
            f"SELECT {columns} FROM {_GATHERED} ORDER BY term_id, department, entry_id"
        )
        cursor.execute(f"DROP TABLE {_GATHERED}")


def index(supplier: Supplier) -> None:
    """Read one record again and file it anew; the terms it gains or loses change in rarity."""
    words = _words(supplier)
    offers, digest = read_offers(*words), digest_of(*words)
    entry = _keep(supplier, offers, digest)
    held = Posting.objects.filter(entry=entry).values_list("term", flat=True).distinct()
    touched = set(held)
    filing = Filing()
    filing.add([Filed(entry.pk, supplier, weights(index_terms(offers)))], anew=True)
    filing.write()
    marks.refresh(supplier)
    refresh_rarity(touched.union(held.all()))


def _words(supplier: Supplier) -> Words:
    activities = [activity.as_read() for activity in supplier.activities.all()]
    return supplier.name, supplier.description, activities, supplier.naf


def _keep(supplier: Supplier, offers: tuple[Offer, ...], digest: str, **more: bool) -> Entry:
    entry, _ = Entry.objects.update_or_create(
        supplier=supplier, defaults={"digest": digest, **more}
    )
    SupplierReading.objects.update_or_create(entry=entry, defaults={"offers": as_json(offers)})
    return entry


def renew() -> Iterator[Supplier]:
    """Read again the records that an older Balise read otherwise; yields each as it is read.

    It may be stopped at any time: what was read is filed the next time, and nothing twice.
    """
    filing = Filing()
    changed = file_waiting(filing)
    read = dict(Entry.objects.values_list("supplier", "digest"))
    for supplier in Supplier.objects.prefetch_related("activities").iterator(chunk_size=AT_ONCE):
        words = _words(supplier)
        if read.get(supplier.pk) != (digest := digest_of(*words)):
            offers = read_offers(*words)
            entry = _keep(supplier, offers, digest, is_filed=False)
            filing.add([Filed(entry.pk, supplier, weights(index_terms(offers)))], anew=True)
            changed = True
            yield supplier
    if changed:
        filing.write()
        refresh_rarity()


def file_waiting(filing: Filing) -> bool:
    """Gather what a stopped import had read without filing it; says whether there was any."""
    waiting = Entry.objects.filter(is_filed=False).select_related("supplier", "reading")
    found = iter(waiting.order_by("pk").iterator(chunk_size=AT_ONCE))
    any_found = False
    while entries := list(islice(found, AT_ONCE)):
        any_found = True
        terms = [weights(index_terms(from_json(entry.reading.offers))) for entry in entries]
        filing.add(
            [Filed(e.pk, e.supplier, said) for e, said in zip(entries, terms, strict=True)],
            anew=True,
        )
    return any_found


def refresh_rarity(ids: Iterable[int] | None = None) -> None:
    """Recompute how telling terms are: those given, or all of them after an import."""
    if ids is None:
        marks.refresh()
    total = Supplier.objects.count()
    if ids is None:
        _refresh(Term.objects.all(), total)
    for chunk in in_chunks(sorted(ids or ())):
        _refresh(Term.objects.filter(pk__in=chunk), total)


def _refresh(terms: QuerySet[Term], total: int) -> None:
    held = (
        Posting.objects.filter(term=OuterRef("pk"))
        .exclude(department__startswith=Posting.ALSO)
        .order_by()
        .values("term")
        .annotate(count=Count("*"))
        .values("count")
    )
    terms.update(held_by=Coalesce(Subquery(held), 0))
    left = Cast(F("held_by"), FloatField()) + 0.5
    rarity = Ln(Value(1.0) + (Value(total + 0.5) - F("held_by")) / left)
    terms.update(rarity=Cast(Round(rarity * Term.SCALE), IntegerField()))


def in_chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]

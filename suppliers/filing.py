"""The index of the register, written: the terms of each supplier where it is filed.

BM25 as a plain sum over rows, so that SQLite and PostgreSQL give the same order. The length that
weights are measured against is fixed: a supplier's weights depend on nobody else's record, and
only the rarity of terms is refreshed when others change.

What an entry is to be filed under waits on its slip, written with the record; one pass then writes
what waits in the order of the index: the suppliers of a whole country cost one sorted pass, not
millions of scattered writes. An import that is stopped leaves its slips to the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import msgspec
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
from django.db.models.functions import Cast, Coalesce, Greatest, Ln, Round

from suppliers import bulk, marks
from suppliers.models.posting import Entry, Posting, Slip, SupplierReading, Term
from suppliers.models.supplier import Supplier
from suppliers.readers import Words
from suppliers.reading import digest_of, index_terms, packed, read_offers
from suppliers.served import Departments, Placed

K1, B, USUAL_LENGTH = 1.2, 0.75, 40.0
AT_ONCE = 500  # keys named in one query
_SLIP = ("entry_id", "is_filed", "terms", "departments")
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
    """What many suppliers are to be filed under, written entry by entry."""

    def __init__(self) -> None:
        self.departments = Departments()
        self._term_ids: dict[str, int] = {}

    def add(self, entries: Sequence[Filed], *, anew: bool = False) -> None:
        """Make out the slips of these entries; `anew` when some may be waiting already."""
        self._know({term for entry in entries for term in entry.terms})
        if anew:
            numbers = [entry.number for entry in entries]
            Slip.objects.filter(entry__in=numbers, is_filed=False).delete()
        bulk.insert(Slip._meta.db_table, _SLIP, map(self._slip_of, entries))

    def _slip_of(self, entry: Filed) -> tuple[int, bool, str, str]:
        ids = self._term_ids
        terms = {ids[term[:80]]: weight for term, weight in entry.terms.items()}
        departments = self.departments.filed_under(entry.supplier)
        return entry.number, False, _json(terms), _json(departments)

    def _know(self, keys: set[str]) -> None:
        new = sorted({key[:80] for key in keys} - self._term_ids.keys())
        for chunk in in_chunks(new):
            Term.objects.bulk_create((Term(key=key) for key in chunk), ignore_conflicts=True)
            self._term_ids.update(Term.objects.filter(key__in=chunk).values_list("key", "pk"))


def _json(value: Mapping[int, int] | Sequence[str]) -> str:
    return msgspec.json.encode(value).decode()


def is_waiting() -> bool:
    """Whether some entries are not filed as they are to be."""
    return Slip.objects.filter(is_filed=False).exists()


@transaction.atomic
def file_waiting(entry: Entry | None = None) -> None:
    """The index takes what waits, of one entry or of all, in place of what it held of them."""
    waiting, waits = Slip.objects.filter(is_filed=False), "NOT is_filed"
    if entry is None:
        bulk.hold(Slip)  # a slip made out meanwhile would pass for filed
    else:
        waiting = waiting.filter(entry=entry)
        waits += f" AND entry_id = {entry.pk:d}"
    replaced = Slip.objects.filter(is_filed=True, entry__in=waiting.values("entry"))
    _empty(replaced)
    replaced.delete()
    with bulk.keyed(Posting), connection.cursor() as cursor:
        columns = "term_id, department, entry_id, weight"
        cursor.execute(f"INSERT INTO {Posting._meta.db_table} ({columns}) {_rows_of(waits)}")
    waiting.update(is_filed=True)


def _empty(filed: QuerySet[Slip]) -> None:
    """Take out what these slips stand for: row by row while they are few, or else in one walk
    through the whole index.
    """
    if filed.count() > AT_ONCE:
        Posting.objects.filter(entry__in=filed.values("entry")).delete()
        return
    for entry, terms, departments in filed.values_list("entry", "terms", "departments"):
        # All the columns of the key: the rows of others are not even looked at.
        Posting.objects.filter(term__in=terms, department__in=departments, entry=entry).delete()


@contextmanager
def taken_out(suppliers: QuerySet[Supplier]) -> Iterator[None]:
    """These records leave the index, each from where its slip says, then are deleted within."""
    filed = Slip.objects.filter(is_filed=True, entry__supplier__in=suppliers.values("pk"))
    said: Counter[int] = Counter()
    with transaction.atomic():
        for terms in filed.values_list("terms", flat=True):
            said.update(map(int, terms))
        _empty(filed)
        yield
        _say_less(said)


def _say_less(said: Mapping[int, int]) -> None:
    """So many records fewer say these terms: no need to count the others again."""
    total = Supplier.objects.count()
    for times in set(said.values()):
        for chunk in in_chunks(sorted(term for term in said if said[term] == times)):
            terms = Term.objects.filter(pk__in=chunk)
            terms.update(held_by=Greatest(F("held_by") - times, 0))
            _weigh(terms, total)


def _rows_of(which: str) -> str:
    """The rows of the index that these slips stand for, each term in each department, in the order
    of the index: by one number for the three columns of its key, which sorts far sooner than they.
    """
    departments, terms = "json_each(departments) AS place", "json_each(terms) AS term"
    if connection.vendor == "postgresql":
        departments = "jsonb_array_elements_text(departments) AS place(value)"
        terms = "jsonb_each_text(terms) AS term(key, value)"
    return f"""
        WITH slip AS (SELECT * FROM {Slip._meta.db_table} WHERE {which}),
        code AS (
            SELECT place.value AS department, ROW_NUMBER() OVER (ORDER BY place.value) AS number
            FROM slip CROSS JOIN {departments} GROUP BY place.value
        ),
        size AS (SELECT (SELECT MAX(number) FROM code) + 1 AS codes, MAX(entry_id) + 1 AS entries
                 FROM slip)
        SELECT CAST(term.key AS bigint), department, entry_id, CAST(term.value AS integer)
        FROM size CROSS JOIN slip CROSS JOIN {departments}
        JOIN code ON code.department = place.value CROSS JOIN {terms}
        ORDER BY (CAST(term.key AS bigint) * codes + number) * entries + entry_id
    """


def index(supplier: Supplier) -> None:
    """Read one record again and file it anew; the terms it gains or loses change in rarity."""
    entry = _read(supplier, _words(supplier), Filing())
    touched = {int(term) for slip in entry.slips.all() for term in slip.terms}
    file_waiting(entry)
    marks.refresh(supplier)
    refresh_rarity(touched)


def _words(supplier: Supplier) -> Words:
    activities = [activity.as_read() for activity in supplier.activities.all()]
    return supplier.name, supplier.description, activities, supplier.naf


@transaction.atomic
def _read(supplier: Supplier, words: Words, filing: Filing) -> Entry:
    """Its entry, once its words are read and its slip made out."""
    offers, digest = read_offers(*words), digest_of(*words)
    entry, _ = Entry.objects.update_or_create(supplier=supplier, defaults={"digest": digest})
    SupplierReading.objects.update_or_create(entry=entry, defaults={"offers": packed(offers)})
    filing.add([Filed(entry.pk, supplier, weights(index_terms(offers)))], anew=True)
    return entry


def renew() -> Iterator[Supplier]:
    """Read again the records that an older Balise read otherwise; yields each as it is read.

    It may be stopped at any time: what was read is filed the next time, and nothing twice.
    """
    filing = Filing()
    read = dict(Entry.objects.values_list("supplier", "digest"))
    for supplier in Supplier.objects.prefetch_related("activities").iterator(chunk_size=AT_ONCE):
        words = _words(supplier)
        if read.get(supplier.pk) != digest_of(*words):
            _read(supplier, words, filing)
            yield supplier
    if is_waiting():
        file_waiting()
        refresh_rarity()


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
    _weigh(terms, total)


def _weigh(terms: QuerySet[Term], total: int) -> None:
    """How telling they are, being held by so many of all."""
    left = Cast(F("held_by"), FloatField()) + 0.5
    rarity = Ln(Value(1.0) + (Value(total + 0.5) - F("held_by")) / left)
    terms.update(rarity=Cast(Round(rarity * Term.SCALE), IntegerField()))


def in_chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]

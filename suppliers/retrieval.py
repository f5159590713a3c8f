"""The index of the register: kept with each record, asked by a need's terms and departments.

BM25 as a plain sum over rows, so that SQLite and PostgreSQL give the same order. The length that
weights are measured against is fixed: a supplier's weights depend on nobody else's record, and
only the rarity of terms is refreshed when others change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import log
from uuid import UUID

from django.db.models import Count, F, Max, Min, Sum

from procurement.nomenclature.models import Commune
from suppliers.models.posting import Posting, Term
from suppliers.models.supplier import Supplier
from suppliers.reading import from_json, index_terms

K1, B, USUAL_LENGTH = 1.2, 0.75, 40.0
EVERYWHERE = "*"
BATCH = 2000
Boxes = Mapping[str, tuple[float, float, float, float]]


def index(suppliers: Collection[Supplier]) -> None:
    """Write the postings of these suppliers from their readings, in place of their old ones."""
    terms = {supplier.pk: index_terms(from_json(supplier.reading)) for supplier in suppliers}
    ids = _term_ids({term for counts in terms.values() for term in counts})
    departments = Departments()
    Posting.objects.filter(supplier__in=[supplier.pk for supplier in suppliers]).delete()
    Posting.objects.bulk_create(
        (
            Posting(term_id=ids[term[:80]], department=code, supplier_id=supplier.pk, weight=weight)
            for supplier in suppliers
            for code in departments.served_by(supplier)
            for term, weight in weights(terms[supplier.pk]).items()
        ),
        batch_size=BATCH,
    )


def weights(counts: Mapping[str, float]) -> dict[str, float]:
    """The part of BM25 that a document alone decides."""
    length = sum(counts.values())
    norm = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {term: round(n * (K1 + 1) / (n + norm), 5) for term, n in counts.items()}


def _term_ids(keys: Iterable[str]) -> dict[str, int]:
    keys = sorted({key[:80] for key in keys})
    Term.objects.bulk_create(
        (Term(key=key) for key in keys), ignore_conflicts=True, batch_size=BATCH
    )
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        chunk = Term.objects.filter(key__in=keys[start : start + 500])
        found.update(chunk.values_list("key", "pk"))
    return found


def refresh_rarity(keys: Iterable[str] | None = None) -> None:
    """Recompute how telling terms are: those given, or all of them after an import."""
    total = Supplier.objects.count()
    terms = Term.objects.all() if keys is None else Term.objects.filter(key__in=list(keys))
    counted = terms.annotate(held_by=Count("postings__supplier", distinct=True))
    changed = []
    for term in counted.iterator():
        idf = round(log(1 + (total - term.held_by + 0.5) / (term.held_by + 0.5)), 6)
        if idf != term.idf:
            term.idf = idf
            changed.append(term)
    Term.objects.bulk_update(changed, ["idf"], batch_size=BATCH)


class Departments:
    """Which departments a supplier's postings are filed under; asks the communes only once."""

    def __init__(self) -> None:
        self._boxes: Boxes | None = None
        self._regions: dict[str, list[str]] | None = None

    def served_by(self, supplier: Supplier) -> list[str]:
        """The codes, or « * » for the whole country; a radius is taken generously.

        The exact test is made on the need's places; here nothing may be missed.
        """
        if supplier.area_kind == "country":
            return [EVERYWHERE]
        if supplier.area_kind == "departments":
            return sorted(set(supplier.area_codes))
        if supplier.area_kind == "region":
            regions = self._all_regions()
            return sorted({d for code in supplier.area_codes for d in regions.get(code, [])}) or (
                [supplier.department] if supplier.department else []
            )
        around = self._around(supplier) if supplier.area_kind == "radius" else set()
        return sorted(around | ({supplier.department} if supplier.department else set()))

    def _all_regions(self) -> dict[str, list[str]]:
        if self._regions is None:
            self._regions = {}
            pairs = Commune.objects.order_by("region", "department").values_list(
                "region", "department"
            )
            for region, department in pairs.distinct():
                self._regions.setdefault(region, []).append(department)
        return self._regions

    def _around(self, supplier: Supplier) -> set[str]:
        if supplier.lat is None or supplier.lon is None or not supplier.area_km:
            return set()
        if self._boxes is None:
            self._boxes = _department_boxes()
        north = supplier.area_km / 111.0
        east = supplier.area_km / 65.0  # a degree of longitude at 54° north, the least there is
        return {
            code
            for code, (south_edge, north_edge, west_edge, east_edge) in self._boxes.items()
            if south_edge - north <= supplier.lat <= north_edge + north
            and west_edge - east <= supplier.lon <= east_edge + east
        }


def _department_boxes() -> Boxes:
    rows = (
        Commune.objects.exclude(lat=None)
        .values("department")
        .annotate(south=Min("lat"), north=Max("lat"), west=Min("lon"), east=Max("lon"))
        .order_by()
    )
    return {r["department"]: (r["south"], r["north"], r["west"], r["east"]) for r in rows}


def rarities(keys: Collection[str]) -> dict[str, float]:
    """How telling each of these terms is; a term that no supplier says is left out."""
    return dict(Term.objects.filter(key__in=keys).values_list("key", "idf"))


def search(
    keys: Collection[str], departments: Collection[str] | None, *, limit: int
) -> list[tuple[UUID, float]]:
    """(supplier key, BM25) best first, among those filed under these departments (None: all)."""
    postings = Posting.objects.filter(term__key__in=list(keys))
    if departments is not None:
        postings = postings.filter(department__in=[*departments, EVERYWHERE])
    # A supplier filed under several departments has as many equal sets of rows: count one.
    rows = (
        postings.values("supplier")
        .annotate(total=Sum(F("weight") * F("term__idf")), filed=Count("department", distinct=True))
        .annotate(score=F("total") / F("filed"))
        .order_by("-score", "supplier")[:limit]
    )
    return [(row["supplier"], row["score"]) for row in rows]

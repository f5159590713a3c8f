"""The register: searched, seen on a map, taken away as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from procurement.http import wants_fragment
from procurement.identifiers import format_siret
from procurement.nomenclature.models import Commune
from procurement.tables import Row
from procurement.typography import number
from suppliers import ess
from suppliers.filters import NEAREST, SupplierFilter
from suppliers.membership import standings_of
from suppliers.models import Activity, Supplier
from suppliers.models.provenance import may_import
from suppliers.standing import Standing
from suppliers.views.certificates import held_by
from suppliers.views.exports import table_response

PAGE_SIZE = 25
PROOFS = ("certificates", "client_references")
EXPORT_LIMIT = 20_000
TERRITORY_DOTS = 700
DETAILS = ("reserved", "label", "means", "department")
COLUMNS = (
    "Nom",
    "SIRET",
    "Familles de l'ESS",
    "Forme juridique",
    "Code NAF",
    "Présentation",
    "Commune",
    "Code postal",
    "Code Insee",
    "Département",
    "Latitude",
    "Longitude",
    "Zone desservie",
    "Nature de la zone",
    "Rayon en km",
    "Codes de la zone",
    "Équivalents temps plein",
    "Capacité annuelle, en euros HT",
    "Activités",
    "Capacités des activités",
    "Zones propres à des activités",
    "Moyens",
    "Codes CPV",
    "Autres capacités",
    "Labels cités",
    "Labels déclarés",
    "Références déclarées",
    "Site web",
    "Source",
    "Mise à jour",
    "Identifiant Balise",
    "Fiche fictive de démonstration",
)


class _Pages(Paginator):
    """Finds a page by keys alone, then reads its records: the last page costs as the first."""

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[start : start + self.per_page])
        found = Supplier.objects.prefetch_related("activities").in_bulk(keys)
        return self._get_page([found[key] for key in keys if key in found], number, self)


@require_safe
@vary_on_headers("HX-Request")
def index(request: HttpRequest) -> HttpResponse:
    search = search_of(request)
    found = search.qs if search.is_valid() else Supplier.objects.none()
    page = _Pages(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": search.form,
        "page": page,
        "rows": rows_of(page.object_list),
        "pages": page.paginator.get_elided_page_range(page.number),
        "map": map_of(page.object_list),
        "is_detailed": any(request.GET.get(name) for name in DETAILS),
        "nearest": NEAREST,
        "is_search": any(request.GET.get(name) for name in search.filters),
    }
    if wants_fragment(request):
        return render(request, "suppliers/_results.html", context)
    status = 422 if search.form.errors else 200
    context["may_import"] = may_import(request.user)
    return render(request, "suppliers/index.html", context, status=status)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    search = search_of(request)
    if not search.is_valid() or search.qs.count() > EXPORT_LIMIT:
        messages.error(
            request,
            f"Précisez la recherche : un export compte {number(EXPORT_LIMIT)} fiches au plus.",
        )
        return redirect(f"{reverse('suppliers:index')}?{request.GET.urlencode()}")
    found = search.qs.prefetch_related("activities", *PROOFS).iterator(chunk_size=500)
    return table_response(kind, "fournisseurs", "Fournisseurs", table_of(found))


def rows_of(suppliers: Sequence[Supplier]) -> list[tuple[Supplier, tuple[Standing, ...]]]:
    """Each with its families and what they are worth today."""
    found = standings_of(suppliers, at=timezone.localdate())
    return [(supplier, found[supplier.pk]) for supplier in suppliers]


def search_of(request: HttpRequest) -> SupplierFilter:
    suppliers = Supplier.objects.visible_to(request.user)
    return SupplierFilter(request.GET, suppliers, request=request)


def table_of(suppliers: Iterable[Supplier]) -> Iterator[Row]:
    yield COLUMNS
    for supplier in suppliers:
        activities = supplier.activities.all()
        yield (
            supplier.name,
            format_siret(supplier.siret),
            ", ".join(map(ess.label, supplier.ess_kinds)),
            supplier.legal_form,
            supplier.naf,
            supplier.description,
            supplier.city,
            supplier.postal_code,
            supplier.insee,
            supplier.department,
            supplier.lat,
            supplier.lon,
            supplier.area.describe() if supplier.area.is_known else "",
            supplier.get_area_kind_display(),
            supplier.area_km,
            ", ".join(supplier.area_codes),
            supplier.fte,
            supplier.max_yearly_eur,
            _of_each(activities, lambda one: one.label),
            _of_each(activities, lambda one: one.capacity),
            _of_each(activities, lambda one: one.area.describe() if one.area else ""),
            _of_each(activities, lambda one: ", ".join(map(str, one.declared_means()))),
            ", ".join(sorted({code for activity in activities for code in activity.cpv})),
            " ; ".join(supplier.capacities),
            " ; ".join(supplier.labels),
            " ; ".join(f"{one.name}, {v.sentence}" for one, v in held_by(supplier)),
            " ; ".join(f"{one}, {one.period}" for one in supplier.client_references.all()),
            supplier.website,
            supplier.source,
            timezone.localdate(supplier.updated_at),
            str(supplier.pk),
            "oui" if supplier.is_fictitious else "non",
        )


def _of_each(activities: Iterable[Activity], say: Callable[[Activity], str]) -> str:
    """What each activity says, named by it but for its own name."""
    said = [(one.label, say(one)) for one in activities]
    told = [text if text == label else f"{label} : {text}" for label, text in said if text]
    return " ; ".join(told)


def map_of(suppliers: Iterable[Supplier]) -> dict[str, Any]:
    """The suppliers over the communes, largest first, of the departments where they are.

    Those overseas are left out of a map that has others: it would show nothing but the ocean.
    """
    located = [supplier for supplier in suppliers if supplier.lat is not None]
    mainland = [
        supplier for supplier in located if not supplier.department.startswith(("97", "98"))
    ]
    located = mainland or located
    communes = (
        Commune.objects.filter(department__in={supplier.department for supplier in located})
        .exclude(lat=None)
        .order_by("-population", "insee")
    )
    return {
        "territory": [list(point) for point in communes.values_list("lat", "lon")[:TERRITORY_DOTS]],
        "points": [
            {"lat": s.lat, "lon": s.lon, "label": f"{s.name}, {s.city}", "kind": "supplier"}
            for s in located
        ],
    }

"""The register: searched, seen on a map, taken away as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from procurement.http import wants_fragment
from procurement.identifiers import format_siret
from procurement.nomenclature.models import Commune
from procurement.tables import Row
from suppliers import ess
from suppliers.filters import NEAREST, SupplierFilter
from suppliers.models import Supplier
from suppliers.views.exports import table_response

PAGE_SIZE = 25
EXPORT_LIMIT = 20_000
TERRITORY_DOTS = 700
COLUMNS = (
    "Nom",
    "SIRET",
    "Familles de l'ESS",
    "Forme juridique",
    "Commune",
    "Département",
    "Zone desservie",
    "Activités",
    "Codes CPV",
    "Labels",
    "Site web",
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
        "pages": page.paginator.get_elided_page_range(page.number),
        "map": map_of(page.object_list),
        "nearest": NEAREST,
        "is_search": any(request.GET.get(name) for name in search.filters),
    }
    if wants_fragment(request):
        return render(request, "suppliers/_results.html", context)
    status = 422 if search.form.errors else 200
    return render(request, "suppliers/index.html", context, status=status)


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    search = search_of(request)
    if not search.is_valid() or search.qs.count() > EXPORT_LIMIT:
        messages.error(
            request, f"Précisez la recherche : un export compte {EXPORT_LIMIT} fiches au plus."
        )
        return redirect(f"{reverse('suppliers:index')}?{request.GET.urlencode()}")
    found = search.qs.prefetch_related("activities").iterator(chunk_size=500)
    return table_response(kind, "fournisseurs", "Fournisseurs", table_of(found))


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
            supplier.city,
            supplier.department,
            supplier.area.describe(),
            " ; ".join(activity.label for activity in activities),
            ", ".join(sorted({code for activity in activities for code in activity.cpv})),
            " ; ".join(supplier.labels),
            supplier.website,
            "oui" if supplier.is_fictitious else "non",
        )


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

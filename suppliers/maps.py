"""Maps of the register as plain values for the page: suppliers and areas over the communes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from procurement.nomenclature.models import Commune
from suppliers.gathering import place_of
from suppliers.models import Supplier
from suppliers.served import Departments
from suppliers.territory import ServiceArea

DOTS = 900
_Point = tuple[float, float]


def map_of(supplier: Supplier) -> dict[str, Any]:
    """Where one supplier is and works: its communes, those it serves, its radii."""
    if supplier.lat is None or supplier.lon is None:
        return {"territory": [], "served": [], "points": []}
    known = [area for area in supplier.areas if area.is_known] or [supplier.area]
    communes = list(_around(supplier, known))
    served = {commune.insee for commune in communes if _is_served(commune, known)}
    return {
        "territory": [list(_point(c)) for c in communes if c.insee not in served],
        "served": [list(_point(c)) for c in communes if c.insee in served],
        "points": [_seat(supplier), *_radii(supplier, known)],
    }


def _around(supplier: Supplier, areas: Iterable[ServiceArea]) -> QuerySet[Commune]:
    """The most populated communes of the departments that it serves; of the country, if all."""
    communes = Commune.objects.exclude(lat=None).order_by("-population", "insee")
    if any(area.kind == "country" for area in areas):
        overseas = Commune.objects.filter(department__startswith="97")
        return communes.exclude(pk__in=overseas.values("pk"))[:DOTS]
    departments = Departments().served_by(supplier) | {supplier.department}
    return communes.filter(department__in=departments)[:DOTS]


def _is_served(commune: Commune, areas: Iterable[ServiceArea]) -> bool:
    place = place_of(commune, 1.0)
    return any(area.serves(place) for area in areas)


def _point(commune: Commune) -> _Point:
    return commune.point or (0.0, 0.0)


def _seat(supplier: Supplier) -> dict[str, Any]:
    label = f"{supplier.name}, {supplier.city}"
    return {"lat": supplier.lat, "lon": supplier.lon, "label": label, "kind": "supplier"}


def _radii(supplier: Supplier, areas: Iterable[ServiceArea]) -> list[dict[str, Any]]:
    radii = {area.km for area in areas if area.is_measurable and area.km}
    return [{**_seat(supplier), "radius_km": km} for km in sorted(radii)]

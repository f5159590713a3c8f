"""Maps of the register as plain values for the page: suppliers and areas over the communes."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians
from typing import Any

from django.db.models import Q, QuerySet

from procurement.nomenclature.models import Commune
from suppliers.models import Supplier
from suppliers.need_places import place_of
from suppliers.territory import KM_A_DEGREE, ServiceArea

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
    near = Q(department=supplier.department)
    for area in areas:
        near |= _near(area)
    return communes.filter(near)[:DOTS]


def _near(area: ServiceArea) -> Q:
    """The communes that an area may hold; a square stands for its circle."""
    if area.kind == "departments":
        return Q(department__in=area.codes)
    if area.kind == "region":
        return Q(region__in=area.codes)
    if area.kind == "zones":
        return Q(insee__in=area.codes) | Q(epci_siren__in=area.codes)
    if not area.is_measurable:
        return Q(department=area.department)
    (lat, lon), km = area.point, area.km  # type: ignore[misc]
    north = km / KM_A_DEGREE  # type: ignore[operator]
    east = north / max(0.1, cos(radians(lat)))
    return Q(lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east))


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

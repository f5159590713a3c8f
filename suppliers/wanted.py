"""Questions on what suppliers declare, as conditions of the database: a place served, a capacity.

The same answers as `territory` and `capacity` give one by one; here for a whole register at once.
"""

from __future__ import annotations

from math import cos, radians

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet
from django.db.models import TextField as Text
from django.db.models.functions import Cast, Lower

from procurement.nomenclature.models import Commune
from suppliers.capacity import TIMES, Quantity, units_like
from suppliers.models import Activity, Supplier
from suppliers.models.supplier import ServiceAreaKind
from suppliers.territory import KM_A_DEGREE

BEYOND = 10.0**12 - 1  # more than any activity may declare, and as much as its column can hold


def serving(queryset: QuerySet[Supplier], commune: Commune) -> QuerySet[Supplier]:
    """Suppliers of which the own area, or that of an activity, holds this commune."""
    activities = _measured(Activity.objects.exclude(area_kind=""), commune, "supplier__")
    held = activities.filter(_holds(commune, "supplier__")).values("supplier")
    return _measured(queryset, commune, "").filter(_holds(commune, "") | Q(pk__in=held))


def _measured(areas: QuerySet, commune: Commune, at: str) -> QuerySet:
    """With the codes as text and, as `far`, the square of the kilometres to the commune."""
    areas = areas.alias(codes=Cast("area_codes", Text()))
    if commune.lat is None or commune.lon is None:
        return areas
    north = (F(f"{at}lat") - commune.lat) * KM_A_DEGREE
    east = (F(f"{at}lon") - commune.lon) * (KM_A_DEGREE * cos(radians(commune.lat)))
    return areas.alias(far=ExpressionWrapper(north * north + east * east, FloatField()))


def _holds(commune: Commune, at: str) -> Q:
    """As `ServiceArea.serves`; an area that cannot be measured stands for its department."""
    kind, home = ServiceAreaKind, Q(**{f"{at}department": commune.department})
    zones = Q(codes__contains=f'"{commune.insee}"')
    if commune.epci_siren:
        zones |= Q(codes__contains=f'"{commune.epci_siren}"')
    found = (
        Q(area_kind=kind.COUNTRY)
        | Q(area_kind=kind.DEPARTMENTS, codes__contains=f'"{commune.department}"')
        | Q(area_kind=kind.REGION, codes__contains=f'"{commune.region}"')
        | (Q(area_kind=kind.ZONES) & zones)
        | (Q(area_kind=kind.UNKNOWN) & home)
    )
    if commune.lat is None:
        return found | (Q(area_kind=kind.RADIUS) & home)
    near = Q(area_kind=kind.RADIUS, far__lte=F("area_km") * F("area_km"))
    unplaced = Q(area_kind=kind.RADIUS, **{f"{at}lat": None})
    return found | near | (unplaced & home)


def able(queryset: QuerySet[Supplier], asked: Quantity) -> QuerySet[Supplier]:
    """Suppliers of which one activity declares at least this much, in any unit that compares."""
    enough = Q()
    for factor, units in units_like(asked.unit).items():
        for period in ("", *TIMES):
            # Without a period, a capacity is what can be done each time.
            wanted = asked.yearly if period else asked.value * asked.factor
            least = min(wanted / (factor * TIMES.get(period, 1.0)), BEYOND)
            enough |= Q(unit__in=units, capacity_period=period, capacity_value__gte=least)
    activities = Activity.objects.alias(unit=Lower("capacity_unit")).filter(enough)
    return queryset.filter(pk__in=activities.values("supplier"))

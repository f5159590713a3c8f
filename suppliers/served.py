"""Which departments a supplier's words are filed under; asks the communes only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from math import cos, floor, radians
from typing import Any, NamedTuple

from procurement.geo import distance_km
from procurement.nomenclature.models import Commune
from suppliers.models.posting import Posting
from suppliers.models.supplier import Supplier
from suppliers.territory import KM_A_DEGREE, ServiceArea
from suppliers.told import areas_of
from suppliers.zones import communes_of

CELLS = 10  # squares of a tenth of a degree hold the communes
_Cell = tuple[int, int]


class Placed(NamedTuple):
    """What of a supplier says where it is filed, for one that is not in memory as a whole."""

    department: str
    area_kind: str
    area_km: int | None
    area_codes: Sequence[str]
    point: tuple[float, float] | None
    activity_areas: Sequence[Sequence[Any]] = ()  # as `Supplier.activity_areas` keeps them

    @property
    def areas(self) -> list[ServiceArea]:
        """Everywhere it works, as `Supplier.areas`."""
        return areas_of(self.area, self.activity_areas)

    @property
    def area(self) -> ServiceArea:
        return ServiceArea(
            self.area_kind, self.area_km, tuple(self.area_codes), self.department, self.point
        )


class Departments:
    """The exact test is made on the need's places; here nothing may be missed."""

    def __init__(self) -> None:
        self._around = lru_cache(maxsize=20_000)(self._departments_around)

    def filed_under(self, supplier: Supplier | Placed) -> list[str]:
        """Where the supplier is counted, its own department if it can be, then the others."""
        if any(area.kind == "country" for area in supplier.areas):
            return [Posting.EVERYWHERE]
        served = self.served_by(supplier)
        home = supplier.department if supplier.department in served else min(served, default="")
        others = sorted(served - {home})
        return [home, *(Posting.ALSO + code for code in others)] if home else []

    def served_by(self, supplier: Supplier | Placed) -> set[str]:
        return set().union(*(self._served(area) for area in supplier.areas))

    def _served(self, area: ServiceArea) -> set[str]:
        own = {area.department} - {""}
        if area.kind == "departments":
            return set(area.codes)
        if area.kind == "region":
            regions = (self._regions.get(code, set()) for code in area.codes)
            return set().union(*regions) or own
        if area.kind == "zones":
            return self._holding(area.codes) or own
        if area.is_measurable:
            return own | self._around(*area.point, area.km)  # type: ignore[misc]
        return own

    def _holding(self, codes: Iterable[str]) -> set[str]:
        """The departments of these communes and of the communes of these EPCI."""
        return set(communes_of(codes).order_by().values_list("department", flat=True).distinct())

    @cached_property
    def _regions(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for region, department in Commune.objects.order_by().values_list("region", "department"):
            found.setdefault(region, set()).add(department)
        return found

    @cached_property
    def _cells(self) -> dict[_Cell, set[str]]:
        """The departments that have a commune in each square."""
        found: dict[_Cell, set[str]] = {}
        communes = Commune.objects.order_by().values_list("lat", "lon", "department")
        for lat, lon, department in communes:
            if lat is not None and lon is not None:
                cell = floor(lat * CELLS), floor(lon * CELLS)
                found.setdefault(cell, set()).add(department)
        return found

    def _departments_around(self, lat: float, lon: float, km: int) -> set[str]:
        """Those with a commune in a square that the circle touches."""
        north = km / KM_A_DEGREE
        east = km / (KM_A_DEGREE * max(0.1, cos(radians(abs(lat) + north))))
        rows = range(floor((lat - north) * CELLS), floor((lat + north) * CELLS) + 1)
        columns = range(floor((lon - east) * CELLS), floor((lon + east) * CELLS) + 1)
        if len(rows) * len(columns) > len(self._cells):
            near = [cell for cell in self._cells if cell[0] in rows and cell[1] in columns]
        else:
            near = [
                cell for row in rows for column in columns if (cell := (row, column)) in self._cells
            ]
        found: set[str] = set()
        for cell in near:
            if not self._cells[cell] <= found and _is_within(lat, lon, km, cell):
                found |= self._cells[cell]
        return found


def _is_within(lat: float, lon: float, km: int, cell: _Cell) -> bool:
    """Whether the nearest point of the square is; a hair more, for the roundness of the Earth."""
    south, west = cell[0] / CELLS, cell[1] / CELLS
    nearest = (
        min(max(lat, south), south + 1 / CELLS),
        min(max(lon, west), west + 1 / CELLS),
    )
    return distance_km((lat, lon), nearest) <= km + 0.5

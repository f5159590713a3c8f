"""An activity and the area of its own as plain JSON: what an import says, what a record keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from procurement.typography import fold
from suppliers import means
from suppliers.territory import ServiceArea

OwnArea = tuple[str, int | None, tuple[str, ...]]  # kind, km, codes
Told = Mapping[str, Any]
_NONE = (None, "", "")  # no capacity


def told(
    label: str,
    description: str,
    cpv: Iterable[str],
    capacity: tuple[Decimal | None, str, str],
    *,
    proof: str = "",
    area: OwnArea | None = None,
    means: Iterable[Mapping[str, Any]] = (),
) -> Told:
    """An activity as plain JSON; what few say is left out when it is not said."""
    value, unit, period = capacity
    rare = {
        "proof": proof,
        "area": [area[0], area[1], list(area[2])] if area else None,
        "means": [dict(one) for one in means],
    }
    return {
        "label": label,
        "description": description,
        "cpv": list(cpv),
        "capacity": None if value is None else [float(value), unit, period],
        **{name: said for name, said in rare.items() if said},
    }


def named_alone(said: Iterable[Told], there: Iterable[Told]) -> list[Told]:
    """Activities of which only the name is said, as they are known under that name."""
    known = {fold(one["label"]): one for one in there}
    return [
        known.get(fold(one["label"]), one) if one == told(one["label"], "", (), _NONE) else one
        for one in said
    ]


def columns_of(told: Told) -> dict[str, Any]:
    """The columns of `Activity`, all but its supplier."""
    value, unit, period = told["capacity"] or (None, "", "")
    kind, km, codes = told.get("area") or ("", None, [])
    return {
        "label": told["label"],
        "description": told["description"],
        "cpv": told["cpv"],
        "capacity_value": None if value is None else Decimal(str(value)),
        "capacity_unit": unit,
        "capacity_period": period,
        "capacity_proof": told.get("proof", ""),
        "area_kind": kind,
        "area_km": km,
        "area_codes": codes,
        "means": told.get("means", []),
    }


def as_read(told: Told) -> dict[str, Any]:
    """Proofs are not read: they change nothing of what the activity is."""
    declared = [(m.kind, m.value, m.unit) for m in means.from_json(told.get("means", ()))]
    return {
        **{name: told[name] for name in ("label", "description", "cpv")},
        "capacity": tuple(told["capacity"]) if told["capacity"] else None,
        **({"area": area_of(told)} if "area" in told else {}),
        **({"means": declared} if declared else {}),
    }


def area_of(told: Told) -> OwnArea | None:
    kind, km, codes = told.get("area") or ("", None, ())
    return (kind, km, tuple(codes)) if kind else None


def areas_of(own: ServiceArea, of_activities: Iterable[Iterable[Any]]) -> list[ServiceArea]:
    """The own area, then the others, each [kind, km, codes]."""
    return [own] + [
        replace(own, kind=kind, km=km, codes=tuple(codes)) for kind, km, codes in of_activities
    ]


def own_areas(areas: Iterable[OwnArea | None]) -> list[list[Any]]:
    """The distinct areas, as `Supplier.activity_areas` keeps them."""
    distinct = dict.fromkeys(area for area in areas if area)
    return [[kind, km, list(codes)] for kind, km, codes in distinct]

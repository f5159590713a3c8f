"""The places of a need gathered into zones: by intercommunal body, or within a short drive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from procurement.geo import distance_km
from procurement.typography import NBSP, number, plural
from suppliers.territory import Place

RADIUS_KM = 12.0  # a morning's round from the main commune of the zone
MOST_ZONES = 5  # beyond, nobody follows as many lots
_WIDER = 1.5


@dataclass(frozen=True)
class Spot:
    """A commune of the need, its weight being the sites it holds, and its intercommunal body."""

    place: Place
    epci: str = ""
    epci_name: str = ""


@dataclass(frozen=True)
class Zone:
    name: str
    why: str
    spots: tuple[Spot, ...]

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code_of(spot.place) for spot in self.spots)

    @property
    def weight(self) -> float:
        return sum(spot.place.weight for spot in self.spots)


def code_of(place: Place) -> str:
    """What tells one place from another."""
    return place.insee or place.name


def zones_of(spots: Iterable[Spot]) -> tuple[Zone, ...]:
    """One zone per intercommunal body when there are a few; else circles round the main communes.

    Empty without any place; one zone when nothing tells the places apart.
    """
    ordered = sorted(
        spots, key=lambda spot: (-spot.place.weight, spot.place.name, spot.place.insee)
    )
    bodies = {spot.epci for spot in ordered if spot.epci}
    if 1 < len(bodies) <= MOST_ZONES and all(spot.epci for spot in ordered):
        return _by_body(ordered)
    radius = RADIUS_KM
    while len(groups := _circles(ordered, radius)) > MOST_ZONES:
        radius *= _WIDER
    return tuple(_circle_zone(group, radius) for group in groups)


def _by_body(spots: Sequence[Spot]) -> tuple[Zone, ...]:
    groups: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        groups[spot.epci].append(spot)
    return tuple(
        Zone(
            group[0].epci_name or group[0].place.name,
            f"Les {plural(len(group), 'commune')} du besoin dans cette intercommunalité."
            if len(group) > 1
            else f"{group[0].place.name}, seule commune du besoin dans cette intercommunalité.",
            tuple(group),
        )
        for group in groups.values()
    )


def _circles(spots: Sequence[Spot], radius: float) -> list[list[Spot]]:
    """Each commune joins the nearest main one within the radius, or becomes one."""
    groups: list[list[Spot]] = []
    for spot in spots:
        near = [
            (distance, position)
            for position, group in enumerate(groups)
            if (distance := _apart(group[0], spot)) <= radius
        ]
        if near:
            groups[min(near)[1]].append(spot)
        else:
            groups.append([spot])
    return groups


def _apart(one: Spot, other: Spot) -> float:
    """Kilometres between two communes; a place that nobody can situate is near all."""
    if one.place.point is None or other.place.point is None:
        return 0.0
    return distance_km(one.place.point, other.place.point)


def _circle_zone(group: Sequence[Spot], radius: float) -> Zone:
    main, others = group[0].place.name, len(group) - 1
    if not others:
        return Zone(main, f"{main} est à plus de {_km(radius)} des autres lieux.", tuple(group))
    name = f"{main} et {plural(others, 'commune voisine', 'communes voisines')}"
    return Zone(name, f"Communes à moins de {_km(radius)} de {main}.", tuple(group))


def _km(radius: float) -> str:
    return f"{number(round(radius))}{NBSP}km"

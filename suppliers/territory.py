"""Where a supplier works and where a need is met, without the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from procurement.geo import Position, distance_km, position, squared_chord, squared_chord_of
from procurement.identifiers import region_name
from procurement.typography import NBSP, join_words, number, plural

Point = tuple[float, float]
KM_A_DEGREE = 111.195  # of latitude; of longitude, at the equator
_ZONES = "commune ou intercommunalité choisie", "communes ou intercommunalités choisies"


@dataclass(frozen=True)
class Place:
    """One place of delivery; `weight` is its share of the need (inhabitants, or 1)."""

    name: str
    department: str
    region: str = ""
    point: Point | None = None
    insee: str = ""
    epci: str = ""
    weight: float = 1.0

    @cached_property
    def position(self) -> Position | None:
        return position(self.point) if self.point else None


@dataclass(frozen=True)
class ServiceArea:
    """What a supplier declared; an empty kind is unknown and stands for its own department."""

    kind: str = ""
    km: int | None = None
    codes: tuple[str, ...] = ()
    department: str = ""
    point: Point | None = None
    activity: str = ""  # the one it is declared for; empty for all that the supplier does

    @property
    def is_known(self) -> bool:
        return bool(self.kind)

    @property
    def is_measurable(self) -> bool:
        return self.kind == "radius" and self.km is not None and self.point is not None

    @cached_property
    def _circle(self) -> tuple[Position, float] | None:
        """Its centre and how far it goes, when it can be measured."""
        if not self.is_measurable:
            return None
        return position(self.point), squared_chord_of(self.km)  # type: ignore[arg-type]

    def serves(self, place: Place) -> bool:
        return bool(self.among([place]))

    def among(self, places: Sequence[Place]) -> Sequence[Place]:
        """Those of these places that the area holds."""
        if self.kind == "country":
            return places
        if self.kind == "departments":
            return [place for place in places if place.department in self.codes]
        if self.kind == "region":
            return [place for place in places if place.region in self.codes]
        if self.kind == "zones":
            codes = set(self.codes)
            return [place for place in places if not codes.isdisjoint((place.insee, place.epci))]
        if self._circle is None:
            return [place for place in places if self._is_home(place)]
        centre, reach = self._circle
        return [
            place
            for place in places
            if (
                squared_chord(centre, place.position) <= reach
                if place.position
                else self._is_home(place)
            )
        ]

    def _is_home(self, place: Place) -> bool:
        return bool(place.department) and place.department == self.department

    def share(self, places: Iterable[Place]) -> float:
        """The part of the need's places, by weight, that the area holds; 1 without any place."""
        places = list(places)
        total = sum([place.weight for place in places])
        return sum([place.weight for place in self.among(places)]) / total if total else 1.0

    def describe(self) -> str:
        """« 40 km autour de son siège », for a sentence."""
        named = f", pour «{NBSP}{self.activity}{NBSP}»" if self.activity else ""
        return self._described() + named

    def _described(self) -> str:
        if self.kind == "country":
            return "toute la France"
        if self.kind == "departments":
            word = "départements" if len(self.codes) > 1 else "département"
            return f"{word}{NBSP}{join_words(list(self.codes))}"
        if self.kind == "region":
            word = "régions" if len(self.codes) > 1 else "région"
            return f"{word}{NBSP}{join_words([region_name(code) for code in self.codes])}"
        if self.kind == "zones":
            return plural(len(self.codes), *_ZONES)
        if self.kind == "radius":
            return f"{number(self.km or 0)}{NBSP}km autour de son siège"
        return f"zone non déclarée, prise comme son département ({self.department or 'inconnu'})"


def nearest_km(point: Point | None, places: Iterable[Place]) -> float | None:
    """Kilometres to the nearest place; None when one end has no coordinates."""
    if point is None:
        return None
    here = position(point)
    known = [(squared_chord(here, p.position), p.point) for p in places if p.position and p.point]
    return distance_km(point, min(known)[1]) if known else None

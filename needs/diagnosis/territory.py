"""Where the members are: the group that a map draws, and what lies too far away to stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from procurement.geo import distance_km

Point = tuple[float, float]  # latitude, longitude

_NEAR_KM = 100  # never far, however close the others are to each other
_TIMES_USUAL = 6  # beyond so many times the usual distance, a point would shrink all the others
_MOST_APART = 1 / 3  # of the points; more of them are no exceptions but the territory itself


@dataclass(frozen=True)
class Gathering:
    """The middle of what a map draws, and how far from it a point may lie."""

    middle: Point
    reach_km: float

    def holds(self, point: Point) -> bool:
        return distance_km(self.middle, point) <= self.reach_km


def gathering(places: Sequence[tuple[Point, int]]) -> Gathering:
    """Of these points and how many sites each stands for; all of them when none is an exception."""
    sites = [point for point, count in places for _ in range(max(1, count))]
    if not sites:
        return Gathering((0, 0), inf)
    middle = median(lat for lat, _ in sites), median(lon for _, lon in sites)
    reach = max(_NEAR_KM, _TIMES_USUAL * median(distance_km(middle, point) for point in sites))
    apart = sum(distance_km(middle, point) > reach for point, _ in places)
    return Gathering(middle, reach if apart <= _MOST_APART * len(places) else inf)

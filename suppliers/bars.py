"""The bar of a score: one segment a part, as wide as its weight, filled as far as its points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Told apart by order and by the words beside the bar; each has 3:1 or more on white.
COLOURS = {
    "activity": "#0b5b57",
    "territory": "#1a4c8b",
    "capacity": "#a8481a",
    "reservation": "#6a3d7a",
    "experience": "#7a4f00",
    "sustainability": "#1d6a40",
}


@dataclass(frozen=True)
class Segment:
    """One part; positions out of 100 are written for SVG, with a point in any language."""

    name: str
    points: float
    weight: int
    x: str
    width: str
    filled: str
    colour: str


def segments(parts: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """One segment for each part that weighs something, from left to right."""
    found, x = [], 0.0
    for part in parts:
        if part["weight"]:
            name, points, weight = part["name"], part["points"], part["weight"]
            places = _at(x), _at(weight), _at(points)
            found.append(Segment(name, points, weight, *places, COLOURS[part["key"]]))
            x += weight
    return found


def _at(value: float) -> str:
    return f"{value:.1f}"

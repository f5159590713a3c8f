"""The bar of a requirement: four parts, as wide as the suppliers they count."""

from __future__ import annotations

from dataclasses import dataclass

from tenders.proportionality import Ability, Tally

# Told apart by order and by the words beside the bar; a white edge parts neighbours.
COLOURS = {
    Ability.YES: "#1d6a40",
    Ability.CONDITIONS: "#1a4c8b",
    Ability.UNKNOWN: "#c9d1ce",
    Ability.NO: "#9f1f1c",
}


@dataclass(frozen=True)
class Segment:
    """Positions out of 100, written for SVG with a point in any language."""

    label: str
    count: int
    x: str
    width: str
    colour: str


def segments(tally: Tally) -> list[Segment]:
    """What may remain is on the left: those who can, the silent, then those who cannot."""
    found, x = [], 0.0
    for ability, colour in COLOURS.items():
        count: int = getattr(tally, ability)
        width = 100 * count / tally.total if tally.total else 0.0
        found.append(Segment(ability.label, count, f"{x:.2f}", f"{width:.2f}", colour))
        x += width
    return found

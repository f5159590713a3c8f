"""Units as people write them: under which name they add up, and how they are said."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from procurement.typography import fold

# Units that say the same thing at another scale.
_SCALES = {
    "t": ("kg", Fraction(1000)),
    "tonne": ("kg", Fraction(1000)),
    "kilo": ("kg", Fraction(1)),
    "kilogramme": ("kg", Fraction(1)),
    "g": ("kg", Fraction(1, 1000)),
    "gramme": ("kg", Fraction(1, 1000)),
    "m3": ("l", Fraction(1000)),
    "litre": ("l", Fraction(1)),
    "metre carre": ("m2", Fraction(1)),
    "ha": ("m2", Fraction(10_000)),
    "hectare": ("m2", Fraction(10_000)),
    "couvert": ("repas", Fraction(1)),
    "h": ("heure", Fraction(1)),
}
_SYMBOLS = {"m2": "m²", "m3": "m³"}
# Words that end alike in the singular and in the plural.
_INVARIABLE = {"repas", "bras", "colis", "bois", "mois", "fois", "poids", "prix", "gaz"}


@lru_cache(maxsize=1000)
def unit_and_scale(unit: str) -> tuple[str, Fraction]:
    """The common unit under which amounts add up, and how many of it one of these makes."""
    words = fold(unit.replace("²", "2").replace("³", "3")).split()
    singular = " ".join(w if w in _INVARIABLE else w.rstrip("sx") or w for w in words)
    return _SCALES.get(singular, (singular, Fraction(1)))


def said_unit(unit: str, value: Any) -> str:
    """The unit as it follows this number: « 1 repas par jour », « 2 contenants par jour »."""
    first, _, rest = unit.partition(" ")
    word = _SYMBOLS.get(first) or (_plural(first) if abs(value) >= 2 else _singular(first))
    return f"{word} {rest}".strip()


def _singular(word: str) -> str:
    return word if word in _INVARIABLE else word.removesuffix("s")


def _plural(word: str) -> str:
    # Symbols (kg, €, h) and words that already end so take no mark.
    unmarked = len(word) < 3 or word[-1] in "sxz" or word in _INVARIABLE
    return word if unmarked else word + "s"

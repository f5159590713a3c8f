"""Units as people write them: under which name they add up, and how they are said."""

from __future__ import annotations

from collections.abc import Iterable
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
    "hl": ("l", Fraction(100)),
    "hectolitre": ("l", Fraction(100)),
    "metre cube": ("l", Fraction(1000)),
    "metre carre": ("m2", Fraction(1)),
    "are": ("m2", Fraction(100)),
    "ha": ("m2", Fraction(10_000)),
    "hectare": ("m2", Fraction(10_000)),
    "ml": ("metre lineaire", Fraction(1)),
    "kilometre": ("km", Fraction(1)),
    "mwh": ("kwh", Fraction(1000)),
    "couvert": ("repas", Fraction(1)),
    "h": ("heure", Fraction(1)),
    "min": ("heure", Fraction(1, 60)),
    "minute": ("heure", Fraction(1, 60)),
}
# Units that say how much and not of what: square metres of mowing and of windows make no sum.
_MEASURES = {
    "", "m2", "l", "kg", "kwh", "m", "metre", "metre lineaire", "km", "heure", "jour", "semaine",
    "mois", "an", "unite", "u", "u.", "pce", "pc", "piece", "article", "exemplaire", "element",
    "lot", "ensemble", "forfait", "passage", "intervention", "prestation", "fois", "euro", "€", "%",
}  # fmt: skip
_SYMBOLS = {"m2": "m²", "m3": "m³", "kwh": "kWh"}
# Words that end alike in the singular and in the plural.
_INVARIABLE = {"repas", "bras", "colis", "bois", "mois", "fois", "poids", "prix", "gaz"}
_ENDING_IN_AU = {"tuyaux", "noyaux"}
_IN_S = {"pneu", "bleu"}
# Where a unit stops agreeing with its number: « mètres linéaires », « sacs de 110 litres ».
_LINKS = {"a", "à", "au", "avec", "de", "d", "du", "des", "en", "par", "pour", "sans", "sur"}


@lru_cache(maxsize=1000)
def unit_and_scale(unit: str) -> tuple[str, Fraction]:
    """The common unit under which amounts add up, and how many of it one of these makes."""
    words = fold(unit.replace("²", "2").replace("³", "3")).split()
    singular = " ".join(w if w in _INVARIABLE else _singular(w).rstrip("sx") or w for w in words)
    return _SCALES.get(singular, (singular, Fraction(1)))


def says_what(unit: str) -> bool:
    """Whether a common unit names what it counts, as « repas » does and « kg » does not."""
    return unit not in _MEASURES


def unit_to_say(written: Iterable[str], amount: Fraction) -> tuple[str, Fraction]:
    """The unit that says an amount of their common one, and how many of that one it makes.

    The largest of those that people wrote of which there is at least one: who counts in tonnes
    reads tonnes, and who counts in kilograms is never given tonnes of soap.
    """
    units: dict[Fraction, str] = {}
    common = ""
    for unit in written:
        common, scale = unit_and_scale(unit)
        units.setdefault(scale, unit)
    units.setdefault(Fraction(1), common)
    reached = [scale for scale in units if scale <= abs(amount)]
    scale = max(reached) if reached else min(units)
    return units[scale], scale


def said_unit(unit: str, value: Any) -> str:
    """The unit as it follows this number: « 1 repas par jour », « 2 mètres linéaires »."""
    words = unit.split()
    linked = (n for n, w in enumerate(words) if w in _LINKS or w.startswith(("d'", "d’")))
    agreed = next(linked, len(words))
    agree = _plural if abs(value) >= 2 else _singular
    return " ".join([*(_SYMBOLS.get(w) or agree(w) for w in words[:agreed]), *words[agreed:]])


def _singular(word: str) -> str:
    if word in _INVARIABLE:
        return word
    if word.endswith(("eaux", "eux")) or word in _ENDING_IN_AU:
        return word[:-1]
    return word[:-3] + "al" if word.endswith("aux") else word.removesuffix("s")


def _plural(word: str) -> str:
    # Symbols (kg, €, HT, 1/2) and words that already end so take no mark.
    symbol = len(word) < 3 or word.isupper() or not word[-1].isalpha()
    if symbol or word[-1] in "sxz" or word in _INVARIABLE:
        return word
    if word.endswith("al"):
        return word[:-2] + "aux"
    return word + ("x" if word.endswith(("au", "eu")) and word not in _IN_S else "s")

"""How a weight is said: « 40 % », « (60 points) », « sur 20 », « coefficient 3 », « 0,4 »."""

from __future__ import annotations

import re
from dataclasses import dataclass

_N = r"(?P<number>\d{1,3}(?:[.,]\d{1,2})?)"
_UNITS = (
    ("pct", rf"{_N}\s*(?:%|pour\s?cents?\b)"),
    ("points", rf"{_N}\s*(?:points?|pts?\.?)\b(?:\s*(?:/|sur)\s*\d{{1,3}}(?:\s*(?:points?|pts?))?)?(?:\s*(?:maximum|max\.?|au maximum))?"),
    ("points", rf"(?:not[ée]{{1,2}}s?|note|bar[èe]me|sur|/)\s*(?:sur|de|:)?\s*{_N}(?:\s*points?)?(?![\d%])"),
    ("points", rf"{_N}\s*/\s*(?:100|20|10|50|60|40|30)(?![\d/])"),
    ("coef", rf"(?:coef(?:ficient|f)?\.?|pond[ée]ration|pond[ée]r[ée]+s?|poids)\s*(?:de|à|:|=|est de)?\s*{_N}(?![\d%])"),
)  # fmt: skip
_PATTERNS = [(unit, re.compile(pattern, re.IGNORECASE)) for unit, pattern in _UNITS]
_PURE = re.compile(
    rf"^\W*(?:(?:coef(?:ficient|f)?\.?|pond[ée]ration|note|not[ée]+s?|sur|soit|poids|bar[èe]me|valeur|total|de 0 à|maximum|max)\s*(?:sur|de|:|=)?\s*)*{_N}\s*"
    r"(?P<unit>%|pour\s?cents?|points?|pts?\.?|/\s*\d{1,3})?(?:\s*(?:/|sur)\s*\d{1,3})?(?:\s*(?:points?|pts?|maximum|max))?\W*$",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Weight:
    value: float
    unit: str
    start: int = 0
    end: int = 0


def pure(text: str, unit: str = "") -> Weight | None:
    """The weight when the whole text is one, as in a cell; `unit` is what the column's head says."""
    match = _PURE.match(text.strip())
    if not match:
        return None
    said = (match["unit"] or "").lower()
    value = _value(match["number"])
    if said.startswith(("%", "pour")):
        return Weight(value, "pct")
    if said:
        return Weight(value, "points")
    coef = "coef" in text.lower()
    return Weight(value, "coef" if coef else unit or ("coef" if value <= 1 else ""))


def weights(text: str) -> list[Weight]:
    """Every weight said in a text, in reading order, none within another."""
    found: list[Weight] = []
    for unit, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            taken = any(w.start < match.end() and match.start() < w.end for w in found)
            value = _value(match["number"])
            if not taken and 0 < value <= 1000:
                found.append(Weight(value, unit, match.start(), match.end()))
    return sorted(found, key=lambda weight: weight.start)


def unit_of_head(folded: str) -> str:
    """The unit that the head of a column says."""
    if "%" in folded or "pourcent" in folded:
        return "pct"
    if re.search(r"points?|pts|note|bareme", folded):
        return "points"
    return "coef" if "coef" in folded else ""


def _value(text: str) -> float:
    return float(text.replace(",", "."))

"""How a weight is said: « 40 % », « (60 points) », « sur 20 », « coefficient 3 », « vingt »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from procurement.language.numbers import IN_WORDS, parse

_FIGURES = r"\d{1,3}(?:[.,]\d{1,2})?"
_N = rf"(?<![\d,])(?<!\d\.)(?P<number>{_FIGURES})(?![\d.,]*\d)"
_NW = rf"(?:(?<![\d,])(?<!\d\.)(?P<number>{_FIGURES})|\b(?P<words>{IN_WORDS}))"
_OUT_OF = r"(?:\s*(?:/|sur)\s*(?:un total de\s*)?\d{2,3}(?:\s*(?:points?|pts?)\b)?)?"
_SHARES = {"moitié": 50.0, "moitie": 50.0, "tiers": 33.33, "quart": 25.0, "cinquième": 20.0}
_UNITS = (
    ("pct", rf"{_NW}\s*(?:%|pour\s?cents?\b)"),
    (
        "points",
        rf"{_NW}\s*(?:points?|pts?\.?)(?![a-z]){_OUT_OF}(?:\s*(?:maximum|max\b\.?|au maximum))?",
    ),
    (
        "points",
        rf"(?:not[ée]{{1,2}}s?|note maximale|bar[èe]me)\s*(?:sur|de"
        rf"|:)\s*{_N}(?:\s*points?)?(?!\s*%)",
    ),
    ("points", rf"{_N}\s*(?:/|sur)\s*(?:100|20|10|50|60|40|30)(?![\d/])"),
    ("points", rf"(?<=\s)/\s*{_N}(?![\d/])"),
    ("points", rf"not[ée]{{1,2}}s? (?:de|entre) 0 (?:à|et) {_N}(?:\s*points?)?(?!\s*%)"),
    (
        "coef",
        r"(?:coef(?:ficient|f)?\.?|pond[ée]ration|pond[ée]r[ée]+s?|poids)\s*(?:de|à|:|=|est de"
        rf"|x)?\s*{_N}(?!\s*%)",
    ),
    ("coef", r"\(\s*(?P<number>0[.,]\d{1,2})\s*\)"),
    ("", r"\(\s*(?P<number>\d{1,3}(?:,\d{1,2})?)\s*\)\s*(?=[;.,]|et\b|$)"),
    (
        "fraction",
        r"(?<![\d/])(?P<number>1/[2345])(?![\d/])|(?<![\d/])(?P<other>[23]/[345])(?![\d/])",
    ),
    ("share", rf"\b(?:pour|à) (?:la |une? )?(?P<share>{'|'.join(_SHARES)})\b"),
    (
        "",
        r"(?<=[\w)»])\s*(?::|=|–|—|\.{3,}|…+)\s*(?P<number>\d{1,3}(?:,\d{1,2})?)"
        r"\s*(?:[;.]?\s*$|;|\n|,(?=\s*[^\W\d])|/(?=\s*[^\W\d])|\bet\b(?=\s+[^\W\d]))",
    ),
    ("", rf":\s*(?P<words>{IN_WORDS})\s*$"),
    ("", r"(?<=[:;,]\s)(?P<number>\d{1,2})(?=\s+pour\s+l)"),
)
_PATTERNS = [(unit, re.compile(pattern, re.IGNORECASE)) for unit, pattern in _UNITS]
_PURE = re.compile(
    r"^\W*(?:(?:coef(?:ficient|f)?\.?|pond[ée]ration|note|not[ée]+s?|sur|soit|poids"
    r"|bar[èe]me|valeur|total|de 0 à|maximum|max)\s*(?:sur|de|:"
    rf"|=)?\s*+)*+(?:(?P<number>{_FIGURES})|(?P<words>{IN_WORDS}))\s*"
    r"(?P<unit>%|pour\s?cents?|points?|pts?\.?|/\s*\d{1,3})?(?:\s*(?:/"
    r"|sur)\s*\d{1,3})?(?:\s*(?:points?|pts?|maximum|max))?\W*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"^[\W\d]*+(?:(?:not[ée]+s?|note|donc|soit|sur|coef\w*|pond[ée]r\w*|points?|de|à|et|ou"
    r"|maximum|max|poids|est|égale?|avec|un|une)[\W\d]*+)*+$",
    re.IGNORECASE,
)
_CHOSEN = re.compile(r"\b(?:donc|soit|=)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Weight:
    value: float
    unit: str
    start: int = 0
    end: int = 0


def pure(text: str, unit: str = "") -> Weight | None:
    """The weight when the whole text is one, as in a cell; `unit` is the column's."""
    match = _PURE.match(text.strip())
    if not match:
        return None
    said = (match["unit"] or "").lower()
    value = _value(match)
    if said.startswith(("%", "pour")):
        return Weight(value, "pct")
    if said:
        return Weight(value, "points")
    if "coef" in text.lower():
        return Weight(value, "coef")
    return Weight(value, unit or ("coef" if value <= 1 else ""))


def weights(text: str) -> list[Weight]:
    """Every weight said in a text, in reading order; said twice of one thing, once."""
    found: list[Weight] = []
    for unit, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            taken = any(w.start < match.end() and match.start() < w.end for w in found)
            weight = _weight(match, unit)
            if not taken and 0 < weight.value <= 1000 and not _is_the_total(match, weight):
                found.append(weight)
    return _once(text, sorted(found, key=lambda weight: weight.start))


def _weight(match: re.Match[str], unit: str) -> Weight:
    if unit == "share":
        return Weight(_SHARES[match["share"].lower()], "pct", match.start(), match.end())
    if unit == "fraction":
        upper, lower = match[0].split("/")
        return Weight(round(100 * int(upper) / int(lower), 2), "pct", match.start(), match.end())
    return Weight(_value(match), unit, match.start(), match.end())


def _is_the_total(match: re.Match[str], weight: Weight) -> bool:
    """« notée sur 100 », « sur 20 points : » says what the marks are out of."""
    if re.fullmatch(r"\W*sur\s*", match.string[: match.start()].lower()):
        return True
    before = match.string[max(0, match.start() - 12) : match.end()].lower()
    return weight.value == 100 and bool(
        re.search(r"\bsur\s*\(?\s*\S*$|sur \d+(?: points?)?$", before)
    )


def _once(text: str, found: list[Weight]) -> list[Weight]:
    """« coefficient 3, noté sur 10 points, donc 30 points » is one weight."""
    kept: list[list[Weight]] = []
    for weight in found:
        if (
            kept
            and _BETWEEN.match(text[kept[-1][-1].end : weight.start])
            and not (
                weight.unit == kept[-1][-1].unit
                and _is_listed(text[kept[-1][-1].end : weight.start])
            )
        ):
            kept[-1].append(weight)
        else:
            kept.append([weight])
    return [_of(text, group) for group in kept]


def _is_listed(between: str) -> bool:
    return bool(re.fullmatch(r"\s*\)?\s*(?:,|;|\n|,?\s*et\b|[\W_]*[;\n][\W_]*)?\s*", between))


def _of(text: str, group: list[Weight]) -> Weight:
    """The one that the words choose, else a percentage, else a coefficient, else the first."""
    chosen = next((w for w in group if _CHOSEN.search(text[max(0, w.start - 8) : w.start])), None)
    for unit in ("pct", "coef"):
        chosen = chosen or next((w for w in group if w.unit == unit), None)
    chosen = chosen or group[0]
    return replace(chosen, start=group[0].start, end=group[-1].end)


def unit_of_head(folded: str) -> str:
    """The unit that the head of a column says."""
    if "%" in folded or "pourcent" in folded:
        return "pct"
    if re.search(r"points?|pts|note|bareme", folded):
        return "points"
    return "coef" if "coef" in folded else ""


def _value(match: re.Match[str]) -> float:
    groups = match.groupdict()
    if figures := groups.get("number"):
        return float(figures.replace(",", "."))
    return parse(groups.get("words") or "0")

"""Numbers of lots as texts write them: « 2 », « n° 01 », « III », « A », « 1 à 3 », « 2e lot »."""

from __future__ import annotations

import re

from procurement.typography import fold

ONE = r"(?:\d{1,2}(?:[a-c](?!\w))?|[A-H](?![\w'’])|[IVX]{1,4}(?![\w'’]))"
_CARDINALS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
WORD = rf"(?:{'|'.join(_CARDINALS)})(?![\w'’-])"  # « lot un », which some write
_N = r"(?:[Nn]\s?[°ºo]s?\s?|[Nn]um[ée]ros?\s|[Nn]os\s)?"
_LOT = r"[Ll][Oo][Tt][Ss]?"
_AND = (
    r"(?:(?:\s*(?:,\s*et|,|et|ET|ou|à|/|&|\+)\s*|(?<=\d)[-–](?=\d))(?:(?:le\s+|du\s+"
    rf"|au\s+)?{_LOT}\s*)?{_N})"
)
SAID = re.compile(
    rf"\b{_LOT}\s*{_N}(?P<numbers>{ONE}(?!\s*%)(?:{_AND}{ONE}(?!\s*(?:%|points?|pts?\b"
    rf"|/)))*|(?i:{WORD})(?=\s*(?:[:;,.)–-]|et\b|$)))(?![\d%])"
)
_RANKS = "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième"
_ORDINALS = {"1er": 1, "première": 1, "second": 2, "seconde": 2} | {
    said: rank
    for rank, word in enumerate(_RANKS.split(), 1)
    for said in (word, fold(word), f"{rank}e", f"{rank}ème", f"{rank}eme")
}
ORDINALS = "|".join(_ORDINALS)
ORDINAL = re.compile(rf"\b(?P<ordinal>{ORDINALS})\s+lot\b", re.IGNORECASE)
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
}
_RANGE = re.compile(r"^\s*(\d{1,2})\s*(?:à|-|–)\s*(?:[Ll]ots?\s*)?(?:[Nn]\s?[°º]\s*)?(\d{1,2})\s*$")
_EUROPEAN = re.compile(r"\bLOT-(\d{4})\b")  # in European notices
_MOST = 60


def plain_number(text: str) -> str:
    """« 01 » is 1, « III » is 3, « deux » is 2, « a » is A, « l1 » is L1; else « »."""
    text = text.strip()
    if match := re.fullmatch(r"0*(\d{1,2})([a-cA-C]?)", text):
        return f"{int(match[1])}{match[2]}"
    if text.lower() in _CARDINALS:
        return str(1 + _CARDINALS.index(text.lower()))
    if match := re.fullmatch(r"[Ll]\s?0*(\d{1,2})", text):
        return f"L{match[1]}"
    upper = text.upper()
    return str(_ROMAN.get(upper, upper)) if re.fullmatch(r"[A-H]|[IVX]{1,4}", upper) else ""


def ordinal_number(text: str) -> str:
    return str(_ORDINALS[text.lower()])


def expanded(text: str) -> list[str]:
    """« 1 à 3 », « 2, 3 et 5 », « A et B »."""
    if match := _RANGE.match(text):
        return [str(n) for n in range(int(match[1]), min(int(match[2]), int(match[1]) + _MOST) + 1)]
    if number := plain_number(text):
        return [number]
    found = re.findall(ONE, re.sub(r"[Ll][Oo][Tt][Ss]?|[Nn]\s?[°º]s?", " ", text))
    return [number for one in found if (number := plain_number(one))]


def numbers_said(text: str) -> list[str]:
    """Every lot that the text names, in reading order, once."""
    found = [(m.start(), n) for m in SAID.finditer(text) for n in expanded(m["numbers"])]
    found += [(m.start(), ordinal_number(m["ordinal"])) for m in ORDINAL.finditer(text)]
    found += [(m.start(), str(int(m[1]))) for m in _EUROPEAN.finditer(text)]
    return list(dict.fromkeys(number for _, number in sorted(found, key=lambda one: one[0])))

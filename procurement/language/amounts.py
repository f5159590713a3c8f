"""Amounts of money in euros, with or without tax: « 18 000 € TTC », « 12 k€ HT »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from procurement.language.numbers import NUMBER, parse, whole
from procurement.language.spans import SPACE, Span, sentence_before

_FACTORS = {"k": 1_000, "m": 1_000_000, "md": 1_000_000_000}
_CURRENCY = (
    r"(?:(?P<factor>k|md|m)?(?:€|euros?\b|eur\b)"
    r"|(?:d['’])?euros?\b)"
)
_TAX = (
    rf"(?:{SPACE}*\(?{SPACE}*(?P<tax>h\.?{SPACE}?t\b\.?|hors{SPACE}taxes?\b|hors{SPACE}tva\b"
    rf"|t\.?{SPACE}?t\.?{SPACE}?c\b\.?|toutes{SPACE}taxes{SPACE}comprises)"
    rf"\)?)?"
)
_AMOUNT = re.compile(
    rf"(?<!\w)(?:(?P<low>{NUMBER}){SPACE}*(?:k?€|euros)?{SPACE}*(?:à|et|ou|-|–){SPACE}*)?"
    rf"(?P<number>{NUMBER}){SPACE}*(?:d['’])?{_CURRENCY}{_TAX}",
    re.IGNORECASE,
)
_MONEY = re.compile(r"€|eur", re.IGNORECASE)
_TAX_BEFORE = re.compile(
    rf"\b(?:(?P<ht>ht|h\.t\.|hors{SPACE}taxes?)"
    rf"|(?P<ttc>ttc|t\.t\.c\.|toutes{SPACE}taxes{SPACE}comprises))(?=\W|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount(Span):
    value: float
    tax: str | None  # "ht", "ttc", or None when the text does not say

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": whole(self.value),
            "tax": self.tax,
            "text": self.text,
            "start": self.start,
            "end": self.end,
        }


def amounts(text: str) -> Iterator[Amount]:
    """Every amount; « entre 40 000 et 60 000 € » gives two."""
    if not _MONEY.search(text):
        return
    for match in _AMOUNT.finditer(text):
        factor = _FACTORS.get((match["factor"] or "").lower(), 1)
        tax = _tax(match["tax"]) or _tax_said_before(text, match.start())
        if match["low"]:
            low = Span.of(match, "low")
            yield Amount(low.start, low.end, low.text, parse(low.text) * factor, tax)
        start, end = match.start("number"), match.end()
        # A bracket opened before the amount closes after it, outside.
        if text[end - 1] == ")" and "(" not in text[start:end]:
            end -= 1
        yield Amount(start, end, text[start:end], parse(match["number"]) * factor, tax)


def _tax(words: str | None) -> str | None:
    if not words:
        return None
    return "ht" if words.lower().startswith("h") else "ttc"


def _tax_said_before(text: str, position: int) -> str | None:
    """« montant HT estimé à 12 000 € »: the tax is in what leads to the amount."""
    before = re.split(r"[,:(€]", sentence_before(text, position, 45).rstrip(" :\u00a0"))[-1]
    said = list(_TAX_BEFORE.finditer(before))
    return None if not said else "ht" if said[-1]["ht"] else "ttc"

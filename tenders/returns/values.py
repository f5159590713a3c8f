"""Figures of a clause that somebody changed in Word: which blank they fill, and with what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from procurement.typography import MONTHS, fold, french
from tenders.clauses.clause import Part
from tenders.clauses.variables import InvalidValue, Variable, VariableType

_TOKEN = re.compile(r"\w+|[^\w\s]")
_MONEY = re.compile(r"€|\beuros?\b|\bHT\b|\bTTC\b")
_DAY = re.compile(r"^(\d{1,2})(?:er)?\s+(\w+)\s+(\d{4})$")
_MONTHS = [fold(month) for month in MONTHS]


@dataclass(frozen=True)
class NewValue:
    """`typed` is what the clause's own form would take; `refused` says why it cannot."""

    name: str
    label: str
    before: str
    after: str
    typed: str = ""
    refused: str = ""

    @property
    def said(self) -> str:
        was = "« à compléter »" if self.before.startswith("[[") else self.before
        moved = french(f"La valeur « {self.label} » ({self.name}) passe de {was} à {self.after}")
        if not self.refused:
            return f"{moved}."
        return (
            f"{moved}. La clause n'admet pas cette valeur, le texte sera donc repris tel quel. "
            f"{self.refused}"
        )


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


def new_values(parts: Sequence[Part], text: str) -> tuple[tuple[NewValue, ...], bool]:
    """The blanks whose value changed, and whether nothing else did.

    `parts` is the text that went out, cut at its blanks.
    """
    before = "".join(part.text for part in parts)
    old, new = _tokens(before), _tokens(text)
    places = _places(old, new)
    found: dict[int, NewValue] = {}
    start = 0
    for n, part in enumerate(parts):
        end = start + len(part.text)
        if part.variable is not None:
            value = _value_at(part, (start, end), old, new, places, text)
            if value is not None:
                found[n] = value
        start = end
    rebuilt = "".join(found[n].after if n in found else part.text for n, part in enumerate(parts))
    same = [_same(t.text) for t in _tokens(rebuilt)] == [_same(t.text) for t in new]
    return tuple(found.values()), same


def _tokens(text: str) -> list[_Token]:
    return [_Token(found[0], *found.span()) for found in _TOKEN.finditer(text)]


def _same(token: str) -> str:
    return {"’": "'", "–": "-", "“": '"', "”": '"'}.get(token, token)


def _places(old: list[_Token], new: list[_Token]) -> dict[int, int]:
    """Place of a word that did not change → its place in the new text."""
    matcher = SequenceMatcher(
        None, [_same(t.text) for t in old], [_same(t.text) for t in new], False
    )
    return {
        block.a + n: block.b + n
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }


def _value_at(
    part: Part,
    span: tuple[int, int],
    old: list[_Token],
    new: list[_Token],
    places: dict[int, int],
    text: str,
) -> NewValue | None:
    """What stands between the same neighbours, when it is something else."""
    inside = [n for n, token in enumerate(old) if span[0] <= token.start < span[1]]
    variable = part.variable
    if not inside or variable is None:
        return None
    first, last = inside[0], inside[-1] + 1
    begins = places.get(first - 1, -1) + 1 if first else 0
    ends = places.get(last, -1) if last < len(old) else len(new)
    between = new[begins:ends]
    known = (first == 0 or first - 1 in places) and (last == len(old) or last in places)
    if not known or not between:
        return None
    after = text[between[0].start : between[-1].end]
    if [t.text for t in between] == [old[n].text for n in inside]:
        return None
    typed, refused = _typed(variable, after)
    return NewValue(variable.name, variable.label, part.text, french(after), typed, refused)


def _typed(variable: Variable, shown: str) -> tuple[str, str]:
    """(what the form takes, why it refuses)."""
    words = " ".join(shown.split())
    match variable.type:
        case VariableType.PERCENT:
            words = words.replace("%", "").strip()
        case VariableType.AMOUNT:
            words = _MONEY.sub("", words).strip()
        case VariableType.DATE:
            words = _iso_day(words)
    try:
        variable.read(words)
    except InvalidValue as error:
        return "", str(error)
    return words, ""


def _iso_day(words: str) -> str:
    found = _DAY.match(words)
    month = fold(found[2]) if found else ""
    if not found or month not in _MONTHS:
        return words
    return f"{found[3]}-{_MONTHS.index(month) + 1:02d}-{int(found[1]):02d}"

"""What a criterion asks to be written, cut into the points that an answer must treat one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from procurement.typography import fold

# « planning, moyens humains et matériels, secours » are three points; a decimal comma is no end.
_BETWEEN = re.compile(r"(?<=\D)[,;]\s+|(?<=[^\W\d])\.\s+(?=[A-ZÉÈÀ])")
# « …, mesurées sur toute la chaîne » says how, not what else.
_QUALIFIES = re.compile(r"[a-zà-ÿ]+(é|ée|és|ées|ant)\b|dont\b|y compris\b|avec\b")
_EMPTY = frozenset(("preuve", "preuves", "preuve a l'appui", "justificatifs", "etc"))


def points_of(expected: Iterable[str], name: str) -> list[str]:
    """The points that the expectation names; the criterion itself when it names none."""
    found: list[str] = []
    for line in expected:
        for part in filter(None, (part.strip(" .") for part in _BETWEEN.split(line))):
            if found and _QUALIFIES.match(part):
                found[-1] = f"{found[-1]}, {part}"
            elif fold(part) not in _EMPTY:
                found.append(part)
    return list(dict.fromkeys(found)) or [name]

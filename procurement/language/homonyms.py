"""Which of several communes of one name a text means, by what the rest of it points to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from procurement.language.gazetteer import Area, Commune, Names
from procurement.typography import fold

# From its first digit on: a pattern that begins by looking back is tried at every letter.
_POSTCODE = re.compile(r"\d(?<![\d.,]\d)\d{4}(?![\d.,]*\d)")
_MONEY = re.compile(r"\s*(?:€|eur|k€|ht\b|ttc\b)", re.IGNORECASE)
WELL_KNOWN = 10_000  # inhabitants
LARGE = 50_000  # inhabitants: « Asnières » is Asnières-sur-Seine before a village
_DEPARTMENT_AFTER = re.compile(r"(?:\s\d+)?\s?\((\d\d|2[ab])\)")
_CODE_NEAR = re.compile(r"\d{5}|\b\d{2,3}\b|\b2[AB]\b")


@dataclass(frozen=True)
class Candidate:
    """A name, the communes that bear it, and those whose long name it begins (« Marcq »).

    A doubtful one (« Croix », « Sens ») is kept only where the text speaks of its department.
    """

    start: int
    end: int
    communes: tuple[Commune, ...]
    abridged: tuple[Commune, ...] = ()
    doubtful: bool = False

    @property
    def people(self) -> int:
        """Of those that bear it, else of those that it abridges."""
        return max((c.population for c in self.communes or self.abridged), default=0)


def hints(
    text: str, areas: Iterable[Area], candidates: Sequence[Candidate], names: Names
) -> Counter[str]:
    """How often the text points to each department and EPCI, by what it names without doubt."""
    found: Counter[str] = Counter()
    for area in areas:
        if area.kind != "region":
            found[area.code] += 1
            found[names.department_of.get(area.code, "")] += 1
    for candidate in candidates:
        if len(candidate.communes) == 1 and not candidate.abridged and not candidate.doubtful:
            found[candidate.communes[0].department] += 1
            found[candidate.communes[0].epci_siren] += 1
    for match in _POSTCODE.finditer(text):
        for commune in names.postcodes.get(match[0], ())[:1]:
            found[commune.department] += 1
    found[""] = 0
    return found


def chosen(
    text: str, candidate: Candidate, pointed: Counter[str]
) -> tuple[Commune, int] | tuple[None, int]:
    """The likeliest homonym, and how many others there are."""
    said = _Said(text, candidate)
    pool = [*candidate.communes, *(c for c in candidate.abridged if _is_meant(c, pointed, said))]
    if candidate.doubtful:
        pool = [commune for commune in pool if pointed[commune.department]]
    pool = [commune for commune in pool if not said.elsewhere(commune)]
    if not pool:
        return None, 0
    best = max(
        pool,
        key=lambda commune: (
            said.of(commune),
            pointed[commune.epci_siren],
            pointed[commune.department],
            commune.population,
        ),
    )
    return best, len(pool) - 1


def _is_meant(commune: Commune, pointed: Counter[str], said: _Said) -> bool:
    """A long name is abridged where the text speaks of its EPCI, but that of a large town."""
    return bool(pointed[commune.epci_siren] or said.of(commune)) or commune.population >= LARGE


class _Said:
    """The postal code or the department written next to a name."""

    def __init__(self, text: str, candidate: Candidate) -> None:
        self._after = fold(text[candidate.end : candidate.end + 34])
        bracket = re.match(r"\s*\([^)]{1,30}\)|\s*[,-]?\s*\d{5}\b", text[candidate.end :][:34])
        before = text[max(0, candidate.start - 7) : candidate.start]
        self._codes = _CODE_NEAR.findall(f"{before} {bracket[0] if bracket else ''}")

    def elsewhere(self, commune: Commune) -> bool:
        """« Plagne 1800 (73) » is no village of the Ain."""
        told = _DEPARTMENT_AFTER.match(self._after)
        return bool(told and told[1].upper() != commune.department) and (
            commune.population < WELL_KNOWN
        )

    def of(self, commune: Commune) -> int:
        postcode = any(code in commune.postal_codes for code in self._codes)
        return postcode * 2 + self._department(commune)

    def _department(self, commune: Commune) -> bool:
        number = commune.department
        written = any(code == number or code[:2] == number == code[:-3] for code in self._codes)
        name = re.escape(fold(commune.department_name))
        return written or bool(re.match(rf"\s*[,(]\s*(?:dans\s+)?{name}\b", self._after))


@lru_cache(maxsize=2)
def postcode_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where postal codes stand: before a capital, in brackets or announced."""
    return tuple(match.span() for match in _POSTCODE.finditer(text) if _is_postcode(text, match))


def _is_postcode(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    after = text[match.end() :][:3]
    before_name = re.match(r"[ \u00a0\u202f](?:[^\W\d_])", after) and after[1].isupper()
    announced = re.search(r"(?:\(|(?i:code postal|\bcp)\s*:?\s*)$", before)
    return bool(before_name or announced) and not _MONEY.match(text, match.end())

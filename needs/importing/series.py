"""Columns that share one quantity between them: the months of a year, the days of a week."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from procurement.typography import fold

_FEWEST = 3  # two columns named after a month are two dates rather than a year
_MONTHS = (
    "jan(?:v(?:ier)?)?", "fev(?:r(?:ier)?)?", "mars?", "avr(?:il)?", "mai", "juin?", "juil(?:let)?",
    "aout?", "sept?(?:embre)?", "oct(?:obre)?", "nov(?:embre)?", "dec(?:embre)?",
)  # fmt: skip
_DAYS = ("lun(?:di)?", "mar(?:di)?", "mer(?:credi)?", "jeu(?:di)?", "ven(?:dredi)?",
         "sam(?:edi)?", "dim(?:anche)?")  # fmt: skip
_QUARTERS = tuple(rf"(?:t|trim(?:estre)?\s?){n}|{n}(?:er?|eme) trim(?:estre)?" for n in range(1, 5))
# « janv-26 », « T1 2026 », and the first day of a month, as spreadsheets keep « janv-26 ».
_YEAR = r"[\s/.'-]*(?:(?:20)?\d\d)?"
_WHOLES = (
    ("an", re.compile(rf"(?:^|[\s(/:-])(?:{'|'.join(f'({m})' for m in _MONTHS)})\.?{_YEAR}\)?$")),
    ("an", re.compile(rf"()20\d\d-(?:{'|'.join(f'({n:02})' for n in range(1, 13))})-01$")),
    ("an", re.compile(rf"(?:^|[\s(/:-])(?:{'|'.join(f'({q})' for q in _QUARTERS)}){_YEAR}\)?$")),
    ("semaine", re.compile(rf"(?:^|[\s(/:-])(?:{'|'.join(f'({d})' for d in _DAYS)})\.?\)?$")),
)


@dataclass(frozen=True)
class Series:
    """The columns that add up to one quantity a `period`, under the name of their group."""

    period: str
    group: str
    columns: tuple[int, ...]


def is_part(header: str) -> bool:
    """Whether a header is a month, a quarter or a day: a part of something that it does not say."""
    return any(part_of_whole.search(fold(header).strip()) for _, part_of_whole in _WHOLES)


def series_in(headers: Sequence[str]) -> list[Series]:
    """The series among the columns, the longest first; each column is of one.

    A part that comes twice under one group belongs to two wholes, which nobody can tell apart.
    """
    found = [series for period, parts in _WHOLES for series in _series(headers, period, parts)]
    taken: set[int] = set()
    kept = []
    for series in sorted(found, key=lambda each: -len(each.columns)):
        if taken.isdisjoint(series.columns):
            taken.update(series.columns)
            kept.append(series)
    return kept


def _series(headers: Sequence[str], period: str, parts: re.Pattern[str]) -> list[Series]:
    groups: dict[str, dict[int, int | None]] = defaultdict(dict)
    for index, header in enumerate(headers):
        plain = fold(header).strip()
        if part := parts.search(plain):
            group = header.strip()[: len(header.strip()) - len(plain) + part.start()]
            groups[group.strip(" -:/(")][index] = part.lastindex
    return [
        Series(period, group, tuple(ranks))
        for group, ranks in groups.items()
        if len(ranks) >= _FEWEST and len(set(ranks.values())) == len(ranks)
    ]

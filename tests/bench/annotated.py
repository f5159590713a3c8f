"""The annotated texts of tests/data/language, and how a reading compares with their marks."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from procurement.language.reading import Reading

WRITTEN = date(2026, 11, 1)  # the day on which they are read, whatever the day of the measure
FOLDER = Path(__file__).resolve().parents[1] / "data" / "language"
_MARK = re.compile(r"\{(?P<kind>[qadmpot]):(?P<value>[^|]*)\|(?P<words>[^}]*)\}")
KINDS = {
    "q": "quantités",
    "a": "montants",
    "d": "dates",
    "m": "durées",
    "p": "lieux",
    "o": "objectifs",
}


@dataclass(frozen=True)
class Fact:
    kind: str
    value: tuple[object, ...]
    start: int
    end: int


# In the order they were written; those never read prove most, the last of them above all.
PARTS = (
    "mise au point",
    "réglés après une première mesure",
    "jamais lus, totaux vus en réglant",
    "derniers écrits, une moitié lue",
    "derniers écrits, jamais lus",
    "d'une autre main, une moitié lue",
    "d'une autre main, jamais lus",
    "à l'image de vrais textes, une moitié lue",
    "à l'image de vrais textes, jamais lus",
    "écrits en dernier par une autre main, une moitié lue",
    "écrits en dernier par une autre main, jamais lus",
    "morceaux de documents, une moitié lue",
    "morceaux de documents, jamais lus",
)
LEARNT = (PARTS[0], PARTS[1], PARTS[3], PARTS[5], PARTS[7], PARTS[11])  # what aims are learnt from
TOLD = "passages"
# Of these files every other text was read, from the first on: parts of those read, and never read.
_HALF_READ = {
    "fresh": (PARTS[1], PARTS[2]),
    "final": (PARTS[3], PARTS[4]),
    "others": (PARTS[5], PARTS[6]),
    "real": (PARTS[7], PARTS[8]),
    "towns": (PARTS[9], PARTS[10]),
    "pieces": (PARTS[11], PARTS[12]),
}


@dataclass(frozen=True)
class Annotated:
    id: str
    part: str
    text: str
    facts: tuple[Fact, ...]


def annotated() -> Iterator[Annotated]:
    for path in sorted(FOLDER.glob("*.jsonl")):
        for position, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            record = json.loads(line)
            text, facts = _unmarked(record["marked"])
            yield Annotated(record["id"], _part(path.stem, position), text, facts)


def passages() -> Iterator[Annotated]:
    """Those that teach to tell what asks from what tells; `t` marks what only tells."""
    for path in sorted((FOLDER / "told").glob("*.jsonl")):
        for record in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            text, facts = _unmarked(record["marked"])
            yield Annotated(record["id"], TOLD, text, facts)


def _part(file: str, position: int) -> str:
    return _HALF_READ[file][position % 2] if file in _HALF_READ else PARTS[0]


def _unmarked(marked: str) -> tuple[str, tuple[Fact, ...]]:
    text, position = "", 0
    facts = []
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        start = len(text)
        text += match["words"]
        facts.append(Fact(match["kind"], _value(match["kind"], match["value"]), start, len(text)))
        position = match.end()
    return text + marked[position:], tuple(facts)


def _value(kind: str, said: str) -> tuple[object, ...]:
    parts = said.split(":")
    if kind == "q":
        return float(parts[0]), parts[1], parts[2] or None
    if kind == "a":
        return float(parts[0]), parts[1] or None
    if kind == "m":
        return (float(parts[0]),)
    return (parts[0],)


def facts_read(reading: Reading) -> Iterator[Fact]:
    for quantity in reading.quantities:
        value = (float(quantity.value), quantity.unit, quantity.period)
        yield Fact("q", value, quantity.start, quantity.end)
    for amount in reading.amounts_eur:
        yield Fact("a", (float(amount.value), amount.tax), amount.start, amount.end)
    for day in reading.dates:
        if day.iso:  # relative dates are kept without a value: nothing to compare
            yield Fact("d", (day.iso,), day.start, day.end)
    for duration in reading.durations_months:
        yield Fact("m", (float(duration.months),), duration.start, duration.end)
    for place in reading.places:
        yield Fact("p", (place.code,), place.start, place.end)
    for objective in reading.objectives:
        yield Fact("o", (objective.id,), objective.start, objective.end)


def compare(
    wanted: Iterable[Fact], found: Iterable[Fact]
) -> tuple[Counter[str], list[Fact], list[Fact]]:
    """Hits per kind, then what was missed and what was invented: same value, words that overlap."""
    left = list(found)
    hits: Counter[str] = Counter()
    missed = []
    for fact in wanted:
        match = next((other for other in left if _same(fact, other)), None)
        if match is None:
            missed.append(fact)
        else:
            hits[fact.kind] += 1
            left.remove(match)
    return hits, missed, left


def _same(one: Fact, other: Fact) -> bool:
    overlap = one.start < other.end and other.start < one.end
    return one.kind == other.kind and one.value == other.value and overlap

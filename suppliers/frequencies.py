"""How often what a need counts comes: « 40 couverts deux fois par semaine », « un jour sur deux ».

What comes on some days only is so much a day, on so many days a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from procurement.language.numbers import NUMBER, parse
from procurement.language.spans import SPACE
from suppliers.capacity import DAYS_A_WEEK, TIMES, WEEKS_A_YEAR, Quantity

_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_WEEK = _DAYS.split("|")
_SPELL = r"jours?|journées?|soirs?|soirées?|matins?|matinées?|midis?|nuits?|après-midis?"
_PERIOD = r"jour|semaine|mois|an(?:née)?s?"
_SO_MANY = re.compile(
    rf"(?P<n>{NUMBER}){SPACE}*(?:fois|{_SPELL}|demi-journées?){SPACE}*"
    rf"(?:par|/|la\b|l['’]|chaque){SPACE}*(?P<per>{_PERIOD})\b",
    re.I,
)
_ONE_IN = re.compile(
    rf"(?P<n>{NUMBER}){SPACE}(?P<what>{_SPELL}|semaines?|mois){SPACE}sur{SPACE}(?P<of>{NUMBER})",
    re.I,
)
_EVERY = re.compile(
    rf"tou(?:te)?s{SPACE}les{SPACE}(?P<n>{NUMBER}){SPACE}(?P<what>jours|semaines|mois|ans)\b", re.I
)
_WEEKDAYS = re.compile(
    rf"(?:chaque|(?:tous{SPACE})?les){SPACE}(?:{_DAYS})s?\b"
    rf"(?:(?:{SPACE}?,|{SPACE}et){SPACE}(?:(?:chaque|les){SPACE})?(?:{_DAYS})s?\b)*"
    rf"|le{SPACE}(?:{_DAYS})(?:(?:{SPACE}?,|{SPACE}et){SPACE}le{SPACE}(?:{_DAYS})\b(?!{SPACE}\d))+",
    re.I,
)
_FROM_TO = re.compile(rf"du{SPACE}(?P<first>{_DAYS}){SPACE}au{SPACE}(?P<last>{_DAYS})\b", re.I)
_EACH_DAY = re.compile(rf"(?:chaque|tou(?:te)?s{SPACE}les){SPACE}(?:{_SPELL})\b", re.I)
_WEEKS = re.compile(rf"(?P<n>{NUMBER}){SPACE}semaines{SPACE}(?:par|/){SPACE}?an\b", re.I)
_WITHIN = re.compile(
    rf"\b(?:en|sur|pendant|durant)(?:{SPACE}(?:moins|l['’]espace|à peine){SPACE}d[e'’])?{SPACE}"
    rf"(?P<n>{NUMBER}){SPACE}(?P<what>jours?|journées?|nuits?|week-ends?|semaines?)\b"
    rf"(?!{SPACE}(?:par|sur)\b)",
    re.I,
)
_BREAK = re.compile(r"[.;:\n](?!\d)")
_SENTENCE = re.compile(r"[.!?]\s|[;\n]")
_APART = re.compile(r",|\bet\b")
_FOR_WHOM = re.compile(r"\bpour$")  # « trois matins, pour 60 adultes »: the same come back
_BETWEEN = ", \u00a0\u202f"
_LASTING = {"week-end": 2.0, "semaine": DAYS_A_WEEK}  # in days
_FAR = 60  # letters from what is counted to how often it comes
_FORTNIGHT = {8: 7, 15: 14}  # « tous les quinze jours »


class Counted(NamedTuple):
    """A quantity with where it is written."""

    quantity: Quantity
    start: int
    end: int


class _Often(NamedTuple):
    """How many times a year, or a day; where it is written."""

    start: int
    end: int
    yearly: float
    daily: float = 0.0


def timed(text: str, counted: Iterable[Counted]) -> list[Quantity]:
    """The quantities, with how often they come; what only says that is no quantity beside them."""
    often = list(_often(text))
    rows = sorted(counted, key=lambda one: one.start)
    things = [one for one in rows if not any(_holds(o, one) for o in often)]
    said = {id(one): found for one in things if (found := _said_of(one, things, often, text))}
    used = list(said.values())
    return [
        _coming(one, said[id(one)], text) if id(one) in said else _within(one, things, text)
        for one in rows
        if not any(_holds(o, one) for o in used)
    ]


def _within(one: Counted, things: Iterable[Counted], text: str) -> Quantity:
    """The quantity, with the days in which its sentence says that it is all to be done, before it
    counts anything else.
    """
    end = _SENTENCE.search(text, one.end)
    found = _WITHIN.search(text, one.end, end.start() if end else len(text))
    is_other = found and any(one.end <= o.start < found.start() for o in things)
    if found is None or is_other or one.quantity.period:
        return one.quantity
    lasting = _LASTING.get(found["what"].lower().removesuffix("s"), 1.0)
    return replace(one.quantity, days=parse(found["n"]) * lasting)


def _holds(often: _Often, one: Counted) -> bool:
    return often.start <= one.start and one.end <= often.end


def _said_of(
    one: Counted, things: Sequence[Counted], often: Iterable[_Often], text: str
) -> _Often | None:
    """What is said right after, with no other thing between; or what begins the clause."""
    if one.quantity.period not in ("", "jour"):
        return None
    for found in often:
        is_after = one.start <= found.start
        start, end = (one.end, found.start) if is_after else (found.end, one.start)
        between = text[start:end]
        near = start <= end and len(between) <= _FAR and not _BREAK.search(between)
        is_apart = any(start <= o.start < end for o in things) or (
            not is_after and _FOR_WHOM.search(between.rstrip())
        )
        if not near or is_apart:
            continue
        if is_after or not any(_is_before(o, found, text) for o in things):
            return found
    return None


def _is_before(other: Counted, often: _Often, text: str) -> bool:
    """True of a thing counted in the clause that ends by saying how often it comes."""
    return other.end <= often.start and not _BREAK.search(text, other.end, often.start)


def _coming(one: Counted, often: _Often, text: str) -> Quantity:
    quantity = one.quantity
    if one.end <= often.start and not _APART.search(text, one.end, often.end):
        quantity = replace(quantity, text=text[one.start : often.end])
    if often.daily and not quantity.period:
        return replace(quantity, value=quantity.value * often.daily, period="jour")
    return replace(quantity, period="jour", times=often.yearly) if often.yearly else quantity


def _often(text: str) -> Iterator[_Often]:
    """How often something comes, wherever the text says it: « 36 semaines par an » goes with what
    is said of a week just before.
    """
    weeks = [(m.start(), m.end(), parse(m["n"])) for m in _WEEKS.finditer(text)]
    for often in sorted(_written(text)):
        for start, end, count in weeks:
            if often.end <= start and not text[often.end : start].strip(_BETWEEN):
                often = often._replace(end=end, yearly=often.yearly * count / WEEKS_A_YEAR)
        yield often


def _written(text: str) -> Iterator[_Often]:
    for m in _SO_MANY.finditer(text):
        is_daily = m["per"].lower() == "jour"
        times = parse(m["n"])
        yield _Often(*m.span(), 0.0 if is_daily else times * _times(m["per"]), times * is_daily)
    for m in _ONE_IN.finditer(text):
        days = WEEKS_A_YEAR * 7 if (of := parse(m["of"])) == 7 else _times(m["what"])
        yield _Often(*m.span(), days * parse(m["n"]) / of)
    for m in _EVERY.finditer(text):
        yield _Often(*m.span(), _every(parse(m["n"]), m["what"]))
    for m in _WEEKDAYS.finditer(text):
        yield _Often(*m.span(), WEEKS_A_YEAR * len(re.findall(_DAYS, m[0].lower())))
    for m in _FROM_TO.finditer(text):
        first, last = (_WEEK.index(m[name].lower()) for name in ("first", "last"))
        yield _Often(*m.span(), WEEKS_A_YEAR * ((last - first) % 7 + 1))
    for m in _EACH_DAY.finditer(text):
        yield _Often(*m.span(), TIMES["jour"])


def _times(name: str) -> float:
    """The times a year of a period, a spell of the day being one of it."""
    low = name.lower()
    return next((TIMES[known] for known in ("semaine", "mois", "an") if low.startswith(known)),
                TIMES["jour"])  # fmt: skip


def _every(count: float, what: str) -> float:
    if what.lower() == "jours" and count > DAYS_A_WEEK:
        return WEEKS_A_YEAR * 7 / _FORTNIGHT.get(int(count), count)
    return _times(what) / count

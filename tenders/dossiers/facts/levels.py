"""Which entries are criteria and which are their parts: by what is said, else by what adds up."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from tenders.dossiers.facts.corpus import plain
from tenders.dossiers.facts.entries import CRITERION, SUB, Entry, same_name
from tenders.dossiers.facts.items import Criterion
from tenders.dossiers.facts.lot_numbers import ORDINALS, ordinal_number

TOTALS = (100.0, 1.0, 20.0, 10.0, 1000.0, 200.0)
_OF_CRITERION = (100.0, 20.0, 10.0, 1.0)
_MOST = 60
_RANK = re.compile(
    rf"\b(?:(?P<ordinal>{ORDINALS})(?: critere)?$|critere (?:n ?[°o.] ?)?(?P<number>\d)$)"
)


def is_whole(criteria: list[Criterion]) -> bool:
    """Whether the weights add up to a hundred, or to another round total."""
    return wholeness(criteria) > 0


def wholeness(criteria: list[Criterion]) -> int:
    """2 for a total of a hundred, 1 for another that buyers use, 0 for none."""
    total = sum(one.weight or 0 for one in criteria)
    if abs(total - 100) < 0.011 or abs(total - 1) < 0.0011:
        return 2
    return int(any(abs(total - whole) < 0.011 for whole in TOTALS))


def in_hundred(criteria: list[Criterion]) -> list[Criterion]:
    """Coefficients (« 0,40 », « 4 sur 10 ») as the percentages they are."""
    total = sum(one.weight or 0 for one in criteria)
    coefficients = all(one.unit == "coef" for one in criteria)
    if not criteria or not total or not (coefficients or abs(total - 1) < 0.0011):
        return criteria
    return [_out_of(one, total) for one in criteria]


def _out_of(one: Criterion, total: float) -> Criterion:
    scaled = one.weight is not None and one.weight <= total
    weight = round(100 * (one.weight or 0) / total, 2) if scaled else one.weight
    parts = tuple(_out_of(part, total) for part in one.sub_criteria)
    return replace(one, weight=weight, unit="pct", sub_criteria=parts)


def nest(entries: list[Entry]) -> list[Criterion]:
    """The criteria with their parts; what the words put under a name goes under it."""
    entries = entries[:_MOST]
    apart = [e for e in entries if e.under]
    if apart and len(apart) < len(entries):
        criteria = _nest([e for e in entries if not e.under])
        return _with_parts(criteria, apart)
    if apart:
        return _under_names(entries)
    return _nest(entries)


def _with_parts(criteria: list[Criterion], apart: list[Entry]) -> list[Criterion]:
    known = [c.name for c in criteria]
    completed = [
        c
        if c.sub_criteria
        else c.with_subs([_part(e) for e in apart if _is_about(e.under, at, c.name)])
        for at, c in enumerate(criteria, 1)
    ]
    others = [
        e for e in apart if not any(_is_about(e.under, at, n) for at, n in enumerate(known, 1))
    ]
    return completed if is_whole(completed) else completed + _under_names(others)


def _is_about(under: str, rank: int, name: str) -> bool:
    """By its name, or by its rank: « sous-critères du premier critère »."""
    if said := _RANK.search(plain(under)):
        return rank == int(said["number"] or ordinal_number(said["ordinal"]))
    return same_name(under, name)


def _under_names(entries: list[Entry]) -> list[Criterion]:
    """Parts whose criterion has no weight of its own: it weighs what they add up to."""
    names = list(dict.fromkeys(e.under for e in entries))
    return [
        _summed(Criterion(name, parts[0].where).with_subs(parts))
        for name in names
        if (parts := [_part(e) for e in entries if e.under == name])
    ]


def _part(entry: Entry) -> Criterion:
    return Criterion(entry.name, entry.place, entry.weight, entry.unit)


def _nest(entries: list[Entry]) -> list[Criterion]:
    if not entries:
        return []
    shown = [_is_sub(e, entries, at) for at, e in enumerate(entries)]
    said = [e for e in entries if e.level]
    if len(said) == len(entries) or not any(e.weight for e in entries):
        return _built(entries, shown)
    return _built(entries, _by_sums(entries) or shown)


def _is_sub(entry: Entry, entries: list[Entry], at: int) -> bool:
    """What the text shows: « sous-critère », « 2.1 », or a deeper place in the list."""
    if at == 0 or entry.level == CRITERION:
        return False
    if entry.level == SUB:
        return True
    if any(e.level == CRITERION for e in entries):
        return True
    first = entries[0]
    if first.depth and entry.depth:
        return entry.depth > first.depth
    return entry.indent > first.indent


def _built(entries: list[Entry], subs: list[bool]) -> list[Criterion]:
    built: list[tuple[Entry, list[Criterion]]] = []
    for entry, sub in zip(entries, subs, strict=True):
        if sub and built:
            built[-1][1].append(Criterion(entry.name, entry.place, entry.weight, entry.unit))
        else:
            built.append((entry, []))
    criteria = [Criterion(e.name, e.place, e.weight, e.unit).with_subs(p) for e, p in built]
    only = criteria[0]
    if (
        len(criteria) == 1
        and only.weight in (None, 100)
        and wholeness(list(only.sub_criteria)) == 2
    ):
        return list(criteria[0].sub_criteria)  # a title over them all, and no criterion
    summed = [_summed(one) for one in criteria]
    weighed = [one for one in summed if one.weight is not None]
    return weighed if is_whole(weighed) else criteria


def _summed(criterion: Criterion) -> Criterion:
    """A criterion whose parts alone are weighed weighs what they add up to."""
    parts = criterion.sub_criteria
    if criterion.weight is not None or not parts or any(p.weight is None for p in parts):
        return criterion
    return replace(criterion, weight=sum(p.weight or 0 for p in parts), unit=parts[0].unit)


def _by_sums(entries: list[Entry]) -> list[bool] | None:
    """The reading in which criteria make a round total, and parts make their criterion."""
    weights = [e.weight for e in entries]
    if any(w is None for w in weights):
        return None
    values = tuple(round(float(w or 0), 2) for w in weights)
    wanted = 100.0

    @cache
    def best(at: int, left: float) -> tuple[int, tuple[bool, ...]] | None:
        """(penalty, levels) of the entries from `at` on, the criteria adding up to `left`."""
        if at == len(values):
            return (0, ()) if abs(left) < 0.011 else None
        if left < -0.011:
            return None
        options = []
        if entries[at].level != SUB:
            for end in range(at + 1, len(values) + 1):
                if not _makes(values, at, end, relative=wanted in (100.0, 1.0)):
                    continue
                rest = best(end, round(left - values[at], 2))
                if rest is not None:
                    cost = sum(_cost(entries, at, i) for i in range(at + 1, end))
                    cost += 4 * (end == at + 2)  # a single part is rare
                    cost += 2 * (end == at + 1 and _looks_like_sub(entries, at))
                    options.append((cost + rest[0], (False, *(True,) * (end - at - 1), *rest[1])))
        return min(options, default=None)

    for wanted in TOTALS:
        best.cache_clear()
        if (found := best(0, wanted)) is not None:
            return list(found[1])
    return None


def _makes(values: tuple[float, ...], at: int, end: int, *, relative: bool) -> bool:
    """Whether the entries after `at` are its parts: none, or adding up to it or to a whole."""
    parts = values[at + 1 : end]
    if not parts:
        return True
    total = sum(parts)
    if len(parts) == 1:
        return abs(total - values[at]) < 0.011
    whole = relative and any(abs(total - t) < 0.011 for t in _OF_CRITERION)
    return abs(total - values[at]) < 0.011 or whole


def _cost(entries: list[Entry], at: int, part: int) -> int:
    """How much it goes against the looks that `part` be a part of `at`."""
    one, other = entries[at], entries[part]
    if other.level == CRITERION:
        return 50
    if one.depth and other.depth and other.depth <= one.depth:
        return 6
    return 3 * (other.indent < one.indent)


def _looks_like_sub(entries: list[Entry], at: int) -> bool:
    first = entries[0]
    one = entries[at]
    deeper = bool(first.depth and one.depth > first.depth)
    return one.level != CRITERION and (deeper or one.indent > first.indent)

"""Whom to ask for the parts of a need that no record surely covers.

A hole helps nobody: the suppliers whose records come nearest to such a part, by the trade next door
or by its words, are to be asked. A supplier among the first for the need, who takes none of its
parts, hints that it asks for something more than was read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from needs.units import says_what
from procurement.language import trades
from suppliers.answer import AROUND_IT, DONE, OTHER_ROLE, Answer
from suppliers.asked import BRUSHED
from suppliers.capacity import SHORT, best_fits
from suppliers.components import Component
from suppliers.covering import FAR, Candidate, candidate, place_of, strength_of
from suppliers.demand import Demand
from suppliers.facts import SupplierFacts
from suppliers.matching import Ranking
from suppliers.reading import read_need

PER_PART = 2  # suppliers to ask for a part
NEAR = 0.3  # under it, a record is far from a part
FIRST = 5  # ranks in which taking no part is a hint
BEST = 3  # and in which it leaves every group in doubt
LOOKED_AT = 30  # of the ranked, then of those of another activity
OTHERWISE = max(AROUND_IT, *OTHER_ROLE.values())  # of a word said in another role, or in passing
OTHER_THAN_DOING = frozenset({"training", "advice", "staffing", "network", "software"})
BY_PLACE = (0.55, 0.2, 0.1)  # how likely they are, as they are among the first for the need or not
SIGN = 0.2  # what each sign adds for the first by it
BY_SIGN = 2  # the first by each sign
ANSWERS = 0.07  # share of the whole need from which whoever takes nothing of it answers something
EVEN = 0.1  # of what answers no part alone, shared out evenly
ALONE = 0.1  # of the share of a record in what a part asks, when it is asked alone
ENOUGH = 0.35  # of the weight of its words, from which they all seem said


def with_stand_ins(ranking: Ranking, pool: Iterable[Candidate]) -> list[Candidate]:
    """The pool with, for each part that nobody in it surely covers, the likeliest to ask."""
    demand = ranking.demand
    kept = {member.supplier.id: member for member in pool}
    near = {found.answer.supplier.id: found for found in _looked_at(ranking)}
    busy = {id for id, m in kept.items() if any(map(m.surely, demand.components))}
    parts = (*demand.components, *demand.unread_parts)
    unsure = [part for part in parts if not any(m.surely(part) for m in kept.values())]
    for part, likely in _stand_ins(demand, unsure, near, busy):
        for id, much in likely.items():
            member = kept.get(id) or candidate(demand, *near[id])
            if part.name not in member.short:
                kept[id] = replace(member, stands_in={**member.stands_in, part.name: much})
    known = {trade for part in demand.components for trade in part.trades}
    first = () if demand.named_components else ranking.results[:FIRST]  # named, they are all
    for rank, result in enumerate(first):
        if result.supplier.id not in kept and (trade := _main_trade(result.answer, known)):
            member = candidate(demand, result.answer, result.score, rank)
            kept[result.supplier.id] = replace(member, beside=trades.trades()[trade].label)
    return list(kept.values())


def unexplained(ranking: Ranking, pool: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those of the very first for the need who take none of its parts: it asks for more."""
    best = {result.supplier.id for result in ranking.results[:BEST]}
    return tuple(member for member in pool if member.beside and member.supplier.id in best)


class _Near(NamedTuple):
    answer: Answer
    score: float
    rank: int


def _looked_at(ranking: Ranking) -> Iterator[_Near]:
    """The first ranked, then those whom only their activity excluded: they may do one part."""
    for rank, result in enumerate(ranking.results[:LOOKED_AT]):
        yield _Near(result.answer, result.score, rank)
    others = [out for out in ranking.excluded if out.filter == "activity"]
    for out in others[:LOOKED_AT]:
        answer = Answer(ranking.demand, out.supplier)
        if answer.place_share or not ranking.demand.places:
            yield _Near(answer, 100 * out.share, FAR)


def _stand_ins(
    demand: Demand, parts: Sequence[Component], near: Mapping[str, _Near], busy: Collection[str]
) -> Iterator[tuple[Component, dict[str, float]]]:
    """For each part, the likeliest of those who surely take nothing else: the first for the whole
    need, and the first by some sign (they would answer it best asked alone, they count the same
    things, they come nearest to it).
    """
    free = {id: found for id, found in near.items() if id not in busy}
    alone = [
        {id: _asked_alone(by_itself, part, found.answer) for id, found in free.items()}
        for part, by_itself in ((part, _alone(demand, part)) for part in parts)
    ]
    for part, by_itself in zip(parts, alone, strict=True):
        by_unit = {id: _counts(found.answer.supplier, part) for id, found in free.items()}
        by_trade = {id: nearness(found.answer, part) for id, found in free.items()}
        signs = _signs(free, ((by_itself, ALONE), (by_unit, SHORT), (by_trade, NEAR)))
        likely = {
            id: BY_PLACE[place_of(demand, found.rank)] * _share(id, by_itself, alone) + signs[id]
            for id, found in free.items()
            if signs[id] or _answers(found.answer, part)
        }
        ordered = sorted(likely.items(), key=lambda item: (-item[1], near[item[0]].rank))
        yield part, dict(ordered[:PER_PART])


def _share(id: str, by_itself: Mapping[str, float], alone: Iterable[Mapping[str, float]]) -> float:
    """What falls to a part of whoever may take any of them, as much as it answers each alone."""
    return (by_itself[id] + EVEN) / sum(own[id] + EVEN for own in alone)


def _answers(answer: Answer, part: Component) -> bool:
    return answer.share >= ANSWERS and answer.other_role in ("", part.role)


def _signs(
    near: Mapping[str, _Near], told: Iterable[tuple[Mapping[str, float], float]]
) -> dict[str, float]:
    """What the signs add for those who come first by each, once above its least."""
    signs = dict.fromkeys(near, 0.0)
    for found, least in told:
        able = [id for id, much in found.items() if much >= least]
        able.sort(key=lambda id: (-round(found[id], 2), -near[id].score))
        for place, id in enumerate(able[:BY_SIGN]):
            signs[id] += SIGN / (place + 1)
    return signs


def _counts(supplier: SupplierFacts, part: Component) -> float:
    """How far its capacity goes, when it counts the things that the part itself counts."""
    own = (q for q in part.quantities if q.component or str(q) in part.text)
    things = [quantity for quantity in own if says_what(quantity.unit)]
    ratios = (fit.ratio for fit in best_fits(things, supplier.quantities))
    return min(1.0, max(ratios, default=0.0))


def _asked_alone(alone: Demand, part: Component, answer: Answer) -> float:
    """How far a record answers the part asked alone; of a trade that was read, by its trades."""
    found = Answer(alone, answer.supplier)
    if found.other_role:
        return 0.0
    return found.trade_share() if part.trades else found.share


def _alone(demand: Demand, part: Component) -> Demand:
    """The need that would ask for nothing else, in the same words."""
    said = (), read_need(part.text)
    return replace(
        demand, title="", said=said, text=part.text, cpv=(), quantities=(), named_components=()
    )


def nearness(answer: Answer, part: Component) -> float:
    """How near a record comes to a part: by its trades, those next door, or its words."""
    told = answer.told(frozenset({part.role}))
    next_door = (trades.answers(trade, told) for trade in part.trades)
    own = 0.0 if not (part.trades or part.concepts) else strength_of(answer, part)
    words = part.words
    if part.trades:  # of a trade that was read, only its own words bring nearer
        words = frozenset(word for word in words if trades.hints_at(word, part.trades))
    return max(own, _said(answer, words), *next_door)


def _said(answer: Answer, words: Iterable[str]) -> float:
    """The part of its words that the record says, the rare ones counting more."""
    weights, _ = answer.demand.word_weights
    own = {word: weights.get(word, 1.0) for word in words}
    total = sum(own.values())
    said = sum(weight for word, weight in own.items() if answer.says(word) > OTHERWISE)
    return min(1.0, said / (ENOUGH * total)) if total else 0.0


def _main_trade(answer: Answer, known: Collection[str]) -> str:
    """The trade that a record tells most, when the need has a word of it but no part; who only
    teaches it, advises on it or sells for it does something else.
    """
    roles = answer.demand.roles
    told = answer.told(roles)
    main = max(told, key=lambda trade: (told[trade], trade), default="")
    asked = answer.demand.trades.get(main, 0.0) if main in answer.demand.telling else 0.0
    if told.get(main, 0.0) < DONE or main in known or asked < BRUSHED:
        return ""
    own = trades.trades()[main].roles
    return main if not OTHER_THAN_DOING & set(own) - roles else ""

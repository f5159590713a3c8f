"""Whom to ask for the parts of a need that no record surely covers.

A hole helps nobody: the suppliers whose records come nearest to such a part, by the trade next door
or by its words, are to be asked. A supplier among the first for the need, who takes none of its
parts, hints that it asks for something more than was read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from needs.units import says_what
from procurement.language import trades
from suppliers.answer import AROUND_IT, DONE, OTHER_ROLE, Answer
from suppliers.asked import BRUSHED
from suppliers.capacity import SHORT, best_fits
from suppliers.components import Component
from suppliers.covering import Candidate, candidate, strength_of
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
LIKELY = 0.3  # that the first is the one, by one sign
ALONE = 0.1  # of the share of a record in what a part asks, when it is asked alone
ENOUGH = 0.35  # of the weight of its words, from which they all seem said


def with_stand_ins(ranking: Ranking, pool: Iterable[Candidate]) -> list[Candidate]:
    """The pool with, for each part that nobody in it surely covers, the nearest to ask."""
    demand = ranking.demand
    kept = {member.supplier.id: member for member in pool}
    near = {answer.supplier.id: (answer, score) for answer, score in _looked_at(ranking)}
    for part in (*demand.components, *demand.unread_parts):
        if any(member.surely(part) for member in kept.values()):
            continue
        for id, likely in _nearest(demand, part, near).items():
            member = kept.get(id) or candidate(demand, *near[id])
            if part.name not in member.short:
                kept[id] = replace(member, stands_in={**member.stands_in, part.name: likely})
    known = {trade for part in demand.components for trade in part.trades}
    first = () if demand.named_components else ranking.results[:FIRST]  # named, they are all
    for result in first:
        if result.supplier.id not in kept and (trade := _main_trade(result.answer, known)):
            member = candidate(demand, result.answer, result.score)
            kept[result.supplier.id] = replace(member, beside=trades.trades()[trade].label)
    return list(kept.values())


def unexplained(ranking: Ranking, pool: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those of the very first for the need who take none of its parts: it asks for more."""
    best = {result.supplier.id for result in ranking.results[:BEST]}
    return tuple(member for member in pool if member.beside and member.supplier.id in best)


def _looked_at(ranking: Ranking) -> Iterator[tuple[Answer, float]]:
    """The first ranked, then those whom only their activity excluded: they may do one part."""
    yield from ((result.answer, result.score) for result in ranking.results[:LOOKED_AT])
    others = [out for out in ranking.excluded if out.filter == "activity"]
    for out in others[:LOOKED_AT]:
        answer = Answer(ranking.demand, out.supplier)
        if answer.place_share or not ranking.demand.places:
            yield answer, 100 * out.share


def _nearest(
    demand: Demand, part: Component, near: Mapping[str, tuple[Answer, float]]
) -> dict[str, float]:
    """Those nearest by their trades and words, those who would be the first for a need that asks
    for this part alone, those who count the same things; the first of each are the likeliest.
    """
    alone = _alone(demand, part)
    by_trade = {id: nearness(answer, part) for id, (answer, _) in near.items()}
    by_itself = {id: _asked_alone(alone, part, answer) for id, (answer, _) in near.items()}
    by_unit = {id: _counts(answer.supplier, part) for id, (answer, _) in near.items()}
    likely: dict[str, float] = {}
    for found, least in ((by_trade, NEAR), (by_itself, ALONE), (by_unit, SHORT)):
        able = [id for id, much in found.items() if much >= least]
        able.sort(key=lambda id: (-round(found[id], 2), -near[id][1]))
        for place, id in enumerate(able[:PER_PART]):
            likely[id] = likely.get(id, 0.0) + LIKELY / (place + 1)
    return dict(sorted(likely.items(), key=lambda item: -item[1])[:PER_PART])


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

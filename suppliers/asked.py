"""What the clauses of a need ask for: trades, each with the clauses that say it.

A clause asks for the trade that its words tell most; one that only says what is done (« lavage,
collecte ») asks for it of the things that the rest of the need names. A need that lists what it
asks for has one part an item.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from procurement.language import trades
from procurement.language.trades import CORE, SAID
from suppliers.clauses import Clause, told_together
from suppliers.reading import read_statement
from suppliers.statements import TEACHING, Action, Statement, action_named, role_of

if TYPE_CHECKING:
    from suppliers.demand import Demand

ASKED = 1.3  # evidence from which a clause asks for a trade
LISTED = 0.5  # from which it does, when it begins by what is to be done
CLEARLY = 0.75  # beside the trade that it tells most
NAMED = 4.0  # from which an item of a list asks for a trade beside the one that it tells most
TOGETHER = 1.7  # from which several clauses do, none of which does alone
ABOUT = 4  # words that say what a segment is about
AFAR = 0.75  # what it counts when nothing else of the need is near that trade
BRUSHED = 0.05  # part of the whole under which a need is not about a trade


class Asked(NamedTuple):
    """A name, and the trades that answer it, by doing them or by teaching them."""

    name: str
    trades: tuple[str, ...]
    is_taught: bool = False


Found = dict[Asked, list[Clause]]


def as_clause(item: str, number: int) -> Clause:
    """An item of the list that a need makes, as one clause."""
    said = read_statement(Statement(item, role_of(item)))
    return Clause(said, told_together(item), item, segment=number)


def one_each(listed: Iterable[Clause], found: Found, around: Collection[str]) -> Found:
    """What each item asks for as a whole, and what it nearly names besides; what a need says around
    its list only tells of it.
    """
    kept: Found = {}
    for item in listed:
        told = among_its_trades(item.told, around)
        if max(told.values(), default=0.0) >= ASKED:
            kept.setdefault(_same(_best_of(item, told, ()), kept), []).append(item)
        for asked, clauses in found.items():
            named = [c for c in clauses if c.text in item.text and _names(c, asked)]
            if named and asked not in kept:
                kept[asked] = named
    return kept


def _same(asked: Asked, before: Iterable[Asked]) -> Asked:
    """What was asked for before of the same trade, done or taught alike."""
    of_it = (o for o in before if o.trades[0] == asked.trades[0] and o.is_taught == asked.is_taught)
    return next(of_it, asked)


def _names(clause: Clause, asked: Asked) -> bool:
    return max(clause.told.get(trade, 0.0) for trade in asked.trades) >= NAMED


def unanswered(listed: Iterable[Clause], found: Found) -> Iterator[Clause]:
    """The items in which nothing was found."""
    read = [clause.text for own in found.values() for clause in own]
    return (item for item in listed if not any(text in item.text for text in read))


def asked_for(clauses: Iterable[Clause], around: Collection[str]) -> Found:
    """What the text asks for; a title sums it up, and only counts for what it lists besides."""
    title = [clause for clause in clauses if clause.is_title]
    text = [clause for clause in clauses if not clause.is_title]
    of_text, of_title = _asked_by(text, around), _asked_by(title, around)
    if len(of_text) >= max(2, len(of_title)):
        return of_text
    near = neighbourhood(trade for asked in of_text for trade in asked.trades)
    new = {asked: own for asked, own in of_title.items() if near.isdisjoint(asked.trades)}
    return new | of_text


def _asked_by(clauses: Iterable[Clause], around: Collection[str]) -> Found:
    found: Found = {}
    for _, own in groupby(clauses, key=lambda clause: clause.segment):
        segment = list(own)
        weak: list[Clause] = []
        for clause in segment:
            if clause.is_setting or (clause.is_aside and len(weak) < len(segment) - 1):
                continue
            if asked := _asked(clause, around, found):
                found.setdefault(asked, []).append(clause)
            else:
                weak.append(clause)
        for asked, told_by in _together(segment, weak, around, found):
            found.setdefault(asked, []).extend(told_by)
    return _without_echoes(found)


def _together(
    segment: Sequence[Clause], weak: Sequence[Clause], around: Collection[str], found: Found
) -> Iterator[tuple[Asked, list[Clause]]]:
    """What each weak clause asks for of what its segment is about (« le journal sera imprimé, puis
    remis à chaque foyer »); what the others ask for together (« murs et sols à rafraîchir »).
    """
    about = " ".join(segment[0].text.split()[:ABOUT])
    left = []
    for clause in weak:
        of_subject = replace(clause, told=told_together(f"{about} {clause.text}"))
        asked = None if clause is segment[0] else _asked_in(of_subject, around, found)
        if asked and asked not in found:
            yield asked, [of_subject]
        else:
            left.append(clause)
    if len(left) > 1:
        together = told_together(" ".join(clause.text for clause in left))
        if asked := _asked_in(replace(left[0], told=together), around, found):
            same = [replace(clause, told=together) for clause in left]
            yield from _done_and_taught(asked, same)


def _done_and_taught(
    asked: Asked, clauses: Sequence[Clause]
) -> Iterator[tuple[Asked, list[Clause]]]:
    """« l'un pour qu'on répare, l'autre où l'on apprend »: of one same thing, two parts."""
    taught = [clause for clause in clauses if clause.is_taught]
    if done := [clause for clause in clauses if clause not in taught]:
        yield asked, done
    if taught:
        yield _taught(asked), taught


def _without_echoes(found: Found) -> Found:
    """« literie, assises et rangements d'occasion »: a word that hints at the trade next door to
    one asked for beside it is of that one, unless something is asked to be done.
    """
    kept: Found = {}
    for asked, own in found.items():
        segments = {clause.segment for clause in own}
        told = max(clause.told.get(asked.trades[0], 0.0) for clause in own)
        nearer = next(
            (
                other
                for other, theirs in found.items()
                if other != asked
                and told < CORE
                and not any(clause.action or clause.asks or clause.is_one for clause in own)
                and not neighbourhood(asked.trades).isdisjoint(other.trades)
                and not segments.isdisjoint(clause.segment for clause in theirs)
                and max(c.told.get(other.trades[0], 0.0) for c in theirs) > told
            ),
            asked,
        )
        kept.setdefault(nearer, []).extend(own)
    return kept


def _asked_in(clause: Clause, around: Collection[str], found: Iterable[Asked]) -> Asked | None:
    told = among_its_trades(clause.told, around)
    return _best(told, found) if max(told.values(), default=0.0) >= TOGETHER else None


def among_its_trades(told: Mapping[str, float], around: Collection[str]) -> dict[str, float]:
    """The evidence again, that of a trade far from the rest of the need counting less."""
    return {t: e if t in around or e >= SAID else e * AFAR for t, e in told.items()}


def _asked(clause: Clause, around: Collection[str], found: Iterable[Asked]) -> Asked | None:
    """What a clause asks for, rather what was asked for before; None for nothing."""
    told = among_its_trades(clause.told, around)
    action = clause.action
    if clause.is_taught and action and action.id != TEACHING:
        action = None  # « apprendre à réparer »
    if of_action := _of_action(action, told, around) or _again(action, told, found):
        return of_action
    return _best_of(clause, told, found) if max(told.values(), default=0.0) >= ASKED else None


def _best_of(clause: Clause, told: Mapping[str, float], found: Iterable[Asked]) -> Asked:
    """The trade told most: taught, when the clause asks to teach (« où l'on apprend à coudre »)."""
    best = _best(told, found)
    return _taught(best) if clause.is_taught else best


def _best(told: Mapping[str, float], found: Iterable[Asked]) -> Asked:
    """The trade told most, with those next door told nearly as much: whoever does one answers."""
    most = max(told.values())
    before = {trade: asked for asked in found if not asked.is_taught for trade in asked.trades}
    alike = [trade for trade, evidence in told.items() if evidence >= CLEARLY * most]
    chosen = max(alike, key=lambda trade: (trade in before, told[trade], trade))
    if chosen in before:
        return before[chosen]
    beside = sorted(
        (t for t in trades.trades()[chosen].near if t in alike and told[t] >= ASKED),
        key=lambda trade: (-told[trade], trade),
    )
    return Asked(trades.trades()[chosen].label, (chosen, *beside))


def _trade(id: str) -> Asked:
    return Asked(trades.trades()[id].label, (id,))


def _taught(asked: Asked) -> Asked:
    """The same, taught by those who do something else when they do not teach it."""
    if TEACHING in trades.trades()[asked.trades[0]].roles:
        return asked
    return Asked(f"{action_named(TEACHING).label} ({asked.name})", asked.trades, is_taught=True)


def _of_action(
    action: Action | None, told: Mapping[str, float], around: Collection[str]
) -> Asked | None:
    """The trade whose business an action is for the things told; failing one, the action, open to
    any of its trades that is near the need. « Informer les élèves » is about what the need is.
    """
    if action is None or not action.trades:
        return None
    if action.id == TEACHING and max(told.values(), default=0.0) < ASKED:
        open_to = tuple(trade for trade in action.trades if trade in around)
        return Asked(action.label, open_to, is_taught=True) if open_to else None
    best = max(action.trades, key=lambda t: (told.get(t, 0.0), -action.trades.index(t)))
    if told.get(best, 0.0) < CLEARLY * max(told.values(), default=0.0):
        return None
    if action.id == TEACHING:
        return _taught(_trade(best))
    if told.get(best, 0.0) >= ASKED:
        return _trade(best)
    near = tuple(trade for trade in action.trades if told.get(trade, 0.0) >= LISTED)
    if len(near) > 1:
        return Asked(action.label, near)
    return _trade(near[0]) if near else None


def _again(
    action: Action | None, told: Mapping[str, float], found: Iterable[Asked]
) -> Asked | None:
    """What the same action asked for before: « enlèvement du papier, des gobelets »."""
    if action is None or action.id == TEACHING:
        return None
    alike = (asked for asked in found if not set(action.trades).isdisjoint(asked.trades))
    return next(
        (
            asked
            for asked in alike
            if not asked.is_taught and max(told.get(t, 0.0) for t in asked.trades) >= LISTED
        ),
        None,
    )


def surroundings(demand: Demand) -> frozenset[str]:
    """The trades that a need is about, but for those it only brushes against, and their like."""
    return neighbourhood(trade for trade, part in demand.trades.items() if part >= BRUSHED)


def neighbourhood(told: Iterable[str]) -> frozenset[str]:
    """These trades, and those next door."""
    told = frozenset(told)
    return told.union(*(trades.trades()[trade].near for trade in told))

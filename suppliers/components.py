"""The parts of a need: those its volumes name or, failing that, the trades its clauses ask for.

A clause asks for the trade that its words tell most; one that only says what is done (« lavage,
collecte ») asks for it of the things that the rest of the need names. Where or for whom the need
arises (« pour nos cantines ») is no part of it. A clause that asks for something of no known trade
is kept as it is written, so that nobody believes it read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from procurement.typography import NBSP, join_words, short
from suppliers import trades
from suppliers.capacity import Quantity
from suppliers.circumstances import action_words, actions_in
from suppliers.clauses import Clause, clauses_of, told_together
from suppliers.conditions import Condition, required
from suppliers.enumerations import items
from suppliers.reading import Said, read_statement, terms_of
from suppliers.statements import DOING, SELLING, Action, Statement, role_of
from suppliers.trades import CORE, SAID
from suppliers.turns import TURN

if TYPE_CHECKING:
    from suppliers.demand import Demand

MOST_COMPONENTS = 6
ASKED = 1.3  # evidence from which a clause asks for a trade
LISTED = 0.5  # from which it does, when it begins by what is to be done
CLEARLY = 0.75  # beside the trade that it tells most
ALIKE = 0.6  # beside it, from which a trade next door answers too
NAMED = 4.0  # from which an item of a list asks for a trade beside the one that it tells most
TOGETHER = 1.7  # from which several clauses do, none of which does alone
ABOUT = 4  # words that say what a segment is about
AFAR = 0.75  # what it counts when nothing else of the need is near that trade
NOTABLE = 0.1  # part of the whole under which a trade is only brushed against
MAIN = 0.5  # part of the whole from which a trade is what a need is about
THINGS = (SELLING, "equipment")  # roles in which a buyer asks for the things themselves
TEACHING = "training"  # an action that needs no thing


@dataclass(frozen=True)
class Component:
    """A part of the need that may call for another supplier than the rest."""

    name: str
    why: str
    concepts: frozenset[str]
    words: frozenset[str] = frozenset()
    role: str = DOING
    quantities: tuple[Quantity, ...] = ()
    trades: tuple[str, ...] = ()  # any of them can take it on
    actions: frozenset[str] = frozenset()  # words that say what is done, of the things needed
    conditions: tuple[Condition, ...] = ()  # what is required of whoever does it


class Parts(NamedTuple):
    """What a need asks for, and the clauses that ask for something of no known trade: parts by
    their words alone.
    """

    components: tuple[Component, ...]
    unread: tuple[Component, ...] = ()


class _Asked(NamedTuple):
    """A name, and the trades that answer it, by doing them or by teaching them."""

    name: str
    trades: tuple[str, ...]
    is_taught: bool = False


_Found = dict[_Asked, list[Clause]]


def find_parts(demand: Demand) -> Parts:
    if demand.named_components:
        return Parts(tuple(_named(demand, name) for name in demand.named_components))
    clauses = clauses_of(demand)
    found = _asked_for(demand, clauses)
    listed = [_whole(item, number) for number, item in enumerate(items(demand.text))]
    by_item = _one_each(listed, found, neighbourhood(demand.trades))
    if len(by_item) > 1:
        clauses, found = listed, by_item
        unread = map(_by_its_words, _left(listed, by_item))
    else:  # a list of places asks for nothing
        unread = _unread(clauses, found)
    told = tuple(_told(demand, clauses, found))[:MOST_COMPONENTS]
    return Parts(told, tuple(unread))


def _whole(item: str, number: int) -> Clause:
    """An item of the list that a need makes, as one clause."""
    said = read_statement(Statement(item, role_of(item)))
    return Clause(said, told_together(item), item, segment=number)


def _one_each(listed: Iterable[Clause], found: _Found, around: Collection[str]) -> _Found:
    """What each item asks for as a whole, and what it nearly names besides; what a need says around
    its list only tells of it.
    """
    kept: _Found = {}
    for item in listed:
        told = _near(item.told, around)
        if max(told.values(), default=0.0) >= ASKED:
            kept.setdefault(_best(told, kept), []).append(item)
        for asked, clauses in found.items():
            named = [c for c in clauses if c.text in item.text and _names(c, asked)]
            if named and asked not in kept:
                kept[asked] = named
    return kept


def _names(clause: Clause, asked: _Asked) -> bool:
    return max(clause.told.get(trade, 0.0) for trade in asked.trades) >= NAMED


def _left(listed: Iterable[Clause], found: _Found) -> Iterator[Clause]:
    """The items in which nothing was found."""
    read = [clause.text for own in found.values() for clause in own]
    return (item for item in listed if not any(text in item.text for text in read))


def _told(demand: Demand, clauses: Sequence[Clause], found: _Found) -> Iterator[Component]:
    """One component for each trade that a clause asks for, in the order of the need."""
    main = max(demand.trades, key=lambda trade: demand.trades[trade], default="")
    asking = [clause for clause in clauses if not clause.is_setting]
    by_title = any(c.told.get(main, 0.0) >= CORE for c in asking if c.is_title)
    by_text = any(main in clause.told for clause in asking if not clause.is_title)
    is_main = (by_title and by_text) or (
        demand.trades.get(main, 0.0) >= MAIN and any(main in clause.told for clause in asking)
    )
    if is_main and not any(main in asked.trades for asked in found):
        yield Component(
            name=trades.trades()[main].label,
            why="Le métier dont parle tout le besoin.",
            concepts=frozenset(trades.trades()[main].concepts[:1]),
            trades=(main,),
            conditions=required(demand.text, (main,)),
        )
    for asked, own in found.items():
        yield _component(demand, asked, own, clauses)


def _asked_for(demand: Demand, clauses: Iterable[Clause]) -> _Found:
    """What the text asks for; a title sums it up, and only counts for what it lists besides."""
    around = neighbourhood(demand.trades)
    title = [clause for clause in clauses if clause.is_title]
    text = [clause for clause in clauses if not clause.is_title]
    of_text, of_title = _asked_by(text, around), _asked_by(title, around)
    if len(of_text) >= max(2, len(of_title)):
        return of_text
    near = neighbourhood(trade for asked in of_text for trade in asked.trades)
    new = {asked: own for asked, own in of_title.items() if near.isdisjoint(asked.trades)}
    return new | of_text


def _asked_by(clauses: Iterable[Clause], around: Collection[str]) -> _Found:
    found: _Found = {}
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
    segment: Sequence[Clause], weak: Sequence[Clause], around: Collection[str], found: _Found
) -> Iterator[tuple[_Asked, list[Clause]]]:
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
            yield asked, [replace(clause, told=together) for clause in left]


def _without_echoes(found: _Found) -> _Found:
    """« literie, assises et rangements d'occasion »: a word that hints at the trade next door to
    one asked for beside it is of that one, unless something is asked to be done.
    """
    kept: _Found = {}
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


def _asked_in(clause: Clause, around: Collection[str], found: Iterable[_Asked]) -> _Asked | None:
    told = _near(clause.told, around)
    return _best(told, found) if max(told.values(), default=0.0) >= TOGETHER else None


def _near(told: Mapping[str, float], around: Collection[str]) -> dict[str, float]:
    return {t: e if t in around or e >= SAID else e * AFAR for t, e in told.items()}


def _asked(clause: Clause, around: Collection[str], found: Iterable[_Asked]) -> _Asked | None:
    """What a clause asks for, rather what was asked for before; None for nothing."""
    told = _near(clause.told, around)
    if of_action := _of_action(clause.action, told, around):
        return of_action
    return _best(told, found) if max(told.values(), default=0.0) >= ASKED else None


def _best(told: Mapping[str, float], found: Iterable[_Asked]) -> _Asked:
    """The trade told most, with those next door told nearly as much: whoever does one answers."""
    most = max(told.values())
    before = {trade: asked for asked in found if not asked.is_taught for trade in asked.trades}
    alike = [trade for trade, evidence in told.items() if evidence >= CLEARLY * most]
    chosen = max(alike, key=lambda trade: (trade in before, told[trade], trade))
    if chosen in before:
        return before[chosen]
    beside = sorted(
        (
            t
            for t in trades.trades()[chosen].near
            if told.get(t, 0.0) >= max(ASKED, min(CORE, ALIKE * most))
        ),
        key=lambda trade: (-told[trade], trade),
    )
    return _Asked(trades.trades()[chosen].label, (chosen, *beside))


def _trade(id: str) -> _Asked:
    return _Asked(trades.trades()[id].label, (id,))


def _lesson(action: Action, id: str) -> _Asked:
    """A trade that is taught by those who do something else when it is not."""
    trade = trades.trades()[id]
    if TEACHING in trade.roles:
        return _trade(id)
    return _Asked(f"{action.label} ({trade.label})", (id,), is_taught=True)


def _of_action(
    action: Action | None, told: Mapping[str, float], around: Collection[str]
) -> _Asked | None:
    """The trade whose business an action is for the things told; failing one, the action, open to
    any of its trades that is near the need. « Informer les élèves » is about what the need is.
    """
    if action is None or not action.trades:
        return None
    if action.id == TEACHING and max(told.values(), default=0.0) < ASKED:
        open_to = tuple(trade for trade in action.trades if trade in around)
        return _Asked(action.label, open_to, is_taught=True) if open_to else None
    best = max(action.trades, key=lambda t: (told.get(t, 0.0), -action.trades.index(t)))
    if told.get(best, 0.0) < CLEARLY * max(told.values(), default=0.0):
        return None
    if action.id == TEACHING:
        return _lesson(action, best)
    if told.get(best, 0.0) >= ASKED:
        return _trade(best)
    near = tuple(trade for trade in action.trades if told.get(trade, 0.0) >= LISTED)
    if len(near) > 1:
        return _Asked(action.label, near)
    return _trade(near[0]) if near else None


def neighbourhood(told: Iterable[str]) -> frozenset[str]:
    """These trades, and those next door."""
    told = frozenset(told)
    return told.union(*(trades.trades()[trade].near for trade in told))


def _unread(clauses: Iterable[Clause], found: _Found) -> Iterator[Component]:
    """The items of list that ask for something, in no clause of which a trade was found."""
    read = {(clause.segment, clause.item) for own in found.values() for clause in own}
    for clause in clauses:
        is_new = (clause.segment, clause.item) not in read
        if is_new and clause.asks and not (clause.is_title or clause.is_aside):
            yield _by_its_words(clause)


def _by_its_words(clause: Clause) -> Component:
    return Component(
        name=short(clause.text),
        why="Aucun métier n'y est reconnu.",
        concepts=frozenset(),
        words=_own_words([clause]),
    )


def _component(
    demand: Demand, asked: _Asked, own: list[Clause], clauses: Sequence[Clause]
) -> Component:
    name, of_trades, _ = asked
    first = max(own, key=lambda clause: max(clause.told.get(trade, 0.0) for trade in of_trades))
    named = {id for clause in own for id in clause.said.concepts}
    known = [concept for trade in of_trades for concept in trades.trades()[trade].concepts]
    actions = [clause.action for clause in own if clause.action]
    role = _role_of(first)
    return Component(
        name=name,
        why=f"Le besoin dit «{NBSP}{short(first.text)}{NBSP}».",
        concepts=frozenset(named.intersection(known)) or frozenset(known[:1]),
        words=_own_words(own),
        role=role,
        quantities=_quantities_of(demand, own, clauses),
        trades=of_trades,
        actions=_said_as(a for a in actions if not set(of_trades).isdisjoint(a.trades)),
        conditions=() if role == TEACHING else required(demand.text, of_trades),
    )


def _own_words(clauses: Iterable[Clause]) -> frozenset[str]:
    """What they say, left aside where or for whom, and their turns of phrase."""
    return frozenset(
        word
        for clause in clauses
        for word in clause.said.words
        if word not in clause.said.settings and not word.startswith(TURN)
    )


def _role_of(clause: Clause) -> str:
    if clause.action and clause.action.id == TEACHING:
        return TEACHING
    return DOING if clause.said.role in THINGS else clause.said.role


def _said_as(actions: Iterable[Action]) -> frozenset[str]:
    """Every word that says one of these actions, those that ask for no skill left out."""
    return frozenset(
        key for action in actions if action.trades for key in action_words()[action.key]
    )


def _quantities_of(
    demand: Demand, own: Collection[Clause], clauses: Sequence[Clause]
) -> tuple[Quantity, ...]:
    """The quantities written in these clauses, or beside them where no other clause has them; of
    what is done to « them », those said just before. With them, those of the whole need, which no
    clause has: what is said around a list.
    """
    of_all = tuple(
        q for q in demand.quantities if not any(q.text in clause.text for clause in clauses)
    )
    items = {(clause.segment, clause.item) for clause in own}
    segments = {clause.segment for clause in own}
    beside = [
        c for c in clauses if (c.segment, c.item) in items or (c.is_aside and c.segment in segments)
    ]
    if found := _written_in(demand, (*own, *beside)):
        return (*found, *of_all)
    place = next((place for place, c in enumerate(clauses) if c.is_about_them and c in own), 0)
    earlier = (_written_in(demand, [clause]) for clause in reversed(clauses[:place]))
    often = clauses[place].period
    said_before = tuple(
        replace(quantity, period=quantity.period or often)
        for quantity in next(filter(None, earlier), ())
    )
    return (*said_before, *of_all)


def _written_in(demand: Demand, clauses: Iterable[Clause]) -> tuple[Quantity, ...]:
    texts = [clause.text for clause in clauses]
    return tuple(q for q in demand.quantities if q.text and any(q.text in t for t in texts))


def _named(demand: Demand, name: str) -> Component:
    own = tuple(q for q in demand.quantities if q.component == name)
    told = join_words([str(q) for q in own[:3]])
    said = read_statement(Statement(name, role_of(name)))
    concepts = frozenset(said.concepts)
    words = frozenset(said.words)
    own_trades = _trades_of(demand, said)
    known = [concept for trade in own_trades for concept in trades.trades()[trade].concepts]
    return Component(
        name=name,
        why=f"Volume saisi pour cette composante : {told}." if told else "Composante saisie.",
        concepts=concepts or frozenset(known[:1]),
        words=words,
        role=said.role,
        quantities=own,
        trades=own_trades,
        actions=_said_as(actions_in(said.words)),
        conditions=required(demand.text, own_trades),
    )


def _trades_of(demand: Demand, said: Said) -> tuple[str, ...]:
    """Who can take on a named component: each action in it, of the things that the need names."""
    around = neighbourhood(t for t, part in demand.trades.items() if part >= NOTABLE)
    told = trades.read([terms_of(said)])[0]
    found = [
        trade
        for action in actions_in(said.words)
        if action.id != TEACHING
        for trade in action.trades
        if trade in around
    ]
    if found:
        return tuple(dict.fromkeys(found))
    near = {trade: evidence for trade, evidence in told.items() if trade in around} or told
    best = max(near, key=lambda trade: (near[trade], trade), default="")
    return (best,) if best else ()

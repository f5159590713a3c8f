"""The parts of a need: those its volumes name or, failing that, the trades its clauses ask for.

Where or for whom the need arises (« pour nos cantines ») is no part of it. A clause that asks for
something of no known trade is kept as it is written, so that nobody believes it read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from procurement.language import trades
from procurement.language.trades import CORE
from procurement.language.turns import TURN
from procurement.typography import NBSP, join_words, short
from suppliers.asked import (
    ASKED,
    Asked,
    Found,
    among_its_trades,
    as_clause,
    asked_for,
    neighbourhood,
    one_each,
    surroundings,
    unanswered,
)
from suppliers.capacity import Quantity
from suppliers.circumstances import action_words, actions_in
from suppliers.clauses import Clause, clauses_of, quantities_of
from suppliers.conditions import Condition, required
from suppliers.enumerations import items
from suppliers.reading import Said, read_statement, terms_of
from suppliers.statements import DOING, SELLING, TEACHING, Action, Statement, role_of

if TYPE_CHECKING:
    from suppliers.demand import Demand

MOST_COMPONENTS = 6
NOTABLE = 0.1  # part of the whole from which a named part may be of a trade
MAIN = 0.5  # part of the whole from which a trade is what a need is about
THINGS = (SELLING, "equipment")  # roles in which a buyer asks for the things themselves


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
    text: str = ""  # what the need says of it


class Parts(NamedTuple):
    """What a need asks for, and the clauses that ask for something of no known trade: parts by
    their words alone.
    """

    components: tuple[Component, ...]
    unread: tuple[Component, ...] = ()


def find_parts(demand: Demand) -> Parts:
    if demand.named_components:
        return Parts(tuple(_named(demand, name) for name in demand.named_components))
    clauses, around = clauses_of(demand), surroundings(demand)
    found = asked_for(clauses, around)
    listed = [as_clause(item, number) for number, item in enumerate(items(demand.text))]
    by_item = one_each(listed, found, around)
    unread = list(unanswered(listed, by_item))
    if len(listed) - len(unread) > 1:
        after = _asked_after(listed[-1], demand.text, found, by_item)
        clauses, found = [*listed, *(c for own in after.values() for c in own)], by_item | after
    else:  # a list of places asks for nothing
        unread = list(_unread(clauses, found))
    told = tuple(_told(demand, clauses, found))[:MOST_COMPONENTS]
    return Parts(told, tuple(_by_its_words(demand, clause) for clause in unread))


def _asked_after(last: Clause, text: str, found: Found, by_item: Found) -> Found:
    """What is asked for once the list is ended, of trades far from those that it asks for."""
    end = text.find(last.text) + len(last.text)
    near = neighbourhood(trade for asked in by_item for trade in asked.trades)
    return {
        asked: own
        for asked, own in found.items()
        if near.isdisjoint(asked.trades)
        and all(text.find(c.text, end) >= 0 for c in own)
        and any(c.asks or c.is_one for c in own)
    }


def _told(demand: Demand, clauses: Sequence[Clause], found: Found) -> Iterator[Component]:
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
            text=demand.text,
        )
    for asked, own in found.items():
        yield _component(demand, asked, own, clauses)


def _unread(clauses: Iterable[Clause], found: Found) -> Iterator[Clause]:
    """The items of list that ask for something, or tell a trade far from all those found, in no
    clause of which a trade was found.
    """
    read = {(clause.segment, clause.item) for own in found.values() for clause in own}
    near = neighbourhood(trade for asked in found for trade in asked.trades)
    for clause in clauses:
        is_new = (clause.segment, clause.item) not in read
        is_asked = clause.asks or (not clause.is_setting and _is_far(clause, near))
        if is_new and is_asked and not (clause.is_title or clause.is_aside):
            yield clause


def _by_its_words(demand: Demand, clause: Clause) -> Component:
    return Component(
        name=short(clause.text),
        why="Aucun métier n'y est reconnu.",
        concepts=frozenset(),
        words=_own_words([clause]),
        quantities=tuple(q for q in demand.quantities if q.text and q.text in clause.text),
        text=clause.text,
    )


def _is_far(clause: Clause, near: Collection[str]) -> bool:
    """True of one that tells a trade unlike these, in more than a word: « nettoyage » alone may be
    of what is said beside it.
    """
    best = max(clause.told, key=lambda trade: clause.told[trade], default="")
    return " " in clause.text and clause.told.get(best, 0.0) >= ASKED and best not in near


def _component(
    demand: Demand, asked: Asked, own: list[Clause], clauses: Sequence[Clause]
) -> Component:
    name, of_trades, is_taught = asked
    first = max(own, key=lambda clause: max(clause.told.get(trade, 0.0) for trade in of_trades))
    named = {id for clause in own for id in clause.said.concepts}
    quoted = first.text if first.said.text in first.text else first.said.text  # « … de la salle »
    known = [concept for trade in of_trades for concept in trades.trades()[trade].concepts]
    actions = [clause.action for clause in own if clause.action]
    roles = set(map(_role_of, own))
    done = DOING if DOING in roles else _role_of(first)  # done and taught by the same
    return Component(
        name=name,
        why=f"Le besoin dit «{NBSP}{short(quoted)}{NBSP}».",
        concepts=frozenset(named.intersection(known)) or frozenset(known[:1]),
        words=_own_words(own),
        role=TEACHING if is_taught else done,
        quantities=quantities_of(demand, own, clauses),
        trades=of_trades,
        actions=_said_as(a for a in actions if not set(of_trades).isdisjoint(a.trades)),
        conditions=() if is_taught or done == TEACHING else required(demand.text, of_trades),
        text=". ".join(dict.fromkeys(clause.text for clause in own)),
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
    if clause.is_taught:
        return TEACHING
    return DOING if clause.said.role in THINGS else clause.said.role


def _said_as(actions: Iterable[Action]) -> frozenset[str]:
    """Every word that says one of these actions, those that ask for no skill left out."""
    return frozenset(
        key for action in actions if action.trades for key in action_words()[action.key]
    )


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
        text=name,
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
    near = among_its_trades(told, around)
    best = max(near, key=lambda trade: (near[trade], trade), default="")
    return (best,) if best else ()

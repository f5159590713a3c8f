"""The parts of a need: those its volumes name or, failing that, the trades its clauses ask for.

A clause asks for the trade that its words tell most; one that only says what is done (« lavage,
collecte ») asks for it of the things that the rest of the need names. Where or for whom the need
arises (« pour nos cantines ») is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from procurement.language import terms
from procurement.typography import NBSP, join_words, short
from suppliers import trades
from suppliers.capacity import Quantity
from suppliers.circumstances import action_words, actions_in
from suppliers.reading import Said, read_statement, terms_of
from suppliers.statements import (
    DOING,
    Action,
    Statement,
    folded,
    role_of,
    says_how_things_stand,
)

if TYPE_CHECKING:
    from suppliers.demand import Demand

MOST_COMPONENTS = 6
ASKED = 1.3  # evidence from which a clause asks for a trade
LISTED = 0.5  # from which it does, when it begins by what is to be done
CLEARLY = 0.75  # beside the trade that it tells most
NOTABLE = 0.1  # part of the whole under which a trade is only brushed against
MAIN = 0.5  # part of the whole from which a trade is what a need is about
TEACHING = "training"  # an action that needs no thing
HEAD = 3  # words among which an action begins a clause
_CLAUSE = re.compile(
    r"[,;:.()+•\n]+\s*|\s(?:et|puis|ainsi que|plus|mais aussi|sans oublier)\s(?!demi)", re.I
)
# What says how, when or for what a thing is done asks for nothing more.
_DETAIL = re.compile(
    r"\b(?:avec|dont|sans|afin|pour que|y compris|en respectant|selon|pendant|lors|apres|avant|"
    r"depuis|au nom|supportant|permettant|issus?|issues?)\b"
)


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


_Asked = tuple[str, tuple[str, ...]]  # a name, and the trades that answer it


@dataclass(frozen=True)
class _Clause:
    """A piece of the need, with what its own words tell among all the others."""

    said: Said
    told: Mapping[str, float]
    sentence: str

    @cached_property
    def action(self) -> Action | None:
        """What is done, when the clause begins by it: « collecte des bacs sales »."""
        return next(iter(actions_in(terms.keys(self.said.text)[:HEAD])), None)


def find_components(demand: Demand) -> tuple[Component, ...]:
    if demand.named_components:
        return tuple(_named(demand, name) for name in demand.named_components)
    return tuple(_told(demand))[:MOST_COMPONENTS]


def _told(demand: Demand) -> Iterator[Component]:
    """One component for each trade that a clause asks for, in the order of the need."""
    around = neighbourhood(demand.trades)
    found: dict[_Asked, list[_Clause]] = {}
    for clause in _clauses(demand):
        if asked := _asked(clause, around, found):
            found.setdefault(asked, []).append(clause)
    main = max(demand.trades, key=lambda trade: demand.trades[trade], default="")
    if main and demand.trades[main] >= MAIN and not any(main in own for _, own in found):
        yield Component(
            name=trades.trades()[main].label,
            why="Le métier dont parle tout le besoin.",
            concepts=frozenset(trades.trades()[main].concepts[:1]),
            trades=(main,),
        )
    for asked, clauses in found.items():
        yield _component(demand, asked, clauses)


def _clauses(demand: Demand) -> list[_Clause]:
    pieces = [
        (read_statement(Statement(text, role_of(text))), said.text)
        for said in demand.statements
        if said.wanted and not says_how_things_stand(said.text)
        for piece in _pieces(said.text)
        if (text := _essential(piece))
    ]
    told = trades.read([terms_of(said) for said, _ in pieces])
    return [
        _Clause(said, own, sentence) for (said, sentence), own in zip(pieces, told, strict=True)
    ]


def _pieces(sentence: str) -> list[str]:
    """The clauses of a sentence; « Résidence des lilas : repas, linge » only asks for its list."""
    before, colon, listed = sentence.partition(" : ")
    return _CLAUSE.split(listed if colon and len(_CLAUSE.split(listed)) > 1 else sentence)


def _essential(piece: str) -> str:
    detail = _DETAIL.search(folded(piece))
    return (piece[: detail.start()] if detail else piece).strip()


def _asked(clause: _Clause, around: Collection[str], found: Iterable[_Asked]) -> _Asked | None:
    """What a clause asks for, rather what was asked for before; None for nothing."""
    told = {trade: evidence for trade, evidence in clause.told.items() if trade in around}
    if of_action := _of_action(clause.action, told):
        return of_action
    best = max(told.values(), default=0.0)
    if best < ASKED:
        return None
    before = {trade for _, own in found for trade in own}
    alike = [trade for trade, evidence in told.items() if evidence >= CLEARLY * best]
    return _trade(max(alike, key=lambda trade: (trade in before, told[trade], trade)))


def _trade(id: str) -> _Asked:
    return trades.trades()[id].label, (id,)


def _of_action(action: Action | None, told: Mapping[str, float]) -> _Asked | None:
    """The trade whose business an action is for the things told; failing one, the action, open to
    any of its trades that is near the need.
    """
    if action is None or not action.trades:
        return None
    best = max(action.trades, key=lambda t: (told.get(t, 0.0), -action.trades.index(t)))
    if action.id == TEACHING or told.get(best, 0.0) >= ASKED:
        return _trade(best)
    near = tuple(trade for trade in action.trades if told.get(trade, 0.0) >= LISTED)
    if len(near) > 1:
        return action.label, near
    return _trade(near[0]) if near else None


def neighbourhood(told: Iterable[str]) -> frozenset[str]:
    """These trades, and those next door."""
    told = frozenset(told)
    return told.union(*(trades.trades()[trade].near for trade in told))


def _component(demand: Demand, asked: _Asked, clauses: list[_Clause]) -> Component:
    name, own = asked
    first = max(clauses, key=lambda clause: max(clause.told.get(trade, 0.0) for trade in own))
    sentences = {clause.sentence for clause in clauses}
    named = {id for clause in clauses for id in clause.said.concepts}
    known = [concept for trade in own for concept in trades.trades()[trade].concepts]
    return Component(
        name=name,
        why=f"Le besoin dit «{NBSP}{short(first.said.text)}{NBSP}».",
        concepts=frozenset(named.intersection(known)) or frozenset(known[:1]),
        role=first.said.role,
        quantities=_quantities_in(demand, sentences),
        trades=own,
        actions=_said_as(clause.action for clause in clauses if clause.action),
    )


def _said_as(actions: Iterable[Action]) -> frozenset[str]:
    """Every word that says one of these actions, those that ask for no skill left out."""
    return frozenset(
        key for action in actions if action.trades for key in action_words()[action.key]
    )


def _quantities_in(demand: Demand, sentences: Collection[str]) -> tuple[Quantity, ...]:
    """The quantities written in the sentences that ask for a component."""
    return tuple(
        quantity
        for quantity in demand.quantities
        if quantity.text and any(quantity.text in sentence for sentence in sentences)
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

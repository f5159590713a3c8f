"""Turns of phrase that tell a trade though no word of theirs does: « entretien » beside « locaux ».

Buyers and tradespeople paraphrase a trade by what is done to what. Each turn is a row of slots, and
each slot a set of words; it is said where a word of every slot stands close to the others, in any
order. Whoever says it, and in whatever words, it is one same term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import NamedTuple

from procurement.language.words import key
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "turns.yaml"
TURN = "~"  # before a trade: the term of all its turns
_SET = re.compile(r"<(\w+)>")
CLOSE = 5  # words, from the first of a turn to its last


class Turn(NamedTuple):
    """A trade and, for each slot, the keys that fill it."""

    trade: str
    slots: tuple[frozenset[str], ...]


@cache
def turns() -> tuple[Turn, ...]:
    rows = read_yaml(DATA)
    return tuple(
        Turn(trade, tuple(_keys(slot, rows["sets"]) for slot in line.split("/")))
        for trade, lines in rows["turns"].items()
        for line in lines
    )


def _keys(slot: str, sets: Mapping[str, str]) -> frozenset[str]:
    words = _SET.sub(lambda name: sets[name[1]], slot).split()
    return frozenset(filter(None, map(key, words)))


@dataclass(frozen=True)
class Found:
    """Where a turn stands in a row of keys, both ends included."""

    trade: str
    start: int
    end: int


def find(row: Sequence[str]) -> Iterator[Found]:
    """The turns said in a row of keys, each trade once."""
    close: dict[int, list[_Word]] = {}  # turn → its last words
    told: set[str] = set()
    for position, said in enumerate(row):
        for number, slots in _index().get(said, ()):
            turn = turns()[number]
            if turn.trade in told:
                continue
            near = [w for w in close.get(number, ()) if position - w.position <= CLOSE]
            word = _Word(position, slots)
            if (start := _filled(turn, word, near)) is not None:
                told.add(turn.trade)
                yield Found(turn.trade, start, position)
            close[number] = [*near, word]


class _Word(NamedTuple):
    position: int
    slots: frozenset[int]  # that it may fill, one at a time


def _filled(turn: Turn, word: _Word, near: Sequence[_Word]) -> int | None:
    """Where the turn starts when this word fills it with those near; None when it does not."""
    for others in combinations(reversed(near), len(turn.slots) - 1):
        for words in permutations((word, *others)):
            if all(place in one.slots for place, one in enumerate(words)):
                return min(one.position for one in words)
    return None


@cache
def _index() -> dict[str, list[tuple[int, frozenset[int]]]]:
    """Each key, with the turns that it is in and the slots that it may fill there."""
    found: dict[str, list[tuple[int, frozenset[int]]]] = {}
    for number, turn in enumerate(turns()):
        for word in frozenset[str]().union(*turn.slots):
            slots = frozenset(place for place, slot in enumerate(turn.slots) if word in slot)
            found.setdefault(word, []).append((number, slots))
    return found

"""Turns of phrase that tell a trade though no word of theirs does: « entretien » beside « locaux ».

Buyers and tradespeople paraphrase a trade by what is done to what. Each turn is a row of slots, and
each slot a set of words; it is said where a word of every slot stands close to the others, in any
order. Whoever says it, and in whatever words, it is one same term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """A trade and, for each slot, the keys that fill it; the keys of all its slots."""

    trade: str
    slots: tuple[frozenset[str], ...]
    words: frozenset[str]

    @classmethod
    def of(cls, trade: str, slots: Iterable[frozenset[str]]) -> Turn:
        ready = tuple(slots)
        return cls(trade, ready, frozenset[str]().union(*ready))


@cache
def turns() -> tuple[Turn, ...]:
    rows = read_yaml(DATA)
    return tuple(
        Turn.of(trade, (_keys(slot, rows["sets"]) for slot in line.split("/")))
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
    told: set[str] = set()
    for number in _possible(row):
        turn = turns()[number]
        if turn.trade not in told and (found := _found(turn, row)):
            told.add(turn.trade)
            yield found


def _possible(row: Sequence[str]) -> list[int]:
    """The turns of which every slot has a word in the row, wherever it stands."""
    filled: dict[int, int] = {}  # turn → its slots, as bits
    index, whole = _index()
    for word in set(row):
        for number, slots in index.get(word, ()):
            filled[number] = filled.get(number, 0) | slots
    return sorted([number for number, slots in filled.items() if slots == whole[number]])


def _found(turn: Turn, row: Sequence[str]) -> Found | None:
    """The first place where a word of every slot stands close to the others."""
    places = [place for place, word in enumerate(row) if word in turn.words]
    for last, end in enumerate(places):
        near = [place for place in places[:last] if end - place <= CLOSE]
        for others in combinations(reversed(near), len(turn.slots) - 1):
            if any(_fills(turn, row, order) for order in permutations((end, *others))):
                return Found(turn.trade, min(end, *others), end)
    return None


def _fills(turn: Turn, row: Sequence[str], places: Sequence[int]) -> bool:
    return all(row[place] in slot for place, slot in zip(places, turn.slots, strict=True))


@cache
def _index() -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
    """Each key, with the turns that it is in and the slots that it may fill there, as bits; then
    all the slots of each turn.
    """
    found: dict[str, dict[int, int]] = {}
    for number, turn in enumerate(turns()):
        for place, slot in enumerate(turn.slots):
            for word in slot:
                own = found.setdefault(word, {})
                own[number] = own.get(number, 0) | 1 << place
    whole = [(1 << len(turn.slots)) - 1 for turn in turns()]
    return {word: list(own.items()) for word, own in found.items()}, whole

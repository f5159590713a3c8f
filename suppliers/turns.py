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
from pathlib import Path
from typing import NamedTuple

import yaml

from procurement.language.words import key

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
    rows = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    sets = rows.pop("sets")
    return tuple(
        Turn(trade, tuple(_keys(slot, sets) for slot in line.split("/")))
        for trade, lines in rows.items()
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
    filled: dict[int, dict[int, int]] = {}  # turn → slot → where it was last filled
    told: set[str] = set()
    for position, word in enumerate(row):
        for number, slot in _index().get(word, ()):
            turn = turns()[number]
            places = filled.setdefault(number, {})
            places[slot] = position
            start = min(places.values())
            whole = len(set(places.values())) == len(turn.slots)
            if whole and position - start <= CLOSE and turn.trade not in told:
                told.add(turn.trade)
                yield Found(turn.trade, start, position)


@cache
def _index() -> dict[str, list[tuple[int, int]]]:
    """Each key, with the turns and the slots that it fills."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, turn in enumerate(turns()):
        for slot, words in enumerate(turn.slots):
            for word in words:
                found.setdefault(word, []).append((number, slot))
    return found

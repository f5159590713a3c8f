"""Which trades a text is about, from the company its words keep.

The thesaurus answers when a thing is named; this answers when it is only described (« vingt
triporteurs, des tournées à l'aube »). A word counts for a trade as much as few trades share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import log
from pathlib import Path

import yaml

from procurement.language.words import key

DATA = Path(__file__).parent / "data" / "trades.yaml"
TOLD = 5.0  # weight of words from which a trade is sure: two rare words, or three common ones
SHARPNESS = 2  # a need is about its first trades, not about all those it brushes against
KEPT = 5


@dataclass(frozen=True)
class Trade:
    id: str
    label: str
    words: tuple[str, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(filter(None, map(key, self.words)))


@cache
def trades() -> dict[str, Trade]:
    rows = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {row["id"]: Trade(row["id"], row["label"], tuple(row["words"].split())) for row in rows}


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Each key with the trades it hints at and how strongly."""
    holders: dict[str, list[str]] = {}
    for trade in trades().values():
        for word in trade.keys:
            holders.setdefault(word, []).append(trade.id)
    return {
        word: dict.fromkeys(ids, log(1 + len(trades()) / len(ids)) / 2)
        for word, ids in holders.items()
    }


def words_of(trade: str) -> frozenset[str]:
    return trades()[trade].keys


def told(words: Mapping[str, float]) -> dict[str, float]:
    """How far words, with their weights, tell each trade: from 0 to 1."""
    return {trade: min(1.0, total / TOLD) for trade, total in _sums(words).items()}


def _sums(words: Mapping[str, float]) -> dict[str, float]:
    sums: dict[str, float] = {}
    known = _weights()
    for word, weight in words.items():
        if word in known:
            for trade, strength in known[word].items():
                sums[trade] = sums.get(trade, 0.0) + strength * weight
    return sums


def about(words: Mapping[str, float]) -> dict[str, float]:
    """The few trades that a need is about, their parts summing to 1; empty when none is told."""
    sums = _sums(words)
    best = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    if not best or best[0][1] < 1.0:
        return {}
    sharp = {trade: total**SHARPNESS for trade, total in best}
    return {trade: part / sum(sharp.values()) for trade, part in sharp.items()}


def shared(trade: str, one: Iterable[str], other: Iterable[str]) -> tuple[str, str]:
    """The most telling word of each side for this trade; empty where there is none."""
    return _most_telling(trade, one), _most_telling(trade, other)


def _most_telling(trade: str, words: Iterable[str]) -> str:
    known = _weights()
    telling = [
        (strength, word) for word in words if word in known and (strength := known[word].get(trade))
    ]
    return max(telling, default=(0.0, ""))[1]

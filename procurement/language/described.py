"""What a need told at length describes: the trades that its words tell, and the codes of these.

The model of codes has learned from titles of contracts, where every word counts and its place too.
In prose, most words are said of something else: the headline is still read so, and of the rest its
words alone; but what several of them tell together, they tell of trades, whose concepts have codes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import exp
from typing import NamedTuple

from procurement.language import trades
from procurement.language.features import Said, placed, said
from procurement.language.french import Cuts, cuts, telling
from procurement.language.spans import sentence_ends
from procurement.language.terms import ConceptHit, concepts
from procurement.language.thesaurus import thesaurus
from procurement.language.tree import CLASS

LONG = 40  # words: of 3,287 titles of contracts, one in fifty has more
TITLE, LATER = 2.0, 0.75  # what a title weighs, and what comes after
MEMORY = 3  # sentences after which a need has usually said what it is about
CONCEPTS = (1.0, 0.3, 0.3)  # of a trade, the first is its own; the others, of things around it
CODES = (1.0, 0.5)  # of a concept, the best comes first


class Told(NamedTuple):
    """A class of codes that the text describes: how much of it, the code, and by which trade."""

    share: float
    code: str
    trade: str


@dataclass(frozen=True)
class Described:
    """A title, which may be empty, then a text."""

    title: str
    text: str

    @property
    def is_prose(self) -> bool:
        return bool(self.title) or self.text.count(" ") >= LONG

    @cached_property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text

    @cached_property
    def said(self) -> Said:
        """As the model of codes reads it."""
        if not self.is_prose:
            return said(self.text)
        ends = sentence_ends(self.whole)
        headline = self.title or self.whole[: ends[0] if ends else None]
        tokens = cuts(self.whole).until(len(headline))
        return placed(headline, tokens, list(self._words.keys), [hit.id for hit in self._named])

    @cached_property
    def sure(self) -> float:
        """From 0 to 1, how well its words tell what they describe."""
        return 1 - exp(-max(self._evidence.values(), default=0.0) / trades.TELLING)

    @cached_property
    def classes(self) -> dict[str, Told]:
        """Those of the trades told, their shares summing to 1."""
        shares: dict[str, float] = defaultdict(float)
        first: dict[str, tuple[str, str]] = {}
        for trade, part in trades.parts_of(self._evidence).items():
            for name, code, weight in _codes(trade):
                shares[name] += part * weight
                first.setdefault(name, (code, trade))
        total = sum(shares.values())
        return {name: Told(share / total, *first[name]) for name, share in shares.items()}

    def reason(self, trade: str) -> str:
        """« Le texte décrit ce métier … », in its own words; empty without any trade."""
        if not trade:
            return ""
        told = self._written.get(self._most_telling.get(trade, ""), "")
        words = f" : « {told} »" if told else ""
        return f"Le texte décrit un métier, {trades.trades()[trade].label}{words}."

    @cached_property
    def _most_telling(self) -> dict[str, str]:
        return trades.most_telling(self._written)

    @cached_property
    def _evidence(self) -> trades.Told:
        if not self.is_prose:
            return {}
        return trades.told([terms for terms in self._weighed() if terms])

    def _weighed(self) -> Iterator[dict[str, float]]:
        """The terms of each sentence, with what they weigh."""
        ends = sentence_ends(self.whole)
        starts = self._words.starts
        firsts = [0, *(bisect_left(starts, end) for end in ends), len(starts)]
        titled = bisect_right([0, *ends], len(self.title)) if self.title else 0
        weights = [
            TITLE if number < titled else 1.0 if number < titled + MEMORY else LATER
            for number in range(len(ends) + 1)
        ]
        rows = [
            dict.fromkeys(self._words.keys[first:last], weight)
            for (first, last), weight in zip(pairwise(firsts), weights, strict=True)
        ]
        for term, first, last in self._expressions:
            number = bisect_right(ends, starts[first])
            if last < firsts[number + 1]:
                rows[number][term] = weights[number]
        for hit in self._named:
            number = bisect_right(ends, hit.start)
            worth = trades.worth_of_name(hit.text)
            rows[number][trades.CONCEPT + hit.id] = weights[number] * worth
        yield from rows

    @cached_property
    def _written(self) -> dict[str, str]:
        """Its terms, each with the words that say it first."""
        found = {trades.CONCEPT + hit.id: hit.text for hit in reversed(self._named)}
        for term, first, last in self._expressions:
            found.setdefault(term, self._words.through(self.whole, first, last))
        words = zip(reversed(self._words.keys), reversed(self._words.written), strict=True)
        return found | dict(words)

    @cached_property
    def _expressions(self) -> list[tuple[str, int, int]]:
        return list(trades.expressions(self._words.keys))

    @cached_property
    def _words(self) -> Cuts:
        return telling(self.whole)

    @cached_property
    def _named(self) -> list[ConceptHit]:
        return concepts(self.whole)


@cache
def _codes(trade: str) -> tuple[tuple[str, str, float], ...]:
    """The codes of a trade, each with its class before and what it weighs after."""
    return tuple(
        (code[:CLASS], code, own * best)
        for id, own in zip(trades.trades()[trade].concepts, CONCEPTS, strict=False)
        for code, best in zip(thesaurus()[id].cpv, CODES, strict=False)
    )

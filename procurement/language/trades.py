"""Which trades a text is about, from the company its words keep.

The thesaurus answers when a thing is named; this answers when it is only described (« vingt
triporteurs, des tournées à l'aube »). A word counts for a trade as much as few trades share it, and
it is credited to the trade that the words around it tell: « laver » beside « voiture » says nothing
of dishes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np

from procurement.language.evidence import Evidence, Hints, Sentence
from procurement.language.loading import uncollected
from procurement.language.terms import keys
from procurement.language.thesaurus import thesaurus
from procurement.language.turns import TURN
from procurement.yaml_files import read_yaml

CATCH_ALL = {"94.99Z", "88.99B", "88.10C", "82.99Z", "96.09Z"}  # codes of any activity
CONCEPT, CPV, NAF = "c:", "cpv:", "naf:"  # before what is no word, among terms
DATA = Path(__file__).parent / "data" / "trades.yaml"
CORE, HINT, NAMED = 2.2, 1.0, 2.5  # strength of a word that nearly names, hints; of a concept
SAID = 2.4  # of a turn of phrase
CODED, NAF_CODED = 1.0, 1.6  # of a class of CPV codes; of the code that a supplier is filed under
PART = 0.5  # of a word that is said in one of its expressions
MANY = 6  # trades whose expressions share a word, which then tells none of them
KIN = 0.8  # a word of the same family as one of the lexicon: « rempailleuse »
TELLING = 2.6  # evidence from which a trade is rather sure than not
REST = 0.5  # what further sentences add to the one that tells most
SHARPNESS = 1.2  # a need is about its first trades, not about all those it brushes against
KEPT = 12
ONE_WORD = 0.4  # of a concept named in one word, which already counts as a word
WORTH_SAYING = 0.8  # a word that tells a trade enough to be quoted for it
NEAR = 0.35  # how far the trade next door answers
WIDER, NARROWER = 0.65, 0.9  # how far one that it is a part of does; how far one of its parts
_SUFFIX = re.compile(
    r"(?:issement|ement|ation|ateur|atric|erie|eri|eur|eux|euse|age|ag|ier|er|ist|ant|if|iv|i|e)$"
)
_ROOT = 5  # letters that a family shares at least
_SEVERAL = re.compile(r"\w{2}[\s-]\S")


@dataclass(frozen=True)
class Trade:
    id: str
    label: str
    core: tuple[str, ...]
    words: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # wider trades that it is a part of
    roles: tuple[str, ...] = ()  # in which it is spoken of by whoever does it


@cache
def trades() -> dict[str, Trade]:
    rows = read_yaml(DATA)
    return {row["id"]: Trade(**{name: _listed(name, row[name]) for name in row}) for row in rows}


def _listed(name: str, value: str | list[str]) -> Any:
    if name in ("core", "words"):
        return tuple(str(value).split())
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class _Lexicon:
    """Each term (a key, an expression of keys, a concept) with how strongly it hints at trades."""

    terms: dict[str, dict[str, float]]
    families: dict[str, dict[str, float]]
    expressions: dict[str, list[tuple[str, ...]]]  # by their first key

    def hints(self, term: str) -> Mapping[str, float]:
        known = self.terms.get(term)
        return self.families.get(_family(term), {}) if known is None else known


@cache
def _lexicon() -> _Lexicon:
    with uncollected():
        raw: dict[str, dict[str, float]] = {}
        for trade in trades().values():
            for term, strength in chain(_said_of(trade), _filed_as(trade)):
                own = raw.setdefault(term, {})
                own[trade.id] = max(strength, own.get(trade.id, 0.0))
        terms = {t: _shared_out(hints) for t, hints in raw.items() if t and not _is_of_many(hints)}
        return _Lexicon(terms, _families(terms), _expressions(terms))


def _is_of_many(hints: Mapping[str, float]) -> bool:
    """True of a word that only expressions hold, of many trades: « remettre » tells none."""
    return len(hints) >= MANY and max(hints.values()) <= PART


def _said_of(trade: Trade) -> Iterator[tuple[str, float]]:
    """Its words and expressions, and more weakly the words of its expressions."""
    for words, strength in ((trade.words, HINT), (trade.core, CORE)):
        for word in words:
            row = keys(word)
            yield " ".join(row), strength
            yield from ((part, PART) for part in row if len(row) > 1)


def _filed_as(trade: Trade) -> Iterator[tuple[str, float]]:
    """Its concepts and their codes; of the codes of activity, the best comes first."""
    for id in trade.concepts:
        concept = thesaurus()[id]
        yield CONCEPT + id, NAMED
        yield from ((CPV + code[:4], CODED) for code in concept.cpv)
        for place, code in enumerate(concept.naf):
            if code not in CATCH_ALL:
                yield NAF + code, NAF_CODED if place == 0 else NAF_CODED / 2


def _families(terms: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    families: dict[str, dict[str, float]] = {}
    for term, hints in terms.items():
        if family := _family(term):
            own = families.setdefault(family, {})
            for trade, strength in hints.items():
                own[trade] = max(KIN * strength, own.get(trade, 0.0))
    return families


def _expressions(terms: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for term in terms:
        first, space, _ = term.partition(" ")
        if space:
            found.setdefault(first, []).append(tuple(term.split()))
    return found


def _shared_out(hints: Mapping[str, float]) -> dict[str, float]:
    """A word of many trades tells little of each."""
    total = len(trades())
    holders = sum(hints.values()) / max(hints.values())
    rarity = log(1 + total / holders) / log(1 + total)
    return {trade: strength * rarity for trade, strength in hints.items()}


@lru_cache(maxsize=50_000)
def _family(term: str) -> str:
    """What « rempaillage » and « rempailleuse » share; empty for what has no family."""
    if ":" in term or " " in term or term.startswith(TURN):
        return ""
    root = _SUFFIX.sub("", term)
    return root if len(root) >= _ROOT else ""


def expressions(row: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The expressions of the lexicon that a row of keys says, each with its first and last."""
    known = _lexicon().expressions
    for start in [place for place, key in enumerate(row) if key in known]:
        for expression in known[row[start]]:
            end = start + len(expression)
            if tuple(row[start:end]) == expression:
                yield " ".join(expression), start, end - 1


Told = dict[str, float]  # trade → evidence, or share


def read(sentences: Sequence[Mapping[str, float]]) -> list[Told]:
    """What each sentence of one author tells, its terms given with their weights."""
    return [_named(told) for told in _evidence(sentences).by_sentence()]


def _evidence(sentences: Iterable[Mapping[str, float]]) -> Evidence:
    return Evidence([_sentence(terms) for terms in sentences], len(trades()))


def _sentence(terms: Mapping[str, float]) -> Sentence:
    said = Sentence([], {})
    for term, weight in terms.items():
        if hints := _hints(term):
            said.terms.append((hints, weight))
        elif term.startswith(TURN):
            said.turned[_numbers()[term.removeprefix(TURN)]] = SAID * weight
    return said


@lru_cache(maxsize=50_000)
def _hints(term: str) -> Hints | None:
    if not (hints := _lexicon().hints(term)):
        return None
    numbers = [_numbers()[trade] for trade in hints]
    return Hints(np.array(numbers, np.intp), np.array([*hints.values()]))


@cache
def _numbers() -> dict[str, int]:
    return {trade: number for number, trade in enumerate(trades())}


def _named(told: Mapping[int, float]) -> Told:
    names = _names()
    return {names[number]: evidence for number, evidence in told.items()}


@cache
def _names() -> tuple[str, ...]:
    return tuple(trades())


def sure(told: Iterable[Told]) -> Told:
    """How sure sentences make each trade, from 0 to 1; the one that tells most comes first."""
    best: Told = {}
    total: Told = {}
    for sentence in told:
        for trade, evidence in sentence.items():
            if trade not in total:
                best[trade] = total[trade] = evidence
            else:
                total[trade] += evidence
                if evidence > best[trade]:
                    best[trade] = evidence
    return {
        trade: 1 - exp(-(most + REST * (total[trade] - most)) / TELLING)
        for trade, most in best.items()
    }


def told(sentences: Sequence[Mapping[str, float]]) -> Told:
    """The evidence that a need gives of the trades it may be about, the likeliest first; empty when
    none is told.

    One word may name a trade by chance: what several tell together counts more.
    """
    evidence = _evidence(sentences)
    summed = evidence.summed()
    agreed = _named(evidence.agreed(summed))
    best = sorted(agreed.items(), key=lambda item: (-item[1], item[0]))[:KEPT]
    return dict(best) if best and summed[_numbers()[best[0][0]]] >= 1.0 else {}


def about(sentences: Sequence[Mapping[str, float]]) -> Told:
    """The few trades that a need is about, their parts summing to 1; empty when none is told."""
    return parts_of(told(sentences))


def parts_of(told: Told) -> Told:
    sharp = {trade: evidence**SHARPNESS for trade, evidence in told.items()}
    total = sum(sharp.values())
    return {trade: part / total for trade, part in sharp.items()}


def answers(trade: str, told: Told) -> float:
    """How far what is told answers a trade, the trade next door a little."""
    return max([worth * told.get(one, 0.0) for one, worth in _answering(trade)])


def does(trade: str, told: Told, apart: Collection[str] = ()) -> float:
    """How sure it is that a trade is done: itself, a part of it, or one that it is a part of, but
    for those asked for apart from it.
    """
    kin = _doing(trade)
    return max([worth * told.get(one, 0.0) for one, worth in kin if one not in apart])


@cache
def _doing(trade: str) -> tuple[tuple[str, float], ...]:
    """The trades of which one says that this one is done, and how much."""
    parts = [(part.id, NARROWER) for part in trades().values() if trade in part.of]
    return ((trade, 1.0), *((wider, WIDER) for wider in trades()[trade].of), *parts)


@cache
def _answering(trade: str) -> tuple[tuple[str, float], ...]:
    """Those, and the trades next door."""
    return (*_doing(trade), *((near, NEAR) for near in trades()[trade].near))


def worth_of_name(name: str) -> float:
    """A name of one word is already counted as a word."""
    return 1.0 if _SEVERAL.search(name) else ONE_WORD


def named_by(concepts: Iterable[str]) -> list[str]:
    """The trades of which one of these concepts is a name."""
    wanted = set(concepts)
    return [trade.id for trade in trades().values() if wanted.intersection(trade.concepts)]


def hints_at(term: str, among: Iterable[str]) -> bool:
    """True of a word that the lexicon knows for one of these trades."""
    hints = _lexicon().hints(term)
    return any(trade in hints for trade in among)


def most_telling(terms: Iterable[str]) -> dict[str, str]:
    """For each trade that some of these terms tell, the term that tells it most: one that tells no
    other trade more or, failing that, its turn of phrase.
    """
    best: dict[str, tuple[float, str]] = {}
    turned: dict[str, str] = {}
    for term in terms:
        for trade, strength in _worth_saying(term):
            if trade not in best or (strength, term) > best[trade]:
                best[trade] = strength, term
        if term.startswith(TURN):
            turned[term.removeprefix(TURN)] = term
    return turned | {trade: term for trade, (_, term) in best.items()}


@lru_cache(maxsize=50_000)
def _worth_saying(term: str) -> tuple[tuple[str, float], ...]:
    """The trades that a term tells as much as any other, and enough to be quoted for them."""
    hints = _lexicon().hints(term)
    most = max(hints.values(), default=0.0)
    return tuple((t, s) for t, s in hints.items() if s == most and s >= WORTH_SAYING)

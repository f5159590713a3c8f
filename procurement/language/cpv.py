"""CPV codes for a text: from labels, buyers' words, the thesaurus and past contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from procurement.language.branches import Branches
from procurement.language.buyers import known_words, typical_titles
from procurement.language.described import Described
from procurement.language.features import (
    Said,
    Vector,
    Vectorizer,
    all_features,
    key_features,
    said,
)
from procurement.language.french import telling
from procurement.language.linear import Softmax
from procurement.language.margins import Margins
from procurement.language.neighbours import Neighbours
from procurement.language.terms import keys
from procurement.language.tree import CLASS, DIVISION, GROUP, Row, Tree
from procurement.typography import plural

_NEIGHBOURS = 30
_FIRST = "first"  # a choice of the division that is heard for the first code only
_BASE_OFFER = (5, 10)  # first five: as many groups as can be; ten: as many classes
# The weight of neighbours beside the model: for each choice, and for the very first division.
_VOTES = {DIVISION: 0.15, GROUP: 0.5, CLASS: 0.6}
_FIRST_VOTE = 0.05
_DESCRIBED = 2.0  # of what a need told at length surely describes, beside what titles teach
_LIKELY = 0.25


class Example(NamedTuple):
    """A text known to be of a code, and where that is known from."""

    text: str
    code: str
    origin: str  # label, words, title, past


_WEIGHTS = {"label": 0.1, "words": 0.5, "title": 1.0, "past": 1.0}
_FIRST_WEIGHTS = _WEIGHTS | {"label": 0.2, "words": 0.4}  # for the first division alone


@dataclass(frozen=True)
class CpvSuggestion:
    code: str
    check_digit: str
    label: str
    score: float
    because: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "check_digit": self.check_digit,
            "label": self.label,
            "score": round(self.score, 4),
            "because": list(self.because),
        }


class CpvCode(NamedTuple):
    code: str
    check_digit: str
    label: str


class _Choice(NamedTuple):
    code: str
    score: float = 0.0
    trade: str = ""  # that the text describes

    def described(self, code: str, more: float, trade: str) -> _Choice:
        """The code that the model likes stands where it is likely by itself."""
        return _Choice(
            self.code if self.trade or self.score >= _LIKELY else code,
            self.score + more,
            self.trade or trade,
        )


class CpvSuggester:
    """Built once from the nomenclature and what the database has learned."""

    def __init__(self, codes: Iterable[CpvCode], past: Iterable[tuple[str, str]] = ()) -> None:
        self._codes = {row.code: row for row in codes}
        examples = [
            *(Example(text, code, "past") for text, code in past),
            *(Example(row.label, row.code, "label") for row in self._codes.values()),
            *(Example(text, code, "words") for text, code in known_words()),
            *(Example(text, code, "title") for text, code in typical_titles()),
        ]
        self._examples = [
            example._replace(code=code)
            for example in examples
            if (code := self._nearest_known(example.code))
        ]
        self._classes = [example.code[:CLASS] for example in self._examples]
        self._model: _Nearest | None = None

    def _nearest_known(self, code: str) -> str:
        """The code, or the broader one that the loaded nomenclature has; empty when none."""
        if code in self._codes:
            return code
        broader = (code[:digits].ljust(8, "0") for digits in range(8, 1, -1))
        return next((known for known in broader if known in self._codes), "")

    def learn(self) -> None:
        """Takes seconds, minutes for many records; what is near a text answers without it."""
        if self._examples:
            self._model = _Model(self._examples)

    def suggest(self, text: str, title: str = "", count: int = 10) -> list[CpvSuggestion]:
        """Best first, each from another class; empty when nothing in the text is known."""
        if not self._examples:
            return []
        self._model = self._model or _Nearest(self._examples)
        need = Described(title, text)
        reading = self._model.read(need.said)
        if reading is None:
            return []
        words = telling(need.whole)
        heard = dict(zip(words.keys, words.written, strict=True))
        near: dict[str, list[int]] = defaultdict(list)
        for number in reading.neighbours:
            near[self._classes[number]].append(number)
        return [
            self._suggestion(choice, near.get(choice.code[:CLASS], ()), heard, need)
            for choice in self._weighed(reading.offer(count), need, count)
        ]

    def _weighed(
        self, offered: Iterable[tuple[str, float]], need: Described, count: int
    ) -> list[_Choice]:
        """What the model offers and, of a need told at length, what it describes."""
        choices = {code[:CLASS]: _Choice(code, score) for code, score in offered}
        if not need.classes:
            return list(choices.values())[:count]
        beside = _DESCRIBED * need.sure
        for told in need.classes.values():
            if code := self._nearest_known(told.code):
                choice = choices.get(code[:CLASS], _Choice(code))
                more = beside * told.share
                choices[code[:CLASS]] = choice.described(code, more, told.trade)
        best = sorted(choices.values(), key=lambda choice: (-choice.score, choice.code))[:count]
        return [choice._replace(score=choice.score / (1 + beside)) for choice in best]

    def _suggestion(
        self,
        choice: _Choice,
        near: Iterable[int],
        heard: Mapping[str, str],
        need: Described,
    ) -> CpvSuggestion:
        row = self._codes[choice.code]
        same = [self._examples[number] for number in near]
        reasons = _because(choice.code, same, heard, need.reason(choice.trade))
        return CpvSuggestion(row.code, row.check_digit, row.label, choice.score, reasons)


def _because(
    code: str, same: Sequence[Example], heard: Mapping[str, str], described: str
) -> tuple[str, ...]:
    """Sentences for the user: what the text describes, past contracts, buyers' words, the label, or
    the division.

    `heard` has the words of the text by their keys: but for past contracts, only they are quoted.
    """
    past = [example.text for example in same if example.origin == "past"]
    words = [example.text for example in same if example.origin in ("words", "title")]
    reasons = [described] if described else []
    if past:
        reasons.append(
            f"{plural(len(past), 'marché attribué proche', 'marchés attribués proches')}, "
            f"par exemple « {_shortened(past[0])} »."
        )
    if named := next((name for name in words if heard.keys() >= _keys_of(name)), ""):
        reasons.append(f"Les acheteurs nomment ainsi ce code : « {named} ».")
    if shared := _shared([e.text for e in same if e.origin == "label"][:1], heard):
        reasons.append(f"Le libellé officiel en partage les mots : {shared}.")
    if not reasons and (shared := _shared(words, heard)):
        reasons.append(f"Ces mots reviennent dans les achats de ce code : {shared}.")
    if not reasons:
        reasons.append(f"L'ensemble des mots évoque la division {code[:DIVISION]} du CPV.")
    return tuple(reasons)


def _shared(texts: Iterable[str], heard: Mapping[str, str]) -> str:
    """« crèches », « enfants »: the words that these texts share, as the need writes them."""
    common = dict.fromkeys(key for text in texts for key in _keys_of(text) if key in heard)
    return ", ".join(f"« {heard[key]} »" for key in common)


@lru_cache(maxsize=20_000)
def _keys_of(example: str) -> KeysView[str]:
    """In reading order; the same examples come back for other texts."""
    return dict.fromkeys(keys(example)).keys()


class _Nearest:
    """What past texts near this one say, down the tree of codes: built in a second."""

    features, in_pieces = staticmethod(key_features), False

    def __init__(self, examples: Sequence[Example]) -> None:
        self._codes = [example.code for example in examples]
        self._origins = [example.origin for example in examples]
        self._strengths = np.array([_WEIGHTS[origin] ** 0.5 for origin in self._origins])
        # Texts are read twice rather than kept: a hundred thousand of them would weigh 200 MB.
        self._vectorizer = Vectorizer(
            (said(example.text) for example in examples), self.features, self.in_pieces
        )
        vectors = [self._vectorizer(said(example.text)) for example in examples]
        self._neighbours = Neighbours(vectors, self._vectorizer.is_key)
        # The shortest way to say a class: not all of them have a code that ends in zeros.
        self._plainest = {code[:CLASS]: code for code in sorted(self._codes, reverse=True)}
        self._tree = Tree(self._codes)
        self._train(vectors)

    def _train(self, vectors: list[Vector]) -> None:
        """Nothing: to have read the texts is enough."""

    def read(self, text: Said) -> _Guess | None:
        vector = self._vectorizer(text)
        if not self._vectorizer.is_key[vector.ids].any():
            return None
        near, likeness = self._neighbours.nearest(vector, _NEIGHBOURS)
        if not len(near):
            return None
        votes = likeness**3 * self._strengths[near]
        favourites: dict[str, float] = defaultdict(float)
        for number, vote in zip(near.tolist(), votes.tolist(), strict=True):
            favourites[self._codes[number]] += vote
        chances, first = self._weigh(vector, self._tree.log_shares(near, votes))
        return _Guess(self._tree, chances, first, favourites, self._plainest, near.tolist())

    def _weigh(self, vector: Vector, shares: Row) -> tuple[Row, str]:
        """The chances of all nodes, and the first division."""
        chances = self._tree.chances(shares)
        return chances, max(self._tree.below("", chances), key=lambda pair: pair[1])[0]


class _Model(_Nearest):
    """A chain of choices (division, group, class), each weighed with what neighbours say."""

    features, in_pieces = staticmethod(all_features), True

    def _train(self, vectors: list[Vector]) -> None:
        learned: dict[str, Margins | Softmax] = {_FIRST: self._first(vectors)}
        members = self._by_prefix()
        for prefix in self._tree.members:
            learned[prefix] = self._branch(vectors, members[prefix], _next(prefix))
        vectors.clear()  # all is learned from them: their room goes to the table
        self._branches = Branches(learned, len(self._vectorizer))
        self._say = np.array([_VOTES[len(name)] for name in self._tree.names])

    def _by_prefix(self) -> dict[str, list[int]]:
        members: dict[str, list[int]] = defaultdict(list)
        for number, code in enumerate(self._codes):
            for prefix in ("", code[:DIVISION], code[:GROUP]):
                members[prefix].append(number)
        return members

    def _first(self, vectors: Sequence[Vector]) -> Margins:
        return Margins(
            vectors,
            [code[:DIVISION] for code in self._codes],
            [_FIRST_WEIGHTS[origin] for origin in self._origins],
            len(self._vectorizer),
        )

    def _branch(self, vectors: Sequence[Vector], numbers: list[int], digits: int) -> Softmax:
        known = [vectors[number] for number in numbers]
        if digits > DIVISION:
            # Stop words tell works from supplies; below, they would only weigh.
            known = [vector.only(~self._vectorizer.is_written) for vector in known]
        return Softmax(
            known,
            [self._codes[number][:digits] for number in numbers],
            [_WEIGHTS[self._origins[number]] for number in numbers],
        )

    def _weigh(self, vector: Vector, shares: Row) -> tuple[Row, str]:
        scores = self._branches.scores(vector)
        divisions = self._tree.members[""]
        # `Margins` finds the first division more often, `Softmax` the next ones.
        likely, learned = scores[: len(divisions)], scores[len(divisions) :]
        first = (likely + _FIRST_VOTE * shares[: len(divisions)]).argmax()
        return self._tree.chances(learned + self._say * shares), divisions[first]


def _next(prefix: str) -> int:
    """How many digits the classes below this prefix have."""
    return len(prefix) + 1 if prefix else DIVISION


@dataclass
class _Guess:
    """Chances down the tree, followed where they are worth it."""

    tree: Tree
    chances: Row
    division: str
    favourites: dict[str, float]  # votes of the neighbours for whole codes
    plainest: dict[str, str]
    neighbours: list[int]

    def offer(self, count: int) -> list[tuple[str, float]]:
        """Codes and scores: first the best class of the best groups, then the next classes."""
        divisions = self._below([("", 1.0)], keep=None)
        ranked = self._below(self._below(divisions[:5], keep=8), keep=None)
        own = self._best_of(next(pair for pair in divisions if pair[0] == self.division))
        order = [own, *(pair for pair in ranked if pair[0] != own[0])]
        best: dict[str, tuple[str, float]] = {}
        for pair in order:
            best.setdefault(pair[0][:GROUP], pair)
        first = list(best.values())[: _BASE_OFFER[0]]
        told = set(first)
        rest = [pair for pair in order if pair not in told]
        favourite = {
            code[:CLASS]: code for code in sorted(self.favourites, key=self.favourites.__getitem__)
        }
        return [
            (favourite.get(prefix) or self.plainest[prefix], score)
            for prefix, score in [*first, *rest][:count]
        ]

    def _best_of(self, division: tuple[str, float]) -> tuple[str, float]:
        """Its likeliest class, even where other divisions have likelier groups."""
        return self._below(self._below([division], keep=3), keep=1)[0]

    def _below(
        self, prefixes: list[tuple[str, float]], keep: int | None
    ) -> list[tuple[str, float]]:
        found = [
            (name, chance * share)
            for prefix, chance in prefixes
            for name, share in self.tree.below(prefix, self.chances)
        ]
        return sorted(found, key=itemgetter(1), reverse=True)[:keep]


def _shortened(text: str) -> str:
    return text if len(text) <= 90 else text[:88].rsplit(" ", 1)[0] + " …"

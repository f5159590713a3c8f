"""Whether a text asks for something where it speaks, or tells: news, results, rules, advice.

A linear model (`weights.py`), learnt by `tests/bench/learn_asking.py` from passages that ask and
passages that tell (`tests/data/language/told`). It sees the words of a clause, alone, by two and
around a third, those next to a number, and their endings, which bear the tenses; the other words
of the sentence and how it opens; the words and endings of the whole text and how it opens. Numbers
and aims that a text only tells of are those of no need.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import islice, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from procurement.language.clauses import FIGURE, Clause, clauses
from procurement.language.weights import Weights

FILE = Path(__file__).parent / "data" / "asking_learnt.json.gz"
LEAST = 0.4  # under which a clause mostly tells, in texts by other hands than those learnt from
_MANY = 20_000  # distinct words whose traits are remembered
_ENDINGS = (2, 3, 4)  # letters
_OF_A_TEXT = 3  # letters of the endings of the whole text
_FREE = 8  # traits added to a view's own: a clause of two words tells little
# What these views weigh, beside the words.
_IN_ENDINGS, _BESIDE, _IN_TEXT, _AROUND, _NEAR_FIGURE, _OPENING = 0.7, 1.1, 0.35, 0.6, 0.5, 0.5
_REACH = 3  # words to each side of a number that say what it is
_FIRST, _FIRST_OF_TEXT = 3, 6  # words that open a sentence, a text
_ENOUGH = 60  # words of a text that says enough to be doubted
_SURE = 0.62  # over which what the whole text says leaves no clause to doubt
_ASKED = 1.0  # of what stands in no clause

Value = TypeVar("Value", int, float)


# The traits of a clause or of a text, by number or by weight if known, and what each weighs.
View = tuple[list[Value | None], float]


class _Seen(NamedTuple, Generic[Value]):
    alone: Value | None
    endings: list[Value | None]
    beside: Value | None
    said: Value | None  # anywhere in the text
    ending: str
    said_ending: Value | None


class Traits(Generic[Value]):
    """Reads clauses and texts as what `value` gives for their traits: a number, or a weight."""

    def __init__(self, value: Callable[[str], Value | None]) -> None:
        self._value: Callable[[str], Value | None] = value
        self._seen: Callable[[str], _Seen[Value]] = lru_cache(maxsize=_MANY)(self._see)

    def of_clause(self, clause: Clause) -> tuple[View[Value], ...]:
        forms = [word.form for word in clause.words]
        seen = [self._seen(form) for form in forms]
        alone = [word.alone for word in seen]
        by_two = [f"{one}+{two}" for one, two in pairwise(forms)]
        endings = [ending for word in seen for ending in word.endings]
        around = [f"{one}++{two}" for one, two in zip(forms, forms[2:], strict=False)]
        beside = [self._seen(word.form).beside for word in clause.beside]
        return (
            _view(alone + self._values(by_two)),
            _view(endings, _IN_ENDINGS),
            _view(beside, _BESIDE),
            _view(self._values(around), _AROUND),
            _view(self._values(_near_figures(forms)), _NEAR_FIGURE),
        )

    def of_opening(self, first: Clause) -> View[Value]:
        """How a sentence opens, by its first clause: « Il est proposé », « En 2025, »."""
        forms = [word.form for word in first.words[:_FIRST]]
        alone = [f"|{form}" for form in forms]
        by_two = [f"|{one}+{two}" for one, two in pairwise(forms)]
        return _view(self._values(alone + by_two), _OPENING)

    def of_text(self, read: Sequence[Clause]) -> tuple[View[Value], ...]:
        forms = dict.fromkeys(_forms(read))
        seen = [self._seen(form) for form in forms]
        endings = {word.ending: word.said_ending for word in seen if word.ending}
        opening = [f"||{form}" for form in islice(_forms(read), _FIRST_OF_TEXT)]
        return (
            _view([word.said for word in seen], _IN_TEXT),
            _view(list(endings.values()), _IN_TEXT),
            _view(self._values(opening), _OPENING),
        )

    def _values(self, names: Iterable[str]) -> list[Value | None]:
        return list(map(self._value, names))

    def _see(self, form: str) -> _Seen[Value]:
        endings = [form[-size:] for size in _ENDINGS if len(form) > size + 1]
        ending = form[-_OF_A_TEXT:] if len(form) > _OF_A_TEXT + 1 else ""
        return _Seen(
            self._value(form),
            self._values(f"~{ending}" for ending in endings),
            self._value(f"<{form}"),
            self._value(f"^{form}"),
            ending,
            self._value(f"^~{ending}"),
        )


def _forms(read: Iterable[Clause]) -> Iterator[str]:
    return (word.form for clause in read for word in clause.words)


def _near_figures(forms: Sequence[str]) -> list[str]:
    """The words next to each number, with how far they are from it."""
    near = []
    for place, form in enumerate(forms):
        if form == FIGURE:
            after = forms[place + 1 : place + 1 + _REACH]
            before = forms[max(0, place - _REACH) : place][::-1]
            near += [f"+{far}#{form}" for far, form in enumerate(after, 1)]
            near += [f"-{far}#{form}" for far, form in enumerate(before, 1)]
    return near


def _view(traits: list[Value | None], weight: float = 1.0) -> View[Value]:
    return traits, weight * (len(traits) + _FREE) ** -0.5


class Asking:
    """How much each clause of a text asks: about 0 where it tells, about 1 where it asks.

    Only the clauses that are enquired about are read.
    """

    def __init__(self, text: str) -> None:
        self._clauses = clauses(text)
        self._scores: dict[int, float] = {}
        self._openings: dict[int, float] = {}  # by sentence

    def asks(self, start: int, end: int, least: float = LEAST) -> bool:
        """Whether what is said between two places may be asked for.

        The fewer words a text has, the less it is doubted: a note or a field only names things.
        """
        return self.score(start, end) >= least * min(1, self._size / _ENOUGH)

    def score(self, start: int, end: int) -> float:
        """Of the clause that asks most there, or of a text that asks all through."""
        if self._whole >= _SURE:
            return self._whole
        there = range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        return max(map(self._score, there), default=_ASKED)

    def _score(self, place: int) -> float:
        if place not in self._scores:
            clause = self._clauses[place]
            said = _weight(_shipped().traits.of_clause(clause))
            self._scores[place] = self._whole + self._opening(clause) + said
        return self._scores[place]

    def _opening(self, clause: Clause) -> float:
        """What the opening of its sentence adds to each of its clauses."""
        if clause.sentence not in self._openings:
            first = opening_of(clause, self._clauses)
            self._openings[clause.sentence] = _weight((_shipped().traits.of_opening(first),))
        return self._openings[clause.sentence]

    @cached_property
    def _whole(self) -> float:
        """What the whole text adds to each of its clauses."""
        return _shipped().bias + _weight(_shipped().traits.of_text(self._clauses))

    @cached_property
    def _size(self) -> int:
        return sum([len(clause.words) for clause in self._clauses])

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self._clauses]

    @cached_property
    def _ends(self) -> list[int]:
        return [clause.end for clause in self._clauses]


def opening_of(clause: Clause, read: Sequence[Clause]) -> Clause:
    """The first clause of its sentence."""
    return read[bisect_left(read, clause.sentence, key=attrgetter("sentence"))]


def _weight(views: Iterable[View[float]]) -> float:
    return sum([share * sum(filter(None, traits)) for traits, share in views])


class _Model(NamedTuple):
    traits: Traits[float]
    bias: float


@cache
def _shipped() -> _Model:
    kept = Weights.unpacked(json.loads(gzip.decompress(FILE.read_bytes())))
    table = kept.table[:, 0].tolist()
    weights = {name: table[row] for name, row in kept.rows.items()}
    return _Model(Traits(weights.get), table[0])

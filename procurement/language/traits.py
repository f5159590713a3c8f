"""What the second reader of aims sees of a clause, in five views.

Its words, alone, by two and around a third; those that carry a meaning, again; their letters, by
runs of three to five; the fields they belong to, alone and by two (`fields.yaml`, and the families
of `compositions.yaml`); the words of the other clauses of the sentence. A view weighs by the traits
it has, the first few for nothing. How much each weighs beside the others was chosen on sentences by
another hand than those learnt from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from procurement.language import compositions
from procurement.language.clauses import FIGURE, Clause, Word
from procurement.language.weights import Numbers, View, runs_of
from procurement.language.words import words
from procurement.yaml_files import read_yaml

FILES = (Path(__file__).parent / "data" / "fields.yaml", compositions.DATA)
_FREE = 8  # traits added to a view's own: a clause of two words tells little
_AGAIN, _IN_FIELDS = 0.4, 0.7  # what these views weigh, beside the others
MANY = 20_000  # distinct words whose traits are remembered

Merged = Callable[[list[int]], list[int]]


class _Seen(NamedTuple):
    """The traits of a word, by number; `letters` counts those unknown too."""

    alone: int | None
    telling: bool  # a word that carries a meaning, not a tool of grammar
    beside: int | None
    runs: list[int]
    letters: int
    fields: tuple[str, ...]


class Traits:
    """Reads the traits of clauses under the numbers that `number` gives them, if it knows them.

    The letters of a word are always met together: `merged` may give fewer numbers for them all.
    """

    def __init__(self, number: Numbers, merged: Merged = list) -> None:
        self._number = number
        self._merged = merged
        self._seen = lru_cache(maxsize=MANY)(self._see)
        self._fields = lru_cache(maxsize=MANY)(self._see_fields)

    def of(self, clause: Clause) -> tuple[View, ...]:
        seen = [self._seen(word) for word in clause.words]
        runs = [number for word in seen for number in word.runs]
        others = [self._seen(word).beside for word in clause.beside]
        telling = dict.fromkeys([word.alone for word in seen if word.telling])
        return (
            self._words(clause.words, seen),
            _view(list(telling), _AGAIN),
            View(runs, _share(sum([word.letters for word in seen]))),
            self._fields(frozenset([field for word in seen for field in word.fields])),
            _view(others),
        )

    def _see(self, word: Word) -> _Seen:
        letters = [] if word.form == FIGURE else list(runs_of(word.form))
        known = [number for run in letters if (number := self._number(run)) is not None]
        beside = self._number(f"<{word.key}")
        runs = self._merged(known)
        telling = word.form != FIGURE and word.form not in words().stop_words
        return _Seen(
            self._number(word.key), telling, beside, runs, len(letters), fields_of(word.form)
        )

    def _words(self, words: Sequence[Word], seen: Sequence[_Seen]) -> View:
        keys = [word.key for word in words]
        by_two = [f"{one}+{two}" for one, two in zip(keys, keys[1:], strict=False)]
        around = [f"{one}++{two}" for one, two in zip(keys, keys[2:], strict=False)]
        alone = [word.alone for word in seen]
        return _view([*alone, *map(self._number, by_two), *map(self._number, around)])

    def _see_fields(self, names: frozenset[str]) -> View:
        alone = sorted(names)
        pairs = [f"{one}&{two}" for one, two in combinations(alone, 2)]
        return _view([self._number(f"#{name}") for name in [*alone, *pairs]], _IN_FIELDS)


def _view(numbers: Sequence[int | None], weight: float = 1.0) -> View:
    known = [number for number in numbers if number is not None]
    return View(known, weight * _share(len(numbers)))


@cache
def _share(size: int) -> float:
    return float((size + _FREE) ** -0.5)


@lru_cache(maxsize=MANY)
def fields_of(form: str) -> tuple[str, ...]:
    known = _fields()
    found = set(known.get(f"{form}=", ()))
    for length in range(2, len(form) + 1):
        found.update(known.get(form[:length], ()))
    return tuple(sorted(found))


@cache
def _fields() -> dict[str, set[str]]:
    """The fields of each beginning of a word; a whole word ends with `=`."""
    fields: dict[str, list[str]] = read_yaml(FILES[0])
    found: dict[str, set[str]] = defaultdict(set)
    for name, beginnings in (compositions.families() | fields).items():
        for beginning in beginnings:
            found[beginning].add(name)
    return dict(found)

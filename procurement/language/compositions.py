"""Aims said without their name: words of a field that meet in one sentence, in order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

from procurement.language.spans import SENTENCE_END, Span
from procurement.typography import fold
from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "compositions.yaml"
_TOKEN = re.compile(rf"[^\W_]+|{SENTENCE_END}")
_APART = 7  # the next word of a rule is looked for among so many
_FUTURE = re.compile(r"(?:[eiud]ra|[eiud]ront)$")  # « portera », « devront »: what is asked for
_COMPARED = frozenset(["moins", "plus"])
_MANY = 20_000  # distinct words whose terms are remembered


class _Term(NamedTuple):
    """One place of a rule: what may stand there, and how far from the word before."""

    beginnings: tuple[str, ...]
    within: int


class _Rule(NamedTuple):
    id: str
    wished: bool  # only beside a wish in the same sentence
    terms: tuple[int, ...]
    within: tuple[int, ...]
    all_terms: int  # as bits


class _Said(NamedTuple):
    """What a word may be for the rules: its terms, as bits, and the rules that it begins."""

    terms: int
    rules: tuple[_Rule, ...]


class _Grammar(NamedTuple):
    by_first: dict[int, list[_Rule]]
    terms_of: dict[str, frozenset[int]]  # by beginning of a word; a whole word ends with =
    wish: int
    longest: int


def compositions(text: str) -> Iterator[tuple[str, Span]]:
    """Each aim with the words that say it, in reading order."""
    words = _without_limits(list(_TOKEN.finditer(text)))
    said = [_said_by(word[0]) for word in words]
    ends = [place for place, one in enumerate(said) if one is None]
    for first, last in pairwise([-1, *ends, len(said)]):
        sentence = list(filter(None, said[first + 1 : last]))
        for id, begin, end in _read(sentence):
            start, stop = words[first + 1 + begin].start(), words[first + 1 + end].end()
            yield id, Span(start, stop, text[start:stop])


def _without_limits(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """« au moins deux camions » asks for no less of anything."""
    kept: list[re.Match[str]] = []
    for word in words:
        if not (word[0] in _COMPARED and kept and kept[-1][0].lower() in ("au", "du")):
            kept.append(word)
    return kept


def _read(sentence: Sequence[_Said]) -> Iterator[tuple[str, int, int]]:
    """Each aim with the places of the first and the last of its words."""
    begun = [(place, said.rules) for place, said in enumerate(sentence) if said.rules]
    if not begun:
        return
    terms = reduce(or_, [said.terms for said in sentence])
    wished = bool(terms >> _grammar().wish & 1)
    for place, rules in begun:
        ends: dict[str, int] = {}
        for rule in rules:
            if rule.wished > wished or terms & rule.all_terms != rule.all_terms:
                continue  # most rules lack a word: they are not followed
            last = _follows(sentence, place, rule)
            if last is not None:
                ends[rule.id] = max(ends.get(rule.id, 0), last)
        for id, end in ends.items():
            yield id, place, end


def _follows(sentence: Sequence[_Said], place: int, rule: _Rule) -> int | None:
    """Where the last word of the rule stands, its first being at `place`."""
    for term, within in zip(rule.terms[1:], rule.within[1:], strict=True):
        ahead = range(place + 1, min(len(sentence), place + 1 + within))
        found = next((there for there in ahead if sentence[there].terms >> term & 1), None)
        if found is None:
            return None
        place = found
    return place


@lru_cache(maxsize=_MANY)
def _said_by(word: str) -> _Said | None:
    """None for the end of a sentence."""
    if not word[0].isalnum():
        return None
    grammar, folded = _grammar(), fold(word)
    beginnings = [folded[:length] for length in range(1, min(len(folded), grammar.longest) + 1)]
    named = [word] if word.isupper() else []  # « AB »
    said = (*beginnings, folded + "=", *named)
    terms = set().union(*filter(None, map(grammar.terms_of.get, said)))
    if _FUTURE.search(folded):
        terms.add(grammar.wish)
    begun = (rule for term in sorted(terms) for rule in grammar.by_first.get(term, ()))
    return _Said(_bits(terms), tuple(begun))


def _bits(terms: Iterable[int]) -> int:
    return sum([1 << term for term in set(terms)])


def families() -> dict[str, list[str]]:
    """The beginnings of words that each family gathers."""
    gathered: dict[str, list[str]] = _written()["families"]
    return gathered


@cache
def _written() -> dict[str, Any]:
    raw: dict[str, Any] = read_yaml(DATA)
    return raw


@cache
def _grammar() -> _Grammar:
    raw = _written()
    numbers: dict[tuple[str, ...], int] = {}
    by_first: dict[int, list[_Rule]] = defaultdict(list)
    for id, rules in raw["rules"].items():
        for written in rules:
            wished, parts = written.startswith("~"), written.removeprefix("~").split()
            terms = [_term(part, raw["families"]) for part in parts]
            numbered = tuple(numbers.setdefault(term.beginnings, len(numbers)) for term in terms)
            within = tuple(term.within for term in terms)
            rule = _Rule(id, wished, numbered, within, _bits(numbered))
            by_first[numbered[0]].append(rule)
    wish = numbers.setdefault(_term("WISH", raw["families"]).beginnings, len(numbers))
    terms_of = _by_beginning(numbers.items())
    return _Grammar(dict(by_first), terms_of, wish, max(map(len, terms_of)))


def _term(written: str, families: dict[str, list[str]]) -> _Term:
    parts = written.removeprefix("+").split("/")
    beginnings = (word for part in parts for word in families.get(part, (part,)))
    # « +vie »: next to the word before, an article between them at most.
    return _Term(tuple(dict.fromkeys(beginnings)), 2 if written.startswith("+") else _APART)


def _by_beginning(
    numbers: Iterable[tuple[tuple[str, ...], int]],
) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for beginnings, number in numbers:
        for beginning in beginnings:
            found[beginning].add(number)
    return {beginning: frozenset(terms) for beginning, terms in found.items()}

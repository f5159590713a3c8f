"""Aims said without their name: words of a field that meet in one sentence, in order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
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


class _Said(NamedTuple):
    """By one word: the terms that it fits, the rules that it begins."""

    terms: frozenset[int]
    rules: tuple[_Rule, ...]


_Word = tuple[re.Match[str], _Said]


class _Grammar(NamedTuple):
    by_first: dict[int, list[_Rule]]
    terms_of: dict[str, frozenset[int]]  # by beginning of a word; a whole word ends with =
    wish: int
    longest: int


def compositions(text: str) -> Iterator[tuple[str, Span]]:
    """Each aim with the words that say it, in reading order."""
    sentence: list[_Word] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word in _COMPARED and sentence and _is_a_limit(sentence[-1][0][0]):
            continue
        if word[0].isalnum():
            sentence.append((match, _said_by(word)))
        else:
            yield from _read(text, sentence)
            sentence = []
    yield from _read(text, sentence)


def _is_a_limit(before: str) -> bool:
    """« au moins deux camions » asks for no less of anything."""
    return before.lower() in ("au", "du")


def _read(text: str, sentence: Sequence[_Word]) -> Iterator[tuple[str, Span]]:
    begun = [position for position, (_, said) in enumerate(sentence) if said.rules]
    if not begun:
        return
    terms = frozenset[int]().union(*[said.terms for _, said in sentence])
    wished = _grammar().wish in terms
    for position in begun:
        first, said = sentence[position]
        ends: dict[str, int] = {}
        for rule in said.rules:
            if rule.wished > wished or not terms.issuperset(rule.terms):
                continue  # most rules lack a word: they are not followed
            last = _follows(sentence, position, rule)
            if last is not None:
                ends[rule.id] = max(ends.get(rule.id, 0), sentence[last][0].end())
        for id, end in ends.items():
            yield id, Span.of(text, first.start(), end)


def _follows(sentence: Sequence[_Word], position: int, rule: _Rule) -> int | None:
    """Where the last word of the rule stands, its first being at `position`."""
    for term, within in zip(rule.terms[1:], rule.within[1:], strict=True):
        ahead = range(position + 1, min(len(sentence), position + 1 + within))
        found = next((place for place in ahead if term in sentence[place][1].terms), None)
        if found is None:
            return None
        position = found
    return position


@lru_cache(maxsize=_MANY)
def _said_by(word: str) -> _Said:
    grammar, folded = _grammar(), fold(word)
    beginnings = [folded[:length] for length in range(1, min(len(folded), grammar.longest) + 1)]
    named = [word] if word.isupper() else []  # « AB »
    said = (*beginnings, folded + "=", *named)
    terms = frozenset(term for form in said for term in grammar.terms_of.get(form, ()))
    if _FUTURE.search(folded):
        terms |= {grammar.wish}
    return _Said(terms, tuple(r for term in sorted(terms) for r in grammar.by_first.get(term, ())))


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
            by_first[numbered[0]].append(_Rule(id, wished, numbered, within))
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

"""Many ways of saying one thing, as one regular expression that is quick to say no.

`re` tries every alternative at every place. Once grouped by their first letter, with the groups
that begin them opened (« (pret|detachement) de » begins by p or by d), most words of a text meet
none. The same texts are found; where they are found may differ, so that this serves to ask whether.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CAPTURING = re.compile(r"(?<!\\)\((?!\?)")
_REPEATED = "*+{"


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Matches at the start of a word that begins one of these, groups kept or not."""
    by_letter: dict[str, list[str]] = {}
    others: list[str] = []
    for pattern in patterns:
        for way in _ways(_CAPTURING.sub("(?:", pattern)):
            if way[0].isalpha() and way[1:2] not in ("?", *_REPEATED):
                by_letter.setdefault(way[0], []).append(way[1:])
            else:
                others.append(way)
    grouped = [f"{letter}(?:{'|'.join(ends)})" for letter, ends in by_letter.items()]
    return re.compile(rf"\b(?:{'|'.join([*grouped, *others])})")


def _ways(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, each beginning by a letter as far as may be."""
    for way in _split(pattern):
        way = way.removeprefix(r"\b")
        end = _end_of_group(way)
        after = way[end:]
        if not end or after[:1] in tuple(_REPEATED):
            yield way
        else:
            rest = after.removeprefix("?")
            for inside in _split(way[len("(?:") : end - 1]):
                yield from _ways(inside + rest) if inside + rest else ()
            if rest != after:
                yield from _ways(rest)


def _split(pattern: str) -> list[str]:
    """At the bars that stand in no group and in no set."""
    found, depth, start = [], 0, 0
    for place, sign in _signs(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append(pattern[start:place])
            start = place + 1
    return [*found, pattern[start:]]


def _end_of_group(pattern: str) -> int:
    """Where the plain group that begins this pattern ends; 0 when none does."""
    if not pattern.startswith("(?:"):
        return 0
    depth = 0
    for place, sign in _signs(pattern):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place + 1
    raise ValueError(f"this group does not end: {pattern}")


def _signs(pattern: str) -> Iterator[tuple[int, str]]:
    """The parentheses and bars, with their places, that are not letters of the text."""
    in_set, escaped = False, False
    for place, sign in enumerate(pattern):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif in_set:
            in_set = sign != "]"
        elif sign == "[":
            in_set = True
        elif sign in "()|":
            yield place, sign

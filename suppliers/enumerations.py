"""A need that lists what it asks for: « 1/ … 2/ … », « (a) … (b) … », bullets, semicolons, or
« D'abord … Ensuite … Enfin … ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LEAST = 2  # items that make a list
_NUMBERED = re.compile(r"(?:^|(?<=[\s:;,.]))\(?(?P<label>\d{1,2}|[a-h])\s?[)/°][ \t]*", re.M)
_NUMBERED_LINE = re.compile(r"^[ \t]*(?P<label>\d{1,2}|[a-h])[ \t]?[.)/°–-][ \t]+", re.M)
_BULLET = re.compile(r"^[ \t]*[•▪‣*–—-][ \t]+", re.M)
_FIRST = r"(?:tout d['’]abord|d['’]abord|premièrement|en premier lieu)"
_NEXT = r"(?:ensuite|puis|deuxièmement|troisièmement|en second lieu|enfin|pour finir)"
_SAID_IN_ORDER = re.compile(
    rf"(?:^|(?<=[.;:!?\n]\s))(?:(?P<first>{_FIRST})|(?P<next>{_NEXT}))\b,?\s*", re.I
)
_END = re.compile(r"\n|[.!?]\s+(?=[A-ZÀÉÈÊÎÔ])")
_SAYS = re.compile(r"\w{3,}\W+(?:\w{1,2}\W+)?\w{3,}")


def items(text: str) -> list[str]:
    """The items of the list that a text makes, in its order; none when it makes none."""
    for found in (
        _between(_in_order(_NUMBERED, text), text),
        _between(_in_order(_NUMBERED_LINE, text), text),
        _between(_BULLET.finditer(text), text),
        _between(_said_in_order(text), text),
        _longest(_set_apart(text)),
    ):
        saying = [item for item in found if _SAYS.search(item)]
        if len(saying) >= LEAST:
            return saying
    return []


def _in_order(mark: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """1, 2, 3 … or a, b, c …: a number in brackets is not always that of an item."""
    awaited = {"1", "a"}
    for match in mark.finditer(text):
        label = match["label"]
        if label in awaited:
            yield match
            awaited = {str(int(label) + 1) if label.isdigit() else chr(ord(label) + 1)}


def _said_in_order(text: str) -> Iterator[re.Match[str]]:
    """From what is said to come first on."""
    has_begun = False
    for match in _SAID_IN_ORDER.finditer(text):
        has_begun = has_begun or bool(match["first"])
        if has_begun:
            yield match


def _between(found_marks: Iterator[re.Match[str]], text: str) -> list[str]:
    """What each mark begins: the last item ends with its line or its sentence."""
    marks = list(found_marks)
    if len(marks) < LEAST:
        return []
    found = [text[one.end() : other.start()] for one, other in pairwise(marks)]
    last = text[marks[-1].end() :]
    end = _END.search(last)
    return [item.strip(" \n;,.") for item in (*found, last[: end.start()] if end else last)]


def _set_apart(text: str) -> Iterator[list[str]]:
    """The lists that semicolons make, each without what announces it."""
    for sentence in _END.split(text):
        first, *others = sentence.split(";")
        if len(others) >= LEAST:
            yield [part.strip(" .") for part in (first.rpartition(" : ")[2], *others)]


def _longest(lists: Iterator[list[str]]) -> list[str]:
    return max(lists, key=len, default=[])

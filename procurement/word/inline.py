"""The light marks of a text, read once for all renderers.

`**gras**`, `[[ce que l'acheteur doit compléter]]`, `{{ce que le candidat remplit}}` and
`[@ancre]`, the number of the heading that bears the anchor. The blanks that the clause library
leaves, « [à compléter : …] », are read as what the buyer must complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from procurement.typography import french


@dataclass(frozen=True)
class Run:
    text: str
    bold: bool = False


@dataclass(frozen=True)
class ToComplete:
    """Something Balise does not know; numbered by its place in `Document.blanks`."""

    what: str


@dataclass(frozen=True)
class FillIn:
    """Something the candidate types in."""

    hint: str


@dataclass(frozen=True)
class Reference:
    """The number of the heading that bears this anchor."""

    anchor: str


Inline: TypeAlias = Run | ToComplete | FillIn | Reference

_MARKS = re.compile(
    r"\*\*(?P<bold>.+?)\*\*"
    r"|\[\[(?P<blank>.+?)\]\]"
    r"|\[à compléter[ \u00a0]: (?P<left>[^\]]+)\]"
    r"|\{\{(?P<fill>.+?)\}\}"
    r"|\[@(?P<anchor>[a-z0-9_-]+)\]"
)
# What cannot stand in an XML file at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """A text without marks, set in French typography and fit for any file."""
    return french(_FORBIDDEN.sub("", text))


def inlines(text: str) -> Iterator[Inline]:
    """The pieces of a text, set in French typography."""
    text = plain(text)
    if not any(mark in text for mark in ("**", "[", "{{")):
        yield Run(text)
        return
    end = 0
    for found in _MARKS.finditer(text):
        if found.start() > end:
            yield Run(text[end : found.start()])
        yield _marked(found)
        end = found.end()
    if end < len(text):
        yield Run(text[end:])


def _marked(found: re.Match[str]) -> Inline:
    if bold := found["bold"]:
        return Run(bold, bold=True)
    if what := found["blank"] or found["left"]:
        return ToComplete(what)
    return FillIn(found["fill"]) if found["fill"] else Reference(found["anchor"])


def blanks_in(text: str) -> Iterator[str]:
    return (inline.what for inline in inlines(text) if isinstance(inline, ToComplete))

"""What the styles of a returned file mean: headings, lists, notes, whatever their names became."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from procurement.word.lines import BULLET, CAPTION, NOTE, NUMBER, TEXT
from procurement.word.package import Package

if TYPE_CHECKING:
    from procurement.word.paragraphs import Paragraph

DEEPEST_HEADING = 4
_CONTENTS = re.compile(r"^(toc|tm|contents|table des mati|sommaire|index heading)\b", re.IGNORECASE)
_HEADING = re.compile(r"^(?:heading|titre)\s*(\d)$", re.IGNORECASE)
_LIST = {"list bullet": BULLET, "liste à puces": BULLET, "list number": NUMBER}


@dataclass(frozen=True)
class Style:
    name: str
    based_on: str
    outline: str
    numbering: tuple[str, str] | None
    bold: bool


@dataclass
class ReturnedStyles:
    by_id: dict[str, Style] = field(default_factory=dict)
    formats: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package) -> ReturnedStyles:
        root = package.beside("styles")
        styles = {
            one.get("w_styleId", ""): _style(one)
            for one in (root if root is not None else ())
            if one.tag == "w_style"
        }
        return cls(styles, dict(_formats(package.beside("numbering"))))

    def chain(self, id: str) -> Iterator[Style]:
        """The style and those it is based on; a loop ends it."""
        seen: set[str] = set()
        while id in self.by_id and id not in seen:
            seen.add(id)
            yield self.by_id[id]
            id = self.by_id[id].based_on

    def is_contents(self, id: str) -> bool:
        return any(_CONTENTS.match(style.name) for style in self.chain(id))

    def level(self, said: Paragraph) -> int:
        """1 to 4 for a heading, else 0."""
        outlines = [said.outline, *(style.outline for style in self.chain(said.style))]
        found = next((o for o in outlines if o), "")
        level = int(found) + 1 if found.isdecimal() and len(found) == 1 else 0
        if not found:
            named = (_HEADING.match(style.name) for style in self.chain(said.style))
            level = next((int(one[1]) for one in named if one), 0)
        return level if level <= DEEPEST_HEADING else 0

    def kind(self, said: Paragraph) -> str:
        names = [style.name.lower() for style in self.chain(said.style)]
        if any(name.startswith("balise encadré") for name in names):
            return NOTE
        if "caption" in names or "légende" in names:
            return CAPTION
        numbering = said.numbering or next(
            (style.numbering for style in self.chain(said.style) if style.numbering), None
        )
        if numbering and numbering[0] != "0":
            shape = self.formats.get(numbering, "")
            if shape and shape != "none":
                return BULLET if shape == "bullet" else NUMBER
        return next((_LIST[name] for name in names if name in _LIST), TEXT)

    @cached_property
    def strong(self) -> frozenset[str]:
        """Character styles that make bold."""
        return frozenset(id for id in self.by_id if any(style.bold for style in self.chain(id)))

    def named(self, id: str) -> str:
        return self.by_id[id].name.lower() if id in self.by_id else ""


def _style(element: Element) -> Style:
    return Style(
        value(element.find("w_name")),
        value(element.find("w_basedOn")),
        value(element.find("w_pPr/w_outlineLvl")),
        numbering_of(element.find("w_pPr")),
        is_on(element.find("w_rPr/w_b")),
    )


def _formats(root: Element | None) -> Iterator[tuple[tuple[str, str], str]]:
    """(list, level) → « bullet », « decimal », …"""
    if root is None:
        return
    shapes = {
        one.get("w_abstractNumId", ""): {
            level.get("w_ilvl", "0"): value(level.find("w_numFmt")) for level in one.iter("w_lvl")
        }
        for one in root.iter("w_abstractNum")
    }
    for number in root.iter("w_num"):
        for level, shape in shapes.get(value(number.find("w_abstractNumId")), {}).items():
            yield (number.get("w_numId", ""), level), shape


def value(element: Element | None) -> str:
    return element.get("w_val", "") if element is not None else ""


def is_on(element: Element | None) -> bool:
    return element is not None and element.get("w_val", "1") not in ("0", "false", "off", "none")


def numbering_of(properties: Element | None) -> tuple[str, str] | None:
    if properties is None:
        return None
    list_id = value(properties.find("w_numPr/w_numId"))
    return (list_id, value(properties.find("w_numPr/w_ilvl")) or "0") if list_id else None

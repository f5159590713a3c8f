"""Sentences cut at the end of their lines, as files typed or pasted from a PDF cut them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tenders.dossiers.texts.neutral import Block, Paragraph

_SHORTEST = 30  # a line cut at the margin is at least that long
_LONGEST = 3000  # a paragraph without a full stop is no sentence any more
_END = 60
_ENDED = re.compile(
    r"[.:;!?…][»\"”')\s]*$|[:=–—]\s*\d+(?:[.,]\d+)?$|\d\s*(?:%|points?|pts?|€|euros)[)\s]*$"
)
_GOES_ON = re.compile(r"^(?:[a-zà-öø-ÿœ(«%€/][^\W_]?(?![).°])|\d+\s*(?:%|€|points?\b|h\b|jours\b))")
_OPEN = re.compile(
    r"(?:,|-|\b(?:le|la|les|l['’]|un|une|des?|du|d['’]|au|aux|à|et|ou|en|par|pour|sur|dans"
    r"|avec|sans"
    r"|avant|après|dont|que|qui|est|sont|sera|seront|n°|article|articles|jusqu['’]au|tard"
    r"|son|sa|ses"
    r"|leur|leurs|ce|cette|lundi|mardi|mercredi|jeudi|vendredi))\s*$",
    re.IGNORECASE,
)


def rejoined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, those that only go on with the sentence of the one before joined to it."""
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            block = replace(block, text=_unbroken(block.text))
        last = kept[-1] if kept else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _follows(last, block):
            kept[-1] = replace(last, text=f"{last.text} {block.text}")
        else:
            kept.append(block)
    return tuple(kept)


def _follows(before: Paragraph, after: Paragraph) -> bool:
    in_body = not before.level and not after.level and not after.indent
    in_body = in_body and len(before.text) < _LONGEST
    return in_body and goes_on(before.text.rpartition("\n")[2], after.text)


def goes_on(line: str, following: str) -> bool:
    """Whether the next line continues the sentence: nothing ended, and nothing begins."""
    end = line[-_END:]
    if len(line) < _SHORTEST or _ENDED.search(end):
        return False
    return bool(_OPEN.search(end) or _GOES_ON.match(following))


def _unbroken(text: str) -> str:
    """One paragraph without the line breaks that cut its sentences."""
    lines = text.split("\n")
    kept, last = lines[:1], lines[0]
    for line in lines[1:]:
        if goes_on(last, line):
            kept[-1] += f" {line}"
        else:
            kept.append(line)
        last = line
    return "\n".join(kept)

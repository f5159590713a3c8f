"""Lots listed one an item: numbered or lettered, or only counted by the words above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from procurement.language.numbers import parse
from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.lot_numbers import plain_number
from tenders.dossiers.facts.lot_tables import ABOUT_LOTS, LINE, Candidate
from tenders.dossiers.facts.lot_titles import clean_title, is_title

_LETTERED = re.compile(
    r"^\W?\(?(?P<number>[A-Ha-h]|\d{1,2})\s?[).:–-]\s*(?P<title>[«\"“]?\s*[^\W\d].{3,160})$",
    re.DOTALL,
)


COUNTED = re.compile(
    r"\b(?:en|de|comporte|comprend|compte|les|par|sur|:)\s*(?:\w+ )?(?P<count>\d{1,2}|deux"
    r"|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"
    r"|quinze)\s*(?:\(\s*\d{1,2}\s*\)\s*)?lots?\b"
)


SENTENCE = re.compile(
    r"\b(?:est|sont|sera|seront|doit|doivent|devra|devront|fait l'objet|peut|peuvent"
    r"|pourra|prevoit|n'est|ne\b|il|elle|candidats?|soumissionn\w*)\b"
)


def lettered(said: list[Said], at: int) -> Iterator[Candidate]:
    """« (A) Brancardage ; (B) Navettes », under a title or a sentence about lots."""
    one = said[at]
    match = _LETTERED.match(one.passage.text)
    if not match or one.is_heading:
        return
    opening = next(
        (s for s in reversed(said[max(0, at - 8) : at]) if not _LETTERED.match(s.passage.text)),
        None,
    )
    if (
        opening is None
        or not (
            opening.is_heading
            or opening.plain.rstrip().endswith(":")
            or ABOUT_LOTS.search(opening.title)
        )
        or not re.search(r"\b(?:lots?|alloti\w*|allotissement|ensembles)\b", opening.plain)
    ):
        return
    first = next(s for s in said[opening.at + 1 :] if _LETTERED.match(s.passage.text))
    if _LETTERED.match(first.passage.text)["number"].upper() not in ("1", "01", "A"):  # type: ignore
        return
    title = clean_title(match["title"])
    if is_title(title) and not (opening.is_heading and SENTENCE.search(plain(title))):
        yield Candidate(plain_number(match["number"]), title, one.passage, one.kind, 3)


def announced(said: list[Said], at: int) -> Iterator[Candidate]:
    """« trois lots : », then three items without a number: they are lots 1, 2 and 3."""
    count = COUNTED.search(said[at].plain)
    if not count or not said[at].plain.rstrip().endswith(":"):
        return
    items = list(takewhile(lambda one: one.passage.indent and not one.in_table, said[at + 1 :]))
    titles = [clean_title(one.text) for one in items]
    numbered = any(LINE.match(one.text) or _LETTERED.match(one.text) for one in items)
    if numbered or len(items) != int(parse(count["count"])) or not all(map(is_title, titles)):
        return
    for rank, (one, title) in enumerate(zip(items, titles, strict=True), 1):
        yield Candidate(str(rank), title, one.passage, one.kind, 2)

"""What to hand in: the pieces of the candidature, those of the offer, those of the winner alone.

A section, a label or a sentence opens a stage; what is listed under it, in items, rows or
sentences, is asked for. What the buyer hands over, and how answers are judged, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import RequiredPiece
from tenders.dossiers.facts.lot_tables import below_titles
from tenders.dossiers.facts.lots import tables
from tenders.dossiers.facts.piece_rows import alternatives, asks_for_pieces, labelled, of_row
from tenders.dossiers.facts.piece_sentences import asked_in, of_paragraph
from tenders.dossiers.facts.piece_stages import AWARD, NOT_HERE, Here, at_heading, stage_of

_FORMS = frozenset(
    {
        "dc1",
        "dc2",
        "dc4",
        "dume",
        "deed",
        "bpu",
        "dqe",
        "dpgf",
        "rib",
        "kbis",
        "memo",
        "crt",
        "honour",
        "insurance",
        "turnover",
    }
)


def read_pieces(corpus: Corpus) -> list[RequiredPiece]:
    """Those of each stage from the first file that lists some: rules, notice, then letter."""
    contract = (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED)
    kept: list[RequiredPiece] = []
    for sheet in corpus.sheets:
        if sheet.kind in contract and any(o.kind not in contract for o in corpus.sheets):
            continue
        found = _once(list(_of_sheet(sheet.said)))
        if len(found) > 1:
            listed = {one.stage for one in kept}
            kept += [one for one in found if one.stage not in listed]
    return _once(kept)


def _once(found: list[RequiredPiece]) -> list[RequiredPiece]:
    """A piece said twice at one stage is asked once; what the winner proves is kept apart."""
    kept: dict[tuple[str, str], RequiredPiece] = {}
    for one in found:
        kept.setdefault((_key(one.name), one.stage), one)
    asked = {_key(one.name) for one in kept.values() if one.stage != AWARD}
    return [one for one in kept.values() if one.stage != AWARD or _key(one.name) not in asked]


def _key(name: str) -> str:
    known = [one.id for _, one in named(plain(name)) if not _ONE_OF_SEVERAL.match(name)]
    return (
        known[0]
        if len(known) == 1 and known[0] in _FORMS and len(name) < 45
        else re.sub(r"\W+", " ", plain(name)).strip()
    )


_ONE_OF_SEVERAL = re.compile(r"notes?\b", re.IGNORECASE)  # « note d'intention », « note technique »


def _of_sheet(said: list[Said]) -> Iterator[RequiredPiece]:
    here = Here()
    heads = {r.at: below_titles(rows)[0].passage.cells for rows in tables(said) for r in rows}
    aside = {row.at for rows in tables(said) if not asks_for_pieces(rows) for row in rows}
    for one in said:
        if one.at in aside:
            yield from labelled(one)
            continue
        if one.is_heading:
            if here.listing and here.stage and _is_item_in_capitals(one):
                yield from asked_in(one, here.stage, one.text, 0)
            else:
                at_heading(here, one)
        elif one.in_table:
            yield from of_row(one, here, heads[one.at])
            yield from alternatives(one, here)
        else:
            yield from of_paragraph(one, here)
        here.before = one.plain


def _is_item_in_capitals(one: Said) -> bool:
    """In a text typed in capitals, items look like headings."""
    return one.passage.level == 6 and not NOT_HERE.search(one.plain) and not stage_of(one.plain)

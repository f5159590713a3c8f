"""Pieces asked for in tables: under a head, beside a stage, in boxes, or in a row of a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tenders.dossiers.facts import criteria_columns
from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.items import RequiredPiece
from tenders.dossiers.facts.piece_names import begins_a_piece, names_one
from tenders.dossiers.facts.piece_sentences import asked_in, forms_instead, of_sentences
from tenders.dossiers.facts.piece_stages import (
    BOTH,
    CANDIDATURE,
    JUDGED,
    OF_A_PIECE,
    OPENS,
    Here,
    stage_of,
)
from tenders.dossiers.texts.gathering import TICKED
from tenders.dossiers.texts.neutral import once

_HEAD_ROW = re.compile(
    r"^\W*(?:n\s?[°o]|(?:libelles?|justificatifs?|pieces?|documents?|designation|signature|niveau"
    r"|a remettre"
    r"|intitule|nature|format|observations?|elements?|volet|modele|enveloppe|rang"
    r"|rubrique|ce que (?:nous|vous|le candidat))\b)"
)
_HEAD_CELL = re.compile(
    r"libelles?|justificatifs?\b|pieces?|documents?|designation|intitule|elements?"
    r"|a (?:remettre|fournir"
    r"|produire)|contenu"
)


def asks_for_pieces(rows: list[Said]) -> bool:
    """A table of criteria does not, nor one where few rows name anything that is handed in."""
    if criteria_columns.weighs(rows) or OF_A_PIECE.search(rows[0].plain):
        return False
    if any(TICKED in row.text for row in rows):
        return True  # a form, whose choices name them
    naming = sum(any(map(begins_a_piece, once(row.passage.cells))) for row in rows)
    return naming >= max(1, len(rows) * _LEAST_NAMING)


_LEAST_NAMING = 0.3


def labelled(one: Said) -> Iterator[RequiredPiece]:
    """« Pièces à fournir | Candidature : DC1. Offre : devis. » among other rows of a summary."""
    label, *rest = once(one.passage.cells) or ("",)
    if len(rest) == 1 and _LABEL_OF_PIECES.match(plain(label)):
        cell = replace(one, passage=replace(one.passage, text=rest[0], cells=()))
        yield from of_sentences(cell, Here(stage_of(plain(label)) or BOTH, listing=True))


_LABEL_OF_PIECES = re.compile(
    r"\W*(?:pieces|documents|justificatifs|contenu|composition|dossier)\b(?!.*(?:consultation|marche|contra))"
)


def of_row(one: Said, here: Here, heads: tuple[str, ...]) -> Iterator[RequiredPiece]:
    """A row: a stage may stand in a cell of its own, or at the left of a cell that lists."""
    cells = one.passage.cells
    if _is_head(one):
        stages = set(filter(None, (stage_of(plain(cell)) for cell in cells)))
        if len(stages) == 1:
            here.stage, here.listing = stages.pop(), True
        return
    if _LOT_HEAD.match(heads[0]) and not any(_HEAD_CELL.search(plain(head)) for head in heads):
        return  # what each lot has of its own
    labels = [c for c in dict.fromkeys(cells) if c]
    if cells == heads and len(set(map(stage_of, map(plain, cells))) - {""}) > 1:
        return
    if columns := _stages_of_columns(heads, cells) if cells != heads else []:
        for stage, cell in columns:
            for start, line in _lines(one, cell):
                yield from asked_in(one, stage, line, start)
        return
    stage = next(
        (
            s
            for c in labels
            if len(c) < 60
            and (s := stage_of(plain(c)))
            and not JUDGED.search(plain(c))
            and not names_one(c)
        ),
        "",
    )
    if (
        stage
        and len(labels) > 1
        and (OPENS.search(one.plain) or here.listing or len(labels[0]) < 22)
    ):
        listing = _naming_cell(cells, heads) or max(
            (c for c in labels if stage_of(plain(c)) != stage or len(c) > 60), key=len, default=""
        )
        if "\n" in listing or ";" in listing or TICKED in listing or here.listing:
            for start, line in _lines(one, listing):
                yield from asked_in(one, stage, line, start)
        return
    if not (here.stage and here.listing):
        return
    label = _naming_cell(cells, heads) or next(filter(names_one, labels), labels[0])
    if re.fullmatch(r"\W*(?:\d{1,2}|[a-zA-Z])\W*", label) and len(labels) > 1:
        label = labels[1]
    for start, line in _lines(one, label):
        yield from asked_in(one, here.stage, line, start)


_LOT_HEAD = re.compile(r"\W*lots?\b", re.IGNORECASE)


def alternatives(one: Said, here: Here) -> Iterator[RequiredPiece]:
    """« ou DUME » in a cell beside the piece."""
    cells = [plain(cell) for cell in one.passage.cells]
    if here.stage in (CANDIDATURE, BOTH) or stage_of(cells[0]) == CANDIDATURE:
        for cell in filter(re.compile(r"\W*ou\s").match, cells):
            yield from forms_instead(one, cell)


def _is_head(one: Said) -> bool:
    """The first row, or one further on that heads what follows in the same words."""
    heads = [cell for cell in map(plain, one.passage.cells) if cell]
    if not _HEAD_ROW.match(one.plain) or names_one(one.plain):
        return False
    return one.passage.row == 0 or (len(heads) > 1 and all(map(_HEAD_ROW.match, heads)))


def _naming_cell(cells: tuple[str, ...], heads: tuple[str, ...]) -> str:
    """The cell under « Pièce », « Document » or « Libellé », if the table has such a head."""
    column = next((at for at, head in enumerate(heads) if _HEAD_CELL.search(plain(head))), None)
    return cells[column] if column is not None and column < len(cells) else ""


def _stages_of_columns(heads: tuple[str, ...], cells: tuple[str, ...]) -> list[tuple[str, str]]:
    """(stage, cell) of each column, when the heads are stages and their cells name pieces."""
    stages = [stage_of(plain(head)) if len(head) < 40 else "" for head in heads]
    if len(set(filter(None, stages))) < 2 or not all(stages):
        return []
    return [(stage, cell) for stage, cell in zip(stages, cells, strict=False) if len(cell) > 2]


def _lines(one: Said, cell: str) -> Iterator[tuple[int, str]]:
    """The choices of a cell, one a line or a box, with where they begin in the row."""
    offset = max(0, one.passage.text.find(cell))
    for choice in re.finditer(rf"[^\n{TICKED}]+", one.text[offset : offset + len(cell)]):
        if choice[0].strip():
            yield offset + choice.start(), choice[0]

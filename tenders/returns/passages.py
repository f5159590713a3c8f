"""Paragraphs of the articles that are no clause: each is a change of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from procurement.typography import NBSP
from procurement.word import edits
from procurement.word.comparing import LineChange
from procurement.word.lines import ROW, WRITABLE, Line, Piece, as_text
from tenders.returns.change import ADDED, DELETED, DONE, MOVED, OPEN, REWORDED, Change
from tenders.returns.sides import NO_LONGER, Sides, by_hand, edit, keys_of

_OF_THE_CARD = (
    "Cette information vient de la fiche du marché : corrigez-la sur la page du marché, elle se "
    "retrouvera dans toutes les pièces."
)
_OF_A_TABLE = (
    "Ce tableau est écrit à partir du marché (volumes, lots, critères ou clauses) : reportez la "
    "correction sur la page concernée, elle se retrouvera dans toutes les pièces."
)
_OF_A_FRAME = "Cette remarque est écrite par Balise à chaque production de la pièce."


def passages(lines: Sequence[LineChange], piece: Piece, sides: Sides) -> Iterator[Change]:
    """Paragraphs added in a row are one change; others stand each for itself."""
    now = {c.before.key: c.after.key for c in lines if c.before and c.after}
    for (is_new, _), group in groupby(lines, key=lambda c: (c.before is None, c.follows)):
        if is_new:
            yield _inserted(list(group), now, piece, sides)
        else:
            yield from (_edited(line, piece, sides) for line in group)


def _inserted(
    lines: list[LineChange], reworded: Mapping[str, str], piece: Piece, sides: Sides
) -> Change:
    """Under the line that stands above, which may have been reworded and accepted before."""
    new, keys = [line.after for line in lines if line.after], keys_of(sides.today(piece.mark))
    above = lines[0].follows.key if lines[0].follows else ""
    above = above if above in keys else reworded.get(above, above)
    change = _change(ADDED, piece, "", as_text(new), sides, new)
    change = replace(change, acts=(edit(edits.INSERTED, piece.mark, above, text=change.after),))
    if why := _written_from_data(piece, new):
        return by_hand(change, why)
    if keys and all(line.key in keys for line in new):
        return replace(change, state=DONE)
    is_there = sides.today(piece.mark) is not None and (not above or above in keys)
    return change if is_there else by_hand(change, NO_LONGER)


def _edited(line: LineChange, piece: Piece, sides: Sides) -> Change:
    """One paragraph reworded or removed."""
    old, new = line.before, line.after
    assert old is not None  # those without are inserted
    kind, act = (REWORDED, edits.REPLACED) if new else (DELETED, edits.REMOVED)
    change = _change(kind, piece, old.text, new.text if new else "", sides, [new or old])
    change = replace(change, acts=(edit(act, piece.mark, old.key, text=change.after),))
    if why := _written_from_data(piece, [old, *([new] if new else [])]):
        return by_hand(change, why)
    keys = keys_of(sides.today(piece.mark))
    if (new and new.key in keys) or (not new and old.key not in keys):
        return replace(change, state=DONE)
    return change if old.key in keys else by_hand(change, NO_LONGER)


def _change(
    kind: str, piece: Piece, before: str, after: str, sides: Sides, lines: Sequence[Line]
) -> Change:
    return Change(
        kind,
        piece.mark,
        piece.title,
        before,
        after,
        piece.number,
        where=sides.where if after else "",
        revisions=tuple(revision for line in lines for revision in line.revisions),
    )


def _written_from_data(piece: Piece, lines: Sequence[Line]) -> str:
    """Why the paragraph is not edited here; empty when it can be."""
    kinds = {line.kind for line in lines}
    if not piece.level and not piece.mark:
        return _OF_THE_CARD
    if ROW in kinds:
        return _OF_A_TABLE
    return "" if kinds <= WRITABLE else _OF_A_FRAME


def joined(changes: Sequence[Change]) -> Iterator[Change]:
    """A paragraph taken away here and put there is one change: it moved."""
    gone = {change.before: change for change in changes if _is_open(change, DELETED)}
    moved = {
        change.after: change
        for change in changes
        if _is_open(change, ADDED) and change.after in gone
    }
    for change in changes:
        if moved.get(change.after) is change:
            yield _moved(change, gone[change.after])
        elif not (_is_open(change, DELETED) and change.before in moved):
            yield change


def _is_open(change: Change, kind: str) -> bool:
    return change.kind == kind and change.state == OPEN and _is_of_a_line(change.acts)


def _is_of_a_line(acts: Iterable) -> bool:
    return any(act.get("act") in (edits.REMOVED, edits.INSERTED) for act in acts)


def _moved(added: Change, left: Change) -> Change:
    said = f"Le paragraphe était dans «{NBSP}{left.title}{NBSP}»."
    return replace(added, kind=MOVED, acts=(*left.acts, *added.acts), said=(said,), where="")

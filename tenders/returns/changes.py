"""Three texts, the one that went out, the one that came back, today's → what there is to decide.

Clauses are taken whole, other articles paragraph by paragraph. What did not change in the file
is never touched, whatever the tender became meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from procurement.word import edits
from procurement.word.comparing import PieceChange, compare, spoken
from procurement.word.lines import Piece, as_text, bare
from tenders.returns.change import (
    ADDED,
    CONFLICT,
    DELETED,
    DONE,
    MOVED,
    RETITLED,
    REWORDED,
    Change,
    ClauseState,
)
from tenders.returns.clauses import rewording
from tenders.returns.hints import comment_on, gone_into, merged_into, split_from, tracked
from tenders.returns.passages import joined, passages
from tenders.returns.sides import ABSENT, NO_LONGER, Sides, by_hand, conflicting, edit, keys_of

# The annex that says where clauses come from: who sent the file may have dropped it.
PROVENANCE = "section_provenance"


@dataclass(frozen=True)
class Outcome:
    changes: tuple[Change, ...]
    kept: tuple[str, ...]  # titles of the pieces that came back as they went
    renumbered: tuple[tuple[str, str, str], ...]  # title, number before, number now


def outcome(
    sent: Sequence[Piece],
    back: Sequence[Piece],
    now: Sequence[Piece],
    clauses: Mapping[str, ClauseState],
    *,
    where: str,
) -> Outcome:
    """`clauses` are those of the tender by the bare mark of their heading."""
    sides = Sides.of(sent, now, clauses, where)
    found = [one for one in compare(sent, back) if not _is_aside(one)]
    changes = [change for one in found for change in _changes(one, found, sides)]
    both = [(one.before, one.after) for one in found if one.before and one.after]
    return Outcome(
        tuple({change.id: change for change in joined(changes)}.values()),
        tuple(one.before.title for one in found if one.kept and one.before and one.before.level),
        tuple((b.title, b.number, a.number) for b, a in both if b.number != a.number),
    )


def _is_aside(one: PieceChange) -> bool:
    return is_ignored(one.before) or is_ignored(one.after)


def is_ignored(piece: Piece | None) -> bool:
    return piece is not None and piece.mark.startswith(PROVENANCE)


def _changes(one: PieceChange, found: list[PieceChange], sides: Sides) -> Iterator[Change]:
    before, after = one.before, one.after
    if before is None and after is not None:
        yield _added(one, after, found, sides)
    elif after is None and before is not None:
        yield _deleted(before, found, sides)
    elif before is not None and after is not None:
        yield from _of_piece(one, before, after, found, sides)
    if after is not None:
        for said in after.comments:
            yield comment_on(before or after, said, after.number, sides)


def _of_piece(
    one: PieceChange, before: Piece, after: Piece, found: list[PieceChange], sides: Sides
) -> Iterator[Change]:
    if one.retitled:
        yield _retitled(before, after, sides)
    if one.moved:
        yield _moved(one, before, found, sides)
    if one.lines and before.mark.startswith("clause_"):
        change = _clause_reworded(before, after, sides)
        yield replace(change, said=(*change.said, *merged_into(one, found)))
    elif one.lines:
        yield from passages(one.lines, before, sides)


def _clause_reworded(before: Piece, after: Piece, sides: Sides) -> Change:
    state, today = sides.clause(before.mark), sides.today(before.mark)
    change = Change(
        REWORDED,
        before.mark,
        before.title,
        before.text,
        as_text(spoken(after.lines)),
        after.number,
        where=state.where if state else sides.where,
        revisions=after.revisions,
        clause=sides.pk(before.mark),
    )
    if today is None:
        return by_hand(change, ABSENT)
    if keys_of(today) == keys_of(after):
        return replace(change, state=DONE)
    if state is None:  # one that was added in Word before
        rewritten = edit(edits.REWRITTEN, before.mark, text=change.after)
        change = replace(change, acts=(rewritten,))
    else:
        acts, said, why_not = rewording(state, before, after)
        if why_not:
            return by_hand(change, why_not)
        change = replace(change, acts=acts, said=said)
    return change if keys_of(today) == keys_of(before) else conflicting(change, today)


def _retitled(before: Piece, after: Piece, sides: Sides) -> Change:
    state, today = sides.clause(before.mark), sides.today(before.mark)
    change = Change(
        RETITLED,
        before.mark,
        before.title,
        before.title,
        after.title,
        after.number,
        acts=(
            {"do": "title", "clause": state.pk, "title": after.title[:200]}
            if state
            else edit(edits.RETITLED, before.mark, title=after.title),
        ),
        where=state.where if state else sides.where,
        revisions=after.head.revisions,
        clause=sides.pk(before.mark),
    )
    if today is None:
        return by_hand(change, ABSENT if before.mark.startswith("clause_") else NO_LONGER)
    if today.head.key == after.head.key:
        return replace(change, state=DONE)
    if today.head.key == before.head.key:
        return change
    return replace(change, state=CONFLICT, now=today.title)


def _moved(one: PieceChange, before: Piece, found: list[PieceChange], sides: Sides) -> Change:
    follows, mark, own = one.follows, _known_above(one, found), bare(before.mark)
    where = f"après « {follows.title} »" if follows and follows.level else "en tête de la pièce"
    change = Change(
        MOVED,
        before.mark,
        before.title,
        after=f"Placé {where}.",
        acts=(edit(edits.MOVED, before.mark, line=mark, title=before.title),),
        clause=sides.pk(before.mark),
    )
    if own not in sides.order or bare(mark) not in sides.order:
        return by_hand(change, NO_LONGER)
    is_there = sides.order[sides.order.index(own) - 1] == bare(mark)
    return replace(change, state=DONE) if is_there else change


def _added(one: PieceChange, after: Piece, found: list[PieceChange], sides: Sides) -> Change:
    text, follows = as_text(spoken(after.lines)), _known_above(one, found)
    change = Change(
        ADDED,
        after.mark,
        after.title,
        "",
        text,
        after.number,
        acts=(edit(edits.ADDED, follows, title=after.title, text=text, level=after.level or 2),),
        said=tuple(split_from(after, found)),
        where=sides.where,
        revisions=after.revisions,
    )
    same = (piece for piece in sides.now.values() if piece.head.key == after.head.key)
    if any(keys_of(piece) == keys_of(after) for piece in same):
        return replace(change, state=DONE)
    return change if bare(follows) in sides.order else by_hand(change, NO_LONGER)


def _known_above(one: PieceChange, found: list[PieceChange]) -> str:
    """The nearest piece above that the tender knows."""
    above = reversed(found[: found.index(one)])
    return next((other.before.mark for other in above if other.before), "")


def _deleted(before: Piece, found: list[PieceChange], sides: Sides) -> Change:
    state, today = sides.clause(before.mark), sides.today(before.mark)
    change = Change(
        DELETED,
        before.mark,
        before.title,
        before.text,
        acts=(
            {"do": "withdraw", "clause": state.pk}
            if state
            else edit(edits.WITHDRAWN, before.mark, title=before.title),
        ),
        said=tuple(gone_into(before, found)),
        revisions=tuple(tracked(before, found)),
        clause=sides.pk(before.mark),
    )
    if today is None:
        return replace(change, state=DONE)
    return change if keys_of(today) == keys_of(before) else conflicting(change, today)

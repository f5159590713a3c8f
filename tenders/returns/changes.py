"""Three texts, the one that went out, the one that came back, today's → what there is to decide.

Clauses are taken whole, other articles paragraph by paragraph. What did not change in the file
is never touched, whatever the tender became meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from procurement.typography import NBSP
from procurement.word import edits
from procurement.word.comparing import LineChange, PieceChange, compare, spoken
from procurement.word.lines import HEAD, WRITABLE, Comment, Piece, as_text, bare
from tenders.returns.change import (
    ADDED,
    BY_HAND,
    COMMENT,
    CONFLICT,
    DELETED,
    DONE,
    MOVED,
    OPEN,
    RETITLED,
    REWORDED,
    Change,
    ClauseState,
)
from tenders.returns.clauses import rewording

_OF_THE_CARD = (
    "Cette information vient de la fiche du marché : corrigez-la sur la page du marché, elle se "
    "retrouvera dans toutes les pièces."
)
_OF_A_TABLE = (
    "Ce tableau est écrit à partir du marché (volumes, lots, critères ou clauses) : reportez la "
    "correction sur la page concernée, elle se retrouvera dans toutes les pièces."
)
_OF_A_FRAME = "Cette remarque est écrite par Balise à chaque production de la pièce."
_NO_LONGER = (
    "Ce passage a changé dans Balise depuis que le fichier est sorti, et n'y est plus : reportez "
    "la correction à la main si elle garde son sens."
)
_ABSENT = (
    "Cette clause n'est plus dans le marché : remettez-la d'abord si vous voulez en reprendre le "
    "texte."
)
# A piece that says nothing of the tender: who sent the file may have dropped it.
IGNORED = "section_provenance"
_PART_OF = 3  # lines in common, at least one in so many, tell a split or a merge


@dataclass(frozen=True)
class Outcome:
    changes: tuple[Change, ...]
    kept: tuple[str, ...]  # titles of the pieces that came back as they went
    renumbered: tuple[tuple[str, str, str], ...]  # title, number before, number now


@dataclass(frozen=True)
class _Sides:
    now: Mapping[str, Piece]
    order: Sequence[str]  # the marks of today's pieces
    clauses: Mapping[str, ClauseState]
    where: str

    def today(self, mark: str) -> Piece | None:
        return self.now.get(bare(mark))


def outcome(
    sent: Sequence[Piece],
    back: Sequence[Piece],
    now: Sequence[Piece],
    clauses: Mapping[str, ClauseState],
    *,
    where: str,
) -> Outcome:
    """`clauses` are those of the tender by the bare mark of their heading."""
    sides = _Sides(
        {bare(piece.mark): piece for piece in now}, [bare(p.mark) for p in now], clauses, where
    )
    found = [
        one
        for one in compare(sent, back)
        if not any(p and p.mark.startswith(IGNORED) for p in (one.before, one.after))
    ]
    changes = [change for one in found for change in _changes(one, found, sides)]
    return Outcome(
        tuple({change.id: change for change in _joined(changes)}.values()),
        tuple(one.before.title for one in found if one.kept and one.before and one.before.level),
        tuple(
            (one.before.title, one.before.number, one.after.number)
            for one in found
            if one.before and one.after and one.before.number != one.after.number
        ),
    )


def _changes(one: PieceChange, found: list[PieceChange], sides: _Sides) -> Iterator[Change]:
    before, after = one.before, one.after
    if before is None and after is not None:
        yield _added(one, after, found, sides)
    elif after is None and before is not None:
        yield _deleted(before, found, sides)
    elif before is not None and after is not None:
        yield from _of_piece(one, before, after, found, sides)
    if after is not None:
        yield from (_comment(comment, before or after, sides) for comment in after.comments)


def _of_piece(
    one: PieceChange, before: Piece, after: Piece, found: list[PieceChange], sides: _Sides
) -> Iterator[Change]:
    if one.retitled:
        yield _retitled(before, after, sides)
    if one.moved:
        yield _moved(one, before, sides)
    if not one.lines:
        return
    if before.mark.startswith("clause_"):
        change = _clause_reworded(before, after, sides)
        yield replace(change, said=(*change.said, *_merged_into(one, found)))
    else:
        yield from _passages(one, before, after, sides)


def _clause_reworded(before: Piece, after: Piece, sides: _Sides) -> Change:
    state, today = sides.clauses.get(bare(before.mark)), sides.today(before.mark)
    change = Change(
        REWORDED,
        before.mark,
        before.title,
        before.text,
        as_text(spoken(after.lines)),
        after.number,
        where=state.where if state else sides.where,
        revisions=after.revisions,
        clause=state.pk if state else None,
    )
    if today is None:
        return _by_hand(change, _ABSENT)
    keys = [line.key for line in spoken(today.lines)]
    if keys == [line.key for line in spoken(after.lines)]:
        return replace(change, state=DONE)
    if state is None:  # one that was added in Word before
        acts = [_edit(edits.REWRITTEN, before.mark, text=change.after)]
        change = replace(change, acts=tuple(acts))
    else:
        acts, said, why_not = rewording(state, before, after)
        if why_not:
            return _by_hand(change, why_not)
        change = replace(change, acts=acts, said=said)
    return change if keys == before_keys(before) else replace(change, **_conflict(today))


def before_keys(piece: Piece) -> list[str]:
    return [line.key for line in spoken(piece.lines)]


def _conflict(today: Piece) -> dict[str, Any]:
    return {"state": CONFLICT, "now": today.text}


def _retitled(before: Piece, after: Piece, sides: _Sides) -> Change:
    state, today = sides.clauses.get(bare(before.mark)), sides.today(before.mark)
    act = (
        {"do": "title", "clause": state.pk, "title": after.title[:200]}
        if state
        else _edit(edits.RETITLED, before.mark, title=after.title[:300])
    )
    change = Change(
        RETITLED,
        before.mark,
        before.title,
        before.title,
        after.title,
        after.number,
        acts=(act,),
        where=state.where if state else sides.where,
        revisions=after.head.revisions,
        clause=state.pk if state else None,
    )
    if today is None:
        return _by_hand(change, _ABSENT if before.mark.startswith("clause_") else _NO_LONGER)
    if today.head.key == after.head.key:
        return replace(change, state=DONE)
    if today.head.key == before.head.key:
        return change
    return replace(change, state=CONFLICT, now=today.title)


def _moved(one: PieceChange, before: Piece, sides: _Sides) -> Change:
    follows = one.follows
    mark = follows.mark if follows else ""
    where = f"après « {follows.title} »" if follows and follows.level else "en tête de la pièce"
    change = Change(
        MOVED,
        before.mark,
        before.title,
        after=f"Placé {where}.",
        acts=(_edit(edits.MOVED, before.mark, line=mark),),
        clause=_pk(sides, before.mark),
    )
    here = sides.order.index(bare(before.mark)) if bare(before.mark) in sides.order else -1
    if here < 0 or bare(mark) not in sides.order:
        return _by_hand(change, _NO_LONGER)
    if here and sides.order[here - 1] == bare(mark):
        return replace(change, state=DONE)
    return change


def _added(one: PieceChange, after: Piece, found: list[PieceChange], sides: _Sides) -> Change:
    text = as_text(spoken(after.lines))
    follows = _known_above(one, found)
    change = Change(
        ADDED,
        after.mark,
        after.title,
        "",
        text,
        after.number,
        acts=(
            _edit(edits.ADDED, follows, title=after.title[:300], text=text, level=after.level or 2),
        ),
        said=tuple(_split_from(after, found)),
        where=sides.where,
        revisions=after.revisions,
    )
    keys = before_keys(after)
    if any(p.head.key == after.head.key and before_keys(p) == keys for p in sides.now.values()):
        return replace(change, state=DONE)
    return change if bare(follows) in sides.order else _by_hand(change, _NO_LONGER)


def _known_above(one: PieceChange, found: list[PieceChange]) -> str:
    """The nearest piece above that the tender knows."""
    at = found.index(one)
    known = (other.before.mark for other in reversed(found[:at]) if other.before)
    return next(known, "")


def _deleted(before: Piece, found: list[PieceChange], sides: _Sides) -> Change:
    state = sides.clauses.get(bare(before.mark))
    act = {"do": "withdraw", "clause": state.pk} if state else _edit(edits.WITHDRAWN, before.mark)
    change = Change(
        DELETED,
        before.mark,
        before.title,
        before.text,
        acts=(act,),
        said=tuple(_gone_into(before, found)),
        revisions=tuple(_tracked(before, found)),
        clause=state.pk if state else None,
    )
    today = sides.today(before.mark)
    if today is None:
        return replace(change, state=DONE)
    same = before_keys(today) == before_keys(before)
    return change if same else replace(change, **_conflict(today))


def _tracked(before: Piece, found: list[PieceChange]) -> Iterator[Any]:
    """Who deleted it under tracking: told with the piece above, which closed over it."""
    said = {
        before.head.text.replace("**", ""),
        *(line.text.replace("**", "") for line in before.lines),
    }
    for other in found:
        for revision in other.after.revisions if other.after else ():
            if revision.kind == "deleted" and any(text in revision.text for text in said if text):
                yield revision


# Paragraphs of the other articles


def _passages(one: PieceChange, before: Piece, after: Piece, sides: _Sides) -> Iterator[Change]:
    for inserted, group in groupby(one.lines, key=lambda c: (c.before is None, c.follows)):
        lines = list(group)
        if inserted[0]:
            yield _inserted(lines, before, sides)
        else:
            yield from (_passage(line, before, sides) for line in lines)


def _inserted(lines: list[LineChange], piece: Piece, sides: _Sides) -> Change:
    new = [line.after for line in lines if line.after]
    follows = lines[0].follows
    above = follows.key if follows else ""
    change = _of_passage(ADDED, piece, "", as_text(new), sides, new)
    change = replace(change, acts=(_edit(edits.INSERTED, piece.mark, above, text=change.after),))
    if why := _written_from_data(piece, [line.kind for line in new]):
        return _by_hand(change, why)
    today = sides.today(piece.mark)
    keys = before_keys(today) if today else []
    if today and all(line.key in keys for line in new):
        return replace(change, state=DONE)
    if today is None or (above and above not in keys):
        return _by_hand(change, _NO_LONGER)
    return change


def _passage(line: LineChange, piece: Piece, sides: _Sides) -> Change:
    """One paragraph reworded or removed."""
    old, new = line.before, line.after
    assert old is not None
    kind = REWORDED if new else DELETED
    change = _of_passage(kind, piece, old.text, new.text if new else "", sides, [new or old])
    act = edits.REPLACED if new else edits.REMOVED
    change = replace(change, acts=(_edit(act, piece.mark, old.key, text=change.after),))
    if why := _written_from_data(piece, [old.kind, *([new.kind] if new else [])]):
        return _by_hand(change, why)
    today = sides.today(piece.mark)
    keys = before_keys(today) if today else []
    if (new and new.key in keys) or (not new and old.key not in keys):
        return replace(change, state=DONE)
    return change if old.key in keys else _by_hand(change, _NO_LONGER)


def _of_passage(
    kind: str, piece: Piece, before: str, after: str, sides: _Sides, lines: Sequence[Any]
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


def _written_from_data(piece: Piece, kinds: Sequence[str]) -> str:
    """Why the paragraph is not edited here; empty when it can be."""
    if not piece.level and not piece.mark:
        return _OF_THE_CARD
    if "row" in kinds:
        return _OF_A_TABLE
    return "" if all(kind in WRITABLE for kind in kinds) else _OF_A_FRAME


def _joined(changes: list[Change]) -> Iterator[Change]:
    """A paragraph taken away here and put there is one change: it moved."""
    gone = {
        change.before: change
        for change in changes
        if change.kind == DELETED and change.state == OPEN and _is_passage(change)
    }
    moved = {
        change.after: change
        for change in changes
        if change.kind == ADDED and change.state == OPEN and change.after in gone
    }
    for change in changes:
        if change.kind == ADDED and moved.get(change.after) is change:
            left = gone[change.after]
            said = f"Le paragraphe était dans «{NBSP}{left.title}{NBSP}»."
            yield replace(
                change, kind=MOVED, acts=(*left.acts, *change.acts), said=(said,), where=""
            )
        elif not (change.kind == DELETED and change.before in moved and _is_passage(change)):
            yield change


def _is_passage(change: Change) -> bool:
    return any(act.get("act") == edits.REMOVED for act in change.acts)


# Comments, splits and merges


def _comment(comment: Comment, piece: Piece, sides: _Sides) -> Change:
    pk = _pk(sides, piece.mark)
    act = {
        "do": "note",
        "clause": pk,
        "title": piece.title[:300],
        "author": comment.author[:200],
        "said_at": comment.at[:40],
        "about": comment.about,
        "text": comment.text[:4000],
    }
    by = (
        f"{comment.author}, à propos de «{NBSP}{comment.about}{NBSP}»"
        if comment.about
        else comment.author
    )
    return Change(
        COMMENT,
        piece.mark,
        piece.title,
        after=comment.text,
        acts=(act,),
        said=(f"De {by}.",),
        clause=pk,
    )


def _split_from(after: Piece, found: list[PieceChange]) -> Iterator[str]:
    """Said of a new article that holds paragraphs which another one lost."""
    keys = set(before_keys(after))
    for other in found:
        lost = {c.before.key for c in other.lines if c.before and not c.after}
        if other.before and keys and len(keys & lost) * _PART_OF >= len(keys):
            yield (
                f"Ce texte était dans «{NBSP}{other.before.title}{NBSP}», qui a été coupé en deux "
                ": acceptez ou refusez les deux ensemble."
            )


def _gone_into(before: Piece, found: list[PieceChange]) -> Iterator[str]:
    keys = set(before_keys(before))
    for other in found:
        won = {c.after.key for c in other.lines if c.after and not c.before}
        if other.before and keys and len(keys & won) * _PART_OF >= len(keys):
            yield (
                f"Son texte se trouve maintenant dans «{NBSP}{other.before.title}{NBSP}» : les "
                "deux ont été réunis. Acceptez ou refusez les deux ensemble."
            )


def _merged_into(one: PieceChange, found: list[PieceChange]) -> Iterator[str]:
    won = {c.after.key for c in one.lines if c.after and not c.before}
    for other in found:
        keys = set(before_keys(other.before)) if other.before and other.after is None else set()
        if keys and other.before and len(keys & won) * _PART_OF >= len(keys):
            yield f"Le texte de «{NBSP}{other.before.title}{NBSP}» y a été réuni."


def _by_hand(change: Change, why: str) -> Change:
    """Not taken in by itself: accepted, it becomes a note of what is to be reported."""
    note = {
        "do": "note",
        "clause": change.clause,
        "title": change.title[:300],
        "author": "Fichier Word",
        "said_at": "",
        "about": change.before[:2000],
        "text": f"À reporter : {change.after or 'à supprimer'}"[:4000],
    }
    return replace(change, state=BY_HAND, acts=(note,), said=(*change.said, why), where="")


def _edit(
    act: str, piece: str, line: str = "", *, title: str = "", text: str = "", level: int = 2
) -> dict[str, Any]:
    return {
        "do": "edit",
        "act": act,
        "piece": piece,
        "line": line,
        "title": title,
        "text": text,
        "level": level,
    }


def _pk(sides: _Sides, mark: str) -> int | None:
    state = sides.clauses.get(bare(mark))
    return state.pk if state else None


__all__ = ["HEAD", "Outcome", "outcome"]

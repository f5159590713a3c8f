"""What helps understand a change: who tracked it, where a text went, which comment stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procurement.typography import NBSP
from procurement.word.comparing import PieceChange
from procurement.word.lines import Comment, Piece, Revision
from tenders.returns.change import COMMENT, Change
from tenders.returns.sides import Sides, keys_of

_PART_OF = 3  # lines in common, at least one in so many, tell a split or a merge


def split_from(after: Piece, found: Sequence[PieceChange]) -> Iterator[str]:
    """Said of a new article that holds paragraphs which another one lost."""
    for other in found:
        lost = {c.before.key for c in other.lines if c.before and not c.after}
        if other.before and _holds(lost, after):
            yield (
                f"Ce texte était dans «{NBSP}{other.before.title}{NBSP}», qui a été coupé en deux "
                ": acceptez ou refusez les deux ensemble."
            )


def gone_into(before: Piece, found: Sequence[PieceChange]) -> Iterator[str]:
    """Said of an article that is gone while another one holds its paragraphs."""
    for other in found:
        if other.before and _holds(_won(other), before):
            yield (
                f"Son texte se trouve maintenant dans «{NBSP}{other.before.title}{NBSP}» : les "
                "deux ont été réunis. Acceptez ou refusez les deux ensemble."
            )


def merged_into(one: PieceChange, found: Sequence[PieceChange]) -> Iterator[str]:
    for other in found:
        if other.before and other.after is None and _holds(_won(one), other.before):
            yield f"Le texte de «{NBSP}{other.before.title}{NBSP}» y a été réuni."


def _won(one: PieceChange) -> set[str]:
    return {c.after.key for c in one.lines if c.after and not c.before}


def _holds(keys: set[str], piece: Piece) -> bool:
    own = set(keys_of(piece))
    return bool(own) and len(own & keys) * _PART_OF >= len(own)


def tracked(before: Piece, found: Sequence[PieceChange]) -> Iterator[Revision]:
    """Who deleted a piece under tracking: told with the one above, which closed over it."""
    texts = [line.text.replace("**", "") for line in (before.head, *before.lines)]
    for other in found:
        for revision in other.after.revisions if other.after else ():
            if revision.kind == "deleted" and any(t and t in revision.text for t in texts):
                yield revision


def comment_on(piece: Piece, comment: Comment, number: str, sides: Sides) -> Change:
    """A comment, to keep as a note; `number` is that of the article in the file."""
    pk = sides.pk(piece.mark)
    note = {
        "do": "note",
        "clause": pk,
        "title": piece.title[:300],
        "author": comment.author[:200],
        "said_at": comment.at[:40],
        "about": comment.about,
        "text": comment.text[:4000],
    }
    about = f", à propos de «{NBSP}{comment.about}{NBSP}»" if comment.about else ""
    return Change(
        COMMENT,
        piece.mark,
        piece.title,
        after=comment.text,
        number=number,
        acts=(note,),
        said=(f"De {comment.author}{about}.",),
        clause=pk,
    )

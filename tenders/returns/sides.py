"""What the changes are judged with: the tender as it stands, and how a change is kept aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from procurement.word.comparing import spoken
from procurement.word.lines import Piece, bare, readable
from tenders.returns.change import BY_HAND, CONFLICT, Change, ClauseState

NO_LONGER = (
    "Ce passage a changé dans Balise depuis que le fichier est sorti, et n'y est plus : reportez "
    "la correction à la main si elle garde son sens."
)
ABSENT = (
    "Cette clause n'est plus dans le marché : remettez-la d'abord si vous voulez en reprendre le "
    "texte."
)


@dataclass(frozen=True)
class Sides:
    """Today's pieces by their bare mark, and the clauses of the tender likewise.

    `order` is that of today, of the pieces that the file could know.
    `where` is the place in which `check_wording` reads what is new in this document.
    """

    now: Mapping[str, Piece]
    order: Sequence[str]
    clauses: Mapping[str, ClauseState]
    where: str

    @classmethod
    def of(
        cls,
        sent: Sequence[Piece],
        now: Sequence[Piece],
        clauses: Mapping[str, ClauseState],
        where: str,
    ) -> Sides:
        went = {bare(piece.mark) for piece in sent}
        pieces = {bare(piece.mark): piece for piece in now}
        return cls(pieces, [mark for mark in pieces if mark in went], clauses, where)

    def today(self, mark: str) -> Piece | None:
        return self.now.get(bare(mark))

    def clause(self, mark: str) -> ClauseState | None:
        return self.clauses.get(bare(mark))

    def pk(self, mark: str) -> int | None:
        state = self.clause(mark)
        return state.pk if state else None


def keys_of(piece: Piece | None) -> list[str]:
    return [line.key for line in spoken(piece.lines)] if piece else []


def edit(
    act: str, piece: str, line: str = "", *, title: str = "", text: str = "", level: int = 2
) -> dict[str, Any]:
    """The act of keeping an edit of the document."""
    return {
        "do": "edit",
        "act": act,
        "piece": piece,
        "line": line,
        "title": title[:300],
        "text": text,
        "level": level,
    }


def conflicting(change: Change, today: Piece) -> Change:
    """The tender says a third thing here."""
    return replace(change, state=CONFLICT, now=today.text)


def by_hand(change: Change, why: str) -> Change:
    """Not taken in by itself: accepted, it becomes a note of what is to be reported."""
    note = {
        "do": "note",
        "clause": change.clause,
        "title": change.title[:300],
        "author": "Fichier Word",
        "said_at": "",
        "about": readable(change.before)[:2000],
        "text": f"À reporter : {readable(change.after) or 'à supprimer'}"[:4000],
    }
    return replace(change, state=BY_HAND, acts=(note,), said=(*change.said, why), where="")

"""One thing to accept or to refuse, with all that helps decide."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procurement.differences import ADDED as ADDED_WORDS
from procurement.differences import REMOVED, Piece, word_differences
from procurement.word.lines import Revision, readable
from tenders.clauses.clause import Part

REWORDED, RETITLED, MOVED = "reworded", "retitled", "moved"
ADDED, DELETED, COMMENT = "added", "deleted", "comment"
KINDS = {
    REWORDED: "réécrit",
    RETITLED: "nouvel intitulé",
    MOVED: "déplacé",
    ADDED: "ajouté",
    DELETED: "supprimé",
    COMMENT: "commentaire",
}
OPEN = "open"  # to decide
DONE = "done"  # the tender says so already
CONFLICT = "conflict"  # the tender changed here as well since the file went out
BY_HAND = "by_hand"  # written from data that other pages hold: kept as a note

LONGEST = 20_000  # characters of a text that is compared word by word, and controlled


@dataclass(frozen=True)
class ClauseState:
    """A clause of the tender as it stands; `parts` is its text cut at its blanks.

    `where` is the place that `check_wording` knows.
    """

    pk: int
    title: str
    text: str
    where: str
    parts: tuple[Part, ...] = ()  # none when its wording is the tender's own


@dataclass(frozen=True)
class Change:
    """`acts` is what accepting does, in the words of `tenders.return_writing`."""

    kind: str
    mark: str
    title: str
    before: str = ""
    after: str = ""
    number: str = ""
    state: str = OPEN
    acts: tuple[Mapping[str, Any], ...] = ()
    said: tuple[str, ...] = ()
    now: str = ""  # what the tender says here today, when that is neither text
    where: str = ""  # where `check_wording` reads the new text; empty when it need not
    revisions: tuple[Revision, ...] = ()
    clause: int | None = None

    @property
    def id(self) -> str:
        """The same for the same change, each time the file is compared."""
        said = "\n".join((self.kind, self.mark, self.before, self.after, self.title))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words that went and those that came."""
        return _differences(self.before, self.after)

    @property
    def pieces_now(self) -> tuple[Piece, ...]:
        """From what the tender says today to what the file says."""
        return _differences(self.now, self.after) if self.now else ()

    @property
    def can_be_decided(self) -> bool:
        return self.state != DONE


def _differences(before: str, after: str) -> tuple[Piece, ...]:
    """Word by word, unless the text is so long that nobody would read it so."""
    old, new = readable(before), readable(after)
    if max(len(old), len(new)) <= LONGEST:
        return word_differences(old, new)
    return tuple(piece for piece in (Piece(REMOVED, old), Piece(ADDED_WORDS, new)) if piece.text)

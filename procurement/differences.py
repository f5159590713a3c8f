"""Two texts side by side: the words that went, the words that came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

KEPT, REMOVED, ADDED = "kept", "removed", "added"
_WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Words in a row with the same fate."""

    kind: str
    text: str


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """The text word by word: what is kept, what was removed, what was added, in reading order."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], False)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(KEPT, "".join(after[j1:j2])))
            continue
        pieces += [Piece(REMOVED, "".join(before[i1:i2])), Piece(ADDED, "".join(after[j1:j2]))]
    return tuple(piece for piece in pieces if piece.text)

"""What a candidate sends, piece by piece: what it is, where it comes from, who, how long."""

from __future__ import annotations

from dataclasses import dataclass

from tenders.booklets.modules import Facts, When, holds

PARTS = {"candidature": "la candidature", "offer": "l'offre", "award": "si vous êtes retenu"}
DEED = "deed"  # the engagement, one for each lot


@dataclass(frozen=True)
class Piece:
    """`group` says who does it when several answer together."""

    id: str
    part: str
    name: str
    what: str
    where: str
    who: str
    group: str
    time: str
    when: When = ()

    def applies(self, facts: Facts) -> bool:
        return holds(self.when, facts)


@dataclass(frozen=True)
class Sentence:
    """An imagined sentence to judge; `quick` when it serves in a short session too."""

    text: str
    where: str
    quick: bool = False

"""Where a clause comes from and what grounds it: its texts with their dates, authors, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """A text at a date."""

    COMING = "coming"
    IN_FORCE = "in_force"
    DOUBTFUL = "doubtful"
    ENDING = "ending"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return {
            "coming": "pas encore en vigueur",
            "in_force": "en vigueur",
            "doubtful": "en vigueur, point à confirmer",
            "ending": "en vigueur, fin connue",
            "ended": "n'est plus en vigueur",
        }[self]


@dataclass(frozen=True)
class Origin:
    """Whose clause it is when Balise does not ship it, who read it again, what it was made from."""

    owner: str
    owner_id: int
    second_reader: str = ""
    forked_from: str = ""
    forked_version: int | None = None


@dataclass(frozen=True)
class Change:
    version: int
    date: date
    what: str


@dataclass(frozen=True)
class LegalBasis:
    """An article, with the days between which it can ground a clause."""

    article: str
    title: str
    since: date
    until: date | None = None
    url: str = ""
    doubt: str = ""

    def in_force(self, at: date) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)

    def standing(self, at: date) -> Standing:
        """How far one may lean on it that day."""
        if at < self.since:
            return Standing.COMING
        if self.until is not None and self.until < at:
            return Standing.ENDED
        if self.until is not None:
            return Standing.ENDING
        return Standing.DOUBTFUL if self.doubt else Standing.IN_FORCE

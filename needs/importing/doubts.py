"""What a person has to decide before a row is imported: asked once, whatever the rows it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

SKIP = "skip"


@dataclass(frozen=True)
class Choice:
    """One answer that Balise proposes, and why."""

    value: str
    label: str
    why: str = ""


@dataclass(frozen=True)
class Doubt:
    """Something in a row that may be read in several ways, or that nothing says.

    An assumption is a doubt whose first choice is taken when nobody says otherwise.
    """

    field: str
    typed: str
    why: str
    choices: tuple[Choice, ...] = ()
    assumption: bool = False

    @property
    def key(self) -> str:
        """The same question for every row that says the same: a short name for forms."""
        said = f"{self.field}\n{self.typed}"
        return hashlib.sha256(said.encode()).hexdigest()[:12]


Decisions = Mapping[str, str]


class Undecided(Exception):
    """A row waits for somebody's decision."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.why)
        self.doubt = doubt


class Skipped(Exception):
    """Somebody decided that the row is not imported."""


def settle(doubt: Doubt, decisions: Decisions) -> str:
    """The value decided; raises Undecided or Skipped."""
    decision = decisions.get(doubt.key)
    if decision == SKIP:
        raise Skipped(doubt.why)
    if decision is not None:
        return decision
    if doubt.assumption and doubt.choices:
        return doubt.choices[0].value
    raise Undecided(doubt)

"""A booklet for one tender: the modules that hold for it, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tenders.booklets.modules import Facts, Module


@dataclass(frozen=True)
class Chapter:
    """A module as it holds for a tender, its placeholders still to be filled."""

    module: Module
    text: str


def chapters(modules: Iterable[Module], facts: Facts, at: date) -> Iterator[Chapter]:
    """Those that have something to say; a module whose parts are all out of subject is left out."""
    for module in modules:
        said = module.said(facts, at)
        if said:
            yield Chapter(module, "\n\n".join(part.text.strip() for part in said))

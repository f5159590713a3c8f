"""What a figure may look at: the tender, the booklet being written, what it has said so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from procurement.word.blocks import Block
from tenders.booklets import Booklet, Chapter, Writer
from tenders.booklets.modules import Facts
from tenders.documents.context import DocumentContext


@dataclass
class Desk:
    context: DocumentContext
    booklet: Booklet
    facts: Facts
    write: Writer
    chapters: tuple[Chapter, ...]  # that hold for the tender
    written: dict[str, list[Block]] = field(default_factory=dict)  # by module

    @property
    def at(self) -> date:
        return self.context.launch_on

    @property
    def together(self) -> bool:
        """Whether the booklet is for those who answer as a group."""
        return "group" in self.booklet.ids


Figure = Callable[[Desk], Sequence[Block]]

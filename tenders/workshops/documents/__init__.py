"""The Word files of a workshop: its invitation, with the agenda, and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from procurement.word import docx
from procurement.word.blocks import Document
from tenders.housing import style_of
from tenders.workshops.documents import invitation, minutes
from tenders.workshops.documents.gathered import WorkshopSheet, gather
from tenders.workshops.models import Workshop

KINDS: dict[str, Callable[[WorkshopSheet], Document]] = {
    "invitation": invitation.build,
    "compte-rendu": minutes.build,
}


def build(workshop: Workshop, kind: str, *, now: datetime) -> Document:
    return KINDS[kind](gather(workshop, now=now))


def render(workshop: Workshop, kind: str, *, now: datetime) -> bytes:
    """The file, in the style of the lead authority."""
    return docx.render(build(workshop, kind, now=now), style_of(workshop.consultation.project.lead))

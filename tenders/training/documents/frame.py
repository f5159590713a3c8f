"""What every document of a session has in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from procurement.typography import NBSP, long_date, plural
from procurement.word.blocks import Block, Document, Facts
from tenders.training.models import Sitting, TrainingSession
from tenders.training.programme import spell

MADE_BY = "Établi avec Balise, à relire par l'organisateur"


def sheet(session: TrainingSession, kind: str, title: str, blocks: Sequence[Block]) -> Document:
    return Document(
        title=title,
        kicker=session.organiser.name,
        subtitle=session.title,
        subject=session.title,
        author=session.organiser.name,
        header=title,
        footer=MADE_BY,
        blocks=tuple(blocks),
        properties=(("balise_document", kind), ("balise_session", str(session.pk))),
    )


def card(session: TrainingSession, sittings: Sequence[Sitting]) -> Facts:
    """Kind, dates, place, audience: what a reader looks up first."""
    total = sum(sitting.minutes for sitting in sittings)
    return Facts(
        (
            ("Nature", session.get_kind_display().capitalize()),
            ("Dates", " ; ".join(map(when, sittings)) or "[[la date de la session]]"),
            ("Durée", spell(total) if sittings else "[[la durée de la session]]"),
            ("Lieu", place(session)),
            ("Public", ", ".join(session.audience_labels) or "tous publics"),
            ("Places", plural(session.capacity, "place")),
            ("Organisateur", f"{session.organiser.name}, {session.contact_email}"),
        ),
        "La session en bref",
    )


def place(session: TrainingSession) -> str:
    """In a file that circulates, the video link is never written."""
    named = [session.place, "en ligne" if session.video_link else ""]
    return " et ".join(filter(None, named)) or "[[le lieu de la session]]"


def when(sitting: Sitting) -> str:
    """« 12 mars 2027, de 9 h 00 à 11 h 00 »."""
    start, end = timezone.localtime(sitting.starts_at), timezone.localtime(sitting.ends_at)
    return f"{long_date(start)}, de {clock(start)} à {clock(end)}"


def clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}"

"""The programme, by the minute, as it is handed out."""

from __future__ import annotations

from procurement.typography import plural
from procurement.word.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from tenders.training.documents.frame import card, clock, sheet, when
from tenders.training.models import Sitting, TrainingSession

TITLE = "Programme"


def build(session: TrainingSession) -> Document:
    sittings = list(session.sittings.all())
    blocks: list[Block] = [
        card(session, sittings),
        Heading(1, "Ce que vous en retirerez"),
        *(Paragraph(text) for text in session.summary.split("\n") if text.strip()),
        Heading(1, "Le déroulé"),
    ]
    for number, sitting in enumerate(sittings, start=1):
        name = f"Date {number} : {when(sitting)}" if len(sittings) > 1 else when(sitting)
        blocks += [Heading(2, name[:1].upper() + name[1:]), _table(sitting, name)]
    return sheet(session, "programme", TITLE, [*blocks, *_practical(session)])


def _table(sitting: Sitting, name: str) -> Table:
    return Table(
        header=("Heure", "Durée", "Étape", "Ce que l'on y fait"),
        rows=tuple(
            (
                clock(timed.starts_at),
                plural(timed.step.minutes, "min", "min"),
                timed.step.title,
                timed.step.detail or "—",
            )
            for timed in sitting.timed
        ),
        caption=f"Programme, {name}",
        widths=(2, 2, 5, 7),
    )


def _practical(session: TrainingSession) -> list[Block]:
    lines = [
        f"Accès : {session.access}" if session.access else "",
        "Le lien de visioconférence est dans le message reçu à l'inscription."
        if session.video_link
        else "",
        f"Un besoin d'accessibilité, une question : {session.contact_email}.",
    ]
    return [Heading(1, "Pratique"), Bullets(tuple(filter(None, lines)))]

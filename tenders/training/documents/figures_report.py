"""The figures in Word: the text to paste, each chart with its table, what each figure counts."""

from __future__ import annotations

from collections.abc import Sequence

from procurement.word.blocks import Block, Bullets, Document, Heading, Paragraph
from tenders.training.documents.frame import MADE_BY
from tenders.training.figures import DEFINITIONS, LEVELS, Figures, Line, chart, table

TITLE = "Chiffres de la formation"


def build(figures: Figures, period: str, level: str, text: Sequence[str]) -> Document:
    organisers = ", ".join(sorted({held.organiser for held in figures.sessions}))
    parts = (
        ("Par public", "Public", figures.by_audience()),
        (f"Par {LEVELS[level]}", LEVELS[level].capitalize(), figures.by_place(level)),
        ("Par année", "Année", figures.by_year()),
    )
    return Document(
        title=TITLE,
        kicker=organisers,
        subtitle=period,
        subject=TITLE,
        author=organisers,
        header=TITLE,
        footer=MADE_BY,
        blocks=(
            Heading(1, "En quelques phrases"),
            *(Paragraph(sentence) for sentence in text),
            *(block for part in parts for block in _part(*part)),
            Heading(1, "Ce que chaque chiffre compte"),
            Bullets(tuple(f"**{term}.** {definition}" for term, definition in DEFINITIONS)),
        ),
    )


def _part(title: str, first: str, lines: list[Line]) -> list[Block]:
    if not lines:
        return []
    caption = f"Personnes touchées {title[0].lower()}{title[1:]}"
    return [Heading(1, title), chart(caption, lines), table(caption, first, lines)]

"""The evaluation on paper: the questions of the page, no name."""

from __future__ import annotations

from procurement.word.blocks import Block, Document, Heading, Paragraph, SignatureBox, Table
from tenders.training.documents.frame import sheet
from tenders.training.evaluations import LEAST_ANSWERS, MARKS, SCALES, TEXTS
from tenders.training.models import TrainingSession

TITLE = "Évaluation de la session"


def build(session: TrainingSession) -> Document:
    blocks: list[Block] = [
        Paragraph(
            "Ne vous nommez pas. Les réponses sont lues ensemble, et seulement à partir de "
            f"{LEAST_ANSWERS} réponses. Comptez deux minutes."
        ),
        Heading(1, "Cochez une case par ligne"),
        Table(
            header=("Question", *(label.capitalize() for label in MARKS.values())),
            rows=tuple((question, *("☐" for _ in MARKS)) for question in SCALES.values()),
            caption="Votre avis",
            widths=(8, 2, 2, 2, 2),
            row_headers=True,
        ),
        Heading(1, "En quelques mots"),
        SignatureBox(tuple(TEXTS.values()), ("Facultatif :",)),
    ]
    return sheet(session, "evaluation", TITLE, blocks)

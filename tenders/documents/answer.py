"""CRT: the frame in which a candidate answers, one box for each thing that is marked."""

from __future__ import annotations

from procurement.word.blocks import AnswerBox, Block, Document, Facts, Heading, Note, Paragraph
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import expectations, percent, scale_tables
from tenders.documents.sheet import card, sheet

TITLE = "Cadre de réponse technique"


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context),
        Note(
            "Comment remplir ce cadre",
            (
                "Répondez dans chaque cadre, sans dépasser le nombre de pages : ce qui dépasse "
                "n'est pas lu. Le poids montre où mettre votre temps.",
                "Vos engagements deviennent contractuels : écrivez ce que vous ferez vraiment. Une "
                "preuve simple (fiche, photographie, planning) vaut mieux qu'un long discours.",
            ),
        ),
        Facts(
            (
                ("Candidat", "{{nom du candidat ou du mandataire}}"),
                ("Membres du groupement", "{{noms, ou « sans objet »}}"),
                ("Lot", "{{numéro du lot}}"),
            ),
            "Candidat",
        ),
    ]
    sets = context.criteria_sets()
    for lots, criteria in sets:
        blocks += _part(lots, criteria)
    if not context.criteria:
        blocks += [
            Heading(1, "Réponse"),
            Paragraph("[[les critères d'attribution, d'où viennent les cadres de réponse]]"),
        ]
    blocks += _scales(context)
    blocks.append(
        Paragraph("Les prix ne se répètent pas ici : ils sont dans les pièces de prix du dossier.")
    )
    return sheet(context, "crt", TITLE, blocks)


def _scales(context: DocumentContext) -> list[Block]:
    scales = scale_tables(context)
    if not scales:
        return []
    return [
        Heading(1, "Échelles de notation"),
        Paragraph("Votre réponse est notée sur ces échelles, les mêmes pour tous."),
        *scales,
    ]


def _part(lots: str, criteria: tuple[Criterion, ...]) -> list[Block]:
    answered = [criterion for criterion in criteria if not criterion.is_price]
    blocks: list[Block] = [Heading(1, lots)] if lots else []
    level = 2 if lots else 1
    for criterion in answered:
        blocks.append(Heading(level, f"{criterion.name} ({percent(criterion.weight)})"))
        for part in criterion.parts:
            if part is not criterion:
                blocks.append(Heading(level + 1, part.name))
            blocks.append(
                AnswerBox(part.name, expectations(part), part.max_pages, percent(part.weight))
            )
    return blocks

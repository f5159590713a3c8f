"""The invitation to a workshop with its agenda, the same for everyone."""

from __future__ import annotations

from procurement.typography import long_moment, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)
from procurement.word.lines import as_blocks
from tenders.workshops.documents.gathered import WorkshopSheet, workshop_sheet

TITLE = "Invitation à un atelier de co-construction"


def build(sheet: WorkshopSheet) -> Document:
    blocks: list[Block] = [
        card(sheet),
        *_cancelled(sheet),
        Paragraph(
            f"{sheet.lead} prépare un achat et réunit, avant d'écrire son cahier des charges, "
            "toutes les structures qui veulent dire ce qu'elles savent faire et ce qui les "
            "empêcherait de répondre. Le même texte est envoyé à toutes, le même jour."
        ),
        Heading(1, "Ce que l'atelier doit éclairer"),
        *as_blocks(sheet.purpose),
        *agenda(sheet),
        *_documents(sheet),
        *_practical(sheet),
        *guarantees(),
    ]
    return workshop_sheet(sheet, "workshop_invitation", TITLE, blocks)


def card(sheet: WorkshopSheet) -> Facts:
    return Facts(
        (
            ("Consultation", sheet.consultation),
            ("Date", f"{long_moment(sheet.starts_at)} (heure de Paris)"),
            ("Durée", sheet.lasts or "[[la durée de chaque point]]"),
            ("Lieu", sheet.where or "[[le lieu ou l'adresse de visioconférence]]"),
        ),
        "L'atelier",
    )


def _cancelled(sheet: WorkshopSheet) -> list[Block]:
    if not sheet.cancelled_because:
        return []
    return [Note("Atelier annulé", (sheet.cancelled_because,), "warning")]


def agenda(sheet: WorkshopSheet) -> list[Block]:
    rows = tuple(
        (
            line.begins,
            plural(line.minutes, "minute"),
            f"**{line.title}**" + (f"\n{line.details}" if line.details else ""),
            line.about or "–",
        )
        for line in sheet.agenda
    )
    if not rows:
        return [Heading(1, "Ordre du jour"), Paragraph("[[l'ordre du jour, point par point]]")]
    return [
        Heading(1, "Ordre du jour"),
        Table(
            header=("Heure", "Durée", "Point", "Clause, critère ou question"),
            rows=rows,
            caption="Ordre du jour",
            widths=(2, 2, 6, 5),
        ),
    ]


def _documents(sheet: WorkshopSheet) -> list[Block]:
    if not sheet.documents:
        return []
    return [Heading(1, "Documents à lire avant"), Bullets(sheet.documents)]


def _practical(sheet: WorkshopSheet) -> list[Block]:
    return [
        Heading(1, "S'inscrire"),
        Bullets(
            (
                f"{plural(sheet.people_each, 'personne')} au plus par structure, la même limite "
                "pour toutes.",
                "Par votre lien personnel si vous êtes invité ; sinon, demandez-en un sur la page "
                f"publique : {sheet.address}",
                "Un nom et une adresse professionnelle suffisent ; ils ne sont montrés qu'à "
                "l'équipe.",
                "Besoin d'un aménagement pour venir ? Dites-le à l'équipe, sans donner de détail "
                "de santé.",
            )
        ),
    ]


def guarantees() -> list[Block]:
    return [
        Note(
            "Égalité entre tous",
            (
                "Venir ou non ne donne ni avantage ni désavantage. Le compte rendu est envoyé à "
                "toutes les structures, et ce qui aura servi à écrire le besoin sera dit à tous "
                "les candidats (articles L3, R2111-1 et R2111-2 du code de la commande publique).",
                "Aucun prix ni projet d'offre n'est demandé. Ne dites pas en séance ce qui relève "
                "du secret des affaires (article L2132-1) : écrivez-le dans votre réponse, où vous "
                "pouvez le marquer.",
            ),
        )
    ]

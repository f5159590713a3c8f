"""The minutes of a workshop: who was there, what was said of each point, the corrections."""

from __future__ import annotations

from itertools import groupby

from procurement.typography import capitalised, join_words, long_moment, plural
from procurement.word.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
)
from tenders.workshops.documents.gathered import WorkshopSheet, workshop_sheet
from tenders.workshops.documents.invitation import agenda

TITLE = "Compte rendu d'atelier"
OUT_OF_AGENDA = "Hors de l'ordre du jour"


def build(sheet: WorkshopSheet) -> Document:
    blocks: list[Block] = [
        _card(sheet),
        _status(sheet),
        *_attendance(sheet),
        *agenda(sheet),
        *_points(sheet),
        *_corrections(sheet),
    ]
    return workshop_sheet(
        sheet, "workshop_minutes", TITLE, blocks, draft=sheet.published_at is None
    )


def _card(sheet: WorkshopSheet) -> Facts:
    kinds = join_words([f"{count} × {kind}" for kind, count in sheet.counts.items()])
    return Facts(
        (
            ("Consultation", sheet.consultation),
            ("Tenu le", f"{long_moment(sheet.starts_at)} (heure de Paris)"),
            ("Lieu", sheet.where),
            ("Points consignés", kinds or "[[les points du compte rendu]]"),
        ),
        "L'atelier",
    )


def _status(sheet: WorkshopSheet) -> Note:
    if sheet.closed_at:
        said = f"Compte rendu clos le {long_moment(sheet.closed_at)} : il ne change plus."
    elif sheet.published_at and sheet.corrections_until:
        said = (
            f"Publié pour tous le {long_moment(sheet.published_at)} ; les participants peuvent en "
            f"demander la correction jusqu'au {long_moment(sheet.corrections_until)}."
        )
    else:
        said = "Projet de compte rendu : il n'est pas encore publié."
    return Note(
        "À qui il est envoyé",
        (
            said,
            "Toutes les structures de la consultation le reçoivent, présentes ou non. Le nom de "
            "qui parle n'y figure pas, ni aucun secret d'affaires (article L2132-1). La version "
            "publiée ne nomme pas les participants ; celle-ci est pour l'équipe.",
        ),
    )


def _attendance(sheet: WorkshopSheet) -> list[Block]:
    blocks: list[Block] = [Heading(1, "Présents")]
    if not sheet.attended:
        return [*blocks, Paragraph("[[la présence, structure par structure]]")]
    blocks.append(
        Table(
            header=("Structure ou autorité", "Au titre de", "Contacts professionnels"),
            rows=tuple(
                (
                    one.organisation,
                    "équipe de l'achat" if one.is_host else "structure de la consultation",
                    "\n".join(one.people),
                )
                for one in sheet.attended
            ),
            caption="Présents",
            widths=(5, 4, 6),
            row_headers=True,
        )
    )
    if sheet.absent:
        blocks.append(Paragraph(f"Inscrites et absentes : {join_words(list(sheet.absent))}."))
    return blocks


def _points(sheet: WorkshopSheet) -> list[Block]:
    blocks: list[Block] = [Heading(1, "Ce qui s'est dit")]
    if not sheet.points:
        return [*blocks, Paragraph("[[ce qui s'est dit, point par point]]")]
    order = [line.title for line in sheet.agenda]
    sorted_points = sorted(
        sheet.points,
        key=lambda p: (order.index(p.item) if p.item in order else len(order), p.number),
    )
    for item, points in groupby(sorted_points, key=lambda point: point.item):
        blocks += [
            Heading(2, item or OUT_OF_AGENDA),
            Table(
                header=("N°", "Nature", "Ce qui est consigné", "Clause, critère ou question"),
                rows=tuple(
                    (str(p.number), capitalised(p.kind), p.text, p.about or "–") for p in points
                ),
                caption=f"Points consignés : {item or OUT_OF_AGENDA}",
                widths=(1, 3, 8, 4),
            ),
        ]
    return blocks


def _corrections(sheet: WorkshopSheet) -> list[Block]:
    if not sheet.corrections:
        return []
    asked = plural(len(sheet.corrections), "correction demandée", "corrections demandées")
    return [
        Heading(1, "Corrections demandées par les participants"),
        Paragraph(f"{asked} avant la clôture du compte rendu."),
        Table(
            header=("Correction", "Suite donnée", "Motif"),
            rows=tuple(
                (one.text, one.outcome or "en attente", one.reason or "–")
                for one in sheet.corrections
            ),
            caption="Corrections demandées",
            widths=(6, 3, 6),
        ),
    ]

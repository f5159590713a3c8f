"""The workshops in the sourcing report, as the register told them when they were held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from procurement.typography import capitalised, join_words, long_date, long_moment, plural
from procurement.word.blocks import Block, Facts, Heading, Note, Paragraph, Table
from procurement.word.lines import as_blocks
from tenders.meetings import Meeting

_OUTCOMES = {
    "taken": "prise en compte",
    "adapted": "prise en compte en partie",
    "refused": "écartée",
}


def blocks(meetings: Sequence[Meeting]) -> list[Block]:
    if not meetings:
        return []
    told: list[Block] = [Heading(2, "Ateliers")]
    for meeting in meetings:
        told += _meeting(meeting)
    return told


def _meeting(meeting: Meeting) -> list[Block]:
    return [
        Heading(3, meeting.subject),
        _card(meeting),
        *_cancelled(meeting),
        *as_blocks(meeting.purpose),
        *_agenda(meeting),
        *_attendance(meeting),
        *_minutes(meeting),
        *_corrections(meeting),
    ]


def _card(meeting: Meeting) -> Facts:
    pairs = [
        ("Date", _moment(meeting.starts_at)),
        ("Lieu", meeting.where),
        ("Annoncé le", f"{_moment(meeting.announced_at)}, à {_structures(len(meeting.told))}"),
    ]
    if meeting.told_later:
        later = [f"{name} (le {long_date(at.date())})" for name, at in meeting.told_later]
        pairs.append(("Annoncé ensuite à", join_words(later)))
    if meeting.networks:
        pairs.append(("Réseaux informés", join_words(meeting.networks)))
    if meeting.reason:
        pairs.append(("Délai court, car", meeting.reason))
    pairs += [("Déplacé le", f"{_moment(at)} : {why}") for at, why in meeting.moves]
    pairs += [
        ("Document joint ensuite", f"{title}, le {_moment(at)}")
        for title, at in meeting.late_documents
    ]
    if meeting.documents:
        pairs.append(("Documents", join_words(meeting.documents)))
    return Facts(tuple(pairs), f"Atelier : {meeting.subject}")


def _cancelled(meeting: Meeting) -> list[Block]:
    return [Note("Atelier annulé", (meeting.cancelled,), "warning")] if meeting.cancelled else []


def _agenda(meeting: Meeting) -> list[Block]:
    return [
        Table(
            header=("Point de l'ordre du jour", "Durée", "Clause, critère ou question"),
            rows=tuple(
                (item["title"], plural(item["minutes"], "minute"), item["about"] or "–")
                for item in meeting.agenda
            ),
            caption=f"Ordre du jour : {meeting.subject}",
            widths=(6, 2, 6),
            row_headers=True,
        )
    ]


def _attendance(meeting: Meeting) -> list[Block]:
    if meeting.cancelled:
        return []
    if not (meeting.present or meeting.hosts):
        return [Paragraph("La présence n'est pas encore notée.")]
    came = join_words(meeting.present) or "aucune"
    said = (
        f"Présence : {plural(meeting.people, 'personne')}. "
        f"Structures présentes ({len(meeting.present)}) : {came}."
    )
    if meeting.hosts:
        said += f" Côté acheteurs : {join_words(meeting.hosts)}."
    if meeting.absent:
        said += f" Inscrites et absentes : {join_words(meeting.absent)}."
    return [Paragraph(said)]


def _minutes(meeting: Meeting) -> list[Block]:
    if meeting.published_at is None:
        return []
    said = f"Compte rendu publié pour tous, présents et absents, le {_moment(meeting.published_at)}"
    if meeting.closed_at:
        said += f", clos le {_moment(meeting.closed_at)} (empreinte {meeting.digest[:16]})"
    return [
        Paragraph(f"{said}."),
        Table(
            header=("Nature", "Ce qui est consigné", "Clause, critère ou question"),
            rows=tuple(
                (capitalised(point["kind"]), point["text"], point["about"] or "–")
                for point in meeting.points
            ),
            caption=f"Compte rendu : {meeting.subject}",
            widths=(3, 8, 5),
        ),
    ]


def _corrections(meeting: Meeting) -> list[Block]:
    if not meeting.corrections:
        return []
    return [
        Table(
            header=("Correction demandée", "Suite donnée", "Motif"),
            rows=tuple(
                (one["correction"], _OUTCOMES[one["outcome"]], one["reason"])
                for one in meeting.corrections
            ),
            caption=f"Corrections du compte rendu : {meeting.subject}",
            widths=(6, 3, 6),
        )
    ]


def _structures(count: int) -> str:
    return plural(count, "structure")


def _moment(at: datetime | None) -> str:
    return long_moment(at) if at else "–"

"""Figures for those who run a session: agenda, objectives, evaluation, attendance, certificate."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import NBSP, plural
from procurement.word.blocks import (
    BarChart,
    Block,
    Bullets,
    Facts,
    Heading,
    Paragraph,
    Series,
    SignatureBox,
    Table,
)
from tenders.booklets import shelf
from tenders.booklets.sessions import Session
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.exercise import listing

BOX = "☐"
_STATEMENTS = (
    "J'ai compris comment se passe un marché public.",
    "Les exemples ressemblaient à mon travail.",
    "Les exercices m'ont aidé.",
    "J'ai pu poser mes questions.",
    "Le rythme me convenait.",
    "Je sais quoi faire demain.",
)
_OPEN = (
    ("Ce que je vais faire, et quand", "{{votre réponse}}"),
    ("Ce qui m'a manqué", "{{votre réponse}}"),
    ("Ma question qui reste", "{{votre réponse}}"),
)


def session_of(desk: Desk) -> Session:
    return shelf().sessions[desk.booklet.id]


def objectives(desk: Desk) -> list[Block]:
    session = session_of(desk)
    return [
        Facts(
            (
                ("Durée", session.length),
                ("Pour qui", session.people),
                ("Projet d'exemple", desk.context.title),
            ),
            "La séance en trois lignes",
        ),
        Paragraph("À la fin, chacun sait :"),
        Bullets(listing(session.objectives)),
    ]


def bring(desk: Desk) -> list[Block]:
    return [Heading(2, "À préparer"), Bullets(listing(session_of(desk).bring))]


def agenda(desk: Desk) -> list[Block]:
    session = session_of(desk)
    titles = {module.id: module.title for module in shelf().modules.values()}
    return [
        Table(
            header=("Heure", "Durée", "Étape", "Comment faire", "Matériel"),
            rows=tuple(
                (
                    hours,
                    f"{step.minutes}{NBSP}min",
                    f"**{step.title}**" + _chapters(step.modules, titles),
                    step.how,
                    step.material,
                )
                for hours, step in session.timed()
            ),
            caption=f"Déroulé : {session.length}",
            widths=(3, 2, 5, 6, 3),
            totals=("", f"{session.minutes}{NBSP}min", "Durée totale", "", ""),
        )
    ]


def _chapters(ids: tuple[str, ...], titles: dict[str, str]) -> str:
    named = ", ".join(f"« {titles[id]} »" for id in ids)
    return f"\nTextes : {named}" if named else ""


def minutes(desk: Desk) -> list[Block]:
    steps = session_of(desk).steps
    return [
        BarChart(
            caption="Où passe le temps",
            labels=tuple(step.title for step in steps),
            series=(Series("Minutes", tuple(Decimal(step.minutes) for step in steps)),),
            unit="minutes",
        )
    ]


def evaluation(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Votre avis", "Tout à fait", "Plutôt", "Peu", "Pas du tout"),
            rows=tuple((statement, *(BOX,) * 4) for statement in _STATEMENTS),
            caption=f"Votre avis sur la séance « {session_of(desk).title} »",
            widths=(6, 2, 2, 2, 2),
            row_headers=True,
        ),
        Paragraph("En quelques mots :"),
        Facts(_OPEN, "Questions ouvertes"),
    ]


def attendance(desk: Desk) -> list[Block]:
    session = session_of(desk)
    return [
        Facts(
            (
                ("Séance", f"{session.title}, {session.length}"),
                ("Date et lieu", "{{date, lieu ou adresse de la visioconférence}}"),
                ("Animée par", "{{nom et structure}}"),
            ),
            "Séance",
        ),
        Paragraph(
            "Cette feuille prouve que la séance a eu lieu. Elle ne sert à rien d'autre. Vous "
            "pouvez demander à voir ou à effacer votre ligne auprès de {{contact}}."
        ),
        Table(
            header=("N°", "Prénom et nom", "Structure et commune", "Signature"),
            rows=tuple((f"{n}\n", "", "", "") for n in range(1, session.seats + 1)),
            caption=f"Présents, {plural(session.seats, 'place')}",
            widths=(1, 5, 5, 4),
            row_headers=True,
        ),
    ]


def certificate(desk: Desk) -> list[Block]:
    session = session_of(desk)
    return [
        Paragraph("{{prénom et nom}}, de {{structure}}, a suivi la séance :"),
        Facts(
            (
                ("Séance", session.title),
                ("Date et lieu", "{{date et lieu}}"),
                ("Durée suivie", session.length),
                ("Animée par", "{{nom et structure}}"),
            ),
            "Attestation",
        ),
        Paragraph("La séance portait sur ces objectifs :"),
        Bullets(listing(session.objectives)),
        Paragraph(
            "Cette attestation dit que la personne était là. Elle ne vaut ni diplôme ni agrément. "
            "Elle ne donne aucun avantage dans un marché."
        ),
        SignatureBox(("La personne qui a animé la séance",)),
    ]

"""The certificate of somebody who came, with the hours that they really attended."""

from __future__ import annotations

from datetime import date

from procurement.typography import long_date
from procurement.word.blocks import Block, Document, Facts, Paragraph, SignatureBox
from tenders.training.documents.frame import place, sheet, when
from tenders.training.models import Registration, Sitting, TrainingSession
from tenders.training.programme import spell

TITLE = "Attestation de présence"


def build(registration: Registration, minutes: int, *, today: date) -> Document:
    session = registration.session
    attended = {row.sitting_id: row.minutes for row in registration.attendances.all()}
    sittings = [one for one in session.sittings.all() if one.pk in attended]
    blocks: list[Block] = [
        Paragraph(
            f"{session.organiser.name} atteste que **{registration.name}** "
            f"({registration.organisation}) a suivi **{spell(minutes)}** de la session "
            f"« {session.title} »."
        ),
        Facts(
            (
                ("Personne", registration.name),
                ("Organisation", registration.organisation),
                ("Nature de la session", session.get_kind_display().capitalize()),
                ("Lieu", place(session)),
                *(("Présence", f"{when(one)} : {spell(attended[one.pk])}") for one in sittings),
                ("Durée suivie", f"{spell(minutes)} sur {spell(_planned(session))} prévues"),
            ),
            "Ce que l'attestation certifie",
        ),
        *(Paragraph(text) for text in _learned(session)),
        Paragraph(
            "Présence constatée par émargement. Cette attestation ne vaut ni diplôme ni "
            "certification professionnelle."
        ),
        SignatureBox(
            (session.organiser.name,),
            (f"Fait à {{{{lieu}}}}, le {long_date(today)}", "Nom et qualité : {{signataire}}"),
        ),
    ]
    return sheet(session, "attestation", TITLE, blocks)


def _planned(session: TrainingSession) -> int:
    sittings: list[Sitting] = list(session.sittings.all())
    return sum(sitting.minutes for sitting in sittings)


def _learned(session: TrainingSession) -> list[str]:
    return [text for text in session.summary.split("\n") if text.strip()]

"""The Word files of a session, for who runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procurement.word.blocks import Document
from tenders.training.documents import attendance_sheet, evaluation_form, programme_sheet
from tenders.training.models import TrainingSession


@dataclass(frozen=True)
class SessionDocument:
    """`purpose` tells the facilitator what it is for."""

    id: str
    title: str
    purpose: str
    build: Callable[[TrainingSession], Document]


_ALL = (
    SessionDocument(
        "programme",
        programme_sheet.TITLE,
        "À envoyer ou à distribuer : ce que l'on y fait, minute par minute.",
        programme_sheet.build,
    ),
    SessionDocument(
        "emargement",
        attendance_sheet.TITLE,
        "À imprimer et à faire signer à chaque date ; puis à reporter à l'écran.",
        attendance_sheet.build,
    ),
    SessionDocument(
        "evaluation",
        evaluation_form.TITLE,
        "À distribuer à la fin, sans nom ; la même que le formulaire en ligne.",
        evaluation_form.build,
    ),
)
KINDS: dict[str, SessionDocument] = {kind.id: kind for kind in _ALL}

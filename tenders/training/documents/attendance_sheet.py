"""The sheet that people sign, a table for each date, with lines for who comes unannounced."""

from __future__ import annotations

from procurement.word.blocks import Block, Document, Heading, Paragraph, SignatureBox, Table
from tenders.training.documents.frame import card, sheet, when
from tenders.training.models import Registration, Sitting, TrainingSession

TITLE = "Feuille d'émargement"
_FREE_LINES = 5


def build(session: TrainingSession) -> Document:
    sittings = list(session.sittings.all())
    expected = list(session.registrations.seated().order_by("name", "pk"))
    blocks: list[Block] = [card(session, sittings)]
    for number, sitting in enumerate(sittings, start=1):
        name = when(sitting)
        blocks += [
            Heading(1, name, new_page=number > 1),
            Paragraph(
                "Signez à l'arrivée. Si vous arrivez en retard ou partez avant la fin, notez "
                "l'heure : l'attestation porte les heures vraiment suivies."
            ),
            _table(sitting, expected),
            Paragraph("L'animateur atteste la présence des personnes qui ont signé."),
            SignatureBox(("L'animateur",), ("Nom : {{nom}}", "Le {{date}}", "Signature :")),
        ]
    return sheet(session, "emargement", TITLE, blocks)


def _table(sitting: Sitting, expected: list[Registration]) -> Table:
    known = [(one.name, one.organisation, one.get_audience_display(), "", "") for one in expected]
    free = [("Autre personne : {{nom}}", "", "", "", "")]
    return Table(
        header=("Nom", "Organisation", "Public", "Heure, si décalée", "Signature"),
        rows=(*known, *(free * _FREE_LINES)),
        caption=f"Présences, {when(sitting)}",
        widths=(4, 4, 3, 2, 5),
        row_headers=True,
    )

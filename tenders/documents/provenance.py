"""Where each clause of a document comes from: an annex that the buyer asks for, and may drop."""

from __future__ import annotations

from dataclasses import replace

from procurement.typography import long_date
from procurement.word.blocks import Block, Clause, Document, Heading, Paragraph, Table
from tenders.documents.context import DocumentContext, UsedClause
from tenders.returns.changes import PROVENANCE


def with_provenance(document: Document, context: DocumentContext) -> Document:
    """The document with the annex at its end; unchanged when it holds no clause."""
    if not document.clauses:
        return document
    return replace(document, blocks=(*document.blocks, *_annex(document, context)))


def _annex(document: Document, context: DocumentContext) -> list[Block]:
    used = {(clause.source.id, clause.lot): clause for clause in context.clauses}
    return [
        Heading(1, "Provenance des clauses", new_page=True, key=PROVENANCE),
        Paragraph(
            "Cette annexe dit d'où vient chaque clause de la pièce et si son texte a été repris "
            "par l'acheteur. Elle n'a pas de valeur contractuelle : l'acheteur peut la retirer "
            "avant publication."
        ),
        Table(
            header=("Clause", "Identifiant", "Version", "Source", "Rédaction"),
            rows=tuple(
                _row(clause, used.get((clause.id, clause.lot))) for clause in document.clauses
            ),
            caption="Provenance des clauses",
            widths=(5, 4, 2, 4, 3),
            row_headers=True,
        ),
    ]


def _row(clause: Clause, used: UsedClause | None) -> tuple[str, ...]:
    lot = f" (lot {clause.lot})" if clause.lot else ""
    title = f"{clause.title}{lot}"
    if used is None:
        return (title, clause.id, "–", "Acheteur", "propre au marché")
    source = used.source
    checked = f"{source.source}, vérifiée le {long_date(source.checked)}"
    return (
        title,
        source.id,
        str(source.version),
        checked,
        "modifiée par l'acheteur" if clause.edited else "celle de la bibliothèque",
    )

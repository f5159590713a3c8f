"""What the documents of a candidate have in common."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from procurement.typography import long_date, long_moment
from procurement.word import docx
from procurement.word.blocks import Block, Document, Facts
from tenders.answering.advice import SIGNATURE
from tenders.answering.prepared import Prepared

PRIVATE = "Document de travail du candidat, à ne pas joindre à l'offre"


def framed(prepared: Prepared, kind: str, title: str, blocks: Sequence[Block]) -> Document:
    name = prepared.preparation.supplier.name
    return Document(
        title=title,
        kicker=name,
        subtitle=prepared.call.title,
        subject=prepared.call.title,
        author=name,
        reference=prepared.call.reference,
        header=title,
        footer=f"{PRIVATE}. {SIGNATURE}",
        blocks=(_card(prepared), *blocks),
        properties=(("balise_document", kind),),
    )


def _card(prepared: Prepared) -> Facts:
    call = prepared.call
    lots = [lot.name for lot in prepared.chosen]
    due = long_moment(call.due_at) if call.due_at else "non trouvée : à demander"
    pairs = [
        ("Acheteur", call.buyer or "non trouvé dans le dossier : à demander"),
        ("Référence", call.reference or "non dite"),
        ("Procédure", call.procedure or "non dite"),
        ("Lots visés", " ; ".join(lots) or "le marché n'a pas de lots"),
        ("Remise des offres avant le", due),
        ("Candidat", f"{prepared.candidate.name}, SIRET {prepared.candidate.siret}"),
        *_read_in(prepared),
        ("État au", long_date(prepared.today)),
    ]
    return Facts(tuple(pairs), "Carte de la réponse")


def _read_in(prepared: Prepared) -> list[tuple[str, str]]:
    """Where the call was read, when Balise did not have it from the buyer."""
    preparation = prepared.preparation
    if preparation.dossier_read_at is None:
        return []
    read_at = timezone.localtime(preparation.dossier_read_at)
    read = f"{preparation.dossier_name}, lu le {long_moment(read_at)}"
    return [("D'après", f"{typed(read)} ; les pièces de l'acheteur seules font foi")]


def written(document: Document) -> bytes:
    return docx.render(document)


def typed(text: str) -> str:
    """Somebody's words: the marks of our texts mean nothing in them."""
    return text.replace("[[", "[ [").replace("{{", "{ {").replace("**", "* *").replace("[@", "[ @")

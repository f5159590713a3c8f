"""The candidature data sheet: box by box of DC1, DC2 and DUME, never the forms themselves."""

from __future__ import annotations

from procurement.typography import long_date
from procurement.word.blocks import Block, Bullets, Document, Heading, Note, Paragraph, Table
from tenders.answering.candidature import Filled, forms
from tenders.answering.documents.frame import framed
from tenders.answering.prepared import Prepared

TITLE = "Fiche de candidature"
KIND = "fiche_candidature"
_FORMS = {
    "DC1": "DC1, lettre de candidature",
    "DC2": "DC2, déclaration du candidat",
    "DUME": "DUME, à la place des deux autres",
}


def build(prepared: Prepared) -> Document:
    known = forms()
    blocks: list[Block] = [
        Note(
            "À quoi sert cette fiche",
            (
                "Elle dit quoi mettre dans quelle rubrique, d'après votre fiche Balise, avec la "
                "source et la date de chaque donnée. Elle ne remplace aucun formulaire.",
                "En groupement, une fiche par membre. Vous n'avez pas à fournir ce que l'acheteur "
                "peut obtenir lui-même ou détient déjà (R2143-13, R2143-14).",
            ),
        ),
        Paragraph("Les formulaires et services publics :"),
        Bullets(tuple(f"{link.label} : {link.url}" for link in known.links)),
        Note(
            "Ce dont Balise doute",
            (f"{known.doubt} Relevé le {long_date(known.checked)}.",),
            "warning",
        ),
    ]
    for form, title in _FORMS.items():
        rows = [filled for filled in prepared.sheet if filled.box.form == form]
        blocks += [Heading(1, title), _table(form, rows)]
    return framed(prepared, KIND, TITLE, blocks)


def _table(form: str, rows: list[Filled]) -> Table:
    return Table(
        header=("Rubrique", "Ce que vous avez", "Source et date", "À compléter ou à vérifier"),
        rows=tuple(_row(filled) for filled in rows),
        caption=f"Données pour le formulaire {form}",
        widths=(4, 6, 4, 5),
        row_headers=True,
    )


def _row(filled: Filled) -> tuple[str, str, str, str]:
    todo = "\n".join(filter(None, (filled.missing, *filled.warnings)))
    sources = list(dict.fromkeys(source for _, source in filled.values))
    return (
        f"**{filled.box.box}** {filled.box.title}",
        "\n".join(value for value, _ in filled.values) or "rien encore",
        "\n".join(sources) or "—",
        todo or "rien à ajouter",
    )

"""The files to send as a list to tick, the same in every kit."""

from __future__ import annotations

from collections.abc import Iterable

from procurement.word.blocks import Table


def checklist(rows: Iterable[tuple[str, str, str, str]]) -> Table:
    """`rows`: the piece, the part it is for, who sees to it in a group, where it is found."""
    return Table(
        header=("Pièce", "Pour", "En groupement, qui s'en charge", "Où la trouver", "Prête"),
        rows=tuple(
            (title, what, who or "{{qui}}", where or "—", "{{oui}}")
            for title, what, who, where in rows
        ),
        caption="Pièces à réunir",
        widths=(5, 3, 4, 5, 2),
        row_headers=True,
    )


REREAD = (
    "Chaque cadre est rempli et tient dans ses pages : ce qui dépasse n'est pas lu.",
    "Chaque promesse a un chiffre, une date ou une preuve : elle deviendra contractuelle.",
    "Les prix sont les mêmes dans chaque pièce ; les totaux sont justes.",
    "Le nom du groupement et du mandataire est le même partout.",
    "Les fichiers s'ouvrent, portent un nom clair et un format accepté.",
)

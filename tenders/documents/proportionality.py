"""The requirements in front of the suppliers found: the sourcing report's last part, no name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from procurement.typography import plural
from procurement.word.blocks import Block, Heading, Note, Paragraph, Table
from tenders.proportionality import LotMeter, Row


def blocks(meters: Iterable[LotMeter]) -> Iterator[Block]:
    """One table a lot; nothing when no supplier was ever looked for."""
    measured = [meter for meter in meters if meter.suppliers]
    if not measured:
        return
    yield Heading(1, "Les exigences face aux fournisseurs trouvés")
    yield Paragraph(
        "D'après les déclarations des fournisseurs, leurs réponses aux consultations de la "
        "démarche et leurs fiches. Le silence n'est jamais compté comme un refus."
    )
    for meter in measured:
        yield from _lot(meter)
    yield Note(
        "Prudence",
        (
            "Balise alerte sous trois fournisseurs ; aucun texte ne fixe ce nombre. Une exigence "
            "est liée à l'objet du marché et proportionnée (articles L2142-1 et R2111-4).",
        ),
    )


def _lot(meter: LotMeter) -> Iterator[Block]:
    told = [row for row in meter.rows if row.tally.unknown < row.tally.total]
    if meter.title:
        yield Heading(2, meter.title)
    yield Paragraph(meter.sentence)
    if told:
        yield Table(
            header=("Exigence", "Oui", "Sous conditions", "Non", "Sans réponse", "Reste"),
            rows=tuple(_cells(row) for row in told),
            caption="Fournisseurs par réponse, exigence par exigence",
            widths=(6, 1, 2, 1, 2, 4),
            numbers=frozenset({1, 2, 3, 4}),
            totals=_together(meter),
            row_headers=True,
        )
    silent = len(meter.rows) - len(told)
    if silent:
        yield Paragraph(f"{plural(silent, 'exigence')} sans aucune réponse encore.")


def _cells(row: Row) -> tuple[str, ...]:
    tally = row.tally
    figures = (tally.yes, tally.conditions, tally.no, tally.unknown)
    return (row.requirement.title, *map(str, figures), tally.range)


def _together(meter: LotMeter) -> tuple[str, ...]:
    tally = meter.together
    figures = (tally.yes, tally.conditions, tally.no, tally.unknown)
    return ("Toutes les exigences ensemble", *map(str, figures), tally.range)

"""What readers of the offers should look at again before they sign."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.typography import NBSP, join_words, plural
from tenders.marks.marked import CellFault, ExpectedPart, MarkedLot, in_points


def remarks(marked: MarkedLot, sheet: str) -> Iterator[CellFault]:
    """On one lot; `sheet` says where it was read."""
    first = [offer.name for offer in marked.ranked if marked.rank(offer) == 1]
    if len(first) > 1:
        yield CellFault(
            sheet,
            f"{join_words(first)} sont premières à égalité.",
            "Départagez-les comme le règlement l'annonce.",
        )
    for part in marked.parts:
        yield from _of_part(marked, part, sheet)
    silent = [
        f"{offer.name} ({part.number})"
        for part in marked.parts
        if part.top is not None
        for offer in marked.offers
        if part.number not in offer.motives
    ]
    if silent:
        shown = ", ".join(silent[:6]) + (", …" if len(silent) > 6 else "")
        yield CellFault(
            sheet,
            f"{plural(len(silent), 'note')} sans motif écrit{NBSP}: {shown}.",
            "Écrivez-le dans la feuille « Motifs » : un candidat non retenu peut le demander "
            "(R2181-3).",
        )


def _of_part(marked: MarkedLot, part: ExpectedPart, sheet: str) -> Iterator[CellFault]:
    points = [offer.points[part.number] for offer in marked.offers]
    if len(points) > 1 and len(set(points)) == 1 and part.weight:
        yield CellFault(
            sheet,
            f"«{NBSP}{part.name}{NBSP}» ne départage personne : toutes les offres y ont "
            f"{in_points(points[0])}.",
            "Vérifiez que l'échelle a été employée entière.",
        )
    if part.top is None and not part.formula:
        by_price = sorted(marked.offers, key=lambda offer: offer.given[part.number])
        for cheap, dear in zip(by_price, by_price[1:], strict=False):
            if cheap.points[part.number] < dear.points[part.number]:
                yield CellFault(
                    sheet,
                    f"{cheap.name}, moins chère que {dear.name}, a moins de points au prix.",
                    "La meilleure offre d'un critère reçoit la meilleure note (CE, 29 octobre "
                    "2013, Val d'Oise Habitat, n° 370789).",
                )

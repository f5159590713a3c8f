"""The documents that Balise writes for a tender, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procurement.word.blocks import Document
from tenders.documents import (
    administrative,
    answer,
    answer_kit,
    buyer_training,
    commitment,
    follow_up,
    follow_up_book,
    marking,
    marking_book,
    prices,
    rules,
    sourcing,
    summary,
    supplier_training,
    technical,
    workbooks,
)
from tenders.documents.context import DocumentContext


def _always(context: DocumentContext) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """`purpose` tells the officer what it is for; `workbook` writes its twin with formulas.

    A package leaves out what does not apply to its tender; asked for by name, it is written still.
    """

    id: str
    title: str
    purpose: str
    build: Callable[[DocumentContext], Document]
    workbook: Callable[[DocumentContext], bytes] | None = None
    applies: Callable[[DocumentContext], bool] = _always

    @property
    def has_workbook(self) -> bool:
        """For templates, which call whatever can be called."""
        return self.workbook is not None


_ALL = (
    Kind("rc", rules.TITLE, "Les règles de la consultation.", rules.build),
    Kind("ccap", administrative.TITLE, "Le contrat et ses clauses.", administrative.build),
    Kind("cctp", technical.TITLE, "Le besoin et les exigences.", technical.build),
    Kind("ae", commitment.TITLE, "L'engagement du candidat, lot par lot.", commitment.build),
    Kind(
        "bpu",
        prices.PRICES_TITLE,
        "Les prix, unité par unité.",
        prices.build_prices,
        applies=prices.has_prices,
    ),
    Kind(
        "dqe",
        prices.QUANTITIES_TITLE,
        "La comparaison des prix.",
        prices.build_quantities,
        workbooks.price_schedule,
        applies=prices.has_prices,
    ),
    Kind(
        "dpgf",
        prices.LUMP_TITLE,
        "Ce que comprend un prix forfaitaire, poste par poste.",
        prices.build_lump_sums,
        workbooks.lump_sums,
        applies=prices.has_lump_sums,
    ),
    Kind("crt", answer.TITLE, "La réponse du candidat, critère par critère.", answer.build),
    Kind(
        "grille",
        marking.TITLE,
        "L'analyse des offres, la même pour toutes.",
        marking.build,
        marking_book.marking_grid,
    ),
    Kind(
        "suivi",
        follow_up.TITLE,
        "Qui contrôle quoi, quand, une fois le marché signé.",
        follow_up.build,
        follow_up_book.follow_up_book,
    ),
    Kind("synthese", summary.TITLE, "L'essentiel pour un petit fournisseur.", summary.build),
    Kind("sourcing", sourcing.TITLE, "Ce qui a été dit au marché et appris.", sourcing.build),
    Kind(
        "formation_fournisseur",
        supplier_training.TITLE,
        "Le livret du fournisseur pour ce marché.",
        supplier_training.build,
    ),
    Kind(
        "formation_acheteur",
        buyer_training.TITLE,
        "Le livret de l'acheteur.",
        buyer_training.build,
    ),
    Kind("kit_reponse", answer_kit.TITLE, "Le plan d'une réponse.", answer_kit.build),
)
KINDS: dict[str, Kind] = {kind.id: kind for kind in _ALL}

"""The documents that Balise writes for a tender, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from procurement.word.blocks import Document
from tenders.booklets import shelf
from tenders.documents import (
    administrative,
    answer,
    answer_kit,
    booklet,
    commitment,
    follow_up,
    follow_up_book,
    marking,
    marking_book,
    prices,
    rules,
    sourcing,
    summary,
    technical,
    workbooks,
)
from tenders.documents.context import DocumentContext


def _always(context: DocumentContext) -> bool:
    return True


FILE, FOLLOW = "Le dossier de consultation", "Analyser et suivre"
SUPPLIERS, BUYERS = "Former les fournisseurs", "Former les acheteurs et les élus"
FAMILIES = (FILE, FOLLOW, SUPPLIERS, BUYERS)


@dataclass(frozen=True)
class Kind:
    """`purpose` tells the officer what it is for; `workbook` writes its twin with formulas.

    `family` is the heading under which pages list it.

    A package leaves out what does not apply to its tender; asked for by name, it is written still.
    """

    id: str
    title: str
    purpose: str
    build: Callable[[DocumentContext], Document]
    workbook: Callable[[DocumentContext], bytes] | None = None
    applies: Callable[[DocumentContext], bool] = _always
    family: str = FILE

    @property
    def has_workbook(self) -> bool:
        """For templates, which call whatever can be called."""
        return self.workbook is not None

    @property
    def is_booklet(self) -> bool:
        """Written with the texts of `tenders/booklets`, whose level of language is measured."""
        return self.id in shelf().booklets


def _booklet(id: str, purpose: str, family: str) -> Kind:
    return Kind(id, booklet.title(id), purpose, booklet.builder(id), family=family)


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
    Kind("synthese", summary.TITLE, "L'essentiel pour un petit fournisseur.", summary.build),
    Kind(
        "grille",
        marking.TITLE,
        "L'analyse des offres, la même pour toutes.",
        marking.build,
        marking_book.marking_grid,
        family=FOLLOW,
    ),
    Kind(
        "suivi",
        follow_up.TITLE,
        "Qui contrôle quoi, quand, une fois le marché signé.",
        follow_up.build,
        follow_up_book.follow_up_book,
        family=FOLLOW,
    ),
    _booklet(
        "mode_emploi",
        "Pourquoi chaque clause est là, ce qu'il faut contrôler et quand.",
        FOLLOW,
    ),
    Kind(
        "sourcing",
        sourcing.TITLE,
        "Ce qui a été dit au marché et appris.",
        sourcing.build,
        family=FOLLOW,
    ),
    _booklet(
        "formation_fournisseur",
        "Le livret de qui n'a jamais répondu, seul, à ce marché.",
        SUPPLIERS,
    ),
    _booklet(
        "formation_fournisseur_groupement",
        "Le même livret, pour répondre à plusieurs.",
        SUPPLIERS,
    ),
    Kind(
        "kit_reponse",
        answer_kit.TITLE,
        "Le plan d'une réponse.",
        answer_kit.build,
        family=SUPPLIERS,
    ),
    _booklet(
        "kit_formateur_fournisseurs",
        "Le déroulé d'une demi-journée, les feuilles et les corrigés.",
        SUPPLIERS,
    ),
    _booklet(
        "formation_acheteur",
        "Le livret de l'acheteur : la loi, le besoin, les critères, le suivi.",
        BUYERS,
    ),
    _booklet(
        "guide_methode",
        "Les étapes d'un achat construit ensemble, et où en est ce projet.",
        BUYERS,
    ),
    _booklet(
        "kit_sensibilisation",
        "Deux heures pour les élus et les acheteurs, à la minute.",
        BUYERS,
    ),
    _booklet(
        "kit_formateur_acheteurs",
        "Le déroulé d'une demi-journée pour les acheteurs.",
        BUYERS,
    ),
)
KINDS: dict[str, Kind] = {kind.id: kind for kind in _ALL}

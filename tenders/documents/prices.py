"""BPU and DQE: what is priced, unit by unit, and the quantities on which bids are compared."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import capitalised, number
from procurement.word.blocks import Block, Document, Facts, Heading, Note, Paragraph, Table
from tenders.documents.context import DocumentContext, PriceLine
from tenders.documents.sheet import duration, sheet

PRICES_TITLE = "Bordereau des prix unitaires"
QUANTITIES_TITLE = "Détail quantitatif estimatif"
NOTHING = "[[les lignes de prix : aucun volume n'est rattaché à ce lot]]"


def build_prices(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        Paragraph(
            "Le bordereau est contractuel. Le candidat remplit chaque prix, en euros et hors "
            "taxes, avec deux décimales au plus, et ne modifie pas les désignations. Un prix "
            "comprend tout ce que demande le cahier des clauses techniques particulières."
        ),
        _bidder(),
    ]
    for title, lines in sections(context):
        blocks.append(Heading(1, title))
        blocks.append(_prices(title, lines) if lines else Paragraph(NOTHING))
    blocks.append(
        Paragraph("Si un prix est nul, écrivez « 0 » ; une case vide rend l'offre incomplète.")
    )
    return sheet(context, "bpu", PRICES_TITLE, blocks)


def build_quantities(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        Note(
            "À quoi sert ce document",
            (
                "Il sert seulement à comparer les offres. Il n'est pas contractuel : les quantités "
                "sont estimées, et le titulaire est payé pour celles qui sont réellement "
                "exécutées.",
                "Reportez les prix du bordereau, sans les modifier. En cas d'écart, le prix du "
                "bordereau est retenu.",
            ),
        ),
        Paragraph(_basis(context)),
        _bidder(),
    ]
    for title, lines in sections(context):
        blocks.append(Heading(1, title))
        blocks.append(_quantities(title, lines, context) if lines else Paragraph(NOTHING))
    blocks.append(
        Paragraph("Le total HT de chaque lot est reporté dans l'acte d'engagement du même lot.")
    )
    return sheet(context, "dqe", QUANTITIES_TITLE, blocks)


def sections(context: DocumentContext) -> list[tuple[str, tuple[PriceLine, ...]]]:
    """One part a lot, or a single one."""
    lines = context.price_lines()
    if not context.lots:
        return [("Prestations", lines)]
    return [
        (lot.name, tuple(line for line in lines if line.lot == lot.number)) for lot in context.lots
    ]


def quantity(line: PriceLine, months: int | None) -> Decimal:
    """Over the whole contract for what comes back every year; once for what is supplied once."""
    if not line.is_flow or months is None:
        return line.quantity
    return (line.quantity * months / 12).quantize(Decimal("0.01"))


def _basis(context: DocumentContext) -> str:
    if context.duration_months is None:
        return "Les quantités sont celles d'une année : [[la durée du marché]]."
    return (
        f"Les quantités couvrent toute la durée du marché ({duration(context)}) ; les fournitures "
        "livrées une seule fois sont comptées une fois."
    )


def _bidder() -> Facts:
    return Facts((("Candidat", "{{nom du candidat ou du mandataire}}"),), "Candidat")


def _prices(title: str, lines: tuple[PriceLine, ...]) -> Table:
    return Table(
        header=("N°", "Désignation", "Unité", "Prix unitaire HT", "TVA"),
        rows=tuple((line.number, designation(line), line.unit, "{{€}}", "{{%}}") for line in lines),
        caption=f"Prix unitaires, {title[:1].lower()}{title[1:]}",
        widths=(2, 9, 3, 4, 2),
        numbers=frozenset({3, 4}),
    )


def _quantities(title: str, lines: tuple[PriceLine, ...], context: DocumentContext) -> Table:
    months = context.duration_months
    return Table(
        header=("N°", "Désignation", "Unité", "Quantité", "Prix unitaire HT", "Montant HT"),
        rows=tuple(
            (
                line.number,
                designation(line),
                line.unit,
                number(quantity(line, months)),
                "{{€}}",
                "{{€}}",
            )
            for line in lines
        ),
        caption=f"Quantités estimées, {title[:1].lower()}{title[1:]}",
        widths=(2, 8, 3, 3, 3, 3),
        numbers=frozenset({3, 4, 5}),
        totals=("", "Total HT", "", "", "", "{{€}}"),
    )


def designation(line: PriceLine) -> str:
    return capitalised(line.label)

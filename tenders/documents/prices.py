"""BPU, DQE and DPGF: what is priced by the unit, on which quantities, and what is a lump sum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement.typography import capitalised, join_words, number
from procurement.word.blocks import Block, Document, Facts, Heading, Note, Paragraph, Table
from tenders import pricing
from tenders.documents.context import DocumentContext, PriceLine
from tenders.documents.sheet import duration, sheet

PRICES_TITLE = "Bordereau des prix unitaires"
QUANTITIES_TITLE = "Détail quantitatif estimatif"
LUMP_TITLE = "Décomposition du prix global et forfaitaire"
NOTHING = "[[les lignes de prix : aucun volume n'est rattaché à ce lot]]"
UNKNOWN_SHAPE = "[[la forme du prix : unitaire, forfaitaire ou mixte]]"


@dataclass(frozen=True)
class Section:
    """The lines of one lot, or of the whole tender, in one of the price documents."""

    name: str
    lot: int | None
    lines: tuple[PriceLine, ...]

    @property
    def sheet(self) -> str:
        return f"Lot {self.lot}" if self.lot else "Prix"

    @property
    def said(self) -> str:
        """« lot 2 : Lavage », inside a sentence."""
        return self.name[:1].lower() + self.name[1:]


def sections(context: DocumentContext, *, lump: bool = False) -> list[Section]:
    """One part for each lot that has prices of this kind, or a single one without lots."""
    has = pricing.has_lump_sum if lump else pricing.has_units
    parts: list[tuple[str, int | None, str]] = [
        (lot.name, lot.number, lot.price_shape) for lot in context.lots
    ]
    lines = [line for line in context.price_lines() if line.lump == lump]
    return [
        Section(name, lot, tuple(line for line in lines if line.lot == lot))
        for name, lot, shape in parts or [("Prestations", None, context.price_shape)]
        if has(shape)
    ]


def has_prices(context: DocumentContext) -> bool:
    return bool(sections(context))


def has_lump_sums(context: DocumentContext) -> bool:
    return bool(sections(context, lump=True))


def price_documents(context: DocumentContext, *, with_lots: bool = True) -> tuple[str, ...]:
    """The price documents of this tender in words, with the lots concerned when not all are."""
    kinds = (
        ("le bordereau des prix unitaires (BPU) et le détail quantitatif estimatif (DQE)", False),
        ("la décomposition du prix global et forfaitaire (DPGF)", True),
    )
    said = []
    for words, lump in kinds:
        concerned = sections(context, lump=lump)
        partial = with_lots and context.lots and len(concerned) < len(context.lots)
        if concerned:
            said.append(f"{words}{f', pour {_lots(concerned)}' if partial else ''}")
    return tuple(said)


def _lots(concerned: list[Section]) -> str:
    numbers = [str(section.lot) for section in concerned]
    return f"le{'s' * (len(numbers) > 1)} lot{'s' * (len(numbers) > 1)} {join_words(numbers)}"


def build_prices(context: DocumentContext) -> Document:
    if not has_prices(context):
        return _pointless(context, "bpu", PRICES_TITLE, "forfaitaires")
    blocks: list[Block] = [
        Paragraph(
            "Le bordereau est contractuel. Le candidat remplit chaque prix, en euros et hors "
            "taxes, avec deux décimales au plus, et ne modifie pas les désignations. Un prix nul "
            "s'écrit « 0 » ; une case vide rend l'offre incomplète. Un prix comprend tout ce que "
            "demande le cahier des clauses techniques particulières."
        ),
        *undecided(context),
        _bidder(),
    ]
    for section in sections(context):
        blocks.append(Heading(1, section.name))
        blocks.append(_prices(section) if section.lines else Paragraph(NOTHING))
    return sheet(context, "bpu", PRICES_TITLE, blocks)


def build_quantities(context: DocumentContext) -> Document:
    if not has_prices(context):
        return _pointless(context, "dqe", QUANTITIES_TITLE, "forfaitaires")
    blocks: list[Block] = [
        Note(
            "À quoi sert ce document",
            (
                "Il sert seulement à comparer les offres. Il n'est pas contractuel : les quantités "
                "sont estimées, et le titulaire est payé pour celles qui sont réellement "
                "exécutées.",
                "Reportez les prix du bordereau, sans les modifier. En cas d'écart, le prix du "
                "bordereau est retenu. Le total HT de chaque lot est reporté dans son acte "
                "d'engagement.",
            ),
        ),
        Paragraph(_basis(context)),
        _bidder(),
    ]
    for section in sections(context):
        blocks.append(Heading(1, section.name))
        blocks.append(_quantities(section, context) if section.lines else Paragraph(NOTHING))
    return sheet(context, "dqe", QUANTITIES_TITLE, blocks)


def build_lump_sums(context: DocumentContext) -> Document:
    if not has_lump_sums(context):
        return _pointless(context, "dpgf", LUMP_TITLE, "unitaires")
    blocks: list[Block] = [
        Note(
            "À quoi sert ce document",
            (
                "Il montre comment le prix global et forfaitaire est formé. Le montant total est "
                "contractuel : il rémunère la prestation entière, quelles que soient les quantités "
                "réellement mises en œuvre.",
                "Les quantités sont indicatives : le candidat les vérifie. La décomposition sert à "
                "régler les acomptes et à chiffrer une modification du marché.",
            ),
        ),
        Paragraph(_basis(context)),
        _bidder(),
    ]
    for section in sections(context, lump=True):
        blocks.append(Heading(1, section.name))
        blocks += _lump_sum(section, context) if section.lines else [Paragraph(NOTHING)]
    blocks.append(
        Paragraph(
            "Le montant global et forfaitaire est reporté dans l'acte d'engagement du même lot. En "
            "cas d'écart, le montant de l'acte d'engagement est retenu."
        )
    )
    return sheet(context, "dpgf", LUMP_TITLE, blocks)


def quantity(line: PriceLine, months: int | None) -> Decimal:
    """Over the whole contract for what comes back every year; once for what is supplied once."""
    if not line.is_flow or months is None:
        return line.quantity
    return (line.quantity * months / 12).quantize(Decimal("0.01"))


def _pointless(context: DocumentContext, kind: str, title: str, other: str) -> Document:
    said = f"Sans objet : tous les prix du marché sont {other}."
    return sheet(context, kind, title, [Paragraph(said)])


def undecided(context: DocumentContext) -> list[Block]:
    """The blank to fill when nobody has said how a lot is priced."""
    shapes = [lot.price_shape for lot in context.lots] or [context.price_shape]
    return [] if all(shapes) else [Paragraph(f"Forme du prix : {UNKNOWN_SHAPE}.")]


def _basis(context: DocumentContext) -> str:
    if context.duration_months is None:
        return "Les quantités sont celles d'une année : [[la durée du marché]]."
    return (
        f"Les quantités couvrent toute la durée du marché ({duration(context)}) ; les fournitures "
        "livrées une seule fois sont comptées une fois."
    )


def _bidder() -> Facts:
    return Facts((("Candidat", "{{nom du candidat ou du mandataire}}"),), "Candidat")


def _prices(section: Section) -> Table:
    return Table(
        header=("N°", "Désignation", "Unité", "Prix unitaire HT", "TVA"),
        rows=tuple(
            (line.number, designation(line), line.unit, "{{€}}", "{{%}}") for line in section.lines
        ),
        caption=f"Prix unitaires, {section.said}",
        widths=(2, 9, 3, 4, 2),
        numbers=frozenset({3, 4}),
    )


def _quantities(section: Section, context: DocumentContext) -> Table:
    return Table(
        header=("N°", "Désignation", "Unité", "Quantité", "Prix unitaire HT", "Montant HT"),
        rows=_rows(section, context),
        caption=f"Quantités estimées, {section.said}",
        widths=(2, 8, 3, 3, 3, 3),
        numbers=frozenset({3, 4, 5}),
        totals=("", "Total HT", "", "", "", "{{€}}"),
    )


def _lump_sum(section: Section, context: DocumentContext) -> list[Block]:
    return [
        Table(
            header=("N°", "Poste", "Unité", "Quantité", "Prix unitaire HT", "Montant HT"),
            rows=_rows(section, context),
            caption=f"Décomposition du prix, {section.said}",
            widths=(2, 8, 3, 3, 3, 3),
            numbers=frozenset({3, 4, 5}),
            totals=("", "Montant global et forfaitaire HT", "", "", "", "{{€}}"),
        ),
        Paragraph("TVA : {{taux et montant}}. Montant TTC : {{€}}."),
    ]


def _rows(section: Section, context: DocumentContext) -> tuple[tuple[str, ...], ...]:
    months = context.duration_months
    return tuple(
        (
            line.number,
            designation(line),
            line.unit,
            number(quantity(line, months)),
            "{{€}}",
            "{{€}}",
        )
        for line in section.lines
    )


def designation(line: PriceLine) -> str:
    return capitalised(line.label)

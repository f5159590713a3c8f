"""Figures on how offers are judged: bars of weights, what each criterion really asks."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.typography import plural
from procurement.word.blocks import BarChart, Block, Bullets, Heading, Paragraph, Series, Table
from tenders.documents.booklet.desk import Desk
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import (
    criteria_table,
    expectations,
    in_sentence,
    method,
    own_scale,
    percent,
    scale_table,
    scale_tables,
)
from tenders.documents.prices import price_documents


def weights(desk: Desk) -> list[Block]:
    """For each set of criteria, bars and the table of the same figures."""
    blocks: list[Block] = []
    for lots, criteria in desk.context.criteria_sets():
        if criteria:
            blocks += [_bars(criteria, lots), criteria_table(criteria, lots)]
    return blocks


def _bars(criteria: tuple[Criterion, ...], lots: str) -> BarChart:
    return BarChart(
        caption=f"Le poids de chaque critère{f', {in_sentence(lots)}' if lots else ''}",
        labels=tuple(criterion.name for criterion in criteria),
        series=(Series("Poids", tuple(criterion.weight for criterion in criteria)),),
        unit="points sur 100",
    )


def criteria(desk: Desk) -> list[Block]:
    """Each criterion and sub-criterion: what to show, and what makes the mark."""
    blocks: list[Block] = []
    for lots, found in desk.context.criteria_sets():
        for criterion in found:
            blocks += _criterion(desk.context, criterion, lots)
    return blocks


def _criterion(context: DocumentContext, criterion: Criterion, lots: str) -> list[Block]:
    for_lots = f", {in_sentence(lots)}" if lots else ""
    blocks: list[Block] = [
        Heading(2, f"{criterion.name} ({percent(criterion.weight)}){for_lots}"),
        Paragraph(f"Comment il est noté : {method(criterion)}"),
    ]
    if criterion.is_price:
        return [*blocks, Paragraph(_price(context))]
    for part in criterion.parts:
        if part is not criterion:
            blocks.append(Heading(3, f"{part.name} ({percent(part.weight)})"))
        blocks += _part(part)
    return blocks


def _price(context: DocumentContext) -> str:
    filled = " ; ".join(price_documents(context)) or "les pièces de prix du dossier"
    return f"Ce qu'il demande : remplir {filled}, sans case vide."


def _part(part: Criterion) -> list[Block]:
    pages = f", en {plural(part.max_pages, 'page')} au plus" if part.max_pages else ""
    blocks: list[Block] = [
        Paragraph(f"Ce qu'il faut montrer{pages} :"),
        Bullets(tuple(dict.fromkeys(expectations(part)))),
    ]
    steps = dict(own_scale(part))
    if len(steps) > 1:
        best = max(steps)
        middle = sorted(steps)[len(steps) // 2]
        told = [(n, steps[n]) for n in (middle, best)]
        blocks += [
            Paragraph("Ce qui fait la note :"),
            Bullets(tuple(f"**{n} sur {best}** : {_lower(text)}" for n, text in told)),
        ]
    return blocks


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def scale(desk: Desk) -> list[Block]:
    """One scale to look at: the first in use, or the common one."""
    return [next(iter(scale_tables(desk.context)), scale_table())]


def criteria_why(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Critère", "Poids", "Pourquoi", "Ce qui le prouve"),
            rows=tuple(_why(desk.context)),
            caption="Les critères et leurs raisons",
            widths=(4, 1, 5, 4),
            numbers=frozenset({1}),
            row_headers=True,
        )
    ]


def _why(context: DocumentContext) -> Iterator[tuple[str, ...]]:
    for criterion in context.criteria:
        for part in criterion.parts:
            source = part.source
            proofs = " ; ".join(proof.label for proof in source.proofs) if source else ""
            price = "Les pièces de prix." if part.is_price else "La réponse du candidat."
            reason = "Le prix compare ce qui coûte." if part.is_price else "Écrit pour ce marché."
            yield (
                part.name,
                percent(part.weight),
                source.why if source else reason,
                proofs or price,
            )

"""Award criteria in words: weights, how each is marked, what is expected and how it is proved."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import number
from procurement.word.blocks import Block, Paragraph, Table
from tenders.documents.context import Criterion, DocumentContext

SCALE = (
    (5, "Réponse complète, précise et prouvée, qui va au-delà de ce qui est attendu."),
    (4, "Réponse complète et prouvée, conforme à tout ce qui est attendu."),
    (3, "Réponse satisfaisante ; des précisions ou des preuves manquent sur des points mineurs."),
    (2, "Réponse partielle : un point important n'est pas traité ou n'est pas prouvé."),
    (1, "Réponse insuffisante ou générale, sans engagement vérifiable."),
    (0, "Pas de réponse, ou réponse sans lien avec ce qui est demandé."),
)


def percent(weight: Decimal) -> str:
    return f"{number(weight)} %"


def criteria_section(context: DocumentContext) -> list[Block]:
    """Criteria, sub-criteria, weights and marking method, all announced (R2152-11)."""
    if not context.criteria:
        return [Paragraph("[[les critères d'attribution, leurs poids et leur méthode]]")]
    blocks: list[Block] = []
    for lots, criteria in context.criteria_sets():
        if lots:
            blocks.append(Paragraph(f"**{lots}**"))
        blocks.append(criteria_table(criteria, lots))
        blocks += methods(criteria)
    return blocks


def criteria_table(criteria: tuple[Criterion, ...], lots: str = "") -> Table:
    rows = []
    for position, criterion in enumerate(criteria, start=1):
        rows.append((str(position), f"**{criterion.name}**", f"**{percent(criterion.weight)}**"))
        rows += [
            (f"{position}.{i}", sub.name, percent(sub.weight))
            for i, sub in enumerate(criterion.subcriteria, start=1)
        ]
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    return Table(
        header=("N°", "Critère et sous-critères", "Poids"),
        rows=tuple(rows),
        caption=f"Critères d'attribution, {lots[:1].lower()}{lots[1:]}"
        if lots
        else "Critères d'attribution",
        widths=(1, 9, 2),
        numbers=frozenset({2}),
        totals=("", "Total", percent(total)),
    )


def methods(criteria: tuple[Criterion, ...]) -> list[Block]:
    blocks: list[Block] = []
    for criterion in criteria:
        blocks.append(Paragraph(f"**{criterion.name}** : {method(criterion)}"))
        blocks += [
            Paragraph(f"Sous-critère « {sub.name} » : {sub.method or sub.expected}")
            for sub in criterion.subcriteria
            if sub.method or sub.expected
        ]
    return blocks


def method(criterion: Criterion) -> str:
    missing = f"[[la méthode de notation du critère {criterion.name} (R2152-11)]]"
    return criterion.method or missing


def is_scaled(criterion: Criterion) -> bool:
    """Whether it is marked on the written scale rather than by a formula on amounts."""
    return not criterion.is_price


def scale_table(criterion: Criterion | None = None) -> Table:
    """The steps of the criterion's own scale when a clause gives one, or the common scale."""
    award = criterion.source.award if criterion and criterion.source else None
    steps = tuple((step.score, step.text) for step in award.scale) if award else SCALE
    named = f"Échelle de notation : {criterion.name}" if award and criterion else None
    return Table(
        header=("Note", "Ce que montre la réponse"),
        rows=tuple((str(score), text) for score, text in sorted(steps, reverse=True)),
        caption=named or "Échelle de notation",
        widths=(1, 9),
    )


def expectations(criterion: Criterion) -> tuple[str, ...]:
    """What the candidate is asked to write and to prove."""
    asked = [line.strip("-• ") for line in criterion.expected.splitlines() if line.strip()]
    if not asked and criterion.source and criterion.source.award:
        asked = [criterion.source.award.expected]
    if not asked:
        asked = [f"[[ce qui est attendu du candidat pour « {criterion.name} »]]"]
    proofs = [proof.label for proof in criterion.source.proofs] if criterion.source else []
    return (*asked, *(f"Preuve admise : {proof}" for proof in proofs))

"""Award criteria in words: weights, how each is marked, what is expected and how it is proved."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import number
from procurement.word.blocks import Block, Bullets, Heading, Paragraph, Table
from tenders.documents.context import Criterion, DocumentContext

_FRAME = "Cadre de réponse"  # the frame that the candidate fills is no proof beside itself
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
            blocks.append(Heading(3, lots))
        blocks.append(criteria_table(criteria, lots))
        blocks += methods(criteria)
    return blocks


def in_sentence(lots: str) -> str:
    """« lot 1 : Contenants, lot 2 : Lavage »."""
    return lots.replace("Lot ", "lot ")


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
        caption=f"Critères d'attribution, {in_sentence(lots)}"
        if lots
        else "Critères d'attribution",
        widths=(1, 9, 2),
        numbers=frozenset({2}),
        totals=("", "Total", percent(total)),
    )


def methods(criteria: tuple[Criterion, ...]) -> list[Block]:
    blocks: list[Block] = []
    for criterion in criteria:
        blocks.append(Paragraph(f"**{criterion.name}.** {method(criterion)}"))
        judged = tuple(
            f"**{sub.name}** ({percent(sub.weight)}) : {sub.method or sub.expected}"
            for sub in criterion.subcriteria
            if sub.method or sub.expected
        )
        if judged:
            blocks += [Paragraph("Les sous-critères sont appréciés ainsi :"), Bullets(judged)]
    return blocks


def method(criterion: Criterion) -> str:
    missing = f"[[la méthode de notation du critère {criterion.name} (R2152-11)]]"
    return criterion.method or missing


def is_scaled(criterion: Criterion) -> bool:
    """Whether it is marked on the written scale rather than by a formula on amounts."""
    return not criterion.is_price


def own_scale(part: Criterion) -> tuple[tuple[int, str], ...]:
    """The steps that the clause behind the criterion gives; empty when it has none."""
    award = part.source.award if part.source else None
    return tuple((step.score, step.text) for step in award.scale) if award else ()


def best_mark(part: Criterion) -> int:
    return max(score for score, _ in own_scale(part) or SCALE)


def scale_table(part: Criterion | None = None) -> Table:
    """The criterion's own scale, or the common one."""
    steps = own_scale(part) if part else SCALE
    return Table(
        header=("Note", "Ce que montre la réponse"),
        rows=tuple((str(score), text) for score, text in sorted(steps, reverse=True)),
        caption=f"Échelle : {part.name}" if part else "Échelle de notation commune",
        widths=(1, 9),
    )


def scaled_parts(context: DocumentContext) -> list[Criterion]:
    return [
        part for criterion in context.criteria if is_scaled(criterion) for part in criterion.parts
    ]


def common_scale(context: DocumentContext) -> list[Block]:
    """The scale of the criteria that have none of their own; nothing when all have."""
    return [] if all(map(own_scale, scaled_parts(context))) else [scale_table()]


def scale_tables(context: DocumentContext) -> list[Block]:
    """One table a scale in use; criteria without their own share the common one."""
    own = [scale_table(part) for part in scaled_parts(context) if own_scale(part)]
    return [*common_scale(context), *own]


def expectations(criterion: Criterion) -> tuple[str, ...]:
    """What the candidate is asked to write and to prove, in one list."""
    asked = expected(criterion) or (
        f"[[ce qui est attendu du candidat pour « {criterion.name} »]]",
    )
    return (*asked, *(f"Preuve admise : {proof}" for proof in proofs(criterion)))


def expected(criterion: Criterion) -> tuple[str, ...]:
    """What to write, line by line; nothing while nobody has said it."""
    asked = [line.strip("-• ") for line in criterion.expected.splitlines() if line.strip()]
    if not asked and criterion.source and criterion.source.award:
        asked = [criterion.source.award.expected]
    return tuple(asked)


def proofs(criterion: Criterion) -> tuple[str, ...]:
    shown = criterion.source.proofs if criterion.source else ()
    return tuple(proof.label for proof in shown if not proof.label.startswith(_FRAME))

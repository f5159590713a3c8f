"""What the members of a joint purchase need, annexed to their agreement."""

from __future__ import annotations

from collections.abc import Iterable

from needs.diagnosis import Total
from procurement.typography import number
from procurement.word.blocks import Block, Heading, Paragraph, Table
from tenders.documents.project_context import Brought, Member, ProjectContext


def annexes(context: ProjectContext) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, "Annexe : quantités du groupement", new_page=True),
        *_totals(context),
        Heading(1, "Annexe : besoins de chaque membre"),
    ]
    for member in context.members:
        blocks += _annex_of(member)
    return blocks


def _totals(context: ProjectContext) -> list[Block]:
    totals = context.diagnosis.totals
    if not totals:
        return [Paragraph("[[les quantités de chaque membre]]")]
    return [_quantities("Total des quantités estimées du groupement", totals)]


def _annex_of(member: Member) -> list[Block]:
    blocks: list[Block] = [Heading(2, member.name)]
    if not member.volumes:
        return [*blocks, Paragraph(f"[[les quantités de {member.name}]]")]
    blocks.append(_quantities(f"Quantités estimées : {member.name}", member.volumes))
    if member.sites:
        blocks.append(Paragraph(f"Sites : {' ; '.join(member.sites)}."))
    return blocks


def _quantities(caption: str, needs: Iterable[Total | Brought]) -> Table:
    return Table(
        header=("Besoin", "Quantité", "Unité"),
        rows=tuple((need.title, number(need.value), need.units) for need in needs),
        caption=caption,
        widths=(5, 3, 4),
        numbers=frozenset({1}),
        row_headers=True,
    )

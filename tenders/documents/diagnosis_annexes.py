"""What the report to elected members leaves to its annexes: its longest tables, all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from needs import scenarios
from needs.diagnosis import Total
from needs.scenarios import Given, Group, OptionKind, Origin, words
from procurement.typography import number
from procurement.word.blocks import Block, Bullets, Heading, Paragraph, Table
from tenders.documents.project_context import Member, ProjectContext, Retained

# What the body shows; the annex has all of it as soon as there is more.
MEMBERS_SHOWN = 15
TOTALS_SHOWN = 12


def annexes(context: ProjectContext) -> list[Block]:
    """On pages of their own: the body stands alone."""
    blocks: list[Any] = []
    if len(context.members) > MEMBERS_SHOWN:
        blocks += [
            Heading(1, "Annexe : les membres"),
            members_table(context.members, "Tous les membres et leurs fiches"),
        ]
    if len(context.diagnosis.totals) > TOTALS_SHOWN:
        blocks += [
            Heading(1, "Annexe : les volumes"),
            totals_table(context.diagnosis.totals, "Tous les volumes réunis"),
        ]
    blocks += _comparison(context)
    return [replace(blocks[0], new_page=True), *blocks[1:]] if blocks else []


def members_table(members: Sequence[Member], caption: str) -> Table:
    return Table(
        header=("Membre", "Services ou fiches", "Sites", "Fiches validées"),
        rows=tuple(
            (
                member.name,
                "\n".join(sheet.service or sheet.title for sheet in member.sheets)
                or "aucune fiche",
                number(len(member.sites)),
                f"{sum(sheet.validated for sheet in member.sheets)} sur {len(member.sheets)}",
            )
            for member in members
        ),
        caption=caption,
        widths=(4, 5, 1, 2),
        numbers=frozenset({2}),
        row_headers=True,
    )


def totals_table(totals: Sequence[Total], caption: str) -> Table:
    return Table(
        header=("Besoin", "Quantité", "Unité", "Premier contributeur"),
        rows=tuple((t.title, number(t.value), t.units, _largest(t)) for t in totals),
        caption=caption,
        widths=(4, 2, 3, 5),
        numbers=frozenset({1}),
        row_headers=True,
    )


def _largest(total: Total) -> str:
    first = total.by_member[0]
    share = first.value / total.value * 100 if total.value else 0
    return f"{first.name} ({number(round(share))} %)"


def costs(retained: Retained) -> list[Block]:
    """What each option costs, drawn and item by item, and from when reuse costs less."""
    comparison = retained.comparison
    found = scenarios.break_evens(retained.values, OptionKind.PROVIDER)
    return [
        words.cost_chart(comparison),
        Table(
            header=("Poste", *(option.label.capitalize() for option in comparison.options)),
            rows=tuple(
                (label, *(number(amount, 0) for amount in amounts))
                for label, amounts in comparison.rows()
            ),
            caption=f"Coût par an, en € HT : {retained.title}",
            widths=(3, 2, 3, 3),
            numbers=frozenset({1, 2, 3}),
            totals=("Total", *(number(option.cost, 0) for option in comparison.options)),
            row_headers=True,
        ),
        Paragraph("À partir de quand le réemploi lavé par un prestataire coûte moins :"),
        Bullets(tuple(map(words.break_even_sentence, found))),
    ]


def _comparison(context: ProjectContext) -> list[Block]:
    """Every figure behind the comparison and the curves: at the end, for those who check."""
    if not context.retained:
        return []
    blocks: list[Block] = [Heading(1, "Annexe : ce sur quoi la comparaison repose")]
    for retained in context.retained:
        if len(context.retained) > 1:
            blocks += [Heading(2, retained.title), *costs(retained)]
        blocks += _coefficients(retained)
        blocks += [
            words.curve_chart(scenarios.curve(retained.values, id)) for id in scenarios.CURVES
        ]
    return blocks


def _coefficients(retained: Retained) -> list[Block]:
    """What is known, with its source; then what is only assumed, subject by subject."""
    known = [each for each in retained.given.values() if each.origin != Origin.ASSUMPTION]
    blocks: list[Block] = []
    if known:
        blocks.append(
            Table(
                header=("Coefficient", "Valeur", "D'où il vient"),
                rows=tuple((*_said(each), each.said_source) for each in known),
                caption=f"Les coefficients connus : {retained.title}",
                widths=(6, 4, 4),
                row_headers=True,
            )
        )
    if assumed := [line for group in scenarios.groups() if (line := _assumed(group, retained))]:
        blocks += [Paragraph("Les hypothèses, à remplacer :"), Bullets(tuple(assumed))]
    return blocks


def _assumed(group: Group, retained: Retained) -> str:
    given = [retained.given[coefficient.id] for coefficient in group.coefficients]
    said = [", ".join(_said(each)) for each in given if each.origin == Origin.ASSUMPTION]
    return f"**{group.title}** : {' ; '.join(said)}." if said else ""


def _said(given: Given) -> tuple[str, str]:
    return given.coefficient.label, words.said(given.coefficient, given.value)

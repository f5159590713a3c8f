"""Figures on what a candidate sends and signs: pieces one by one, commitments, shares."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.typography import capitalised, number
from procurement.word.blocks import Block, Bullets, Paragraph, Table
from tenders.booklets import shelf
from tenders.clauses import Place
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.facts import asked_totals
from tenders.documents.context import DocumentContext
from tenders.documents.follow_up import followed, named
from tenders.documents.sheet import many

_MEMBERS = 3
_IMAGINED = ("{{première tâche}}", "{{deuxième tâche}}", "{{troisième tâche}}")


def candidature(desk: Desk) -> list[Block]:
    return [_pieces(desk, "candidature", "Les pièces de la candidature")]


def candidature_together(desk: Desk) -> list[Block]:
    return [_pieces(desk, "candidature", "Les pièces de la candidature d'un groupement")]


def offer(desk: Desk) -> list[Block]:
    return [_pieces(desk, "offer", "Les pièces de l'offre")]


def award(desk: Desk) -> list[Block]:
    return [_pieces(desk, "award", "Ce que remet celui qui est retenu")]


def _pieces(desk: Desk, part: str, caption: str) -> Table:
    return Table(
        header=("Pièce", "Ce que c'est", "Où la trouver", "Qui s'en charge", "Temps"),
        rows=tuple(
            (p.name, p.what, p.where, p.group if desk.together else p.who, p.time)
            for p in shelf().pieces_for(desk.facts, part)
        ),
        caption=caption,
        widths=(4, 5, 4, 4, 3),
        row_headers=True,
    )


def commitments(desk: Desk) -> list[Block]:
    """What the contractor will be held to; then what the specifications require, by name."""
    held = followed(desk.context)
    blocks: list[Block] = [
        Table(
            header=("Engagement", "Ce qui est mesuré", "Si ce n'est pas tenu"),
            rows=tuple(
                (
                    named(clause),
                    f"{capitalised(follow.indicator)}, {follow.frequency}.",
                    clause.penalty or "Aucune pénalité.",
                )
                for clause, follow in held
            ),
            caption="Les engagements du contrat",
            widths=(4, 4, 5),
            row_headers=True,
        )
    ]
    required = [named(clause) for clause in desk.context.clauses_in(Place.SPECIFICATION)]
    if required:
        blocks += [
            Paragraph("Le cahier des clauses techniques exige aussi, dès le premier jour :"),
            Bullets(tuple(required)),
        ]
    return blocks


def coverage(desk: Desk) -> list[Block]:
    """A grid to fill in together: what the contract asks, member by member."""
    members = tuple(f"Membre {n}" for n in range(1, _MEMBERS + 1))
    tasks = list(dict.fromkeys(_tasks(desk.context))) or list(_IMAGINED)
    return [
        Table(
            header=("Ce que demande le marché", *members, "Secours"),
            rows=tuple((task, *("{{part}}",) * _MEMBERS, "{{qui}}") for task in tasks),
            caption="Qui couvre quelle part",
            widths=(5, 2, 2, 2, 2),
            row_headers=True,
        )
    ]


def _tasks(context: DocumentContext) -> Iterator[str]:
    totals = asked_totals(context)
    for total in totals:
        yield f"{total.title} : {number(total.value)} {many(total.written)} {total.per}"
    if not totals:
        yield from (lot.name for lot in context.lots)

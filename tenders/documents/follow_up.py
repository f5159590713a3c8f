"""The sheet of the contract manager: who controls what, when, and what follows a breach."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.typography import NBSP, capitalised, join_words, plural
from procurement.word.blocks import Block, Document, Facts, Heading, Note, Paragraph, Table
from tenders.clauses import FollowUp, Place
from tenders.clauses.rhythm import due_after, months_between
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.sheet import card, duration, sheet

TITLE = "Fiche de suivi du marché"
NO_CALENDAR = 1_000


def build(context: DocumentContext) -> Document:
    return sheet(context, "suivi", TITLE, tuple(_blocks(context)))


def followed(context: DocumentContext) -> list[tuple[UsedClause, FollowUp]]:
    """The conditions of performance with their follow-up, those controlled most often first."""
    held = [(c, c.follow_up) for c in context.clauses if c.follow_up]
    return sorted(held, key=lambda pair: months_between(pair[1].frequency) or NO_CALENDAR)


def _blocks(context: DocumentContext) -> Iterator[Block]:
    yield card(context, ("Durée", duration(context)))
    held = followed(context)
    yield Paragraph(
        "Cette fiche s'adresse à la personne qui suit le marché une fois qu'il est signé. Elle "
        "reprend les clauses telles que ce marché les écrit. Le tableur du même nom calcule les "
        "échéances dès que vous y inscrivez la date de début, et garde les constats."
    )
    if not held:
        yield Note("Rien à suivre encore", ("Aucune condition d'exécution n'est choisie.",))
        return
    yield Heading(1, "Qui fait quoi")
    yield owners(held)
    yield Heading(1, "Le calendrier des contrôles")
    yield calendar(context, held)
    yield Heading(1, "Clause par clause")
    for clause, follow in held:
        yield Heading(2, named(clause))
        yield Paragraph(clause.text)
        yield Facts(tuple(_facts(clause, follow)), caption=f"Suivi{NBSP}: {named(clause)}")
    if table := receptions(context):
        yield Heading(1, "À vérifier à la réception")
        yield table


def named(clause: UsedClause) -> str:
    return f"{clause.name} (lot {clause.lot})" if clause.lot else clause.name


def owners(held: list[tuple[UsedClause, FollowUp]]) -> Table:
    charged: dict[str, list[str]] = {}
    for clause, follow in held:
        charged.setdefault(follow.owner, []).append(named(clause))
    return Table(
        header=("Qui", "Ce qu'il suit"),
        rows=tuple((capitalised(owner), join_words(titles)) for owner, titles in charged.items()),
        caption="Répartition du suivi",
        widths=(3, 7),
        row_headers=True,
    )


def calendar(context: DocumentContext, held: list[tuple[UsedClause, FollowUp]]) -> Table:
    return Table(
        header=("Clause", "Fréquence", "Contrôles prévus", "Indicateur"),
        rows=tuple(
            (
                named(clause),
                capitalised(follow.frequency),
                _planned(follow, context.duration_months),
                capitalised(follow.indicator),
            )
            for clause, follow in held
        ),
        caption="Contrôles, des plus fréquents aux plus rares",
        widths=(4, 3, 2, 4),
        row_headers=True,
    )


def _planned(follow: FollowUp, months: int | None) -> str:
    due = due_after(follow.frequency, months)
    return plural(len(due), "contrôle") if due else "selon l'événement"


def _facts(clause: UsedClause, follow: FollowUp) -> Iterator[tuple[str, str]]:
    yield "Contrôle", follow.control
    yield "Fréquence", capitalised(follow.frequency)
    yield "Qui suit", capitalised(follow.owner)
    yield "Indicateur", capitalised(follow.indicator)
    yield "En cas de manquement", clause.penalty or "Aucune pénalité."
    yield "Preuves remises avec l'offre", " ; ".join(proof.label for proof in clause.source.proofs)
    yield "Clause d'origine", f"{clause.source.id}, version {clause.source.version}"


def receptions(context: DocumentContext) -> Table | None:
    """What the specifications ask to verify on receipt, beside the conditions of performance."""
    rows = [(named(c), c.source.verification) for c in context.clauses_in(Place.SPECIFICATION)]
    if not rows:
        return None
    return Table(
        header=("Exigence", "Comment la vérifier"),
        rows=tuple(rows),
        caption="Vérification des spécifications",
        widths=(4, 6),
        row_headers=True,
    )

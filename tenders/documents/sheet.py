"""What every document of a tender has in common: its frame, its title card, its usual remarks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from procurement.typography import (
    capitalised,
    euros,
    join_words,
    long_date,
    long_moment,
    number,
    plural,
)
from procurement.word.blocks import Block, Clause, Document, Facts
from tenders.documents.context import DocumentContext, UsedClause

MADE_BY = "Établi avec Balise, à relire par l'acheteur"


def sheet(
    context: DocumentContext, kind: str, title: str, blocks: Sequence[Block], *, subtitle: str = ""
) -> Document:
    """The document with the frame of the house: who buys above the title, what is bought under."""
    return Document(
        title=title,
        kicker=context.buyer,
        subtitle=subtitle or context.title,
        subject=context.title,
        author=context.buyer,
        reference=context.reference,
        header=title,
        footer=MADE_BY,
        draft=context.is_draft,
        blocks=tuple(blocks),
        properties=(("balise_document", kind), ("balise_tender", context.reference)),
    )


def clause_block(clause: UsedClause, body: tuple[Block, ...], level: int = 2) -> Clause:
    """The clause as the document carries it, with what lets it be known again."""
    source = clause.source
    return Clause(
        source.id, source.version, clause.name, body, level, clause.lot, edited=clause.edited
    )


def card(context: DocumentContext, *more: tuple[str, str]) -> Facts:
    """The facts that a reader looks up first."""
    return Facts(
        (
            ("Acheteur", context.buyer),
            ("Référence", context.reference),
            ("Procédure", capitalised(context.procedure_label)),
            ("Date limite de remise des offres", deadline(context)),
            *more,
        ),
        "Carte d'identité du marché",
    )


def deadline(context: DocumentContext) -> str:
    if context.offers_due_at is None:
        return "[[la date et l'heure limites de remise des offres]]"
    return long_moment(context.offers_due_at)


def launch(context: DocumentContext) -> str:
    return long_date(context.launch_on)


def duration(context: DocumentContext) -> str:
    if context.duration_months is None:
        return "[[la durée du marché]]"
    months = plural(context.duration_months, "mois", "mois")
    if not context.renewals:
        return f"{months}, sans reconduction"
    return f"{months}, {plural(context.renewals, 'reconduction')} comprises"


def framework(context: DocumentContext) -> str:
    """How orders are given and up to what amount, the same in the rules and in the contract."""
    maximum = context.settings.get("framework_maximum_ht")
    said = f"{number(maximum)} € HT" if maximum else "[[le maximum de l'accord-cadre (R2162-4)]]"
    by_lot = f" Montant maximal lot par lot : {context.say('maximum_by_lot')}."
    return (
        "L'accord-cadre s'exécute par bons de commande (articles R2162-2, R2162-13 et R2162-14). "
        f"Son montant maximal, pour toute sa durée, est de {said}.{by_lot * bool(context.lots)}"
    )


def estimate(context: DocumentContext) -> str:
    if context.estimated_value is None:
        return "[[la valeur estimée du marché]]"
    return euros(context.estimated_value)


def counted(quantity: Decimal, unit: str) -> str:
    """« 400 caisses », « 12 kg »: words take the mark of the plural, symbols do not."""
    return f"{number(quantity)} {many(unit) if quantity >= 2 else unit}"


def many(unit: str) -> str:
    """The unit as one says it of several."""
    first, _, rest = unit.partition(" ")
    is_word = len(first) > 2 and first.isalpha() and not first.endswith(("s", "x", "z"))
    return " ".join(filter(None, (f"{first}s" if is_word else first, rest)))


def buyers(context: DocumentContext) -> str:
    """« A, B et C »: the lead first."""
    others = [member for member in context.members if member != context.buyer]
    return join_words([context.buyer, *others])

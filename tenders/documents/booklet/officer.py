"""Figures for who drafts and follows the contract: checks, choices, clauses, controls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procurement.typography import NBSP, capitalised, join_words, long_date
from procurement.word.blocks import Block, Facts, Heading, Paragraph, Table
from procurement.word.lines import as_blocks
from tenders.clauses.basis import LegalBasis, Standing
from tenders.documents import follow_up
from tenders.documents.booklet.desk import Desk
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.lots import RESERVATIONS, is_reserved
from tenders.documents.rules import BASIS
from tenders.documents.sheet import duration

SHOWN = 12
_FORMS = {
    "none": "aucune forme imposée",
    "solidaire_apres_attribution": "solidaire après l'attribution",
    "conjoint_apres_attribution": "conjoint après l'attribution",
}


def findings(desk: Desk) -> list[Block]:
    found = desk.context.findings
    more = f", les {SHOWN} premiers sur {len(found)}" if len(found) > SHOWN else ""
    return [
        Table(
            header=("Niveau", "Constat", "Que faire", "Texte"),
            rows=tuple(
                (
                    capitalised(finding.severity_label),
                    finding.why,
                    finding.instead,
                    ", ".join(finding.legal_ref) or "–",
                )
                for finding in found[:SHOWN]
            ),
            caption=f"Les contrôles de ce marché{more}",
            widths=(2, 5, 5, 2),
            row_headers=True,
        )
    ]


def choices(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Choix", "Ce que dit ce marché", "Texte"),
            rows=tuple(_choices(desk.context)),
            caption="Les choix qui font ce marché",
            widths=(3, 7, 3),
            row_headers=True,
        )
    ]


def _choices(context: DocumentContext) -> Iterator[tuple[str, str, str]]:
    procedure, _, articles = BASIS[context.procedure].partition(", ")
    yield "Procédure", f"{capitalised(procedure)}.", articles.removeprefix("articles ")
    yield "Lots", _lots(context), "L2113-10"
    for lot in context.lots:
        if is_reserved(lot):
            found = RESERVATIONS[lot.reserved]
            yield f"Réserve du lot {lot.number}", f"{capitalised(found.label)}.", found.articles
    form = _FORMS.get(context.settings.get("group_form_required", "none"), "aucune forme imposée")
    yield "Groupement", f"{capitalised(form)}.", "R2142-22"
    yield "Durée", f"{capitalised(duration(context))}.", "R2162-4" if context.is_framework else "–"
    yield "Avance", f"{capitalised(context.say('advance_rate'))}.", "R2191-3, R2191-7"
    yield "Visite", _visit(context), "R2151-3"


def _lots(context: DocumentContext) -> str:
    if context.lots:
        return f"{len(context.lots)} lots : {join_words([lot.title for lot in context.lots])}."
    reason = context.settings.get("allotment_reason")
    return f"Pas de lots. {reason or '[[les motifs de droit et de fait du non-allotissement]]'}"


def _visit(context: DocumentContext) -> str:
    mandatory = context.settings.get("site_visit_mandatory")
    if mandatory is None:
        return f"{capitalised(context.say('visit'))}."
    return "Obligatoire." if mandatory else "Non obligatoire."


def clauses_short(desk: Desk) -> list[Block]:
    held = follow_up.followed(desk.context)
    more = f", les {SHOWN} premières sur {len(held)}" if len(held) > SHOWN else ""
    return [
        Table(
            header=("Clause", "Pourquoi elle est là", "Qui la suit"),
            rows=tuple(
                (follow_up.named(clause), clause.source.why, follow.owner)
                for clause, follow in held[:SHOWN]
            ),
            caption=f"Les clauses de ce marché{more}",
            widths=(3, 6, 3),
            row_headers=True,
        )
    ]


def clauses_why(desk: Desk) -> list[Block]:
    blocks: list[Block] = []
    for clause in desk.context.clauses:
        place = clause.source.place
        blocks += [
            Heading(2, follow_up.named(clause)),
            Paragraph(
                f"{capitalised(place.label)}, dans cette pièce : {place.document}. On y lit :"
            ),
            *as_blocks(clause.text),
            Facts(tuple(_why(clause, desk)), f"Pourquoi{NBSP}: {follow_up.named(clause)}"),
        ]
    return blocks


def _why(clause: UsedClause, desk: Desk) -> Iterator[tuple[str, str]]:
    source = clause.source
    yield "Pourquoi", source.why
    if source.attention:
        yield "Attention à", source.attention
    if source.legal_basis:
        yield "Textes", "\n".join(_bases(source.legal_basis, desk))
    if source.proofs:
        yield "Preuve qui suffit", " ; ".join(proof.label for proof in source.proofs)
    if clause.follow_up:
        follow = clause.follow_up
        yield "Contrôle", f"{follow.control}\n{capitalised(follow.frequency)}, {follow.owner}."
    elif source.verification:
        yield "Vérification", source.verification
    edited = ", texte repris par l'acheteur" if clause.edited else ""
    yield "Origine", f"{source.source}, relue le {long_date(source.checked)}{edited}."


def _bases(bases: Sequence[LegalBasis], desk: Desk) -> Iterator[str]:
    """« L2112-2 (en vigueur) » at the launch; a doubt is said in full."""
    by_standing: dict[str, list[str]] = {}
    for basis in bases:
        standing = basis.standing(desk.at)
        doubt = f" {basis.doubt}" if standing == Standing.DOUBTFUL else ""
        by_standing.setdefault(f"({standing.label}).{doubt}", []).append(basis.article)
    for said, articles in by_standing.items():
        yield f"{join_words(articles)} {said}"


def owners(desk: Desk) -> list[Block]:
    return [Heading(2, "Qui fait quoi"), follow_up.owners(follow_up.followed(desk.context))]


def controls(desk: Desk) -> list[Block]:
    held = follow_up.followed(desk.context)
    return [Heading(2, "Le calendrier des contrôles"), follow_up.calendar(desk.context, held)]


def receptions(desk: Desk) -> list[Block]:
    table = follow_up.receptions(desk.context)
    return [Heading(2, "À vérifier à la réception"), table] if table else []


def journal(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Date", "Clause", "Constat", "Suite donnée", "Qui"),
            rows=tuple(("\n", "", "", "", "") for _ in range(SHOWN)),
            caption="Constats",
            widths=(2, 4, 5, 4, 2),
        )
    ]

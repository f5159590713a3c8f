"""How candidatures and offers are judged: the heart of the rules, announced in full (R2152-11)."""

from __future__ import annotations

from procurement.typography import join_words
from procurement.word.blocks import Block, Clause, Heading, Paragraph
from procurement.word.lines import as_blocks
from tenders.clauses import Place
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.criteria import criteria_section, scale_tables
from tenders.documents.sheet import clause_block


def examination(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Examen des candidatures et des offres"),
        Heading(2, "Candidatures"),
        Paragraph(
            "Si des pièces manquent, l'acheteur peut demander à tous les candidats concernés de "
            "compléter leur dossier dans un même délai (article R2144-2). Sont éliminées les "
            "candidatures qui ne satisfont pas aux conditions de participation."
        ),
        Heading(2, "Critères d'attribution et méthode"),
        Paragraph(
            "L'offre économiquement la plus avantageuse est choisie sur les critères pondérés "
            "ci-dessous (articles L2152-7, R2152-7, R2152-11 et R2152-12)."
        ),
        Paragraph(_environment(context)),
        *criteria_section(context),
        *(rules_clause(clause) for clause in context.clauses_in(Place.AWARD)),
        *_scales(context),
        Heading(2, "Offres anormalement basses, irrégularités"),
        Paragraph(
            "Si une offre paraît anormalement basse, l'acheteur demande des justifications et la "
            "rejette si elles ne suffisent pas (articles L2152-5, L2152-6 et R2152-3 à R2152-5). "
            "Il peut autoriser tous les soumissionnaires concernés à régulariser une offre "
            "irrégulière, sans modifier ses caractéristiques substantielles (article R2152-2)."
        ),
        Heading(2, "Négociation"),
        Paragraph(_negotiation(context)),
    ]


def _environment(context: DocumentContext) -> str:
    """Which criterion meets the duty in force since August 2026; asked for when none does."""
    green = [c.name for c in context.criteria if c.kind == "environment"]
    if not green:
        return (
            "[[le critère qui prend en compte les caractéristiques environnementales de l'offre "
            "(L2152-7)]]"
        )
    named = join_words([f"« {name} »" for name in dict.fromkeys(green)])
    return f"Les caractéristiques environnementales de l'offre sont jugées par {named}."


def _scales(context: DocumentContext) -> list[Block]:
    """Every scale on which a mark is given, announced before the offers."""
    scales = scale_tables(context)
    if not scales:
        return []
    return [
        Heading(2, "Échelles de notation"),
        Paragraph(
            "Ce qui n'est ni un prix ni un coût est noté sur une échelle écrite, la même pour "
            "tous. Les points obtenus sont égaux à la note, divisée par la note la plus haute de "
            "l'échelle et multipliée par le poids."
        ),
        *scales,
    ]


def _negotiation(context: DocumentContext) -> str:
    if context.is_adapted:
        return (
            "L'acheteur peut négocier avec les candidats. Il se réserve la possibilité d'attribuer "
            "le marché sur la base des offres initiales, sans négociation (article R2123-5)."
        )
    if context.procedure in ("procedure_negociation", "dialogue_competitif"):
        return f"Déroulement : {context.say('course')}."
    if context.procedure == "gre_a_gre":
        return "L'acheteur négocie librement avec le candidat consulté."
    return "Il n'y a pas de négociation ; l'acheteur peut demander des précisions."


def rules_clause(clause: UsedClause) -> Clause:
    return clause_block(clause, tuple(as_blocks(clause.text)), level=3)

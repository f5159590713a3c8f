"""An outline of the answer: for each thing that is marked, what to write and what to attach."""

from __future__ import annotations

from procurement.typography import plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import expectations, in_sentence, percent
from tenders.documents.dates import back_plan
from tenders.documents.lots import reservations
from tenders.documents.prices import has_lump_sums, has_prices
from tenders.documents.sheet import card, sheet

TITLE = "Préparer votre réponse"
_QUESTIONS = {
    "environment": (
        "Que ferez-vous, sur quels flux, avec quel matériel ?",
        "Quel chiffre garantissez-vous, et comment le mesurez-vous chaque mois ?",
        "Que se passe-t-il si l'objectif n'est pas atteint ?",
    ),
    "social": (
        "Combien d'heures, sur quelles tâches, avec quel encadrement ?",
        "Avec qui recrutez-vous, et quelle suite proposez-vous aux personnes ?",
        "Qui suit l'engagement chez vous, et quel bilan remettez-vous ?",
    ),
    "delivery": (
        "Quels horaires, quels véhicules, quelle tournée type ?",
        "Comment prévenez-vous d'un retard, et quel est votre secours ?",
    ),
    "quality": (
        "Qui fait quoi, quel jour, avec quels moyens ?",
        "Comment contrôlez-vous la qualité, et comment corrigez-vous un défaut ?",
        "Qu'avez-vous déjà fait de comparable, même à plus petite échelle ?",
    ),
}


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context),
        TableOfContents(),
        Heading(1, "Décider de répondre"),
        _decide(),
        *reservations(context),
        Heading(1, "Le calendrier à rebours"),
        Paragraph("Le temps manque toujours à la fin. Travaillez à partir de la date limite."),
        back_plan(context),
        Heading(1, "Les pièces à réunir"),
        _pieces(context),
        Heading(1, "Le plan de votre réponse, critère par critère"),
        *_outline(context),
        Heading(1, "Relire avant de déposer"),
        _check(),
        Paragraph("Gardez l'accusé de dépôt et une copie de tout ce que vous avez envoyé."),
    ]
    return sheet(context, "kit_reponse", TITLE, blocks)


def _decide() -> Bullets:
    return Bullets(
        (
            "Ce lot correspond à notre métier et à notre zone.",
            "Nous avons la capacité, ou un partenaire l'a.",
            "Nous pouvons être payés à 30 jours sans nous mettre en danger, avance comprise.",
            "Nous avons le temps d'écrire : comptez trois à cinq journées pour un lot.",
        )
    )


def _prices(context: DocumentContext) -> list[tuple[str, str, str]]:
    units = [("Bordereau (BPU) et détail quantitatif (DQE)", "Ensemble", "Dossier")]
    lump = [("Décomposition du prix (DPGF)", "Ensemble", "Dossier")]
    return [*units * has_prices(context), *lump * has_lump_sums(context)]


def _pieces(context: DocumentContext) -> Table:
    return Table(
        header=("Pièce", "Qui la remplit", "Où la trouver", "Fait"),
        rows=tuple(
            (*row, "{{oui}}")
            for row in (
                ("Candidature (DUME, ou DC1 et DC2)", "Chaque membre", "Profil d'acheteur"),
                ("Assurance professionnelle", "Chaque membre", "Votre assureur"),
                ("Acte d'engagement", "Le mandataire", "Dossier"),
                *_prices(context),
                ("Cadre de réponse technique", "Ensemble", "Dossier"),
                ("Relevé d'identité bancaire", "Chaque membre", "Votre banque"),
                ("Déclaration de sous-traitance (DC4)", "Si besoin", "Formulaire public"),
            )
        ),
        caption="Pièces à réunir",
        widths=(5, 3, 3, 2),
        row_headers=True,
    )


def _outline(context: DocumentContext) -> list[Block]:
    if not context.criteria:
        return [Paragraph("[[les critères d'attribution]]")]
    blocks: list[Block] = []
    for lots, criteria in context.criteria_sets():
        if lots:
            blocks.append(Paragraph(f"Pour {in_sentence(lots)} :"))
        for criterion in criteria:
            blocks += _criterion(criterion)
    return blocks


def _criterion(criterion: Criterion) -> list[Block]:
    blocks: list[Block] = [Heading(2, f"{criterion.name} ({percent(criterion.weight)})")]
    if criterion.is_price:
        return [
            *blocks,
            Paragraph(
                "Calculez vos coûts réels : main-d'œuvre, matériel, transport, énergie, pertes, "
                "frais généraux. Un prix trop bas doit être justifié ; un prix oublié ne se "
                "rattrape pas."
            ),
        ]
    for part in criterion.parts:
        if part is not criterion:
            blocks.append(Heading(3, f"{part.name} ({percent(part.weight)})"))
        blocks += [
            Paragraph(f"L'acheteur attend, sur {plural(part.max_pages, 'page')} au plus :"),
            Bullets(expectations(part)),
            Paragraph("Répondez à ces questions, dans cet ordre :"),
            Bullets(_QUESTIONS.get(part.kind, _QUESTIONS["quality"])),
        ]
        blocks += _example(part)
    return blocks


def _example(part: Criterion) -> list[Block]:
    award = part.source.award if part.source else None
    if award is None:
        return []
    best = max(step.score for step in award.scale)
    return [
        Note(
            "Exemple imaginé",
            (
                award.example.offer,
                f"Cette réponse recevrait {award.example.score} sur {best}.",
            ),
            "advice",
        )
    ]


def _check() -> Bullets:
    return Bullets(
        (
            "Chaque cadre est rempli et tient dans ses pages.",
            "Chaque promesse a un chiffre, une date ou une preuve.",
            "Les prix sont les mêmes dans chaque pièce ; les totaux sont justes.",
            "Le nom du groupement et du mandataire est le même partout.",
            "Les fichiers s'ouvrent, portent un nom clair et respectent les formats acceptés.",
        )
    )

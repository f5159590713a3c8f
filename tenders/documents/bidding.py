"""What a candidate hands in and how: the part of the rules that small suppliers read first."""

from __future__ import annotations

from procurement.typography import join_words, number
from procurement.word.blocks import Block, Bullets, Heading, Note, Numbered, Paragraph
from tenders.clauses import Place
from tenders.documents.context import DocumentContext
from tenders.documents.examination import rules_clause
from tenders.documents.lots import is_reserved
from tenders.documents.prices import price_documents
from tenders.documents.sheet import deadline


def bids(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Présentation des candidatures et des offres"),
        Paragraph(
            "Les candidatures et les offres sont rédigées en français. Les prix sont en euros."
        ),
        Heading(2, "Pièces de la candidature"),
        Paragraph(
            "Le candidat remet soit un document unique de marché européen (DUME), soit une lettre "
            "de candidature et une déclaration du candidat (formulaires DC1 et DC2 ou équivalent), "
            "avec :"
        ),
        Bullets(
            (
                "la déclaration sur l'honneur qu'il n'entre dans aucun cas d'exclusion et qu'il "
                "respecte l'obligation d'emploi de travailleurs handicapés (article R2143-3) ;",
                "les moyens humains et matériels qui permettent d'exécuter le lot ;",
                "des références de prestations comparables, ou tout autre moyen de prouver sa "
                "capacité : l'absence de référence de même nature ne suffit pas à écarter un "
                "candidat (article R2142-14).",
            )
        ),
        *_reserved_proof(context),
        Paragraph(_turnover(context)),
        Paragraph(
            "L'attestation d'assurance n'est demandée qu'au candidat retenu. Le candidat n'a pas à "
            "remettre les documents que l'acheteur peut obtenir lui-même ou "
            "qu'il détient déjà (articles R2143-13 et R2143-14). Un groupement remet une lettre de "
            "candidature commune et une déclaration par membre."
        ),
        *(rules_clause(clause) for clause in context.clauses_in(Place.SELECTION)),
        Heading(2, "Pièces de l'offre"),
        Numbered(
            (
                "l'acte d'engagement complété, un par lot ; en groupement, avec la répartition des "
                "prestations ;",
                *(f"{piece}, à compléter ;" for piece in price_documents(context)),
                "le cadre de réponse technique complété, dans les limites de pages indiquées : ce "
                "qui les dépasse n'est pas lu ;",
                "le cas échéant, une déclaration de sous-traitance (formulaire DC4) par "
                "sous-traitant.",
            )
        ),
    ]


def _reserved_proof(context: DocumentContext) -> list[Block]:
    reserved = [str(lot.number) for lot in context.lots if is_reserved(lot)]
    if not reserved:
        return []
    which = f"du lot {reserved[0]}" if len(reserved) == 1 else f"des lots {join_words(reserved)}"
    return [
        Paragraph(
            f"Pour l'accès réservé {which}, la rubrique du formulaire DC2 (ou du DUME) sur les "
            "marchés réservés est remplie, avec la preuve demandée à l'article [@lots]."
        )
    ]


def _turnover(context: DocumentContext) -> str:
    ratio = context.settings.get("turnover_required_ratio")
    if not ratio:
        return "Aucun chiffre d'affaires minimal n'est exigé."
    reason = context.settings.get("turnover_justification")
    base = (
        f"Le chiffre d'affaires annuel exigé est de {number(ratio)} fois le montant estimé du lot "
        "(articles R2142-7 et R2142-8)."
    )
    return f"{base} {reason}" if reason else base


def delivery(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Remise électronique"),
        Paragraph(f"Les plis sont remis avant le **{deadline(context)}**.")
        if context.offers_due_at
        else Paragraph(f"Les plis sont remis avant {deadline(context)}."),
        Paragraph(
            "Ils sont déposés par voie électronique sur le profil d'acheteur, dont l'adresse est "
            "donnée à l'article [@dossier] (articles L2132-2 et R2132-7). Un pli arrivé hors délai "
            "est éliminé (article R2151-5) ; si plusieurs offres sont reçues du même candidat, "
            "seule la dernière est ouverte (article R2151-6)."
        ),
        Bullets(
            (
                f"Formats acceptés : {context.say('formats')}.",
                "La signature électronique n'est pas exigée au dépôt : l'attributaire signe l'acte "
                "d'engagement.",
                "Une copie de sauvegarde peut être remise dans le même délai (article R2132-11), à "
                f"l'adresse suivante : {context.say('backup_address')}.",
            )
        ),
        Note(
            "Pour éviter une offre hors délai",
            (
                "Déposez votre pli la veille. L'heure qui compte est celle de la fin du "
                "téléchargement sur la plateforme.",
            ),
        ),
    ]

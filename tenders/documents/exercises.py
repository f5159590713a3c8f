"""Exercises with their answers, ten questions and a glossary, for the supplier's booklet."""

from __future__ import annotations

from decimal import Decimal

from procurement.typography import euros, number
from procurement.word.blocks import Block, Heading, Note, Paragraph, Table
from tenders.documents.context import DocumentContext
from tenders.documents.criteria import best_mark, percent
from tenders.documents.prices import designation, quantity, sections
from tenders.documents.sheet import counted

_GLOSSARY = (
    ("Acheteur", "La personne publique qui passe le marché."),
    (
        "Allotissement",
        "Le partage du marché en lots, pour que des structures de toute taille puissent répondre.",
    ),
    ("Avance", "Une somme versée avant que le travail commence, puis déduite des paiements."),
    ("Candidature", "Ce qui montre qui vous êtes et ce que vous savez faire."),
    ("Cotraitant", "Un membre d'un groupement ; il signe le marché et il est payé directement."),
    ("Critère", "Ce sur quoi l'offre est notée, avec son poids."),
    ("Mandataire", "Le membre du groupement qui le représente devant l'acheteur."),
    ("Offre", "Votre réponse : prix, méthode et engagements."),
    ("Profil d'acheteur", "Le site où l'on trouve le dossier et où l'on dépose son pli."),
    (
        "Sous-traitant",
        "Celui à qui le titulaire confie une part du travail, avec l'accord de l'acheteur.",
    ),
    ("Titulaire", "Celui, seul ou en groupement, qui a obtenu le marché."),
)


def exercises(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Exercices"),
        Paragraph("Les offres de ces exercices sont imaginées. Les corrigés suivent."),
        *_price_exercise(context),
        *_marking_exercise(context),
        Heading(2, "Exercice 3 : repérer une phrase creuse"),
        Paragraph(
            "Réécrivez cette phrase pour qu'elle rapporte des points : « Notre structure, très "
            "engagée pour la planète, mettra tout en œuvre pour réduire les déchets. »"
        ),
        Note(
            "Corrigé de l'exercice 3",
            (
                "Une réponse possible : « Chaque contenant est compté à la sortie et au retour. "
                "Nous remettons chaque mois le taux de retour et de casse par site ; au-delà de "
                "5 % de pertes, nous proposons un plan d'action sous quinze jours. » On y trouve "
                "un fait, un chiffre, une date et une suite.",
            ),
            "advice",
        ),
    ]


def _price_exercise(context: DocumentContext) -> list[Block]:
    """A sum on a real line of this tender, with an imagined price."""
    priced = [line for section in sections(context) for line in section.lines]
    if not priced:
        return []
    line = priced[0]
    asked = quantity(line, context.duration_months)
    price = Decimal("1.20")
    return [
        Heading(2, "Exercice 1 : remplir une ligne du détail quantitatif"),
        Paragraph(
            f"Ligne {line.number} : « {designation(line)} », {counted(asked, line.unit)}. Vous "
            f"proposez {euros(price)} l'unité. Quel montant écrivez-vous ?"
        ),
        Note(
            "Corrigé de l'exercice 1",
            (
                f"{number(asked)} × {number(price, 2)} € = {euros(asked * price)}. Le même prix de "
                f"{number(price, 2)} € est écrit au bordereau.",
            ),
            "advice",
        ),
    ]


def _marking_exercise(context: DocumentContext) -> list[Block]:
    scaled = [c for c in context.criteria if not c.is_price]
    if not scaled:
        return []
    part = scaled[0].parts[0]
    best = best_mark(part)
    mark = best // 2 + 1
    points = part.weight * mark / best
    return [
        Heading(2, "Exercice 2 : compter ses points"),
        Paragraph(
            f"« {part.name} » pèse {percent(part.weight)}. Votre réponse reçoit {mark} "
            f"sur {best}. Combien de points cela fait-il ? Que vaudrait une note de {best} ?"
        ),
        Note(
            "Corrigé de l'exercice 2",
            (
                f"{mark} ÷ {best} × {number(part.weight)} = {number(points)} points. Avec {best} "
                f"sur {best}, ce serait {number(part.weight)} points : "
                f"{number(part.weight - points)} de plus, souvent pour une preuve jointe ou un "
                "chiffre précisé.",
            ),
            "advice",
        ),
    ]


_QUIZ = (
    ("Puis-je répondre à un seul lot ?", "Oui, sauf mention contraire du règlement."),
    (
        "Dois-je avoir déjà eu un marché public ?",
        "Non. L'absence de référence de même nature ne suffit pas à vous écarter (R2142-14).",
    ),
    (
        "Ma structure est plus petite que le lot : est-ce perdu ?",
        "Non. Groupez-vous : les capacités s'additionnent (R2142-25).",
    ),
    (
        "Puis-je téléphoner à l'acheteur pour avoir un détail ?",
        "Posez la question sur la plateforme : la réponse est donnée à tous.",
    ),
    (
        "Faut-il joindre les attestations fiscales et sociales ?",
        "Non, seulement si votre offre est retenue.",
    ),
    (
        "Être du territoire rapporte-t-il des points ?",
        "Non. Ce sont vos engagements d'exécution qui comptent.",
    ),
    (
        "Être une association rapporte-t-il des points ?",
        "Non. Le statut ne compte que pour un lot réservé.",
    ),
    ("J'ai envoyé deux plis : lequel compte ?", "Le dernier reçu avant l'heure (R2151-6)."),
    ("Puis-je dépasser le nombre de pages ?", "Vous le pouvez, mais la suite n'est pas lue."),
    (
        "Je n'ai pas été retenu : puis-je savoir pourquoi ?",
        "Oui. Demandez les motifs : ils vous sont donnés sous quinze jours (R2181-3).",
    ),
)


def quiz() -> list[Block]:
    return [
        Heading(1, "Vérifier ce que l'on a compris"),
        Paragraph("Cachez la colonne de droite et répondez à voix haute."),
        Table(
            header=("Question", "Réponse"),
            rows=_QUIZ,
            caption="Dix questions",
            widths=(1, 1),
            row_headers=True,
        ),
    ]


def glossary() -> list[Block]:
    return [
        Heading(1, "Les mots du marché"),
        Table(
            header=("Mot", "Sens"),
            rows=_GLOSSARY,
            caption="Glossaire",
            widths=(1, 3),
            row_headers=True,
        ),
        Paragraph("Ce livret explique ; il ne remplace pas le dossier, qui seul fait foi."),
    ]

"""AE: the deed by which one bidder, alone or in a group, commits itself for one lot."""

from __future__ import annotations

from procurement.typography import NBSP
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    SignatureBox,
    Table,
)
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import card, duration, sheet

TITLE = "Acte d'engagement"
_MEMBERS = 4


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Durée", duration(context))),
        Note(
            "Un acte d'engagement par lot",
            ("Remplissez les zones entre crochets. Répondez seul ou en groupement, pas les deux.",),
        ),
        *_parties(context),
        *_lot(context),
        *_bidder(),
        *_prices(),
        *_terms(context),
        *_subcontracting(),
        *_bank(),
        *_signatures(context),
    ]
    return sheet(context, "ae", TITLE, blocks)


def _parties(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Acheteur"),
        Facts(
            (
                ("Nom", context.buyer),
                ("SIRET", siret(context.buyer_siret)),
                ("Représenté par", "[[le signataire du marché et sa qualité]]"),
                ("Comptable assignataire", "[[le comptable assignataire des paiements]]"),
            ),
            "Acheteur",
        ),
        Paragraph(
            "Personne habilitée à donner les renseignements prévus en cas de cession ou de "
            "nantissement de créances (article R2191-59) : [[la personne habilitée]]."
        ),
    ]


def siret(digits: str) -> str:
    """« 200 093 201 00016 », as people read it."""
    if not digits:
        return "[[le SIRET de l'acheteur]]"
    return NBSP.join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def _lot(context: DocumentContext) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, "Objet du marché et lot concerné"),
        Paragraph(f"Objet : **{context.title}**."),
    ]
    if not context.lots:
        return [*blocks, Paragraph("Le marché n'est pas alloti.")]
    rows = tuple((str(lot.number), lot.title, "{{oui ou non}}") for lot in context.lots)
    return [
        *blocks,
        Table(
            header=("Lot", "Intitulé", "Le présent acte porte sur ce lot"),
            rows=rows,
            caption="Lot concerné par le présent acte (un seul)",
            widths=(1, 8, 3),
        ),
    ]


def _bidder() -> list[Block]:
    return [
        Heading(1, "Candidat"),
        Heading(2, "Vous répondez seul, ou vous êtes le mandataire d'un groupement"),
        Facts(
            (
                ("Vous répondez", "{{seul, ou comme mandataire d'un groupement}}"),
                ("Nom ou raison sociale", "{{nom}}"),
                ("Forme juridique", "{{forme juridique}}"),
                ("Adresse", "{{adresse}}"),
                ("SIRET", "{{14 chiffres}}"),
                ("Courriel et téléphone", "{{courriel et téléphone}}"),
                ("Petite ou moyenne entreprise", "{{oui ou non}}"),
                ("Signataire et qualité", "{{nom et qualité}}"),
            ),
            "Candidat ou mandataire",
        ),
        Heading(2, "Vous répondez en groupement"),
        Paragraph("Forme du groupement : {{conjoint ou solidaire}}."),
        Paragraph("Le mandataire d'un groupement conjoint est solidaire : {{oui ou non}}."),
        Table(
            header=("Membre", "SIRET", "Prestations exécutées", "Montant HT", "Part"),
            rows=tuple(
                (f"{{{{membre {n}}}}}", "{{SIRET}}", "{{prestations}}", "{{€}}", "{{%}}")
                for n in range(1, _MEMBERS + 1)
            ),
            caption="Répartition des prestations entre les membres",
            widths=(3, 3, 5, 2, 2),
            numbers=frozenset({3, 4}),
            totals=("Total", "", "", "{{€}}", "100 %"),
        ),
        Paragraph("Ajoutez autant de lignes que le groupement compte de membres."),
    ]


def _prices() -> list[Block]:
    return [
        Heading(1, "Prix"),
        Paragraph(
            "Les prestations sont payées selon les prix du bordereau des prix unitaires annexé au "
            "présent acte. Montant du détail quantitatif estimatif, qui sert à comparer les "
            "offres :"
        ),
        Facts(
            (
                ("Montant HT", "{{montant HT}} €"),
                ("Taux et montant de la TVA", "{{taux et montant, ou article d'exonération}}"),
                ("Montant TTC", "{{montant TTC}} €"),
                ("Montant HT en lettres", "{{montant en lettres}}"),
            ),
            "Montant de l'offre",
        ),
    ]


def _terms(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Durée, délais et avance"),
        Paragraph(f"Durée du marché : {duration(context)}."),
        Paragraph(
            "Avance (article R2191-3) : le titulaire {{accepte ou refuse}} l'avance. Sans réponse, "
            "l'avance est réputée acceptée."
        ),
        Paragraph(
            "L'offre lie le candidat pendant le délai de validité fixé par le règlement de la "
            "consultation."
        ),
    ]


def _subcontracting() -> list[Block]:
    return [
        Heading(1, "Sous-traitance"),
        Paragraph(
            "Le candidat envisage de sous-traiter : {{oui ou non}}. Dans ce cas, il joint une "
            "déclaration de sous-traitance (formulaire DC4) par sous-traitant, avec la nature et "
            "le montant des prestations confiées."
        ),
    ]


def _bank() -> list[Block]:
    return [
        Heading(1, "Compte à créditer"),
        Facts(
            (
                ("Titulaire du compte", "{{nom}}"),
                ("Établissement", "{{banque}}"),
                ("IBAN", "{{IBAN}}"),
                ("BIC", "{{BIC}}"),
            ),
            "Compte bancaire",
        ),
        Paragraph(
            "Joignez un relevé d'identité bancaire. Dans un groupement conjoint, chaque membre "
            "joint le sien."
        ),
    ]


def _signatures(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Engagement et signatures"),
        Paragraph(
            "Après avoir pris connaissance du cahier des clauses administratives particulières, du "
            "cahier des clauses techniques particulières et des documents qu'ils mentionnent, le "
            "signataire :"
        ),
        Bullets(
            (
                "s'engage à exécuter les prestations aux conditions de ces pièces et aux prix "
                "indiqués ;",
                "affirme, sous peine de résiliation, qu'il n'entre dans aucun des cas d'exclusion "
                "prévus aux articles L2141-1 à L2141-11 ;",
                "prend les engagements écrits dans son cadre de réponse technique.",
            )
        ),
        SignatureBox(("Le candidat, ou le mandataire du groupement", f"{context.buyer}")),
        Paragraph(
            "La signature de l'acheteur vaut acceptation de l'offre. Le marché prend effet à sa "
            "notification."
        ),
    ]

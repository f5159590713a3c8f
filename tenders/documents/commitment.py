"""AE: the deed by which one bidder, alone or in a group, commits itself for one lot."""

from __future__ import annotations

from procurement.typography import NBSP, join_words
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
from tenders import pricing
from tenders.documents.context import DocumentContext
from tenders.documents.lots import is_reserved
from tenders.documents.prices import UNKNOWN_SHAPE, undecided
from tenders.documents.sheet import card, duration, framework, sheet

TITLE = "Acte d'engagement"
_MEMBERS = 4


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Durée", duration(context))),
        Note(
            "Un acte d'engagement par lot",
            (
                "Remplissez les zones entre crochets. Vous répondez seul ou comme mandataire d'un "
                "groupement, selon ce que permet le règlement de la consultation.",
            ),
        ),
        *_parties(context),
        *_lot(context),
        *_bidder(context),
        *_prices(context),
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
                ("Représenté par", context.say("signatory")),
                ("Comptable assignataire", context.say("accountant")),
            ),
            "Acheteur",
        ),
        Paragraph(
            "Personne habilitée à donner les renseignements prévus en cas de cession ou de "
            f"nantissement de créances (article R2191-59) : {context.say('pledges')}."
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
        *([Paragraph(framework(context))] if context.is_framework else []),
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


def _bidder(context: DocumentContext) -> list[Block]:
    reserved = [str(lot.number) for lot in context.lots if is_reserved(lot)]
    access = (
        (f"Accès réservé (lot {join_words(reserved)})", "{{EA, ESAT, SIAE, ESS ou équivalent}}"),
    )
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
                *(access if reserved else ()),
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
            caption="Répartition des prestations du lot entre les membres",
            widths=(3, 3, 5, 2, 2),
            numbers=frozenset({3, 4}),
            totals=("Total", "", "", "{{€}}", "100 %"),
        ),
        Paragraph("Ajoutez autant de lignes que le groupement compte de membres."),
    ]


def _prices(context: DocumentContext) -> list[Block]:
    """One way to be paid, or a table of them when lots differ."""
    return [
        Heading(1, "Prix"),
        *_payments(context),
        Paragraph("Montant de l'offre pour le lot du présent acte :"),
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


_PAYMENTS = {
    pricing.UNIT: (
        "Selon les prix du bordereau des prix unitaires (BPU), annexé au présent acte",
        "Le total du détail quantitatif estimatif (DQE), qui sert à comparer les offres",
    ),
    pricing.LUMP: (
        "Par un prix global et forfaitaire",
        "Le total de la décomposition du prix (DPGF), annexée au présent acte",
    ),
    pricing.MIXED: (
        "Par un prix forfaitaire et selon les prix du bordereau (BPU), annexé au présent acte",
        "La somme du total de la décomposition (DPGF), annexée, et de celui du DQE",
    ),
    "": (UNKNOWN_SHAPE, UNKNOWN_SHAPE),
}


def _payments(context: DocumentContext) -> list[Block]:
    shapes = {lot.number: lot.price_shape for lot in context.lots}
    if len(set(shapes.values())) > 1:
        return [
            Table(
                header=("Lot", "Comment les prestations sont payées", "Le montant ci-dessous est"),
                rows=tuple((str(lot), *_PAYMENTS[shape]) for lot, shape in shapes.items()),
                caption="Forme du prix de chaque lot",
                widths=(1, 6, 6),
            )
        ]
    shape = next(iter(shapes.values()), context.price_shape)
    if not shape:
        return undecided(context)
    how, amount = _PAYMENTS[shape]
    return [
        Paragraph(f"Les prestations sont payées {how[:1].lower()}{how[1:]}."),
        Paragraph(f"Le montant de l'offre est {amount[:1].lower()}{amount[1:]}."),
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
            f"consultation : {context.say('validity_days')} jours."
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
        Paragraph("Signatures :"),
        SignatureBox(("Le candidat, ou le mandataire du groupement", f"{context.buyer}")),
        Paragraph(
            "La signature de l'acheteur vaut acceptation de l'offre. Le marché prend effet à sa "
            "notification."
        ),
    ]

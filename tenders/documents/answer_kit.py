"""An outline of the answer: for each thing that is marked, what to write and what to attach."""

from __future__ import annotations

from procurement.typography import capitalised, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    TableOfContents,
)
from tenders.booklets import shelf
from tenders.booklets.pieces import PARTS
from tenders.documents.booklet.facts import facts_of
from tenders.documents.checklist import REREAD, checklist
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import best_mark, expected, in_sentence, percent, proofs
from tenders.documents.dates import back_plan
from tenders.documents.lots import reservations
from tenders.documents.sheet import card, sheet
from tenders.expectations import points_of

TITLE = "Préparer votre réponse"


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context),
        TableOfContents(),
        Heading(1, "Décider de répondre"),
        _decide(context),
        *reservations(context),
        Heading(1, "Le calendrier à rebours"),
        Paragraph("Le temps manque toujours à la fin. Travaillez à partir de la date limite."),
        back_plan(context),
        Heading(1, "Les pièces à réunir"),
        checklist(
            (piece.name, PARTS[piece.part], piece.group, piece.where)
            for piece in shelf().pieces_for(facts_of(context))
        ),
        Heading(1, "Le plan de votre réponse, critère par critère"),
        _how_to_write(),
        *_outline(context),
        Heading(1, "Relire avant de déposer"),
        Bullets(REREAD),
        Paragraph("Gardez l'accusé de dépôt et une copie de tout ce que vous avez envoyé."),
    ]
    return sheet(context, "kit_reponse", TITLE, blocks)


def _decide(context: DocumentContext) -> Bullets:
    return Bullets(
        (
            "Ce lot correspond à notre métier et à notre zone.",
            "Nous avons la capacité, ou un partenaire l'a.",
            f"Nous pouvons être payés à {context.law('payment_days')} jours sans nous mettre en "
            "danger, avance comprise.",
            "Nous avons le temps d'écrire : comptez trois à cinq journées pour un lot.",
            "Sur Balise, la page « Préparer » compare ce marché à votre fiche, pour vous seul.",
        )
    )


def _how_to_write() -> Note:
    return Note(
        "Pour chaque point demandé",
        (
            "Dites ce que vous ferez, quand, où, avec qui et avec quoi. Donnez un chiffre que vous "
            "garantissez, comment vous le mesurez, et ce qui se passe s'il n'est pas tenu. Joignez "
            "la preuve. Un texte qui irait à un autre marché rapporte peu.",
        ),
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
            Paragraph(f"À écrire, en {plural(part.max_pages, 'page')} au plus :"),
            Bullets(tuple(f"{capitalised(one)} : {{{{votre réponse}}}}" for one in _points(part))),
            *(Paragraph(f"Preuve admise : {proof}.") for proof in proofs(part)),
        ]
        blocks += _example(part)
    return blocks


def _points(part: Criterion) -> list[str]:
    return points_of(expected(part), part.name)


def _example(part: Criterion) -> list[Block]:
    award = part.source.award if part.source else None
    if award is None:
        return []
    return [
        Note(
            "Exemple imaginé",
            (
                award.example.offer,
                f"Cette réponse recevrait {award.example.score} sur {best_mark(part)}.",
            ),
            "advice",
        )
    ]

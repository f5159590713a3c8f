"""The sourcing report: who was told what and when, what was learned, what changed (R2111-1)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from procurement.typography import join_words, long_moment, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Table,
    TableOfContents,
)
from procurement.word.lines import as_blocks
from tenders.documents import proportionality
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import sheet
from tenders.sourcing import SourcingRecord, Told

TITLE = "Rapport de sourçage"


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = []
    if not context.sourcing:
        blocks = [Paragraph("Aucune consultation du marché n'a été publiée pour cette démarche.")]
    else:
        blocks = [TableOfContents()]
    for record in context.sourcing:
        blocks += _record(record)
    blocks += proportionality.blocks(context.meters)
    return sheet(context, "sourcing", TITLE, blocks)


def _record(record: SourcingRecord) -> list[Block]:
    return [
        Heading(1, record.title),
        _card(record),
        *_principles(record),
        Heading(2, "Ce qui a été dit à tous"),
        *as_blocks(record.brief),
        *_listed("Documents joints :", record.documents),
        *_listed("Questions posées :", record.questions),
        *_participants(record),
        *_told(record),
        *_exchanges(record),
        *_learned(record),
        *_decisions(record),
        *_conclusion(record),
    ]


def _card(record: SourcingRecord) -> Facts:
    answered = f"{record.contributions} sur {plural(len(record.participants), 'structure')}"
    return Facts(
        (
            ("Démarche", record.project),
            ("Autorité", record.lead),
            ("Ouverture", moment(record.opens_at)),
            ("Clôture des réponses", moment(record.closes_at)),
            ("Contributions reçues", answered),
        ),
        "La consultation du marché",
    )


def _principles(record: SourcingRecord) -> list[Block]:
    intact = (
        "Le registre de la démarche, chaîné par empreintes, est intact."
        if record.register_intact
        else "Le registre de la démarche a été altéré : son contenu ne fait plus preuve."
    )
    return [
        Note(
            "Garanties données",
            (
                "Même présentation, mêmes questions et mêmes délais pour tous (articles L3 et "
                "R2111-1). Aucun prix ni projet d'offre n'a été demandé. Les secrets d'affaires "
                "sont comptés, jamais révélés (article L2132-1).",
                intact,
            ),
            "info" if record.register_intact else "warning",
        )
    ]


def _listed(title: str, items: tuple[str, ...]) -> list[Block]:
    return [Paragraph(title), Bullets(items)] if items else []


def _participants(record: SourcingRecord) -> list[Block]:
    return [
        Heading(2, "Structures informées"),
        Table(
            header=("Structure", "Informée le", "Lecture confirmée le", "Réponse le", "Répondrait"),
            rows=tuple(
                (
                    who.name + ("\n(appel ouvert)" if who.from_open_call else ""),
                    day(who.invited_at),
                    day(who.opened_at),
                    day(who.answered_at),
                    who.answering or "–",
                )
                for who in record.participants
            ),
            caption="Structures informées et suites données",
            widths=(5, 3, 3, 3, 3),
            row_headers=True,
        ),
    ]


def _told(record: SourcingRecord) -> list[Block]:
    """Messages of the same kind and subject come together: all were told the same."""
    if not record.told:
        return []
    same: dict[tuple[str, str], list[Told]] = {}
    for told in record.told:
        same.setdefault((told.what, told.subject), []).append(told)
    return [
        Heading(2, "Messages envoyés"),
        Table(
            header=("Nature et objet", "Destinataires", "Premier envoi le", "Dernier envoi le"),
            rows=tuple(
                (
                    f"**{what[:1].upper()}{what[1:]}**\n{subject}",
                    f"{len(sent)} : {join_words([told.to for told in sent])}",
                    day(min(told.at for told in sent)),
                    day(max(told.at for told in sent)),
                )
                for (what, subject), sent in same.items()
            ),
            caption="Messages envoyés",
            widths=(5, 6, 3, 3),
        ),
    ]


def _exchanges(record: SourcingRecord) -> list[Block]:
    if not record.exchanges:
        return []
    blocks: list[Block] = [
        Heading(2, "Questions posées en cours de route"),
        Paragraph("Chaque réponse a été publiée pour tous, sans dire qui avait demandé."),
    ]
    for exchange in record.exchanges:
        blocks += [
            Heading(3, exchange.question),
            Paragraph(f"{exchange.answer} (publiée le {moment(exchange.answered_at)})"),
        ]
    return blocks


def _learned(record: SourcingRecord) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Ce que les réponses apprennent")]
    for learned in record.learned:
        blocks.append(Heading(3, learned.question))
        blocks += [Paragraph(sentence) for sentence in learned.sentences]
        if learned.withheld:
            secrets = plural(learned.withheld, "réponse couverte", "réponses couvertes")
            blocks.append(Paragraph(f"{secrets} par le secret des affaires."))
        if learned.answers:
            blocks.append(
                Table(
                    header=("Structure", "Réponse"),
                    rows=learned.answers,
                    caption=f"Réponses : {learned.question}",
                    widths=(1, 3),
                    row_headers=True,
                )
            )
    return blocks


def _decisions(record: SourcingRecord) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Ce qui en a été fait")]
    if not record.decisions:
        return [*blocks, Paragraph("[[les suites données aux propositions, avec leurs motifs]]")]
    return [
        *blocks,
        Table(
            header=("Proposition", "Décision", "Motif", "Texte retenu"),
            rows=tuple((d.proposal, d.outcome, d.reason, d.after or "–") for d in record.decisions),
            caption="Suites données aux propositions",
            widths=(4, 2, 4, 4),
        ),
    ]


def _conclusion(record: SourcingRecord) -> list[Block]:
    return [
        Heading(2, "Bilan"),
        *(as_blocks(record.conclusion) or [Paragraph("[[le bilan de la consultation du marché]]")]),
        Paragraph(
            "Ce rapport est versé au dossier de la procédure. Les informations utiles à la "
            "préparation des offres sont reprises dans le dossier de consultation (R2111-2)."
        ),
    ]


def moment(at: datetime) -> str:
    return long_moment(timezone.localtime(at))


def day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}" if at else "–"

"""The sourcing report: who was told what and when, what was learned, what changed (R2111-1).

It draws from the register, and says where equal treatment failed as plainly as where it held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from procurement.differences import ADDED, REMOVED, word_differences
from procurement.typography import capitalised, join_words, long_moment, plural
from procurement.word.blocks import (
    BarChart,
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Note,
    Paragraph,
    Series,
    Table,
    TableOfContents,
)
from procurement.word.lines import as_blocks
from tenders.answers import FEASIBILITY
from tenders.documents import proportionality, sourcing_annexes, sourcing_meetings
from tenders.documents.context import DocumentContext
from tenders.documents.project_context import ProjectContext, project_sheet
from tenders.documents.sheet import sheet
from tenders.equal_treatment import failures
from tenders.feasibility import Row
from tenders.sourcing import Decided, Learned, SourcingRecord

TITLE = "Rapport de sourçage"
NOTHING = "Aucune consultation du marché n'a été publiée pour cette démarche."


def build(context: DocumentContext) -> Document:
    """For a tender: every consultation of its project, then its requirements measured."""
    blocks = [*report(context.sourcing), *proportionality.blocks(context.meters)]
    blocks += sourcing_annexes.blocks(context.sourcing)
    return sheet(context, "sourcing", TITLE, blocks)


def build_alone(context: ProjectContext, records: Sequence[SourcingRecord]) -> Document:
    """Before any tender: the same report, of what was asked so far."""
    blocks = [*report(records), *sourcing_annexes.blocks(records)]
    return project_sheet(context, "sourcing", TITLE, blocks)


def report(records: Sequence[SourcingRecord]) -> list[Block]:
    if not records:
        return [Paragraph(NOTHING)]
    blocks: list[Block] = [TableOfContents()]
    for record in records:
        blocks += _record(record)
    return blocks


def _record(record: SourcingRecord) -> list[Block]:
    return [
        Heading(1, record.title),
        _card(record),
        *_treatment(record),
        *_said(record),
        *_participants(record),
        *_learned(record),
        *_feasibility(record),
        *_threads(record),
        *sourcing_meetings.blocks(record.meetings),
        *_decisions(record),
        *_changes(record),
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
            ("Ateliers", plural(len(record.meetings), "atelier") if record.meetings else "aucun"),
            (
                "Secrets d'affaires",
                f"{plural(record.secrets, 'réponse comptée et non révélée', _SECRETS)} (L2132-1)",
            ),
        ),
        "La consultation du marché",
    )


_SECRETS = "réponses comptées et non révélées"


def _treatment(record: SourcingRecord) -> list[Block]:
    """Failures first, in words, then every check."""
    failed = failures(record.checks)
    summary = Note(
        "Ce qui n'a pas tenu" if failed else "Ce qui a été vérifié",
        tuple(f"{check.title} : non, voir le constat ci-dessous." for check in failed)
        or (
            "Toutes les vérifications ci-dessous tiennent. Aucun prix ni projet d'offre n'a été "
            "demandé.",
        ),
        "warning" if failed else "info",
    )
    return [
        Heading(2, "Égalité de traitement : ce qui a été vérifié"),
        Paragraph(
            "Balise relit le registre de la démarche et les messages envoyés. Une vérification qui "
            "ne tient pas est écrite ici comme telle ; ce qui en a été fait se lit plus bas."
        ),
        summary,
        Table(
            header=("Vérification", "Résultat", "Constat", "Articles"),
            rows=tuple(
                (
                    check.title,
                    "tenu" if check.holds else "**non tenu**",
                    check.found,
                    check.articles,
                )
                for check in (*failed, *(c for c in record.checks if c.holds))
            ),
            caption="Égalité de traitement",
            widths=(5, 2, 7, 2),
            row_headers=True,
        ),
    ]


def _said(record: SourcingRecord) -> list[Block]:
    published = f"Publié le {moment(record.published_at)}." if record.published_at else ""
    return [
        Heading(2, "Ce qui a été dit à tous"),
        Paragraph(
            f"{published} Même texte, mêmes questions, mêmes documents et mêmes dates pour "
            "chacun, invité ou non (articles L3 et R2111-1)."
        ),
        *as_blocks(record.brief),
        *_listed("Documents joints :", record.documents),
        *_listed("Questions posées :", record.questions),
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
            widths=(5, 3, 3, 3, 5),
            row_headers=True,
        ),
        Paragraph("Les heures exactes et chaque message sont en annexe."),
    ]


def _learned(record: SourcingRecord) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Ce que les réponses apprennent")]
    if not record.contributions:
        return [*blocks, Paragraph("Aucune réponse n'a été envoyée.")]
    for learned in record.learned:
        blocks += _question(learned)
    return blocks


def _question(learned: Learned) -> list[Block]:
    blocks: list[Block] = [Heading(3, learned.question)]
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


def _feasibility(record: SourcingRecord) -> list[Block]:
    """Clauses under test: what suppliers can do now, at a cost, or not at all."""
    if not record.feasible:
        return []
    answered = [row for row in record.feasible if row.total]
    blocks: list[Block] = [
        Heading(2, "Faisabilité des clauses et critères soumis"),
        Table(
            header=("Clause ou critère", *_ABILITIES, "Effets annoncés", "Constat"),
            rows=tuple(
                (
                    row.title,
                    *(str(row.counts[key]) for key in FEASIBILITY),
                    _effects(row),
                    row.verdict,
                )
                for row in record.feasible
            ),
            caption="Faisabilité, en nombre de structures (secrets d'affaires non comptés)",
            widths=(5, 3, 3, 2, 4, 5),
            numbers=frozenset((1, 2, 3)),
            row_headers=True,
        ),
    ]
    if len(answered) > 1:
        series = tuple(
            Series(label, tuple(Decimal(row.counts[key]) for row in answered))
            for key, label in FEASIBILITY.items()
        )
        titles = tuple(row.title for row in answered)
        blocks.append(
            BarChart("Faisabilité par clause", titles, series, "structures", stacked=True)
        )
    return blocks


_ABILITIES = ("Dès maintenant", "Avec coût ou délai", "Pas faisable")


def _effects(row: Row) -> str:
    """« prix : 6 % (1 réponse) », and the other effects, a line each."""
    effects = (("prix", row.price), ("coût", row.amount), ("délai", row.weeks))
    said = [f"{name} : {effect.words}" for name, effect in effects if effect.words]
    return "\n".join(said) or "–"


def _threads(record: SourcingRecord) -> list[Block]:
    """What was written clause by clause, under the neutral names that everyone reads."""
    if not record.threads:
        return []
    blocks: list[Block] = [Heading(2, "Commentaires, clause par clause")]
    for thread in record.threads:
        blocks.append(Heading(3, thread.clause))
        if thread.comments:
            blocks.append(
                Table(
                    header=("De", "Le", "Commentaire"),
                    rows=tuple(
                        (
                            said.speaker,
                            day(said.at),
                            f"**Proposition.** {said.text}" if said.is_proposal else said.text,
                        )
                        for said in thread.comments
                    ),
                    caption=f"Fil : {thread.clause}",
                    widths=(3, 2, 9),
                )
            )
        left = [
            plural(count, one, many)
            for count, one, many in (
                (thread.confidential, "commentaire couvert", "commentaires couverts"),
                (thread.withheld, "commentaire retiré", "commentaires retirés"),
            )
            if count
        ]
        if left:
            blocks.append(
                Paragraph(f"{capitalised(join_words(left))} (L2132-1 ou motif donné à l'auteur).")
            )
    return blocks


def _decisions(record: SourcingRecord) -> list[Block]:
    blocks: list[Block] = [Heading(2, "Ce qui en a été fait, et pourquoi")]
    if not record.decisions:
        return [*blocks, Paragraph("[[les suites données aux propositions, avec leurs motifs]]")]
    blocks.append(
        Table(
            header=("Proposition", "À propos de", "Décision", "Motif"),
            rows=tuple(
                (d.proposal, d.about or "le besoin", f"{d.outcome}\n{day(d.decided_at)}", d.reason)
                for d in record.decisions
            ),
            caption="Suites données aux propositions",
            widths=(5, 4, 2, 5),
        )
    )
    for decided in record.decisions:
        blocks += _difference(decided)
    return blocks


def _difference(decided: Decided) -> list[Block]:
    """What the wording was and has become; what came is bold, what went is listed."""
    if not decided.after or decided.after == decided.before:
        return []
    pieces = word_differences(decided.before, decided.after)
    kept = "".join(
        f"**{piece.text.strip()}** " if piece.kind == ADDED else piece.text
        for piece in pieces
        if piece.kind != REMOVED
    )
    gone = [f"« {piece.text.strip()} »" for piece in pieces if piece.kind == REMOVED]
    blocks: list[Block] = [
        Heading(3, f"Texte modifié : {decided.about or decided.proposal[:80]}"),
        Paragraph(f"Texte retenu, les mots ajoutés en gras : {kept.strip()}"),
    ]
    if gone:
        blocks.append(Paragraph(f"Mots retirés : {join_words(gone)}."))
    return blocks


def _changes(record: SourcingRecord) -> list[Block]:
    if not record.changes:
        return []
    return [
        Heading(2, "Modifications du marché depuis l'ouverture"),
        Paragraph(
            "Telles que le registre les a inscrites. Les motifs qui viennent de la consultation "
            "sont dans les suites données ci-dessus."
        ),
        Table(
            header=("N°", "Date", "Acte", "Auteur"),
            rows=tuple(
                (str(act.number), moment(act.at), act.sentence, act.actor) for act in record.changes
            ),
            caption="Modifications du marché inscrites au registre",
            widths=(1, 3, 9, 4),
        ),
    ]


def _conclusion(record: SourcingRecord) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, "Bilan"),
        *(as_blocks(record.conclusion) or [Paragraph("[[le bilan de la consultation du marché]]")]),
    ]
    if record.undecided_because:
        blocks.append(Paragraph(f"Propositions sans décision : {record.undecided_because}"))
    if record.tender_url:
        blocks.append(Paragraph(f"Marché publié : {record.tender_url}"))
    return blocks


def moment(at: datetime) -> str:
    return long_moment(timezone.localtime(at))


def day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y}" if at else "–"


def moments(ats: Iterable[datetime]) -> str:
    return join_words([moment(at) for at in ats])

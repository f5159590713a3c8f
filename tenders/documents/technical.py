"""CCTP: the need, site by site and member by member, and what the service must achieve."""

from __future__ import annotations

from needs.diagnosis import Total
from procurement.typography import number, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Clause,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
    TableOfContents,
)
from procurement.word.lines import as_blocks
from tenders.clauses import Place
from tenders.documents.context import DocumentContext, UsedClause
from tenders.documents.lots import lots_table
from tenders.documents.sheet import (
    buyers,
    card,
    clause_block,
    duration,
    many,
    sheet,
)

TITLE = "Cahier des clauses techniques particulières"


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context, ("Durée", duration(context))),
        TableOfContents(),
        *_background(context),
        *_scope(context),
        *_volumes(context),
        *_answers(context),
        *_requirements(context),
        *_organisation(context),
        *_control(context),
        *_annexes(context),
    ]
    return sheet(context, "cctp", TITLE, blocks)


def _background(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Contexte et objectifs"),
        *(as_blocks(context.summary) or [Paragraph("[[le contexte et les objectifs du besoin]]")]),
        Paragraph(f"Le besoin est porté par {buyers(context)}."),
        *_needs(context),
    ]


def _needs(context: DocumentContext) -> list[Block]:
    if not context.diagnosis.sheets:
        return []
    return [
        Paragraph("Chaque service a décrit son besoin :"),
        Bullets(tuple(f"**{sheet.name}** : {sheet.title}." for sheet in context.diagnosis.sheets)),
    ]


def _scope(context: DocumentContext) -> list[Block]:
    lots: list[Block] = [lots_table(context)] if context.lots else []
    sites = context.diagnosis.sites
    blocks: list[Block] = [Heading(1, "Périmètre"), Heading(2, "Prestations"), *lots]
    if not lots:
        blocks.append(Paragraph("Les prestations forment un seul ensemble."))
    blocks.append(Heading(2, "Sites à desservir"))
    if not sites:
        return [*blocks, Paragraph("[[la liste des sites à desservir]]")]
    return [
        *blocks,
        Paragraph(
            f"Les prestations concernent {plural(len(sites), 'site')} dans "
            f"{plural(len(context.diagnosis.communes), 'commune')}."
        ),
        Table(
            header=("Site", "Type", "Commune", "Membre"),
            rows=tuple(
                (site.name, site.kind or "non précisé", site.commune, sheet.name)
                for sheet, site in sites
            ),
            caption="Sites à desservir",
            widths=(4, 3, 3, 5),
        ),
    ]


def _volumes(context: DocumentContext) -> list[Block]:
    totals = context.diagnosis.totals
    blocks: list[Block] = [Heading(1, "Volumes")]
    if not totals:
        return [*blocks, Paragraph("[[les volumes du besoin, par membre et par site]]")]
    blocks += [
        Paragraph(
            "Les quantités ci-dessous sont issues du diagnostic commun. Elles sont estimées, sur "
            "une année d'ouverture des sites ; elles n'engagent pas l'acheteur, sauf minimum "
            "contractuel."
        )
    ]
    blocks.append(_consolidated(context))
    for total in totals:
        unit = total.written
        blocks += [
            Heading(2, f"{total.title}, en {many(unit)} {total.per}"),
            _detail(total, unit, context),
        ]
    return blocks


def _consolidated(context: DocumentContext) -> Table:
    """What each member brings to each total."""
    return Table(
        header=("Prestation", "Membre", "Quantité", "Unité"),
        rows=tuple(
            row
            for total in context.diagnosis.totals
            for row in (
                *(
                    (total.title, share.name, number(share.value), many(total.written))
                    for share in total.by_member
                ),
                (
                    f"**{total.title}**",
                    "**Ensemble**",
                    f"**{number(total.value)}**",
                    f"**{many(total.written)} {total.per}**",
                ),
            )
        ),
        caption="Volumes consolidés par membre",
        widths=(4, 5, 2, 3),
        numbers=frozenset({2}),
    )


def _detail(total: Total, unit: str, context: DocumentContext) -> Table:
    return Table(
        header=("Site", "Membre et service", "Désignation", "Quantité"),
        rows=tuple(
            (row.site, row.member, row.label, number(row.quantity))
            for row in context.volumes_of(total)
        ),
        caption=f"{total.title} par site, en {many(unit)} {total.per}",
        widths=(4, 5, 5, 2),
        numbers=frozenset({3}),
        totals=("Total", "", "", number(total.value)),
    )


def _answers(context: DocumentContext) -> list[Block]:
    """What the members answered to the sector's questions."""
    rows = [
        (row.label, "\n".join(f"{who} : {said}" for who, said in row.answers))
        for row in context.diagnosis.answer_rows
    ]
    if not rows:
        return []
    return [
        Heading(1, "Conditions d'exploitation"),
        Paragraph("Les membres décrivent ainsi leurs sites et leurs usages."),
        Table(
            header=("Question", "Réponses"),
            rows=tuple(rows),
            caption="Conditions d'exploitation déclarées",
            widths=(2, 3),
            row_headers=True,
        ),
    ]


def _requirements(context: DocumentContext) -> list[Block]:
    used = context.clauses_in(Place.SPECIFICATION)
    blocks: list[Block] = [
        Heading(1, "Exigences"),
        Paragraph(
            "Les exigences sont exprimées en fonctions à remplir et en performances à atteindre "
            "(articles R2111-8 et R2111-10) : le candidat choisit ses moyens. Toute référence à "
            "une norme, à un label ou à une marque s'entend « ou équivalent » : le candidat prouve "
            "l'équivalence par tout moyen approprié (articles R2111-7, R2111-9 et R2111-16)."
        ),
    ]
    if not used:
        return [
            *blocks,
            Paragraph("[[les spécifications techniques, développement durable compris (L2111-2)]]"),
        ]
    common = [clause for clause in used if clause.lot is None]
    blocks += [_clause(clause) for clause in common]
    for lot in context.lots:
        own = [clause for clause in used if clause.lot == lot.number]
        if own:
            blocks += [Heading(1, f"Exigences propres au lot {lot.number}")]
            blocks += [_clause(clause) for clause in own]
    return blocks


def _clause(clause: UsedClause) -> Clause:
    body: list[Block] = as_blocks(clause.text)
    if clause.whole:
        return clause_block(clause, tuple(body))
    if clause.source.verification:
        body.append(Paragraph(f"**Vérification.** {clause.source.verification}"))
    if clause.source.proofs:
        body.append(Paragraph("**Preuves admises**, l'une ou l'autre ou leur équivalent :"))
        body.append(Bullets(tuple(proof.label for proof in clause.source.proofs)))
    return clause_block(clause, tuple(body))


def _organisation(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Organisation, délais et livrables"),
        Heading(2, "Mise en place"),
        Paragraph(
            f"Le titulaire remet, dans un délai de {context.say('setup_plan')} "
            "à compter de la notification, un plan qui précise le calendrier, les équipes, les "
            "équipements et la montée en charge par site."
        ),
        Heading(2, "Fonctionnement courant"),
        Paragraph(
            "Horaires d'accès, jours de fermeture et conditions de stockage : "
            f"{context.say('access')}. Le titulaire prévient le site de tout retard."
        ),
        Heading(2, "Continuité de service"),
        Paragraph(
            "Le titulaire décrit la solution de remplacement mise en œuvre en cas de panne, "
            "d'absence ou d'événement climatique. Délai de rétablissement : "
            f"{context.say('recovery')}."
        ),
        Heading(2, "Accessibilité"),
        Paragraph(
            "Les équipements et les documents remis aux usagers et aux agents sont utilisables par "
            "les personnes handicapées (article R2111-6)."
        ),
    ]


def _control(context: DocumentContext) -> list[Block]:
    followed = [(c, c.follow_up) for c in context.clauses if c.follow_up]
    blocks: list[Block] = [
        Heading(1, "Contrôle, indicateurs et bilan"),
        Paragraph(
            "Le titulaire tient les indicateurs du marché et les remet à l'échéance indiquée. "
            "L'acheteur peut vérifier sur place et sur pièces."
        ),
    ]
    if not followed:
        return [*blocks, Paragraph("Indicateurs : [[les indicateurs suivis et leur fréquence]].")]
    return [
        *blocks,
        Table(
            header=("Engagement", "Indicateur", "Contrôle", "Fréquence"),
            rows=tuple(
                (clause.name, follow.indicator, follow.control, follow.frequency)
                for clause, follow in followed
                if follow
            ),
            caption="Suivi des engagements",
            widths=(3, 4, 4, 2),
            row_headers=True,
        ),
    ]


def _annexes(context: DocumentContext) -> list[Block]:
    gaps = context.diagnosis.gaps
    blocks: list[Block] = [
        Heading(1, "Annexes"),
        Bullets(
            (
                f"Plans d'accès et photographies des sites : {context.say('plans')}.",
                f"Inventaire des équipements mis à disposition : {context.say('inventory')}.",
            )
        ),
    ]
    if gaps and context.is_draft:
        blocks.append(
            Note("À vérifier avant publication", tuple(gap.what for gap in gaps), "warning")
        )
    return blocks

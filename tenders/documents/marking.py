"""The marking grid: how each offer is judged, the same way for all, with its reasons."""

from __future__ import annotations

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
    TableOfContents,
)
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import (
    best_mark,
    common_scale,
    criteria_table,
    is_scaled,
    method,
    own_scale,
    percent,
    scale_table,
)
from tenders.documents.sheet import card, sheet

TITLE = "Grille d'analyse des offres"
_OFFERS = 4


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        card(context),
        TableOfContents(depth=1),
        *_principles(context),
        *_admission(),
        *_criteria(context),
        *_synthesis(context),
    ]
    return sheet(context, "grille", TITLE, blocks)


def _principles(context: DocumentContext) -> list[Block]:
    by_lot = (
        "Chaque lot est jugé à part (L2152-7) : remplissez cette grille une fois par lot. Le "
        "tableur a une feuille par lot.",
    )
    return [
        Heading(1, "Règles d'analyse"),
        Bullets(
            (
                *(by_lot if context.lots else ()),
                "Seuls les critères, sous-critères et poids annoncés servent à juger (R2152-11).",
                "Deux personnes au moins lisent chaque offre ; chacune note seule, puis les notes "
                "sont rapprochées et l'écart expliqué.",
                "Chaque note est motivée par un passage de l'offre, cité avec sa page.",
                "La meilleure réponse à un critère obtient la meilleure note ; la méthode ne doit "
                "pas neutraliser un poids.",
                "La distance, la nationalité ou le statut juridique du candidat ne rapportent "
                "jamais de point.",
            )
        ),
        Note(
            "Conflit d'intérêts",
            (
                "Toute personne qui participe à l'analyse signale un lien avec un candidat et se "
                "retire (article L2141-10). Les échanges du sourçage n'apportent aucun point.",
            ),
            "warning",
        ),
        *common_scale(context),
    ]


def _admission() -> list[Block]:
    return [
        Heading(1, "Recevabilité"),
        Table(
            header=("Vérification", *_offers()),
            rows=tuple(
                (check, *("{{oui ou non}}" for _ in range(_OFFERS)))
                for check in (
                    "Pli reçu avant la date limite",
                    "Candidature complète, capacités suffisantes",
                    "Preuve de l'accès au lot réservé, le cas échéant",
                    "Acte d'engagement et pièces de prix complets",
                    "Offre conforme aux exigences du CCTP",
                    "Prix : pas de soupçon d'offre anormalement basse",
                )
            ),
            caption="Recevabilité des offres",
            widths=(6, *(2 for _ in range(_OFFERS))),
            row_headers=True,
        ),
    ]


def _offers() -> tuple[str, ...]:
    return tuple(f"Offre {n}" for n in range(1, _OFFERS + 1))


def _criteria(context: DocumentContext) -> list[Block]:
    blocks: list[Block] = []
    for lots, criteria in context.criteria_sets():
        blocks.append(Heading(1, f"Analyse, {lots}" if lots else "Analyse par critère"))
        if not criteria:
            blocks.append(Paragraph("[[les critères d'attribution]]"))
            continue
        blocks.append(criteria_table(criteria, lots))
        for criterion in criteria:
            blocks += _criterion(criterion)
    return blocks


def _criterion(criterion: Criterion) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, f"{criterion.name} ({percent(criterion.weight)})"),
        Paragraph(f"Méthode annoncée : {method(criterion)}"),
    ]
    if not is_scaled(criterion):
        return [*blocks, _amounts(criterion)]
    for part in criterion.parts:
        if own_scale(part):
            blocks.append(scale_table(part))
        blocks.append(_marks(part))
    return blocks


def _amounts(criterion: Criterion) -> Table:
    return Table(
        header=("Offre", "Montant HT", "Calcul", f"Points sur {percent(criterion.weight)}"),
        rows=tuple((offer, "{{€}}", "{{calcul}}", "{{points}}") for offer in _offers()),
        caption=f"Notation : {criterion.name}",
        widths=(2, 3, 5, 3),
        numbers=frozenset({1, 3}),
        row_headers=True,
    )


def _marks(part: Criterion) -> Table:
    return Table(
        header=("Offre", "Note", "Points", "Forces et faiblesses, page citée"),
        rows=tuple(
            (offer, f"{{{{0 à {best_mark(part)}}}}}", "{{points}}", "{{motifs}}")
            for offer in _offers()
        ),
        caption=f"Notation : {part.name} ({percent(part.weight)})",
        widths=(2, 2, 2, 8),
        numbers=frozenset({1, 2}),
        row_headers=True,
    )


def _synthesis(context: DocumentContext) -> list[Block]:
    blocks: list[Block] = [Heading(1, "Classement et proposition")]
    for lots, criteria in context.criteria_sets():
        if not criteria:
            continue
        blocks.append(
            Table(
                header=("Critère", *_offers()),
                rows=tuple(
                    (f"{c.name} ({percent(c.weight)})", *("{{points}}" for _ in range(_OFFERS)))
                    for c in criteria
                ),
                caption=f"Total des points, {lots}" if lots else "Total des points",
                widths=(6, *(2 for _ in range(_OFFERS))),
                numbers=frozenset(range(1, _OFFERS + 1)),
                totals=("Total sur 100", *("{{points}}" for _ in range(_OFFERS))),
                row_headers=True,
            )
        )
    return [
        *blocks,
        Paragraph(
            "Proposition : {{offre retenue pour chaque lot}}. Motifs à donner aux candidats non "
            "retenus : {{motifs, offre par offre}} (articles R2181-1 à R2181-4)."
        ),
        Facts(
            (("Lecteurs", "{{noms}}"), ("Date de l'analyse", "{{date}}")), "Lecteurs de l'analyse"
        ),
        Paragraph("Signatures des personnes qui ont analysé les offres :"),
        SignatureBox(("Premier lecteur", "Second lecteur")),
        Paragraph("À conserver cinq ans au moins avec le dossier (article R2184-12)."),
    ]

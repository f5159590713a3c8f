"""Report of the diagnosis for elected members: two to six pages and what they have to decide, then
annexes for those who check."""

from __future__ import annotations

from collections.abc import Sequence

from needs.diagnosis import Total
from needs.diagnosis.breakdown import GapGroup, grouped_gaps
from needs.levers import Lever
from needs.scenarios import words
from procurement.typography import capitalised, join_words, long_date, number, plural
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
)
from procurement.word.lines import as_blocks
from suppliers.lots import ProposedLot
from tenders.documents.diagnosis_annexes import (
    MEMBERS_SHOWN,
    TOTALS_SHOWN,
    annexes,
    costs,
    members_table,
    totals_table,
)
from tenders.documents.project_context import ProjectContext, Retained, project_sheet
from tenders.purchase import FamilyAdvice

TITLE = "Rapport de diagnostic"
_NAMED = 6
_BARS_SHOWN = 12
_GAPS_NAMED = 3
_FOR_THE_MEMBERS = ("undecided", "questions")


def build(context: ProjectContext) -> Document:
    blocks: list[Block] = [
        _card(context),
        *_asked(context),
        *_why(context),
        *_who(context),
        *_volumes(context),
        *_scenarios(context),
        *_levers(context),
        *_lots(context),
        *_open_questions(context),
        *_next_steps(context),
        *annexes(context),
    ]
    return project_sheet(context, "diagnostic", TITLE, blocks)


def _card(context: ProjectContext) -> Facts:
    diagnosis = context.diagnosis
    return Facts(
        (
            ("Autorité pilote", context.lead),
            ("Membres", plural(len(context.members), "autorité")),
            (
                "Périmètre",
                f"{plural(len(diagnosis.sites), 'site')} dans "
                f"{plural(len(diagnosis.communes), 'commune')}",
            ),
            ("État du diagnostic", _state(context)),
            ("Lancement prévu", _launch(context)),
        ),
        "La démarche en bref",
    )


def _state(context: ProjectContext) -> str:
    if context.frozen_on:
        return f"figé le {long_date(context.frozen_on)}"
    return "ouvert : les chiffres peuvent encore changer"


def _launch(context: ProjectContext) -> str:
    return long_date(context.launch_on) if context.launch_on else "[[la date prévue du lancement]]"


def _with(context: ProjectContext) -> str:
    """The members by their names while they are few; the table that follows names them all."""
    if len(context.others) <= _NAMED:
        return f"avec {context.buyers}"
    members = plural(len(context.others), "autre membre", "autres membres")
    return f"par {context.lead} et {members} (tableau 1)"


def _asked(context: ProjectContext) -> list[Block]:
    """What the assembly decides; the rest of the report is there to decide it well."""
    decisions = [f"Confirmer le besoin et son étendue, arrêtés {_with(context)}."]
    if len(context.members) > 1:
        decisions.append(
            "Approuver la convention de groupement de commandes et autoriser à signer."
        )
    if context.retained:
        decisions.append("Choisir entre l'usage unique et le réemploi, au vu de la comparaison.")
    decisions += [
        "Autoriser à consulter le marché à égalité avant de rédiger (art. R. 2111-1).",
        "Balise conseille ; la décision vous appartient.",
    ]
    return [Note("Ce qui vous est demandé", tuple(decisions), "advice")]


def _why(context: ProjectContext) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, "Pourquoi cette démarche"),
        *(as_blocks(context.summary) or [Paragraph("[[le contexte de la démarche]]")]),
    ]
    if context.objectives:
        blocks += [
            Paragraph("Les objectifs confirmés par les membres :"),
            Bullets(
                tuple(
                    f"**{capitalised(label)}** : {_pursued_by(members, context)}."
                    for label, members in context.objectives
                )
            ),
        ]
    return blocks


def _pursued_by(members: list[str], context: ProjectContext) -> str:
    """Their names while they are few: ninety would take the place of what is to be decided."""
    if len(members) <= _NAMED:
        return join_words(members)
    return f"{number(len(members))} membres sur {number(len(context.members))}"


def _who(context: ProjectContext) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, "Qui participe"),
        members_table(context.members[:MEMBERS_SHOWN], "Les membres et leurs fiches"),
    ]
    if left := len(context.members[MEMBERS_SHOWN:]):
        blocks.append(
            Paragraph(f"Et {plural(left, 'autre membre', 'autres membres')}, nommés en annexe.")
        )
    return blocks


def _volumes(context: ProjectContext) -> list[Block]:
    totals = context.diagnosis.totals
    blocks: list[Block] = [Heading(1, "Ce que nous achetons ensemble")]
    if not totals:
        return [*blocks, Paragraph("[[les volumes de chaque membre]]")]
    blocks.append(
        totals_table(totals[:TOTALS_SHOWN], "Volumes réunis"),
    )
    if left := len(totals[TOTALS_SHOWN:]):
        blocks.append(
            Paragraph(f"Et {plural(left, 'autre volume', 'autres volumes')}, donnés en annexe.")
        )
    shared = [total for total in totals if len(total.by_member) > 1]
    if shared:
        blocks.append(_bars(max(shared, key=lambda total: len(total.by_member))))
    return blocks


def _bars(total: Total) -> BarChart:
    shown, others = total.by_member[:_BARS_SHOWN], total.by_member[_BARS_SHOWN:]
    rest = sum((share.value for share in others), start=total.value * 0)
    named = [(share.name, share.value) for share in shown]
    if others:
        named.append((plural(len(others), "autre membre", "autres membres"), rest))
    return BarChart(
        f"{total.title} : la part de chaque membre",
        tuple(name for name, _ in named),
        (Series(total.title, tuple(value for _, value in named)),),
        total.units,
    )


def _scenarios(context: ProjectContext) -> list[Block]:
    """One scenario whole; several side by side, the annex having the costs of each in full."""
    if not context.retained:
        return []
    heading = Heading(1, "Usage unique ou réemploi")
    if len(context.retained) == 1:
        (only,) = context.retained
        worth = [words.assumptions_sentence(only.given)]
        told: list[Block] = [Bullets(_verdict(only)), *costs(only)]
    else:
        worth = [f"{r.title} : {words.assumptions_sentence(r.given)}" for r in context.retained]
        told = [_side_by_side(context.retained)]
        for retained in context.retained:
            told += [Heading(2, retained.title), Bullets(_verdict(retained))]
    return [heading, *told, Note("Ce que valent ces chiffres", tuple(worth), "warning")]


def _verdict(retained: Retained) -> tuple[str, ...]:
    return words.cheapest_sentence(retained.comparison), *words.verdict(retained.comparison)


def _side_by_side(several: Sequence[Retained]) -> Table:
    options = several[0].comparison.options
    return Table(
        header=("Scénario", *(option.label.capitalize() for option in options)),
        rows=tuple(
            (one.title, *(number(option.cost, 0) for option in one.comparison.options))
            for one in several
        ),
        caption="Coût par an de chaque scénario, en € HT",
        widths=(3, 2, 3, 3),
        numbers=frozenset({1, 2, 3}),
        row_headers=True,
    )


def _levers(context: ProjectContext) -> list[Block]:
    """The lever of each family that has one, with its article, and what the buyer decided."""
    purchase = context.purchase
    told = [f for f in purchase.families if f.decision or f.best.lever != Lever.NONE]
    blocks: list[Block] = [Heading(1, "Quel levier pour l'économie sociale et solidaire")]
    if not told:
        return [*blocks, *(Paragraph(family.best.why) for family in purchase.families[:1])]
    doubts = dict.fromkeys(f.best.doubt for f in told if f.best.doubt)
    return [
        *blocks,
        Paragraph(f"Au droit du {long_date(purchase.at)}, famille par famille :"),
        Table(
            header=("Famille", "Conseil", "Pourquoi", "Décision"),
            rows=tuple(
                (
                    capitalised(family.family.label),
                    f"{family.best.lever.label}\n(art. {family.best.article})",
                    family.best.why,
                    _decided(family),
                )
                for family in told
            ),
            caption="Leviers conseillés et décidés",
            widths=(3, 3, 8, 4),
            row_headers=True,
        ),
        *([Bullets(tuple(doubts))] if doubts else []),
    ]


def _decided(family: FamilyAdvice) -> str:
    if family.decision is None:
        return "à prendre"
    return f"{family.decision.get_lever_display()} : {family.decision.reason}"


def _lots(context: ProjectContext) -> list[Block]:
    """The cut proposed first, and how it stands beside the others (L2113-10)."""
    allotment = context.purchase.allotment
    proposed = allotment.proposed
    if proposed is None:
        return []
    blocks: list[Block] = [
        Heading(1, "Lots proposés"),
        Paragraph(
            f"L'allotissement est la règle (art. L2113-10). Découpage proposé : {proposed.label}. "
            f"{proposed.verdict}"
        ),
        Table(
            header=("Lot", "Contenu", "Part", "Fournisseurs capables"),
            rows=tuple(
                (
                    f"{lot.number}. {lot.title}",
                    lot.description,
                    f"{number(lot.share_pct)} %",
                    _able(lot) if allotment.question.searched else "inconnus",
                )
                for lot in proposed.lots
            ),
            caption="Les lots proposés",
            widths=(4, 7, 2, 4),
            numbers=frozenset({2}),
            row_headers=True,
        ),
    ]
    if allotment.gaps:
        blocks.append(Bullets(allotment.gaps))
    others = [option for option in allotment.options if option is not proposed]
    if others:
        blocks += [
            Paragraph("Les autres découpages comparés :"),
            Bullets(tuple(f"**{capitalised(o.label)}** : {o.verdict}" for o in others)),
        ]
    return blocks


def _able(lot: ProposedLot) -> str:
    alone, together = len(lot.carrying.alone), len(lot.only_in_group)
    said = f"{plural(alone, 'seul')}" if alone else "aucun seul"
    return f"{said} ; {number(together)} en groupement" if together else said


def _open_questions(context: ProjectContext) -> list[Block]:
    groups = grouped_gaps(context.diagnosis)
    blocks: list[Block] = [Heading(1, "Questions ouvertes")]
    if not groups:
        return [*blocks, Paragraph("Aucun manque ni contradiction dans les fiches à ce jour.")]
    return [*blocks, Bullets(tuple(map(_open_question, groups)))]


def _open_question(group: GapGroup) -> str:
    """All the gaps of one kind: what the members settle among themselves is only counted."""
    if group.gaps[0].kind in _FOR_THE_MEMBERS:
        return f"**{group.title}** : {plural(len(group.gaps), 'fiche')}. {group.why}"
    named = [gap.what.removesuffix(".") for gap in group.gaps[:_GAPS_NAMED]]
    if left := len(group.gaps) - len(named):
        named.append(plural(left, "autre", "autres"))
    return f"**{group.title}** : {' ; '.join(named)}. {group.why}"


def _next_steps(context: ProjectContext) -> list[Block]:
    steps = [
        ("Figer le diagnostic", "Volumes et sites arrêtés, fiche par fiche."),
        ("Consulter le marché", "Tous les fournisseurs trouvés, aux mêmes questions (R2111-1)."),
        ("Rédiger et contrôler", "Lots, critères et clauses, au droit du jour du lancement."),
        ("Lancer la consultation", _launch(context)),
    ]
    if len(context.members) > 1:
        steps.insert(
            1, ("Signer la convention", "Par tous les membres, avant le lancement (L2113-7).")
        )
    return [
        Heading(1, "Suites"),
        Table(
            header=("Étape", "Ce qu'elle demande"),
            rows=tuple(steps),
            caption="Les prochaines étapes",
            widths=(3, 7),
            row_headers=True,
        ),
    ]

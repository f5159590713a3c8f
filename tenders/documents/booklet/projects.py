"""Figures on the project behind the tender: who brings what, what was said, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from procurement.typography import capitalised, join_words, number, plural
from procurement.word.blocks import BarChart, Block, Bullets, Paragraph, Series, Table
from tenders.documents.booklet.desk import Desk
from tenders.documents.booklet.facts import asked_totals, heaviest
from tenders.documents.context import DocumentContext
from tenders.documents.lots import is_reserved
from tenders.documents.sheet import deadline, many

FIRST = 8


def member_volumes(desk: Desk) -> list[Block]:
    """The total that most members share: bars, then the figures."""
    context = desk.context
    totals = asked_totals(context)
    if not totals:
        return []
    total = max(totals, key=lambda t: len(t.by_member))
    unit = f"{many(total.written)} {total.per}"
    shares = sorted(total.by_member, key=lambda share: -share.value)[:FIRST]
    caption = f"{total.title} : ce que chacun apporte"
    return [
        BarChart(
            caption=caption,
            labels=tuple(share.name for share in shares),
            series=(Series("Volume", tuple(share.value for share in shares)),),
            unit=unit,
        ),
        Table(
            header=("Membre", f"Quantité, en {unit}"),
            rows=tuple((share.name, number(share.value)) for share in shares),
            caption=caption,
            widths=(5, 3),
            numbers=frozenset({1}),
            row_headers=True,
        ),
    ]


def gaps(desk: Desk) -> list[Block]:
    found = desk.context.diagnosis.gaps
    if not found:
        return []
    left = len(found) - FIRST
    more = (f"Et {plural(left, 'autre point', 'autres points')}.",) if left > 0 else ()
    said = tuple(f"{gap.what} {gap.why}" for gap in found[:FIRST])
    return [Paragraph("Ce qui reste à éclaircir :"), Bullets((*said, *more))]


def sourcing(desk: Desk) -> list[Block]:
    return [
        Bullets(
            tuple(
                f"« {record.title} » : {_answers(record.contributions)}, "
                f"{_decided(len(record.decisions))}."
                for record in desk.context.sourcing
            )
        )
    ]


def _answers(count: int) -> str:
    return plural(count, "réponse") if count else "aucune réponse"


def _decided(count: int) -> str:
    if not count:
        return "aucune décision écrite pour l'instant"
    return f"{plural(count, 'décision écrite', 'décisions écrites')} ensuite"


def project_state(desk: Desk) -> list[Block]:
    return [
        Table(
            header=("Étape", "Ce que dit ce projet"),
            rows=tuple(_state(desk)),
            caption="Où en est le projet",
            widths=(3, 8),
            row_headers=True,
        )
    ]


def _state(desk: Desk) -> Iterator[tuple[str, str]]:
    context = desk.context
    yield "Diagnostic", _diagnosis(context)
    yield "Volumes", _volumes(context)
    yield "Consultation du marché", _consultation(context)
    yield "Lots", _lots(context)
    yield "Critères", _criteria(context)
    yield "Clauses", _clauses(context)
    yield "Contrôles", _checks(context)
    yield "Date limite", f"{deadline(context)}."


def _diagnosis(context: DocumentContext) -> str:
    found = context.diagnosis
    if not found.sheets:
        return "Il n'a pas commencé : aucun service n'a encore décrit son besoin."
    return (
        f"{plural(len(found.members), 'membre')}, {plural(len(found.sheets), 'fiche')}, "
        f"{plural(len(found.sites), 'site')}. {_missing(len(found.gaps))}"
    )


def _missing(count: int) -> str:
    return f"{plural(count, 'point reste', 'points restent')} à éclaircir." if count else ""


def _volumes(context: DocumentContext) -> str:
    totals = context.diagnosis.totals
    if not totals:
        return "Aucun volume connu pour l'instant."
    said = [f"{t.title} : {number(t.value)} {many(t.written)} {t.per}" for t in totals[:FIRST]]
    return "\n".join(f"- {line}" for line in said)


def _consultation(context: DocumentContext) -> str:
    if not context.sourcing:
        return "Le marché n'a pas encore été consulté."
    answers = sum(record.contributions for record in context.sourcing)
    decided = sum(len(record.decisions) for record in context.sourcing)
    return f"{capitalised(_answers(answers))} de fournisseurs ; {_decided(decided)}."


def _lots(context: DocumentContext) -> str:
    if not context.lots:
        return "Un seul ensemble, sans lots."
    reserved = [str(lot.number) for lot in context.lots if is_reserved(lot)]
    if not reserved:
        return f"{plural(len(context.lots), 'lot')}, tous ouverts."
    named = "réservé : le lot" if len(reserved) == 1 else "réservés : les lots"
    return f"{plural(len(context.lots), 'lot')} ; {named} {join_words(reserved)}."


def _criteria(context: DocumentContext) -> str:
    if not context.criteria:
        return "Pas encore choisis."
    return f"{plural(len(context.criteria), 'critère')} ; {heaviest(context)}."


def _clauses(context: DocumentContext) -> str:
    if not context.clauses:
        return "Pas encore choisies."
    followed = sum(clause.follow_up is not None for clause in context.clauses)
    return (
        f"{plural(len(context.clauses), 'clause')}, dont {number(followed)} à suivre pendant le "
        "contrat."
    )


def _checks(context: DocumentContext) -> str:
    if not context.findings:
        return "Rien à signaler aujourd'hui."
    levels = [finding.severity_label for finding in context.findings]
    said = [f"{levels.count(level)} « {level} »" for level in dict.fromkeys(levels)]
    return f"{plural(len(levels), 'remarque')} : {join_words(said)}."

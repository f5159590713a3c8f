"""What a clause lacks or gets wrong, in words: the shipped ones and those of an authority alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from procurement.typography import NBSP, join_words, plural
from tenders.clauses.chain import Award, FollowUp
from tenders.clauses.clause import PLACEHOLDER, Clause, Place

MOST_WORDS = 120
MARKS = range(6)


@dataclass(frozen=True)
class Fault:
    """`field` names the part of the clause, as the form does."""

    field: str
    message: str


def broken(clause: Clause, known: Collection[str]) -> Iterator[Fault]:
    """What forbids even keeping a draft; `known` are the ids of the clauses one may name."""
    yield from _undeclared(clause)
    yield from _unread_values(clause)
    for field in ("why", "attention"):
        count = len(getattr(clause, field).split())
        if count > MOST_WORDS:
            yield Fault(
                field, f"{plural(count, 'mot')}{NBSP}: {MOST_WORDS} au plus. Raccourcissez."
            )
    for field in ("needs", "excludes"):
        yield from _dead_links(clause, field, known)
    both = set(clause.needs) & {*clause.excludes, clause.id}
    if both:
        yield Fault(
            "needs", f"Une clause ne peut pas exiger ce qu'elle exclut{NBSP}: {_list(both)}."
        )


def lacking(clause: Clause) -> Iterator[Fault]:
    """What is missing in the chain of its place; a clause is used and shared once nothing is."""
    for field, label in _EVERYWHERE:
        if not getattr(clause, field):
            yield Fault(field, f"Il manque {label}.")
    if clause.proofs and not any(proof.free for proof in clause.proofs):
        yield Fault("proofs", "Prévoyez au moins une preuve gratuite pour une petite structure.")
    match clause.place:
        case Place.AWARD:
            yield from _award(clause.award)
        case Place.PERFORMANCE:
            yield from _follow_up(clause.follow_up)
        case _ if not clause.verification:
            yield Fault("verification", "Il manque la façon de vérifier ce qui est demandé.")
    unused = sorted({v.name for v in clause.variables} - set(clause.blanks))
    if unused:
        yield Fault(
            "variables", f"Variables déclarées mais absentes du texte{NBSP}: {_list(unused)}."
        )


def costly(clause: Clause) -> Iterator[Fault]:
    """What deserves a warning: a proof that a small body would have to pay for."""
    for proof in clause.proofs:
        if not proof.free:
            yield Fault(
                "proofs",
                f"«{NBSP}{proof.label}{NBSP}» peut coûter à une petite structure{NBSP}: "
                "admettez toujours une preuve gratuite à sa place.",
            )


_EVERYWHERE = (
    ("title", "le titre"),
    ("text", "le texte"),
    ("themes", "au moins un thème"),
    ("why", "le pourquoi"),
    ("attention", "les points d'attention"),
    ("legal_basis", "le fondement juridique"),
    ("proofs", "les preuves à demander"),
    ("feasibility", "la faisabilité pour une petite structure"),
)


def _undeclared(clause: Clause) -> Iterator[Fault]:
    declared = {variable.name for variable in clause.variables}
    unknown = [name for name in clause.blanks if name not in declared]
    if unknown:
        yield Fault(
            "text",
            f"Variables écrites entre accolades mais pas déclarées{NBSP}: {_list(unknown)}. "
            "Déclarez-les plus bas, ou ôtez les accolades.",
        )
    if any(re.search(r"[{}]", PLACEHOLDER.sub("", text)) for text in clause.texts):
        yield Fault(
            "text",
            "Une accolade ne se lit pas. Une variable s'écrit {nom}, en minuscules sans accent.",
        )


def _unread_values(clause: Clause) -> Iterator[Fault]:
    for variable in clause.variables:
        if variable.default is not None and (refusal := variable.refusal(variable.default)):
            yield Fault("variables", f"{variable.label}, valeur proposée{NBSP}: {refusal}")
    for level, content in clause.levels:
        for name, value in content.values:
            variable = clause.variable(name)
            if refusal := variable.refusal(value):
                where = f"{variable.label}, niveau {level.label}"
                yield Fault("variables", f"{where}{NBSP}: {refusal}")


def _dead_links(clause: Clause, field: str, known: Collection[str]) -> Iterator[Fault]:
    unknown = [id for id in getattr(clause, field) if id not in known]
    if unknown:
        yield Fault(
            field,
            f"Aucune clause ne porte cet identifiant{NBSP}: {_list(unknown)}. "
            "L'identifiant se lit sur la fiche de la clause.",
        )


def _award(award: Award | None) -> Iterator[Fault]:
    if award is None:
        yield Fault("award", "Un critère a besoin de son échelle, de son poids et d'un exemple.")
        return
    described = {step.score for step in award.scale if step.text}
    missing = [str(mark) for mark in MARKS if mark not in described]
    if missing:
        yield Fault("award", f"Décrivez ce qui vaut chaque note{NBSP}: il manque {_list(missing)}.")
    low, high = award.weight_range
    if not 0 < low <= high <= 60:
        yield Fault("award", "Le poids conseillé va de 1 à 60 %, le plus faible d'abord.")
    if not award.example.offer or not low <= award.example.weight <= high:
        yield Fault("award", "Donnez un exemple d'offre, avec un poids pris dans la fourchette.")
    if not award.expected:
        yield Fault("award", "Dites quelle réponse est attendue du candidat.")


def _follow_up(sheet: FollowUp | None) -> Iterator[Fault]:
    labels = {
        "control": "le contrôle",
        "frequency": "sa fréquence",
        "owner": "qui le fait",
        "indicator": "l'indicateur",
        "penalty": "la pénalité",
    }
    absent = [label for name, label in labels.items() if not sheet or not getattr(sheet, name)]
    if absent:
        yield Fault("follow_up", f"Une condition d'exécution se suit. Il manque {_list(absent)}.")


def _list(words: Collection[str]) -> str:
    return join_words(list(words))

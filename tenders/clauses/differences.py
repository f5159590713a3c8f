"""Two versions of a clause side by side, part after part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from procurement.differences import Piece, word_differences
from procurement.typography import NBSP
from tenders.clauses.clause import Clause


@dataclass(frozen=True)
class Difference:
    label: str
    pieces: tuple[Piece, ...]


def differences(old: Clause, new: Clause) -> tuple[Difference, ...]:
    """Part after part, those that changed; nothing when the two say the same."""
    before, after = dict(_parts(old)), dict(_parts(new))
    labels = dict.fromkeys([*before, *after])
    return tuple(
        Difference(label, word_differences(before.get(label, ""), after.get(label, "")))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )


def _parts(clause: Clause) -> Iterator[tuple[str, str]]:
    yield "Titre", clause.title
    yield "Place", clause.place.label
    yield "Texte", clause.text
    for level, content in clause.levels:
        if content.text:
            yield f"Texte, niveau {level.label}", content.text
        for name, value in content.values:
            variable = clause.variable(name)
            yield f"{variable.label}, niveau {level.label}", variable.write(value)
    for variable in clause.variables:
        said = (
            variable.limits,
            variable.shown_default and f"proposé{NBSP}: {variable.shown_default}",
        )
        yield f"Variable {variable.name}", ", ".join(filter(None, (variable.label, *said)))
    yield "Pourquoi", clause.why
    yield "Points d'attention", clause.attention
    yield "Fondement", ", ".join(basis.article for basis in clause.legal_basis)
    yield "Preuves", " ; ".join(proof.label for proof in clause.proofs)
    yield "Vérification", clause.verification
    yield "Faisabilité", clause.feasibility
    yield from _chain(clause)


def _chain(clause: Clause) -> Iterator[tuple[str, str]]:
    if clause.award:
        for step in clause.award.scale:
            yield f"Note {step.score}", step.text
        low, high = clause.award.weight_range
        yield "Poids conseillé", f"de {low} à {high}{NBSP}%"
        yield "Réponse attendue", clause.award.expected
        yield "Exemple", clause.award.example.offer
    if clause.follow_up:
        yield "Contrôle", clause.follow_up.control
        yield "Fréquence", clause.follow_up.frequency
        yield "Qui suit", clause.follow_up.owner
        yield "Indicateur", clause.follow_up.indicator
        yield "Pénalité", clause.follow_up.penalty
    yield "Exige", ", ".join(clause.needs)
    yield "Exclut", ", ".join(clause.excludes)

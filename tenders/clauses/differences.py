"""Two versions of a clause side by side: the words that went, the words that came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from procurement.typography import NBSP
from tenders.clauses.clause import Clause

KEPT, REMOVED, ADDED = "kept", "removed", "added"
_WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """Words in a row with the same fate."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    label: str
    pieces: tuple[Piece, ...]


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """The text word by word: what is kept, what was removed, what was added, in reading order."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], False)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(KEPT, "".join(after[j1:j2])))
            continue
        pieces += [Piece(REMOVED, "".join(before[i1:i2])), Piece(ADDED, "".join(after[j1:j2]))]
    return tuple(piece for piece in pieces if piece.text)


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

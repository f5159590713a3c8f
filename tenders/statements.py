"""What suppliers said of clauses: their own declarations, and their answers to consultations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from needs.models import Project
from procurement.typography import NBSP
from suppliers.models import Declaration, Supplier
from tenders.answers import clause_effects
from tenders.clauses import Library
from tenders.models import ConsultationQuestion, QuestionKind, Submission
from tenders.models.contribution import SubmissionQuerySet
from tenders.proportionality import Ability, Statement
from tenders.shelf import shared_shelf

DECLARED = "déclaré sur la fiche"
# What an answer to a consultation says of a clause (`tenders.answers.FEASIBILITY`).
FEASIBLE = {"now": Ability.YES, "cost": Ability.CONDITIONS, "no": Ability.NO}

# {(supplier, clause): statements}
Statements = dict[tuple[str, str], list[Statement]]


@dataclass(frozen=True)
class Own:
    """One statement as its supplier reads it back."""

    clause_id: str
    statement: Statement


def statements_for(project: Project, suppliers: Collection[UUID]) -> Statements:
    """What the team of a project may count: declarations, and answers to its own consultations."""
    found: Statements = defaultdict(list)
    for declaration in Declaration.objects.filter(supplier__in=suppliers):
        key = str(declaration.supplier_id), declaration.clause_id
        found[key].append(_declared(declaration))
    sent = Submission.objects.current().filter(
        contribution__invitation__consultation__project=project,
        contribution__invitation__supplier__in=suppliers,
    )
    for supplier, clause_id, statement in _answered(sent):
        found[supplier, clause_id].append(statement)
    return found


def statements_of(supplier: Supplier) -> list[Own]:
    """All that one supplier said, for itself alone, the latest first."""
    own = [Own(d.clause_id, _declared(d)) for d in supplier.declarations.all()]
    sent = Submission.objects.current().filter(contribution__invitation__supplier=supplier)
    own += [Own(clause_id, statement) for _, clause_id, statement in _answered(sent)]
    return sorted(own, key=lambda said: said.statement.on, reverse=True)


def _declared(declaration: Declaration) -> Statement:
    """Never open: buyers get totals of declarations, and no name."""
    return Statement(
        ability=Ability(declaration.ability),
        on=declaration.declared_at,
        origin=DECLARED,
        version=declaration.clause_version,
        level=declaration.level,
        note=declaration.note,
    )


def _answered(sent: SubmissionQuerySet) -> Iterator[tuple[str, str, Statement]]:
    """(supplier, clause, statement) of each clause answered; a business secret is not open."""
    submissions = list(sent.select_related("contribution__invitation__consultation"))
    asked = ConsultationQuestion.objects.filter(
        consultation__in={s.contribution.invitation.consultation_id for s in submissions},
        kind=QuestionKind.CLAUSE,
    ).exclude(clause_id="")
    questions = {question.pk: question for question in asked}
    shelf = shared_shelf()
    for submission in submissions:
        invitation = submission.contribution.invitation
        for key, given in submission.answers().items():
            if question := questions.get(key):
                yield (
                    str(invitation.supplier_id),
                    question.clause_id,
                    Statement(
                        ability=FEASIBLE[given.value["feasibility"]],
                        on=submission.sent_at,
                        origin=f"répondu à «{NBSP}{invitation.consultation.title}{NBSP}»",
                        version=question.clause_version or _present(shelf, question.clause_id),
                        level=question.clause_level,
                        note=told(given.value),
                        open=not given.confidential,
                    ),
                )


def told(value: dict[str, Any]) -> str:
    """What comes with « with conditions » or « no »: which cost, which delay, and the words."""
    return f"{NBSP}; ".join(filter(None, [*clause_effects(value), value.get("comment", "")]))


def _present(shelf: Library, clause_id: str) -> int:
    """A criterion is put to suppliers as the library delivers it that day."""
    clause = shelf.get(clause_id)
    return clause.version if clause else 1

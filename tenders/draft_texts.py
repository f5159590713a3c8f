"""What of the tender's draft can be put to suppliers before it is frozen: clauses and criteria."""

from __future__ import annotations

from dataclasses import dataclass

from needs.models import Project
from procurement.typography import NBSP, fold, number
from tenders.clauses import library
from tenders.drafting import fact_values
from tenders.models import AwardCriterion, ConsultationQuestion, QuestionKind, Tender


@dataclass(frozen=True)
class DraftText:
    """One text to test; `key` names it in a form."""

    key: str
    theme: str
    title: str
    text: str
    clause_id: str = ""
    version: int | None = None
    level: str = ""

    def as_question(self) -> ConsultationQuestion:
        return ConsultationQuestion(
            kind=QuestionKind.CLAUSE,
            label=self.title[:300],
            clause_id=self.clause_id,
            clause_version=self.version,
            clause_level=self.level,
            clause_text=self.text,
        )


def draft_texts(project: Project) -> list[DraftText]:
    """The clauses and criteria of the project's tender; the library's clauses while it has none."""
    tender = project.tenders.first()
    return _of_tender(tender) if tender else _of_library(project)


def _of_tender(tender: Tender) -> list[DraftText]:
    facts = fact_values(tender)
    clauses = [
        DraftText(
            key=f"clause-{used.pk}",
            theme=used.source().place.label,
            title=used.named(),
            text=used.filled(facts).text,
            clause_id=used.clause_id,
            version=used.clause_version,
            level=used.level,
        )
        for used in tender.clauses.all()
    ]
    criteria = [_criterion(criterion) for criterion in tender.criteria.all()]
    return sorted(clauses, key=lambda text: fold(text.theme)) + criteria


def _criterion(criterion: AwardCriterion) -> DraftText:
    said = [criterion.method, criterion.expected]
    return DraftText(
        key=f"criterion-{criterion.pk}",
        theme="Critères d'attribution",
        title=f"Critère « {criterion.name} », {number(criterion.weight)}{NBSP}%",
        text="\n\n".join(filter(None, said)) or criterion.name,
        clause_id=criterion.clause_id,
    )


def _of_library(project: Project) -> list[DraftText]:
    facts = project.diagnosis().facts()
    texts = [
        DraftText(
            key=f"library-{clause.id}",
            theme=library().themes[clause.theme],
            title=clause.title,
            text=clause.fill({}, facts=facts).text,
            clause_id=clause.id,
            version=clause.version,
        )
        for clause in library().applicable(facts)
    ]
    return sorted(texts, key=lambda text: fold(text.theme))

"""The documents that Balise writes for a project as a whole, before and beside its tenders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from needs.models import Project
from procurement.word.blocks import Document
from tenders.documents import convention, diagnosis_report
from tenders.documents.project_context import ProjectContext, gather


@dataclass(frozen=True)
class ProjectKind:
    """`purpose` tells the reader what it is for."""

    id: str
    title: str
    purpose: str
    build: Callable[[ProjectContext], Document]


_ALL = (
    ProjectKind(
        "diagnostic",
        diagnosis_report.TITLE,
        "Ce que les élus ont à décider : besoin, volumes, comparaison, questions ouvertes.",
        diagnosis_report.build,
    ),
    ProjectKind(
        "convention",
        convention.TITLE,
        "Le projet de convention entre les membres, à délibérer avant le lancement.",
        convention.build,
    ),
)
PROJECT_KINDS: dict[str, ProjectKind] = {kind.id: kind for kind in _ALL}


def build_for_project(project: Project, kind: str, *, now: datetime) -> Document:
    return PROJECT_KINDS[kind].build(gather(project, now=now))

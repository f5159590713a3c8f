"""The documents of a tender or a project: one module each, `build(context) -> Document`."""

from tenders.documents.for_project import PROJECT_KINDS, ProjectKind, build_for_project
from tenders.documents.kinds import FAMILIES, KINDS, Kind
from tenders.documents.production import (
    Item,
    Manifest,
    package,
    preview,
    produce,
    render_docx,
    render_workbook,
    shown,
    shown_docx,
)

__all__ = [
    "FAMILIES",
    "KINDS",
    "PROJECT_KINDS",
    "Item",
    "Kind",
    "Manifest",
    "ProjectKind",
    "build_for_project",
    "package",
    "preview",
    "produce",
    "render_docx",
    "render_workbook",
    "shown",
    "shown_docx",
]

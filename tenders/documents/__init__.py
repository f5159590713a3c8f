"""The documents of a tender: one module each, `build(context) -> Document`."""

from tenders.documents.kinds import KINDS, Kind
from tenders.documents.production import (
    Item,
    Manifest,
    package,
    preview,
    produce,
    render_docx,
    render_workbook,
)

__all__ = [
    "KINDS",
    "Item",
    "Kind",
    "Manifest",
    "package",
    "preview",
    "produce",
    "render_docx",
    "render_workbook",
]

"""The documents of a tender: one module each, `build(context) -> Document`."""

from tenders.documents.kinds import KINDS, Kind
from tenders.documents.production import Item, Manifest, preview, produce, render_docx

__all__ = ["KINDS", "Item", "Kind", "Manifest", "preview", "produce", "render_docx"]

"""Documents of a tender as files, bytes or HTML: what the page, the command and the API call."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from procurement.word import docx, html
from procurement.word.blocks import Document
from tenders.documents.context import DocumentContext, gather
from tenders.documents.kinds import KINDS
from tenders.models import Tender


@dataclass(frozen=True)
class ClauseMark:
    id: str
    version: int
    bookmark: str
    fingerprint: str


@dataclass(frozen=True)
class Item:
    """One file of the package, what it is made of and what it still lacks."""

    file: str
    kind: str
    title: str
    draft: bool
    clauses: tuple[ClauseMark, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    tender: str
    title: str
    documents: tuple[Item, ...]

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def build(tender: Tender, kind: str) -> Document:
    return KINDS[kind].build(gather(tender))


def render_docx(tender: Tender, kind: str) -> bytes:
    return docx.render(build(tender, kind))


def preview(tender: Tender, kind: str) -> SafeString:
    """The document as a page shows it."""
    # Safe: `word.html` escapes every text that it writes.
    return mark_safe(html.render(build(tender, kind)))


def produce(tender: Tender, kinds: Iterable[str], out_dir: Path) -> Manifest:
    """Write these documents and `manifest.json` in the folder; nothing else there is touched."""
    context = gather(tender)
    out_dir.mkdir(parents=True, exist_ok=True)
    items = tuple(_write(context, kind, out_dir) for kind in kinds)
    manifest = Manifest(tender.reference, tender.title, items)
    (out_dir / "manifest.json").write_text(manifest.as_json(), encoding="utf-8")
    return manifest


def _write(context: DocumentContext, kind: str, out_dir: Path) -> Item:
    document = KINDS[kind].build(context)
    name = f"{context.reference}-{kind}.docx"
    (out_dir / name).write_bytes(docx.render(document))
    return Item(
        file=name,
        kind=kind,
        title=document.title,
        draft=document.draft,
        clauses=tuple(
            ClauseMark(c.id, c.version, c.bookmark, c.fingerprint) for c in document.clauses
        ),
        missing=document.blanks,
    )

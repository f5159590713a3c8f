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
from tenders.documents.kinds import KINDS, Kind
from tenders.models import Tender


@dataclass(frozen=True)
class ClauseMark:
    id: str
    version: int
    lot: int | None
    bookmark: str
    fingerprint: str


@dataclass(frozen=True)
class Item:
    """One file of the package, what it is made of and what it still lacks."""

    file: str
    workbook: str
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


def render_workbook(tender: Tender, kind: str) -> bytes | None:
    """The spreadsheet of a document, when it has one."""
    write = KINDS[kind].workbook
    return write(gather(tender)) if write else None


def preview(tender: Tender, kind: str) -> SafeString:
    """The document as a page shows it."""
    # Safe: `word.html` escapes every text that it writes.
    return mark_safe(html.render(build(tender, kind)))


@dataclass(frozen=True)
class Package:
    """Documents of a tender written together; `built` are their trees, by kind."""

    files: dict[str, bytes]
    manifest: Manifest
    built: dict[str, Document]


def applicable(context: DocumentContext) -> list[Kind]:
    """The documents that this tender has a use for."""
    return [kind for kind in KINDS.values() if kind.applies(context)]


def package(tender: Tender, kinds: Iterable[str] | None = None) -> Package:
    """Every file with its name, spreadsheets included, and what the whole is made of.

    Without `kinds`, the documents that apply to the tender.
    """
    context = gather(tender)
    files: dict[str, bytes] = {}
    items, built = [], {}
    for kind in applicable(context) if kinds is None else [KINDS[id] for id in kinds]:
        document = built[kind.id] = kind.build(context)
        name = f"{context.reference}-{kind.id}"
        files[f"{name}.docx"] = docx.render(document)
        if kind.workbook:
            files[f"{name}.xlsx"] = kind.workbook(context)
        items.append(_item(kind, document, name))
    return Package(files, Manifest(tender.reference, tender.title, tuple(items)), built)


def produce(tender: Tender, kinds: Iterable[str] | None, out_dir: Path) -> Manifest:
    """Write these documents and `manifest.json` in the folder; nothing else there is touched."""
    written = package(tender, kinds)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, content in written.files.items():
        (out_dir / name).write_bytes(content)
    (out_dir / "manifest.json").write_text(written.manifest.as_json(), encoding="utf-8")
    return written.manifest


def _item(kind: Kind, document: Document, name: str) -> Item:
    return Item(
        file=f"{name}.docx",
        workbook=f"{name}.xlsx" if kind.workbook else "",
        kind=kind.id,
        title=document.title,
        draft=document.draft,
        clauses=tuple(
            ClauseMark(c.id, c.version, c.lot, c.bookmark, c.fingerprint) for c in document.clauses
        ),
        missing=document.blanks,
    )

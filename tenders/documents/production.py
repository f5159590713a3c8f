"""Documents of a tender as files, bytes or HTML: what the page, the command and the API call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from procurement.word import docx, edits, html
from procurement.word.blocks import Document
from procurement.word.edits import Edit, Edited
from procurement.word.house import HouseStyle
from tenders.booklets.plainness import Plainness
from tenders.documents.booklet import plainness_of
from tenders.documents.context import DocumentContext, gather
from tenders.documents.kinds import KINDS, Kind
from tenders.documents.provenance import with_provenance
from tenders.housing import style_of
from tenders.models import DocumentEdit, DocumentEdition, Tender

EDITION = "balise_edition"  # the property of a file that names the wording it began from


@dataclass(frozen=True)
class ClauseMark:
    id: str
    version: int
    lot: int | None
    bookmark: str
    fingerprint: str
    edited: bool  # its wording or its title is the tender's own


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


def build(tender: Tender, kind: str, *, provenance: bool = False) -> Document:
    context = gather(tender)
    [(_, made)] = edited(tender, context, [KINDS[kind]])
    return with_provenance(made.document, context) if provenance else made.document


def edited(
    tender: Tender, context: DocumentContext, kinds: Iterable[Kind]
) -> Iterator[tuple[Kind, Edited]]:
    """Each document with what was changed in Word and accepted."""
    own: dict[str, list[Edit]] = {}
    for row in DocumentEdit.objects.filter(tender=tender):
        own.setdefault(row.document, []).append(row.as_edit())
    for kind in kinds:
        yield kind, edits.apply(kind.build(context), own.get(kind.id, ()))


def shown_docx(tender: Tender, kind: str) -> bytes:
    """The file for a look at its pages: it goes nowhere, and nothing of it is kept."""
    return written(build(tender, kind), style_of(tender.project.lead))


def render_docx(tender: Tender, kind: str, *, provenance: bool = False) -> bytes:
    """The file as it goes out; its wording is kept, for the day it comes back."""
    document = build(tender, kind, provenance=provenance)
    content = written(document, style_of(tender.project.lead))
    DocumentEdition.objects.keep(tender, [(kind, document, content)])
    return content


def written(document: Document, style: HouseStyle | None = None) -> bytes:
    """The file, which says what wording it is."""
    named = (*document.properties, (EDITION, document.fingerprint))
    return docx.render(replace(document, properties=named), style)


def render_workbook(tender: Tender, kind: str) -> bytes | None:
    """The spreadsheet of a document, when it has one."""
    write = KINDS[kind].workbook
    return write(gather(tender)) if write else None


def preview(tender: Tender, kind: str) -> SafeString:
    """The document as a page shows it."""
    return shown(tender, kind).body


@dataclass(frozen=True)
class Shown:
    """A document on a page; of a booklet, how hard it is to read, edits in Word included."""

    body: SafeString
    plainness: Plainness | None


def shown(tender: Tender, kind: str) -> Shown:
    context, wanted = gather(tender), KINDS[kind]
    [(_, made)] = edited(tender, context, [wanted])
    measured = plainness_of(made.document, context) if wanted.is_booklet else None
    # Safe: `word.html` escapes every text that it writes.
    return Shown(mark_safe(html.render(made.document)), measured)


@dataclass(frozen=True)
class Package:
    """Documents of a tender written together; `built` are their trees, by kind."""

    files: dict[str, bytes]
    manifest: Manifest
    built: dict[str, Document]


def applicable(context: DocumentContext) -> list[Kind]:
    """The documents that this tender has a use for."""
    return [kind for kind in KINDS.values() if kind.applies(context)]


def package(
    tender: Tender, kinds: Iterable[str] | None = None, *, provenance: bool = False
) -> Package:
    """Every file with its name, spreadsheets included, and what the whole is made of.

    Without `kinds`, the documents that apply to the tender.
    """
    context, style = gather(tender), style_of(tender.project.lead)
    files: dict[str, bytes] = {}
    items, editions, built = [], [], {}
    wanted = applicable(context) if kinds is None else [KINDS[id] for id in kinds]
    for kind, made in edited(tender, context, wanted):
        document = with_provenance(made.document, context) if provenance else made.document
        built[kind.id] = document
        name = f"{context.reference}-{kind.id}"
        content = files[f"{name}.docx"] = written(document, style)
        editions.append((kind.id, document, content))
        if kind.workbook:
            files[f"{name}.xlsx"] = kind.workbook(context)
        items.append(_item(kind, document, name))
    DocumentEdition.objects.keep(tender, editions)
    return Package(files, Manifest(tender.reference, tender.title, tuple(items)), built)


def produce(
    tender: Tender, kinds: Iterable[str] | None, out_dir: Path, *, provenance: bool = False
) -> Manifest:
    """Write these documents and `manifest.json` in the folder; nothing else there is touched."""
    made = package(tender, kinds, provenance=provenance)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (out_dir / name).write_bytes(content)
    (out_dir / "manifest.json").write_text(made.manifest.as_json(), encoding="utf-8")
    return made.manifest


def _item(kind: Kind, document: Document, name: str) -> Item:
    return Item(
        file=f"{name}.docx",
        workbook=f"{name}.xlsx" if kind.workbook else "",
        kind=kind.id,
        title=document.title,
        draft=document.draft,
        clauses=tuple(
            ClauseMark(c.id, c.version, c.lot, c.bookmark, c.fingerprint, c.edited)
            for c in document.clauses
        ),
        missing=document.blanks,
    )

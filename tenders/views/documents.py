"""The documents of a tender: list, preview, download one or all."""

from __future__ import annotations

import io
import zipfile

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from procurement.tables import CONTENT_TYPES
from tenders import documents
from tenders.drafting import check_of
from tenders.models import Tender
from tenders.returning import idle_edits
from tenders.views.tender import note, read

XLSX = CONTENT_TYPES["xlsx"]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
def index(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    blocking = [f for f in check_of(tender).findings if f.severity == "blocking"]
    context = {
        "tender": tender,
        "kinds": documents.KINDS,
        "blocking": blocking,
        "idle": idle_edits(tender),
        "can_edit": Tender.objects.editable_by(request.user).filter(pk=tender.pk).exists(),
    }
    return render(request, "tenders/documents.html", context)


@login_required
def preview(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    tender = read(request, pk)
    context = {
        "tender": tender,
        "kind": known(kind),
        "title": documents.KINDS[kind].title,
        "body": documents.preview(tender, kind),
    }
    return render(request, "tenders/preview.html", context)


@login_required
def download(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    tender = read(request, pk)
    content = documents.render_docx(tender, known(kind), provenance=with_provenance(request))
    note(request, tender, "document_exported", document=kind)
    return attachment(content, f"{tender.reference}-{kind}.docx", DOCX)


@login_required
def workbook(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """The spreadsheet that goes with a document."""
    tender = read(request, pk)
    content = documents.render_workbook(tender, known(kind))
    if content is None:
        raise Http404("Cette pièce n'a pas de tableur.")
    note(request, tender, "document_exported", document=kind)
    return attachment(content, f"{tender.reference}-{kind}.xlsx", XLSX)


@login_required
def package(request: HttpRequest, pk: str) -> HttpResponse:
    """Every document of the tender in one archive, with its spreadsheets and its manifest."""
    tender = read(request, pk)
    files, manifest = documents.package(tender, provenance=with_provenance(request))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
        folder.writestr("manifest.json", manifest.as_json())
    note(request, tender, "package_exported", documents=list(documents.KINDS))
    return attachment(archive.getvalue(), f"{tender.reference}.zip", "application/zip")


def with_provenance(request: HttpRequest) -> bool:
    """Whether the annex that says where clauses come from is asked for."""
    return request.GET.get("provenance") == "oui"


def known(kind: str) -> str:
    if kind not in documents.KINDS:
        raise Http404(f"Aucune pièce ne s'appelle « {kind} ».")
    return kind


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)

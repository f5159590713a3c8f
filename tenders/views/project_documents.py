"""The documents of a project: read on a page, downloaded in Word."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe

from needs.models import Project, RegisterEntry
from procurement.downloads import as_attachment
from procurement.word import docx, html
from procurement.word.blocks import Document
from tenders.documents import PROJECT_KINDS, build_for_project
from tenders.housing import style_of
from tenders.views.documents import DOCX


@login_required
def preview(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    project, document = _built(request, pk, kind)
    context = {
        "project": project,
        "kind": kind,
        "document": document,
        # Safe: `word.html` escapes every text that it writes.
        "body": mark_safe(html.render(document)),
    }
    return render(request, "tenders/project_preview.html", context)


@login_required
def download(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    project, document = _built(request, pk, kind)
    RegisterEntry.objects.note(
        project, "project_document_exported", by=request.user, now=timezone.now(), document=kind
    )
    content = docx.render(document, style_of(project.lead))
    return as_attachment(content, f"{project.reference}-{kind}.docx", DOCX)


def _built(request: HttpRequest, pk: UUID, kind: str) -> tuple[Project, Document]:
    if kind not in PROJECT_KINDS:
        raise Http404(f"Aucune pièce ne s'appelle « {kind} ».")
    visible = Project.objects.visible_to(request.user).select_related("lead", "facilitator")
    project = get_object_or_404(visible, pk=pk)
    return project, build_for_project(project, kind, now=timezone.now())

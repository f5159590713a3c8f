"""The documents of a tender: list, preview, download one or all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from procurement.downloads import as_attachment
from procurement.sessions import signed_in
from procurement.tables import CONTENT_TYPES
from procurement.word import docx
from tenders import documents
from tenders.completing import completion
from tenders.documents import KINDS, Kind
from tenders.documents.context import DocumentContext, gather
from tenders.forms.package import CompareForm
from tenders.forms.points import PointsForm
from tenders.keeping import AlteredPackage, archive_of, compared, export
from tenders.models import Tender
from tenders.previews import State, preview_of
from tenders.returning import idle_edits
from tenders.views.tender import answer, fetch, note, read

XLSX = CONTENT_TYPES["xlsx"]
ZIP = "application/zip"
DOCX = docx.MEDIA_TYPE


@login_required
def index(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    gathered = gather(tender)
    context = {
        "tender": tender,
        "families": by_family(gathered),
        "blocking": [f for f in gathered.findings if f.severity == "blocking"],
        "completion": completion(gathered),
        "idle": idle_edits(tender),
        "discussed": tender.project.discussions.counts(),
        "can_edit": Tender.objects.editable_by(request.user).filter(pk=tender.pk).exists(),
    }
    return render(request, "tenders/documents.html", context)


@signed_in
def complete(request: HttpRequest, pk: str) -> HttpResponse:
    """What only the officer knows, typed once for every document."""
    tender = fetch(request, pk)
    found = completion(gather(tender))
    form = PointsForm(request.POST or None, instance=tender, completion=found)
    return answer(
        request,
        tender,
        form,
        "tenders/complete.html",
        "tenders:documents",
        act="points_said",
        said="Les pièces reprennent ce que vous avez écrit.",
        form=form,
        completion=found,
    )


@login_required
def preview(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    tender = read(request, pk)
    shown = documents.shown(tender, known(kind))
    context = {
        "tender": tender,
        "kind": kind,
        "title": documents.KINDS[kind].title,
        "body": shown.body,
        "plainness": shown.plainness,
    }
    return render(request, "tenders/preview.html", context)


@login_required
def pages(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """The document page by page, as PDF; while LibreOffice works, a page that asks again."""
    tender = read(request, pk)
    found = preview_of(documents.shown_docx(tender, known(kind)))
    if found.state == State.READY:
        name = f"{tender.reference}-{kind}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(found.content, content_type="application/pdf", headers=headers)
    context = {
        "tender": tender,
        "kind": kind,
        "title": documents.KINDS[kind].title,
        "state": found.state,
        "why": found.why,
    }
    answer = render(request, "tenders/pages_wait.html", context)
    if found.state == State.MAKING:
        answer["Refresh"] = "2"
    return answer


@login_required
def download(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    tender = read(request, pk)
    content = documents.render_docx(tender, known(kind), provenance=with_provenance(request))
    note(request, tender, "document_exported", document=kind)
    return as_attachment(content, f"{tender.reference}-{kind}.docx", DOCX)


@login_required
def workbook(request: HttpRequest, pk: str, kind: str) -> HttpResponse:
    """The spreadsheet that goes with a document."""
    tender = read(request, pk)
    content = documents.render_workbook(tender, known(kind))
    if content is None:
        raise Http404("Cette pièce n'a pas de tableur.")
    note(request, tender, "document_exported", document=kind)
    return as_attachment(content, f"{tender.reference}-{kind}.xlsx", XLSX)


@login_required
def package(request: HttpRequest, pk: str) -> HttpResponse:
    """Every document of the tender in one archive, which is kept."""
    tender = read(request, pk)
    archive, kept = export(
        tender, by=request.user, now=timezone.now(), provenance=with_provenance(request)
    )
    kinds = list(dict.fromkeys(row["kind"] for row in kept.contents))
    note(request, tender, "package_exported", documents=kinds, number=kept.number)
    return as_attachment(archive, f"{tender.reference}.zip", ZIP)


@login_required
def history(request: HttpRequest, pk: str) -> HttpResponse:
    """The packages exported so far, the latest first, and two of them to compare."""
    tender = read(request, pk)
    context = {"tender": tender, "packages": tender.packages.select_related("by").defer("contents")}
    return render(request, "tenders/packages.html", context)


@login_required
def kept_package(request: HttpRequest, pk: str, number: int) -> HttpResponse:
    """The archive exactly as it left."""
    tender = read(request, pk)
    kept = get_object_or_404(tender.packages, number=number)
    try:
        archive = archive_of(kept)
    except AlteredPackage as error:
        messages.error(request, str(error))
        return redirect("tenders:packages", tender.pk)
    return as_attachment(archive, f"{tender.reference}-{number}.zip", ZIP)


@login_required
def compare(request: HttpRequest, pk: str) -> HttpResponse:
    """Two packages, passage by passage; by default the last two."""
    tender = read(request, pk)
    form = CompareForm(request.GET or None, tender=tender)
    if not form.is_valid():
        messages.error(request, "Choisissez deux dossiers différents parmi ceux de ce marché.")
        return redirect("tenders:packages", tender.pk)
    old, new = form.pair()
    context = {"tender": tender, "old": old, "new": new, "documents": compared(old, new)}
    return render(request, "tenders/packages_compare.html", context)


def by_family(context: DocumentContext) -> list[tuple[str, list[tuple[Kind, bool]]]]:
    """(heading, documents under it, each with whether it applies), in the order of the file."""
    return [
        (
            family,
            [(kind, kind.applies(context)) for kind in KINDS.values() if kind.family == family],
        )
        for family in documents.FAMILIES
    ]


def with_provenance(request: HttpRequest) -> bool:
    """Whether the annex that says where clauses come from is asked for."""
    return request.GET.get("provenance") == "oui"


def known(kind: str) -> str:
    if kind not in documents.KINDS:
        raise Http404(f"Aucune pièce ne s'appelle « {kind} ».")
    return kind

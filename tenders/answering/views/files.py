"""The files of a preparation: kit and data sheet in Word, the price workbooks of the buyer."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from procurement.downloads import as_attachment
from procurement.tables import CONTENT_TYPES
from procurement.word import docx
from tenders.answering.documents import candidature_sheet, kit
from tenders.answering.documents.frame import written
from tenders.answering.models import Publication
from tenders.answering.models.publication import LEARNING
from tenders.answering.prepared import Prepared
from tenders.answering.views.private import of_supplier
from tenders.keeping import AlteredPackage, archive_of

BUILDERS = {"kit": kit.build, "candidature": candidature_sheet.build}
WORKBOOKS = {"dqe": "bordereau-des-prix", "dpgf": "decomposition-du-prix"}


@login_required
@require_safe
@of_supplier
def document(request: HttpRequest, prepared: Prepared, *, kind: str) -> HttpResponse:
    if kind not in BUILDERS:
        raise Http404
    name = f"{kind}-{slugify(prepared.preparation.title)[:50]}.docx"
    return as_attachment(written(BUILDERS[kind](prepared)), name, docx.MEDIA_TYPE, private=True)


@login_required
@require_safe
@of_supplier
def prices(request: HttpRequest, prepared: Prepared, *, kind: str) -> HttpResponse:
    """The workbook exactly as the buyer published it, to be filled by the candidate."""
    publication = prepared.preparation.publication
    if publication is None or kind not in WORKBOOKS:
        raise Http404
    try:
        content = file_of(publication, f"{kind}.xlsx")
    except AlteredPackage as error:
        messages.error(request, str(error))
        return redirect("answering:prepare", prepared.preparation.pk)
    if content is None:
        raise Http404
    name = f"{WORKBOOKS[kind]}-{slugify(prepared.preparation.title)[:40]}.xlsx"
    return as_attachment(content, name, CONTENT_TYPES["xlsx"], private=True)


@require_safe
def booklet(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """What explains this call, for everybody alike: as it left with the package."""
    current = Publication.objects.current().select_related("tender", "package")
    publication = get_object_or_404(current, pk=pk)
    if kind not in LEARNING:
        raise Http404
    try:
        content = file_of(publication, f"{kind}.docx")
    except AlteredPackage as error:
        messages.error(request, str(error))
        return redirect(publication)
    if content is None:
        raise Http404
    name = f"{kind.replace('_', '-')}-{slugify(str(publication))[:40].rstrip('-')}.docx"
    return as_attachment(content, name, docx.MEDIA_TYPE)


def file_of(publication: Publication, ending: str) -> bytes | None:
    """From the package as it left; None when it had none."""
    name = f"{publication.tender.reference}-{ending}"
    if not any(row["name"] == name for row in publication.package.contents):
        return None
    with zipfile.ZipFile(io.BytesIO(archive_of(publication.package))) as archive:
        return archive.read(name)

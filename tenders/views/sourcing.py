"""The sourcing report of one consultation in one click, whether a tender exists or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from procurement.downloads import as_attachment
from procurement.word import docx
from tenders.documents import sourcing
from tenders.documents.project_context import gather
from tenders.housing import style_of
from tenders.models import MarketConsultation
from tenders.sourcing import sourcing_record
from tenders.views.documents import DOCX


@login_required
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    visible = MarketConsultation.objects.visible_to(request.user).exclude(published_at=None)
    found = visible.select_related("project__lead", "project__facilitator")
    consultation = get_object_or_404(found, pk=pk)
    now = timezone.now()
    project = consultation.project
    document = sourcing.build_alone(gather(project, now=now), [sourcing_record(consultation)])
    content = docx.render(document, style_of(project.lead))
    consultation.note("sourcing_report_exported", by=request.user, now=now)
    return as_attachment(content, f"{project.reference}-rapport-de-sourcage.docx", DOCX)

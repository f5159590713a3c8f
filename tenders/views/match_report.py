"""A search of suppliers taken away in Word."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from procurement.downloads import as_attachment
from procurement.word import docx
from suppliers.models import MatchRun
from tenders.documents.match_report import Search, build
from tenders.housing import style_of


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    visible = MatchRun.objects.visible_to(request.user)
    about = "project__lead", "need__organisation", "created_by"
    run = get_object_or_404(visible.select_related(*about), pk=pk)
    buyer = run.project.lead if run.project else run.need.organisation  # type: ignore[union-attr]
    search = Search(
        buyer=str(buyer),
        launched_at=timezone.localtime(run.created_at),
        launched_by=str(run.created_by or ""),
        digest=run.digest,
        weights=run.weights,
        result=run.result,
    )
    content = docx.render(build(search), style_of(buyer))
    return as_attachment(content, f"recherche-{run.created_at:%Y-%m-%d}.docx", docx.MEDIA_TYPE)

"""The register of a project: what was done, by whom and when, verified each time it is read."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from needs import chain, register_files
from needs.forms import RegisterFilterForm
from needs.models import Project, RegisterEntry
from procurement.downloads import as_attachment
from procurement.sessions import signed_in

PER_PAGE = 50


@signed_in
@require_safe
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    form = RegisterFilterForm(request.GET, project=project)
    wanted = form.wanted() if form.is_valid() else {}
    entries = project.register.told_by(**wanted).order_by("-number")
    rows = RegisterEntry.objects.rows(project)
    query = request.GET.copy()
    query.pop("page", None)
    seal = request.GET.get("seal", "").strip()
    context = {
        "project": project,
        "form": form,
        "filtered": bool(wanted),
        "page": Paginator(entries, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "verdict": chain.verify(rows),
        "seal": seal,
        "borne_by": chain.holds_seal(rows, seal),
    }
    return render(request, "needs/register.html", context)


@signed_in
@require_safe
def export(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """The acts asked for as a file; taking it away is an act too."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if kind not in register_files.KINDS:
        raise Http404(f"Le registre ne se télécharge pas en {kind}.")
    form = RegisterFilterForm(request.GET, project=project)
    wanted = form.wanted() if form.is_valid() else {}
    entries = list(project.register.told_by(**wanted).order_by("number"))
    content = register_files.written(kind, project, entries, filtered=bool(wanted))
    RegisterEntry.objects.note(
        project,
        "register_exported",
        by=request.user,
        now=timezone.now(),
        format=kind,
        rows=len(entries),
    )
    name = f"registre-{project.reference}.{kind}"
    return as_attachment(content, name, register_files.KINDS[kind], private=True)

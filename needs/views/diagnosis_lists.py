"""What the page of the diagnosis shortens, in full: sites, members, answers, facts, gaps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from needs.diagnosis import Diagnosis, SiteRow
from needs.diagnosis.breakdown import (
    answer_summaries,
    by_member,
    grouped_gaps,
    largest_sites,
    main_total,
)
from needs.models import Project
from needs.views.diagnosis import confirmed_facts
from procurement.sessions import signed_in
from procurement.typography import fold

PER_PAGE = 50


def _project(request: HttpRequest, pk: UUID) -> Project:
    projects = Project.objects.visible_to(request.user).select_related("lead")
    return get_object_or_404(projects, pk=pk)


@signed_in
def sites(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every site with its volumes: found by its name, its commune or its member; sorted by one."""
    project = _project(request, pk)
    result = project.diagnosis()
    wanted = request.GET.get("q", "").strip()
    rank = _rank(request.GET.get("tri", ""), result)
    rows = largest_sites([row for row in result.site_rows if _matches(row, wanted)], rank)
    context: dict[str, Any] = {
        "project": project,
        "diagnosis": result,
        "wanted": wanted,
        "rank": rank,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"q": wanted, "tri": rank}),
    }
    return render(request, "needs/diagnosis_sites.html", context)


def _rank(sent: str, result: Diagnosis) -> int:
    known = sent.isascii() and sent.isdigit() and int(sent[:6]) < len(result.totals)
    return int(sent) if known else main_total(result)


def _matches(row: SiteRow, wanted: str) -> bool:
    return fold(wanted) in fold(f"{row.name} {row.commune} {row.member}")


@signed_in
def members(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = _project(request, pk)
    result = project.diagnosis()
    context = {"project": project, "diagnosis": result, "lines": by_member(result)}
    return render(request, "needs/diagnosis_members.html", context)


@signed_in
def answers(request: HttpRequest, pk: UUID, question: str) -> HttpResponse:
    project = _project(request, pk)
    summaries = answer_summaries(project.diagnosis())
    found = next((each for each in summaries if each.question.id == question), None)
    if found is None:
        raise Http404
    context = {"project": project, "answer": found}
    return render(request, "needs/diagnosis_answers.html", context)


@signed_in
def facts(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = _project(request, pk)
    page = Paginator(confirmed_facts(project), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "needs/diagnosis_facts.html", {"project": project, "page": page})


@signed_in
def gaps(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = _project(request, pk)
    context = {"project": project, "groups": grouped_gaps(project.diagnosis())}
    return render(request, "needs/diagnosis_gaps.html", context)

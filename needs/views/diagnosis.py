"""The joint diagnosis as a page: totals, who brings what, where, and what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from needs.diagnosis import Diagnosis, Total
from needs.models import FactKind, NeedFact, Project


@login_required
def diagnosis(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("lead", "facilitator"), pk=pk
    )
    result = project.diagnosis()
    return render(
        request,
        "needs/diagnosis.html",
        {
            "project": project,
            "diagnosis": result,
            "editable": Project.objects.editable_by(request.user).filter(pk=pk).exists(),
            "charts": [(f"chart-{n}", t, _chart(t)) for n, t in enumerate(result.totals, start=1)],
            "map": _map(project, result),
            "objectives": project.objectives(),
            "facts": _facts(project),
        },
    )


def _chart(total: Total) -> dict[str, Any]:
    return {
        "kind": "bar",
        "labels": [share.name for share in total.by_member],
        "series": [
            {"label": total.title, "values": [float(share.value) for share in total.by_member]}
        ],
        "unit": total.units,
    }


def _map(project: Project, result: Diagnosis) -> dict[str, Any]:
    return {
        "territory": list(project.territory().values_list("lat", "lon")),
        "points": [
            {
                "lat": site.point[0],
                "lon": site.point[1],
                "label": f"{site.name}, {site.commune} ({sheet.member})",
                "kind": "site",
            }
            for sheet, site in result.sites
            if site.point
        ],
    }


def _facts(project: Project) -> list[NeedFact]:
    facts = NeedFact.objects.accepted().filter(need__project=project)
    return list(
        facts.exclude(kind=FactKind.OBJECTIVE)
        .select_related("need__organisation")
        .order_by("kind", "need__organisation__name", "start")
    )

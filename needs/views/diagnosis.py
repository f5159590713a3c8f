"""The joint diagnosis as a page: totals, who brings what, where, and what is missing."""

from __future__ import annotations

from math import sqrt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from needs.diagnosis import Diagnosis
from needs.diagnosis.breakdown import (
    FIRST,
    Leading,
    Line,
    answers_by_section,
    by_commune,
    grouped_gaps,
    largest_sites,
    leading,
    main_total,
)
from needs.diagnosis.territory import Gathering, Point, gathering
from needs.models import FactKind, NeedFact, Project
from procurement.accounts.models import Organisation
from procurement.geo import distance_km
from procurement.nomenclature.models import Commune
from procurement.sessions import signed_in
from procurement.typography import number, plural

_LEAST_RADIUS, _MORE_RADIUS = 5, 17
_NAMED_ON_THE_MAP = 10
_APART = (0.025, 0.1)  # degrees of latitude and of longitude that a name takes
_SITES_NAMED = 3


@signed_in
def diagnosis(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("lead", "facilitator"), pk=pk
    )
    result = project.diagnosis()
    shares = [leading(total) for total in result.totals]
    communes, rank = by_commune(result), main_total(result)
    facts = confirmed_facts(project)
    return render(
        request,
        "needs/diagnosis.html",
        {
            "project": project,
            "diagnosis": result,
            "validates": Project.objects.validatable_by(request.user).filter(pk=pk).exists(),
            "discussed": project.discussions.counts(),
            "gap_groups": grouped_gaps(result),
            "charts": [(f"chart-{n}", s, _chart(s)) for n, s in enumerate(shares, start=1)],
            "map": _map(project, result, communes, rank),
            "communes": [(line, line.values[rank]) for line in communes if line.values]
            or [(line, None) for line in communes],
            "sites": largest_sites(result.site_rows, rank)[:FIRST],
            "main_total": result.totals[rank] if result.totals else None,
            "objectives": project.objectives(),
            "facts": facts[:FIRST],
            "fact_count": facts.count(),
            "answers": answers_by_section(result),
        },
    )


def _chart(shares: Leading) -> dict[str, Any]:
    """The bars of the first; all the others in one bar would dwarf them, the table has it."""
    return {
        "kind": "bar",
        "labels": [share.name for share in shares.first],
        "series": [
            {"label": shares.total.title, "values": [float(share.value) for share in shares.first]}
        ],
        "unit": shares.total.units,
    }


def _map(project: Project, result: Diagnosis, communes: list[Line], rank: int) -> dict[str, Any]:
    """One point a commune, sized by what its sites bring; members without a site are told too.

    `far` are those who would shrink all the others if they were drawn: they are told in words.
    """
    members = _members_without_site(project, communes)
    placed = [(line.point, line.sites) for line in communes if line.point]
    drawn = gathering([*placed, *((point, 1) for point, _ in members)])
    far = [
        _said_far(f"{line.name} ({plural(line.sites, 'site')})", line.point, drawn)
        for line in communes
        if line.point and not drawn.holds(line.point)
    ] + [_said_far(name, point, drawn) for point, name in members if not drawn.holds(point)]
    near = [line for line in communes if line.point and drawn.holds(line.point)]
    territory = project.territory().values_list("lat", "lon")
    return {
        "territory": [
            [round(lat, 4), round(lon, 4)] for lat, lon in territory if drawn.holds((lat, lon))
        ],
        "points": _points(result, near, rank)
        + [
            {"lat": point[0], "lon": point[1], "label": name, "kind": "member"}
            for point, name in members
            if drawn.holds(point)
        ],
        "far": far,
    }


def _points(result: Diagnosis, communes: list[Line], rank: int) -> list[dict[str, Any]]:
    largest = max((line.values[rank] or 0 for line in communes if line.values), default=0)
    units = result.totals[rank].units if result.totals else ""
    named = _names_apart(communes)
    return [
        _point(line, line.values[rank] if line.values else None, largest, units)
        | ({"name": line.name} if line.insee in named else {})
        for line in communes
    ]


def _said_far(name: str, point: Point, drawn: Gathering) -> str:
    """« Saint-Denis (2 sites), à 9 300 km environ »."""
    return f"{name}, à {number(round(distance_km(drawn.middle, point), -1))} km environ"


def _names_apart(communes: list[Line]) -> set[str]:
    """The largest communes whose names do not cover each other on the map."""
    named: dict[str, tuple[float, float]] = {}
    for line in communes:
        if line.point and len(named) < _NAMED_ON_THE_MAP:
            lat, lon = line.point
            near = (
                abs(lat - y) < _APART[0] and abs(lon - x) < _APART[1] for y, x in named.values()
            )
            if not any(near):
                named[line.insee] = line.point
    return set(named)


def _point(line: Line, value: Any, largest: Any, units: str) -> dict[str, Any]:
    named = ", ".join(line.names[:_SITES_NAMED]) + ("…" if line.sites > _SITES_NAMED else "")
    brought = f" ; {number(value)} {units}" if value else ""
    share = sqrt(value / largest) if value and largest else 0
    lat, lon = line.point or (0, 0)
    return {
        "lat": round(lat, 4),
        "lon": round(lon, 4),
        "label": f"{line.name} : {plural(line.sites, 'site')} ({named}){brought}. "
        f"{', '.join(line.members[:2])}",
        "kind": "site",
        "size": round(_LEAST_RADIUS + _MORE_RADIUS * share, 1),
    }


def _members_without_site(project: Project, communes: list[Line]) -> list[tuple[Point, str]]:
    """Where each is, and the member's name."""
    drawn = {line.insee for line in communes}
    codes = Organisation.objects.filter(projects__project=project).exclude(place_code__in=drawn)
    names = dict(codes.values_list("place_code", "name"))
    places = Commune.objects.filter(insee__in=names)
    return [(place.point, names[place.insee]) for place in places if place.point]


def confirmed_facts(project: Project) -> QuerySet[NeedFact]:
    """What was read and confirmed in the sheets, objectives apart."""
    facts = NeedFact.objects.accepted().filter(need__project=project)
    return (
        facts.exclude(kind=FactKind.OBJECTIVE)
        .select_related("need__organisation")
        .order_by("kind", "need__organisation__name", "start", "pk")
    )

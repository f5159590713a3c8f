"""The clause library: browse it, read one clause at its permanent address. Open to all."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from procurement.http import wants_fragment
from tenders.clause_exports import FORMATS, export
from tenders.clauses import FACTS, Clause, Level, Part, Place, library
from tenders.forms.clause_filter import ClauseFilterForm
from tenders.models import Tender
from tenders.views.declarations import said_of

LATEST_TENDERS = 5


@require_safe
@vary_on_headers("HX-Request")
def index(request: HttpRequest) -> HttpResponse:
    form = ClauseFilterForm(request.GET or {})
    form.is_valid()
    context = {"form": form, **listing(form.found(), form.cleaned_data.get("theme", ""))}
    template = "tenders/_clauses_swap.html" if wants_fragment(request) else "tenders/clauses.html"
    return render(request, template, context)


def listing(clauses: tuple[Clause, ...], first: str = "") -> dict[str, Any]:
    """The clauses under their main theme, that `first` before the others; counts per place."""
    places = Counter(clause.place for clause in clauses)
    labels = sorted(library().themes.items(), key=lambda theme: theme[0] != first)
    return {
        "total": len(clauses),
        "themes": [
            (id, label, held)
            for id, label in labels
            if (held := sorted((c for c in clauses if c.theme == id), key=in_file_order))
        ],
        "places": [(place, places[place]) for place in Place if places[place]],
    }


def in_file_order(clause: Clause) -> int:
    """Specifications first, then selection, award and performance, as a file is read."""
    return list(Place).index(clause.place)


@require_safe
def detail(request: HttpRequest, clause_id: str) -> HttpResponse:
    """The clause as it stands, or as it stood at the `version` a tender used."""
    clause = library().get(clause_id, wanted_version(request))
    if clause is None:
        raise Http404("No such clause, or no such version.")
    context = {
        "clause": clause,
        "last": library().get(clause_id),
        "themes": [(id, library().themes[id]) for id in clause.themes],
        "texts": texts(clause),
        "variables": [(v, FACTS.get(v.fact, "")) for v in clause.variables],
        "needed": [library().get(id) for id in clause.needs],
        "excluded": library().excluded(clause),
        "tenders": Tender.objects.editable_by(request.user)[:LATEST_TENDERS],
        **said_of(clause, request.user),
    }
    return render(request, "tenders/clause.html", context)


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole library as one file of open data."""
    if kind not in FORMATS:
        raise Http404("No such format.")
    file = export(kind)
    return HttpResponse(
        file.content,
        content_type=file.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


def wanted_version(request: HttpRequest) -> int | None:
    asked = request.GET.get("version", "")
    if asked and not (asked.isdecimal() and len(asked) < 10):
        raise Http404("A version is a number.")
    return int(asked) if asked else None


def texts(clause: Clause) -> list[tuple[Level | None, list[Part]]]:
    """What there is to read: one text, or one a level of ambition."""
    levels: list[Level | None] = [level for level, _ in clause.levels] or [None]
    return [(level, clause.parts(level)) for level in levels]

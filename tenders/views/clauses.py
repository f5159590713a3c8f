"""The clause library: browse it, read one clause at its permanent address. Open to all."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from procurement.downloads import as_attachment
from procurement.http import wants_fragment
from tenders.clause_alerts import alerts_for
from tenders.clause_exports import FORMATS, export
from tenders.clause_use import usage
from tenders.clauses import FACTS, Clause, Level, Library, Part, Place
from tenders.clauses.differences import differences
from tenders.drafting import fact_values
from tenders.forms.clause_figures import FiguresForm
from tenders.forms.clause_filter import ClauseFilterForm
from tenders.models import Tender
from tenders.models.local_clause import LocalClause, writing_organisations
from tenders.shelf import shelf_of
from tenders.views.declarations import said_of
from tenders.views.tender import taken_into

LATEST_TENDERS = 5


@require_safe
@vary_on_headers("HX-Request")
def index(request: HttpRequest) -> HttpResponse:
    shelf = shelf_of(request.user)
    own = set(writing_organisations(request.user).values_list("pk", flat=True))
    form = ClauseFilterForm(request.GET or {}, shelf=shelf, own=own)
    form.is_valid()
    context = {
        "form": form,
        "can_write": bool(own),
        "tenders": Tender.objects.editable_by(request.user)[:LATEST_TENDERS],
        "level": form.cleaned_data.get("level", ""),
        "own": own,
        **listing(shelf, form.found(), form.cleaned_data.get("theme", "")),
    }
    template = "tenders/_clauses_swap.html" if wants_fragment(request) else "tenders/clauses.html"
    return render(request, template, context)


def listing(shelf: Library, clauses: tuple[Clause, ...], first: str = "") -> dict[str, Any]:
    """The clauses under their main theme, that `first` before the others; counts per place."""
    places = Counter(clause.place for clause in clauses)
    labels = sorted(shelf.themes.items(), key=lambda theme: theme[0] != first)
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


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Put the clauses ticked in the library into one of the tenders one drafts."""
    asked = request.POST.get("tender", "")
    tenders = Tender.objects.editable_by(request.user).select_related("project__lead")
    tender = next((t for t in tenders if str(t.pk) == asked), None)
    if tender is None:
        messages.warning(request, "Choisissez d'abord le marché qui reçoit les clauses.")
        return redirect("tenders:clauses")
    return taken_into(request, tender)


@require_safe
def detail(request: HttpRequest, clause_id: str, version: int | None = None) -> HttpResponse:
    """The clause as it stands, or as it stood at the version a tender used."""
    shelf = shelf_of(request.user)
    clause = found(shelf, clause_id, version or wanted_version(request))
    tenders = list(Tender.objects.editable_by(request.user).select_related("project__lead")[:5])
    figures = FiguresForm(request.GET or None, clause=clause, tenders=tenders)
    facts = fact_values(figures.tender) if figures.tender else None
    writes = LocalClause.objects.editable_by(request.user).filter(slug=clause_id).exists()
    context = {
        "clause": clause,
        "last": shelf.get(clause_id),
        "versions": shelf.versions_of(clause_id),
        "themes": [(id, shelf.themes[id]) for id in clause.themes],
        "texts": texts(clause, figures.values, facts),
        "follow": clause.follow_up_parts(figures.values, facts),
        "figures": figures,
        "level_values": level_values(clause, figures.values, facts),
        "variables": [(v, FACTS.get(v.fact, "")) for v in clause.variables],
        "bases": [(basis, basis.standing(figures.at)) for basis in clause.legal_basis],
        "needed": [c for id in clause.needs if (c := shelf.get(id))],
        "excluded": shelf.excluded(clause),
        "forked": shelf.get(clause.origin.forked_from, clause.origin.forked_version)
        if clause.origin and clause.origin.forked_from
        else None,
        "use": usage(clause_id),
        "tenders": offered(shelf, clause, tenders),
        "organisations": writing_organisations(request.user),
        "writes": writes,
        **said_of(clause, request.user),
    }
    return render(request, "tenders/clause.html", context)


def offered(
    shelf: Library, clause: Clause, tenders: list[Tender]
) -> list[tuple[Tender, bool, list[str]]]:
    """The tenders that may take the clause: whether they have it, and what would not go well."""
    rows = []
    for tender in tenders:
        held = tender.held_clauses()
        frictions = [c.text for c in shelf.frictions(clause.id, held)]
        rows.append((tender, clause.id in held, frictions))
    return rows


def level_values(
    clause: Clause, values: dict[str, Any] | None, facts: dict[str, Any] | None
) -> list[tuple[str, list[str]]]:
    """The figures that follow the level, derived ones too: (label, what stands at each level)."""
    given = [clause.given(values, level, facts) for level, _ in clause.levels]
    moving = {name for _, content in clause.levels for name, _ in content.values}
    rows = []
    for variable in clause.variables:
        said = [at_level.get(variable.name) for at_level in given]
        if variable.name in moving or any(one != said[0] for one in said):
            shown = [variable.write(v) if v is not None else "à compléter" for v in said]
            rows.append((variable.label, shown))
    return rows


@require_safe
def compare(request: HttpRequest, clause_id: str, version: int) -> HttpResponse:
    """Word by word, what this version changes from another one, the one before if none is named."""
    shelf = shelf_of(request.user)
    new = found(shelf, clause_id, version)
    asked = request.GET.get("avec", "")
    origin = new.origin if new.origin and new.origin.forked_from else None
    if asked == "origine" and origin:
        old = found(shelf, origin.forked_from, origin.forked_version)
    else:
        number = int(asked) if asked.isdecimal() and len(asked) < 6 else version - 1
        old = found(shelf, clause_id, number or version)
    context = {
        "old": old,
        "new": new,
        "differences": differences(old, new),
        "versions": [c for c in shelf.versions_of(clause_id) if c.version != version],
        "origin": origin,
    }
    return render(request, "tenders/clause_differences.html", context)


@login_required
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The tenders whose clauses lost or changed their ground since they were taken."""
    return render(request, "tenders/clause_alerts.html", {"alerts": alerts_for(request.user)})


@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole library as one file of open data."""
    if kind not in FORMATS:
        raise Http404("No such format.")
    file = export(kind)
    return as_attachment(file.content, file.name, file.content_type)


def found(shelf: Library, clause_id: str, version: int | None) -> Clause:
    clause = shelf.get(clause_id, version)
    if clause is None:
        raise Http404("No such clause, or no such version.")
    return clause


def wanted_version(request: HttpRequest) -> int | None:
    asked = request.GET.get("version", "")
    if asked and not (asked.isdecimal() and len(asked) < 10):
        raise Http404("A version is a number.")
    return int(asked) if asked else None


def texts(
    clause: Clause, values: dict[str, Any] | None = None, facts: dict[str, Any] | None = None
) -> list[tuple[Level | None, list[Part]]]:
    """What there is to read: one text, or one a level of ambition."""
    levels: list[Level | None] = [level for level, _ in clause.levels] or [None]
    return [(level, clause.parts(level, values, facts)) for level in levels]

"""Two searches about the same thing: who moved, and why; on a page, as a table, by the API."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from procurement.identifiers import format_siret
from procurement.tables import Row
from suppliers.comparing import Comparison, Line
from suppliers.models import MatchRun
from suppliers.views.exports import table_response
from suppliers.views.matches import became, fetch


def pair(request: HttpRequest, pk: str, other_pk: str) -> tuple[MatchRun, MatchRun]:
    """Both searches, the earlier first; 404 unless they are about the same thing."""
    run = fetch(request, pk)
    other = get_object_or_404(run.others().select_related("created_by"), pk=other_pk)
    return run.in_order_with(other)


@login_required
@require_safe
def compare(request: HttpRequest, pk: str, other_pk: str) -> HttpResponse:
    earlier, later = pair(request, pk, other_pk)
    comparison = later.compared_with(earlier)
    only_changes = "changements" in request.GET
    lines = [line for line in comparison.lines if line.differs or not only_changes]
    context = {
        "earlier": earlier,
        "later": later,
        "comparison": comparison,
        "lines": lines,
        "became": became([line.row for line in lines]),
        "only_changes": only_changes,
    }
    return render(request, "suppliers/compare.html", context)


@login_required
@require_safe
def export(request: HttpRequest, pk: str, other_pk: str, kind: str) -> HttpResponseBase:
    earlier, later = pair(request, pk, other_pk)
    name = f"comparaison-{earlier.created_at:%Y-%m-%d}-{later.created_at:%Y-%m-%d}"
    return table_response(kind, name, "Comparaison", table_of(later.compared_with(earlier)))


def table_of(comparison: Comparison) -> Iterator[Row]:
    weights = comparison.weights
    yield (
        "Fournisseur",
        "SIRET",
        "Rang avant",
        "Rang après",
        "Mouvement",
        "Score avant",
        "Score après",
        *(f"{weight.name} avant (sur {weight.before})" for weight in weights),
        *(f"{weight.name} après (sur {weight.after})" for weight in weights),
        "Pourquoi",
    )
    yield from map(_row, comparison.lines)


def _row(line: Line) -> Row:
    before, after = line.before or {}, line.after or {}
    return (
        line.row["name"],
        format_siret(line.row["siret"]),
        before.get("rank", ""),
        after.get("rank", ""),
        line.status,
        before.get("score", ""),
        after.get("score", ""),
        *(part.before["points"] if part.before else "" for part in line.parts),
        *(part.after["points"] if part.after else "" for part in line.parts),
        " ".join(line.why),
    )

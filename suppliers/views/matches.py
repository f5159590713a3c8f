"""Searches: launched with their weights, read with their reasons, compared, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from needs.models import Need, Project, RegisterEntry
from procurement.identifiers import format_siret
from procurement.tables import Row
from suppliers.bars import segments
from suppliers.conclusions import conclude
from suppliers.facts import SupplierFacts
from suppliers.forms.record import WeightsForm
from suppliers.gathering import facts_of
from suppliers.matching import PART_NAMES
from suppliers.models import MatchRun, Supplier
from suppliers.snapshots import changes, snapshot_of
from suppliers.views.exports import table_response

IN_FULL = 10  # ranked suppliers shown first, a page that a phone loads; the others on request
EXCLUDED_SHOWN = 100
GONE = "gone"


@login_required
def matches(request: HttpRequest, pk: str) -> HttpResponse:
    """The searches of a project; its facilitator and its lead launch them."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    can_launch = Project.objects.editable_by(request.user).filter(pk=pk).exists()
    return searches(request, {"project": project}, can_launch)


@login_required
def need_matches(request: HttpRequest, pk: str) -> HttpResponse:
    """The searches of one need; the people of its authority launch them."""
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    can_launch = Need.objects.editable_by(request.user).filter(pk=pk).exists()
    return searches(request, {"need": need}, can_launch)


def searches(request: HttpRequest, about: dict[str, Any], can_launch: bool) -> HttpResponse:
    form = WeightsForm(request.POST or None)
    if request.method == "POST":
        if not can_launch:
            raise Http404
        if form.is_valid():
            run = MatchRun.objects.launch(
                **about,
                weights=form.cleaned_data["weights"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "La recherche est faite, avec ses poids et sa date.")
            return redirect("suppliers:match", run.pk)
    runs = list(MatchRun.objects.filter(**about).select_related("created_by").with_figures())
    context = {
        **about,
        "form": form,
        "can_launch": can_launch,
        "runs": runs,
        "previous": {run.pk: earlier.pk for run, earlier in pairwise(runs)},
    }
    status = 422 if form.errors else 200
    return render(request, "suppliers/matches.html", context, status=status)


def fetch(request: HttpRequest, pk: str) -> MatchRun:
    """The search, if the person takes part in its project or need; 404 otherwise."""
    runs = MatchRun.objects.visible_to(request.user)
    return get_object_or_404(runs.select_related("project", "need", "created_by"), pk=pk)


@login_required
@require_safe
def match(request: HttpRequest, pk: str) -> HttpResponse:
    run = fetch(request, pk)
    result = run.result
    excluded = result["excluded"][:EXCLUDED_SHOWN]
    shown = result["results"] if request.GET.get("rangs") == "tous" else result["results"][:IN_FULL]
    said = conclude(result)
    grouped = [{"supplier": str(key)} for key in run.supplier_keys()]
    context = {
        "run": run,
        "result": result,
        "said": said,
        "groups": list(zip(result["groups"], said.coverings, strict=True)),
        "became": became([*grouped, *excluded, *shown]),
        "is_intact": is_intact(run),
        "weights": named_weights(run),
        "ranking": [(found, segments(found["parts"])) for found in shown],
        "excluded": excluded,
        "others": run.others().defer("demand", "result"),
        "can_consult": Project.objects.editable_by(request.user).filter(pk=run.project_id).exists(),
    }
    return render(request, "suppliers/match.html", context)


def became(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """What became of these records since: « gone », what changed in a sentence, or empty."""
    then = {row["supplier"]: row.get("record") for row in rows}
    now = {facts.key: facts for facts in facts_of(Supplier.objects.filter(pk__in=then))}
    return {key: _became(record, now.get(key)) for key, record in then.items()}


def _became(record: dict[str, Any] | None, now: SupplierFacts | None) -> str:
    if now is None:
        return GONE
    return " ".join(changes(record, snapshot_of(now))) if record else ""


def is_intact(run: MatchRun) -> bool | None:
    """Whether the search is what the project's register noted; None when it noted nothing."""
    if run.project_id is None:
        return None
    noted = RegisterEntry.objects.filter(
        project=run.project_id, act="match_run", facts__run=str(run.pk)
    )
    digest = noted.values_list("facts__digest", flat=True).first()
    return None if digest is None else digest == run.digest


def named_weights(run: MatchRun) -> list[tuple[str, int]]:
    return [(PART_NAMES[key], weight) for key, weight in run.weights.items()]


@login_required
@require_safe
def export(request: HttpRequest, pk: str, kind: str) -> HttpResponseBase:
    run = fetch(request, pk)
    name = f"classement-{run.created_at:%Y-%m-%d}"
    return table_response(kind, name, "Classement", table_of(run))


def table_of(run: MatchRun) -> Iterator[Row]:
    yield (
        "Rang",
        "Nom",
        "SIRET",
        "Commune",
        "Score sur 100",
        *(f"{name} (sur {weight})" for name, weight in named_weights(run)),
        "Points gagnés",
        "Points perdus",
        "Ce qui changerait le rang",
        "Écarté par",
    )
    for found in run.result["results"]:
        yield (
            found["rank"],
            found["name"],
            format_siret(found["siret"]),
            found["city"],
            found["score"],
            *(part["points"] for part in found["parts"]),
            # The column says which way they go: a sign first would read as a formula.
            " ".join(told.removeprefix("+") for told in found["gained"]),
            " ".join(found["lost"]),
            " ".join(found["would_change"]),
            "",
        )
    blanks = [""] * len(run.weights)
    for out in run.result["excluded"]:
        reason = f"{out['filter_name']} : {out['reason']}"
        yield ("", out["name"], "", out["city"], "", *blanks, "", "", "", reason)

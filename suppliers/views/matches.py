"""Searches: launched with their weights, read with their reasons, compared, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from needs.models import Need, Project
from procurement.identifiers import format_siret
from procurement.tables import Row
from suppliers.bars import segments
from suppliers.forms.record import WeightsForm
from suppliers.matching import PART_NAMES
from suppliers.models import MatchRun
from suppliers.views.exports import table_response

EXCLUDED_SHOWN = 100


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
    context = {
        **about,
        "form": form,
        "can_launch": can_launch,
        "runs": MatchRun.objects.filter(**about).select_related("created_by").defer("demand"),
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
    context = {
        "run": run,
        "result": result,
        "weights": named_weights(run),
        "ranking": [(found, segments(found["parts"])) for found in result["results"]],
        "excluded": result["excluded"][:EXCLUDED_SHOWN],
        "others": others(run).defer("result"),
        "can_consult": Project.objects.editable_by(request.user).filter(pk=run.project_id).exists(),
    }
    return render(request, "suppliers/match.html", context)


def named_weights(run: MatchRun) -> list[tuple[str, int]]:
    return [(PART_NAMES[key], weight) for key, weight in run.weights.items()]


def others(run: MatchRun) -> QuerySet[MatchRun]:
    """The other searches about the same thing, to compare this one with."""
    same = MatchRun.objects.filter(project=run.project_id, need=run.need_id)
    return same.exclude(pk=run.pk).defer("demand")


@login_required
@require_safe
def compare(request: HttpRequest, pk: str, other_pk: str) -> HttpResponse:
    """Two searches about the same thing, supplier by supplier."""
    run = fetch(request, pk)
    other = get_object_or_404(others(run), pk=other_pk)
    earlier, later = sorted((run, other), key=lambda one: one.created_at)
    context = {
        "run": run,
        "earlier": earlier,
        "later": later,
        "weights": zip(named_weights(earlier), later.weights.values(), strict=True),
        "lines": compared(earlier.result["results"], later.result["results"]),
    }
    return render(request, "suppliers/compare.html", context)


def compared(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]]:
    """(supplier, its earlier place, its later place), in the later order, those gone last."""
    was = {found["siret"]: found for found in before}
    now = {found["siret"]: found for found in after}
    kept = [(found, was.get(siret), found) for siret, found in now.items()]
    gone = [(found, found, None) for siret, found in was.items() if siret not in now]
    return [*kept, *gone]


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
            " ".join(found["gained"]),
            " ".join(found["lost"]),
            " ".join(found["would_change"]),
            "",
        )
    blanks = [""] * len(run.weights)
    for out in run.result["excluded"]:
        reason = f"{out['filter_name']} : {out['reason']}"
        yield ("", out["name"], "", out["city"], "", *blanks, "", "", "", reason)

"""Scenarios of a project: fill the coefficients, see at once what each option costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from needs import scenarios
from needs.forms import ScenarioForm
from needs.models import Project, Scenario
from needs.scenarios import OptionKind, words
from procurement import legal
from procurement.http import status_of, wants_fragment
from procurement.sessions import signed_in
from procurement.word.blocks import Chart
from procurement.word.svg import chart_svg


@signed_in
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every scenario of the project side by side; a new one opens with what is known."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    facts = project.diagnosis().facts()
    kept = [
        (scenario, scenarios.compare(scenario.plain_values(facts)))
        for scenario in project.scenarios.all()
    ]
    context = {
        "project": project,
        "scenarios": kept,
        "kinds": list(OptionKind),
        "editable": _editable(request, project),
    }
    return render(request, "needs/scenarios.html", context)


@signed_in
@require_POST
def create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new scenario, or the copy of one, under a name of its own."""
    project = get_object_or_404(Project.objects.editable_by(request.user), pk=pk)
    copied = project.scenarios.filter(pk=_whole(request.POST.get("copy_of"))).first()
    scenario = Scenario.objects.create(
        project=project,
        title=_free_title(project, copied.title if copied else "Scénario de base"),
        values=copied.values if copied else {},
        created_by=request.user,
    )
    scenario.note("scenario_created", by=request.user, now=timezone.now())
    messages.success(
        request, f"« {scenario} » est ouvert : remplacez les hypothèses que vous pouvez."
    )
    return redirect(scenario)


@signed_in
@vary_on_headers("HX-Request")
def scenario(request: HttpRequest, pk: UUID, scenario: int) -> HttpResponse:
    """The coefficients and the result. Anybody in the team may try values; the lead's save them."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    kept = get_object_or_404(project.scenarios, pk=scenario)
    editable = _editable(request, project)
    facts = project.diagnosis().facts()
    form = ScenarioForm(request.POST or None, instance=kept, facts=facts)
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid() and "save" in request.POST and editable:
        merged = kept.revise(form.seen_values, form.typed(), by=request.user, now=timezone.now())
        if not merged.conflicts:
            messages.success(request, f"Enregistré à {timezone.localtime():%H:%M}.")
            return redirect(kept)
        theirs = form.take_current(merged)
    context = {
        "project": project,
        "scenario": kept,
        "form": form,
        "editable": editable,
        "theirs": theirs,
        **_result(form, project),
    }
    if wants_fragment(request):
        return render(request, "needs/_scenario_swap.html", context)
    status = 409 if theirs else status_of(form)
    return render(request, "needs/scenario.html", context, status=status)


@signed_in
@require_POST
def remove(request: HttpRequest, pk: UUID, scenario: int) -> HttpResponse:
    kept = get_object_or_404(Scenario.objects.editable_by(request.user), project=pk, pk=scenario)
    kept.note("scenario_removed", by=request.user, now=timezone.now())
    kept.delete()
    messages.success(request, f"« {kept} » est retiré.")
    return redirect("needs:scenarios", pk)


def _result(form: ScenarioForm, project: Project) -> dict[str, Any]:
    given = form.given()
    values = {id: each.value for id, each in given.items()}
    comparison = scenarios.compare(values)
    curves = [scenarios.curve(values, id) for id in scenarios.CURVES]
    return {
        "comparison": comparison,
        "rows": comparison.rows(),
        "verdict": [words.cheapest_sentence(comparison), *words.verdict(comparison)],
        "assumptions": words.assumptions_sentence(given),
        "chart": _picture(words.cost_chart(comparison)),
        "curves": [(_picture(chart), chart) for chart in map(words.curve_chart, curves)],
        "break_evens": [
            (
                option,
                [words.break_even_sentence(b) for b in scenarios.break_evens(values, option.kind)],
            )
            for option in comparison.reuse
        ],
        "influences": [
            words.influence_sentence(each)
            for each in scenarios.influences(values, OptionKind.PROVIDER)
        ],
        "plastic": _plastic(project),
    }


def _plastic(project: Project) -> legal.LegalValue | None:
    """The ban on plastic containers, when it binds catering at the launch."""
    if "catering" not in project.sector:
        return None
    ban = legal.value("plastic_school", project.launch_on or timezone.localdate())
    return ban if ban.value != "none" else None


def _picture(chart: Chart) -> SafeString:
    # Safe: `chart_svg` escapes every text that it writes.
    return mark_safe(chart_svg(chart))


def _editable(request: HttpRequest, project: Project) -> bool:
    return Project.objects.editable_by(request.user).filter(pk=project.pk).exists()


def _free_title(project: Project, wanted: str) -> str:
    taken = set(project.scenarios.values_list("title", flat=True))
    names = [wanted, *(f"{wanted[:110]} ({n})" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None

"""Levers that open a purchase to the ESS: the advice, its facts, and the buyer's decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs.forms.purchase import LeverDecisionForm, PurchaseForm
from needs.levers import Family
from needs.models import LeverDecision, Project, PurchaseFacts, StalePurchase
from procurement.http import version_read
from procurement.sessions import signed_in
from suppliers import ess
from tenders.purchase import Purchase, purchase_of


def read(request: HttpRequest, pk: str) -> tuple[Project, bool]:
    """The project, if the person takes part in it, and whether they may steer it."""
    projects = Project.objects.visible_to(request.user).select_related("lead")
    project = get_object_or_404(projects, pk=pk)
    return project, Project.objects.editable_by(request.user).filter(pk=pk).exists()


@login_required
def levers(request: HttpRequest, pk: str) -> HttpResponse:
    """The advice family by family; whoever steers the project may type its facts."""
    project, editable = read(request, pk)
    if request.method == "POST" and not editable:
        raise Http404
    purchase = purchase_of(project, today=timezone.localdate())
    form = purchase_form(request, purchase)
    status = 200
    if request.method == "POST":
        status = keep(request, form)
        if status == 302:
            messages.success(request, "Les faits sont enregistrés ; le conseil en tient compte.")
            return redirect("tenders:levers", project.pk)
    context = {
        "project": project,
        "purchase": purchase,
        "structures": structures(purchase),
        "form": form,
        "version": version_shown(request, purchase.typed, status),
        "editable": editable,
        "stale": status == 409,
    }
    return render(request, "tenders/levers.html", context, status=status)


def purchase_form(request: HttpRequest, purchase: Purchase) -> PurchaseForm:
    return PurchaseForm(
        request.POST or None,
        instance=PurchaseFacts.of(purchase.project),
        gathered={fact.id: fact.text for fact in purchase.known},
    )


def keep(request: HttpRequest, form: PurchaseForm) -> int:
    """302 once saved, 422 for a mistake, 409 when somebody else was faster."""
    if not form.is_valid():
        return 422
    try:
        form.instance.keep(version=version_read(request), by=request.user, now=timezone.now())
    except StalePurchase:
        return 409
    return 302


def version_shown(request: HttpRequest, typed: PurchaseFacts, status: int) -> int:
    """The version the form was made from, even after a mistake; the new one once it was told."""
    return version_read(request) if status == 422 else typed.version


def structures(purchase: Purchase) -> list[dict[str, Any]]:
    """Each kind of structure with its advice and the suppliers found of that kind."""
    return [
        {"advised": one, "suppliers": purchase.found.of_kind(one.kind.code)}
        if purchase.found
        else {"advised": one, "suppliers": []}
        for one in purchase.advice.kinds
        if one.kind.code in ess.FAMILIES
    ]


@signed_in
def lever(request: HttpRequest, pk: str, family: str) -> HttpResponse:
    """One family: the advice, the history of decisions, and a decision with its reason."""
    project = get_object_or_404(
        Project.objects.editable_by(request.user).select_related("lead"), pk=pk
    )
    if family not in set(Family):
        raise Http404
    purchase = purchase_of(project, today=timezone.localdate())
    advice = next(one for one in purchase.families if one.family == family)
    history = list(LeverDecision.objects.for_project(project).filter(family=family))
    last = history[-1] if history else None
    form = LeverDecisionForm(
        request.POST or None,
        initial={
            "lever": last.lever if last else advice.best.lever,
            "after": last.pk if last else 0,
        },
    )
    status = 200
    if request.method == "POST":
        status = decide(request, form, purchase, Family(family))
        if status == 302:
            messages.success(request, "Votre décision et son motif sont au dossier.")
            return redirect("tenders:levers", project.pk)
    context = {
        "project": project,
        "purchase": purchase,
        "advice": advice,
        "history": history,
        "form": form,
        "after": str(last.pk if last and status == 409 else form["after"].value()),
        "stale": status == 409,
    }
    return render(request, "tenders/lever.html", context, status=status)


def decide(
    request: HttpRequest, form: LeverDecisionForm, purchase: Purchase, family: Family
) -> int:
    if not form.is_valid():
        return 422
    try:
        LeverDecision.objects.record(
            purchase.project,
            advised=purchase.advice.best(family),
            lever=form.cleaned_data["lever"],
            reason=form.cleaned_data["reason"],
            after=form.cleaned_data["after"],
            by=request.user,
            now=timezone.now(),
        )
    except StalePurchase:
        return 409
    return 302

"""A supplier's own path to an answer: understand, decide, prepare, send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from procurement.http import status_of, version_read
from procurement.sessions import signed_in
from tenders.answering.forms import DecisionForm, EffortForm, LotsForm, PointsForm, TaskForm
from tenders.answering.models import Decision, SafeguardEntry, StalePreparation
from tenders.answering.models.preparation import MOST_TASKS
from tenders.answering.partners import sought
from tenders.answering.prepared import Prepared
from tenders.answering.readings import reading_behind
from tenders.answering.steps import path_of
from tenders.answering.views.private import of_supplier
from tenders.documents.checklist import REREAD

STALE = (
    "Quelqu'un de votre structure vient d'enregistrer cette page. Votre saisie est gardée "
    "ci-dessous : relisez, puis enregistrez de nouveau."
)


def page(
    request: HttpRequest, prepared: Prepared, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    """One page of the path; the step that it shows is named as its template is."""
    shown = {
        "prepared": prepared,
        "preparation": prepared.preparation,
        "call": prepared.call,
        "path": path_of(prepared),
        "step": template.removeprefix("answering/").removesuffix(".html"),
        **context,
    }
    return render(request, template, shown, status=status)


@login_required
@require_safe
@of_supplier
def hub(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    preparation = prepared.preparation
    helps = preparation.help_requests.select_related("adviser")
    trace = SafeguardEntry.objects.visible_to(request.user).filter(
        supplier=preparation.supplier, about=preparation.title
    )
    return page(
        request,
        prepared,
        "answering/preparation.html",
        newer=preparation.newer(),
        reading=reading_behind(preparation),
        helps=helps,
        trace=trace,
    )


@signed_in
@of_supplier
def understand(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """What the call says; which lots are aimed at."""
    form = LotsForm(request.POST or None, call=prepared.call, initial={"lots": list(prepared.lots)})
    if request.method == "POST" and form.is_valid():
        lots = sorted(form.cleaned_data["lots"])
        if _kept(request, prepared, lots=lots):
            prepared.preparation.add_tasks(_again(prepared).planned)
            messages.success(request, "Vos lots sont enregistrés.")
            return redirect("answering:understand", prepared.preparation.pk)
        return page(request, prepared, "answering/understand.html", 409, form=form, stale=STALE)
    return page(request, prepared, "answering/understand.html", status_of(form), form=form)


@login_required
@require_POST
@of_supplier
def take(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """Read the call as the buyer published it since."""
    newer = prepared.preparation.newer()
    if newer is None:
        messages.success(request, "Vous avez déjà la dernière version du dossier.")
        return redirect(prepared.preparation)
    try:
        prepared.preparation.take(newer, version=version_read(request), now=prepared.now)
    except StalePreparation:
        messages.error(request, "La page avait changé : relisez, puis recommencez.")
    else:
        messages.success(request, "Votre préparation suit la dernière version du dossier.")
    return redirect(prepared.preparation)


@login_required
@of_supplier
def decide(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """Conditions against the record, hours, advice; then the supplier's own decision."""
    preparation = prepared.preparation
    decision = DecisionForm(
        request.POST if "decide" in request.POST else None,
        initial={"decision": preparation.decision, "reason": preparation.reason},
    )
    effort = EffortForm(
        request.POST if "effort" in request.POST else None, assumed=preparation.assumed
    )
    kept = preparation.assessments.first()
    shown: dict[str, Any] = {
        "decision_form": decision,
        "effort_form": effort,
        "kept": kept,
        "moved": prepared.moved_since(kept) if kept else [],
    }
    if request.method != "POST":
        return page(request, prepared, "answering/decide.html", **shown)
    if "keep" in request.POST:
        _keep(request, prepared)
        messages.success(request, "L'évaluation du jour est gardée.")
        return redirect("answering:decide", preparation.pk)
    form = decision if "decide" in request.POST else effort
    if not form.is_valid():
        return page(request, prepared, "answering/decide.html", 422, **shown)
    values = form.cleaned_data if form is decision else {"assumed": effort.assumed()}
    if not _kept(request, prepared, **values):
        return page(request, prepared, "answering/decide.html", 409, stale=STALE, **shown)
    if form is decision:
        _keep(request, prepared)
    messages.success(request, "C'est enregistré. Vous seuls le voyez.")
    return redirect("answering:decide", preparation.pk)


def _keep(request: HttpRequest, prepared: Prepared) -> None:
    prepared.preparation.keep(
        prepared.states(),
        str(prepared.advice.verdict),
        prepared.effort.hours,
        by=request.user,
        now=prepared.now,
    )


@login_required
@require_safe
@of_supplier
def partners(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """Who could bring what is missing: a reading of the open register, told to nobody."""
    return page(request, prepared, "answering/partners.html", sought=sought(prepared))


@signed_in
@of_supplier
def prepare(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """The memo point by point, the tasks, and the files to take away."""
    preparation = prepared.preparation
    form = PointsForm(request.POST or None, outlines=prepared.outlines)
    if request.method == "POST" and form.is_valid():
        if _kept(request, prepared, said=form.said(preparation.said)):
            messages.success(request, "Vos textes sont enregistrés.")
            return redirect("answering:prepare", preparation.pk)
        return _prepare_page(request, prepared, form, 409, stale=STALE)
    return _prepare_page(request, prepared, form, status_of(form))


def _prepare_page(
    request: HttpRequest, prepared: Prepared, form: PointsForm, status: int, **more: Any
) -> HttpResponse:
    shown = {"task_form": TaskForm(), "tasks": prepared.preparation.tasks.all(), **more}
    return page(request, prepared, "answering/prepare.html", status, form=form, **shown)


@login_required
@require_POST
@of_supplier
def tasks(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """Plan from the deadline; add, change, finish or remove a task."""
    preparation = prepared.preparation
    if "plan" in request.POST:
        made = preparation.add_tasks(prepared.planned)
        told = f"{made} tâches prévues à partir de la date limite." if made else "Rien à ajouter."
        messages.success(request, told)
        return _back(prepared)
    if "change" in request.POST:
        return _change(request, prepared)
    form = TaskForm(request.POST)
    if form.is_valid() and preparation.tasks.count() >= MOST_TASKS:
        form.add_error("title", f"{MOST_TASKS} tâches au plus : terminez-en d'abord.")
    if not form.is_valid():
        points = PointsForm(outlines=prepared.outlines)
        return _prepare_page(request, prepared, points, 422, task_form=form)
    form.instance.preparation = preparation
    form.save()
    messages.success(request, "La tâche est ajoutée.")
    return _back(prepared)


def _change(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    key = request.POST["change"]
    task = get_object_or_404(prepared.preparation.tasks, pk=key if key.isdigit() else 0)
    if "remove" in request.POST:
        task.delete()
        messages.success(request, "La tâche est retirée.")
        return _back(prepared)
    if "toggle" in request.POST:
        task.done_at = None if task.done_at else prepared.now
        task.save(update_fields=["done_at"])
        return _back(prepared)
    form = TaskForm(request.POST, instance=task)
    if form.is_valid():
        form.save()
        messages.success(request, "La tâche est modifiée.")
        return _back(prepared)
    points = PointsForm(outlines=prepared.outlines)
    return _prepare_page(request, prepared, points, 422, task_form=form, changed=task.pk)


def _back(prepared: Prepared) -> HttpResponse:
    return redirect(f"{path_of(prepared)[2].url}#taches")


@login_required
@of_supplier
def send(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """The last look: pieces, proofs and their ends; the offer itself goes to the buyer profile."""
    if request.method == "POST":
        sent = "sent" in request.POST
        if _kept(request, prepared, decision=Decision.SENT if sent else Decision.GO):
            messages.success(
                request,
                "Noté : votre offre est déposée. Gardez l'accusé de dépôt."
                if sent
                else "Noté : votre offre n'est pas encore déposée.",
            )
            return redirect("answering:send", prepared.preparation.pk)
        return page(request, prepared, "answering/send.html", 409, stale=STALE, reread=REREAD)
    return page(request, prepared, "answering/send.html", reread=REREAD)


def _kept(request: HttpRequest, prepared: Prepared, **values: Any) -> bool:
    try:
        prepared.preparation.change(version=version_read(request), now=prepared.now, **values)
    except StalePreparation:
        prepared.preparation.refresh_from_db()
        return False
    return True


def _again(prepared: Prepared) -> Prepared:
    return Prepared(prepared.preparation, now=prepared.now)

"""Have files read, see what they say and where, correct it, copy the questions, forget it all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procurement.accounts.models import User
from procurement.http import status_of, version_read
from procurement.sessions import signed_in
from procurement.upload_handlers import oversized_fields
from procurement.uploads import TooLarge
from suppliers.models import Supplier
from tenders.dossiers import receiving
from tenders.dossiers.correcting import LABELS, READ, WRITE
from tenders.dossiers.facts.sentences import labels
from tenders.dossiers.forms import DossierForm, FactForm, ListForm, MomentForm
from tenders.dossiers.models import Dossier, State, readable_for
from tenders.dossiers.showing import corrected, shown, to_copy
from tenders.models import MarketConsultation

MOMENTS = ("deadline", "questions_deadline")
LISTED = 50


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Send files; come back to those that were read."""
    assert isinstance(request.user, User)
    form = DossierForm(request.POST or None, request.FILES or None, user=request.user)
    too_large = "pieces" in oversized_fields(request)
    if request.method == "POST":
        if not readable_for(request.user).exists():
            raise Http404
        if too_large:
            form.errors.pop("pieces", None)
            form.add_error("pieces", str(TooLarge()))
        elif form.is_valid():
            return redirect(_receive(form, request.user))
    context = {
        "form": form,
        "may_read": readable_for(request.user).exists(),
        "dossiers": Dossier.objects.visible_to(request.user)
        .select_related("supplier", "by")
        .defer("facts", "text")[:LISTED],
    }
    return render(
        request, "dossiers/index.html", context, status=413 if too_large else status_of(form)
    )


def _receive(form: DossierForm, user: User) -> Dossier:
    return receiving.receive(
        form.cleaned_data["supplier"],
        form.sent,
        name=form.cleaned_data["name"],
        by=user,
        now=timezone.now(),
    )


def _mine(request: HttpRequest, pk: UUID) -> Dossier:
    dossiers = Dossier.objects.visible_to(request.user).select_related(
        "supplier", "tender__project"
    )
    return get_object_or_404(dossiers, pk=pk)


@login_required
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the files say: when, which lots, how judged, what to send, what to ask."""
    dossier = _mine(request, pk)
    context: dict[str, Any] = {"dossier": dossier}
    if dossier.state == State.READ:
        context |= shown(dossier.facts, dossier.corrections, now=timezone.now())
        context["to_copy"] = to_copy(context["questions"])
        context["numbers"] = {one["name"]: at for at, one in enumerate(context["files"])}
        context["consultation"] = _public_consultation(dossier)
        context["may_answer"] = _writes_for(request, dossier)
    elif dossier.state == State.FAILED:
        context["unread"] = dossier.facts.get("unread", [])
    return render(request, "dossiers/detail.html", context)


def _writes_for(request: HttpRequest, dossier: Dossier) -> bool:
    """A network may have files read for a supplier; only the supplier's people answer for it."""
    return Supplier.objects.editable_by(request.user).filter(pk=dossier.supplier_id).exists()


def _public_consultation(dossier: Dossier) -> MarketConsultation | None:
    """What anyone may read in Balise of the project behind this consultation."""
    if dossier.tender is None:
        return None
    return MarketConsultation.objects.published().filter(project=dossier.tender.project_id).first()


@login_required
@require_safe
def text(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The text of a file as it was read, each passage under its own address."""
    dossier = _mine(request, pk)
    files = dossier.text.get("files", [])
    if number >= len(files):
        raise Http404
    context = {"dossier": dossier, "file": files[number], "files": files, "number": number}
    return render(request, "dossiers/text.html", context)


@signed_in
def correct(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Say otherwise than what was read; what was read stays beside it."""
    dossier = _mine(request, pk)
    label = (LABELS | labels()).get(kind)
    if label is None or dossier.state != State.READ:
        raise Http404
    form = _form(kind, dossier, request.POST or None)
    stale = False
    if request.method == "POST":
        undo = "undo" in request.POST
        if undo or form.is_valid():
            assert isinstance(request.user, User)
            value = None if undo else form.value  # type: ignore[attr-defined]
            taken = dossier.correct(
                kind, value, version=version_read(request), by=request.user, now=timezone.now()
            )
            if taken:
                messages.success(
                    request,
                    "Votre correction est annulée."
                    if undo
                    else "Votre correction est enregistrée.",
                )
                return redirect(dossier)
            stale = True
            dossier.refresh_from_db()
    context = {
        "dossier": dossier,
        "form": form,
        "label": label,
        "kind": kind,
        "stale": stale,
        "correction": dossier.corrections.get(kind),
    }
    return render(
        request, "dossiers/correct.html", context, status=409 if stale else status_of(form)
    )


def _form(kind: str, dossier: Dossier, data: Any) -> forms.Form:
    facts = corrected(dossier.facts, dossier.corrections)
    if kind in MOMENTS:
        initial = MomentForm.initial_of((facts[kind] or {}).get("iso"))
        return MomentForm(data, initial=initial)
    if kind in READ:
        return ListForm(data, kind=kind, initial={"lines": WRITE[kind](facts[kind])})
    said = dossier.corrections.get(kind, {}).get("value") or "\n".join(
        item["text"] for item in facts["items"] if item["kind"] == kind
    )
    return FactForm(data, initial={"text": said})


@login_required
@require_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    dossier = _mine(request, pk)
    dossier.keep_longer(now=timezone.now())
    messages.success(request, "Ce dossier est gardé un an de plus.")
    return redirect(dossier)


@login_required
@require_POST
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    dossier = _mine(request, pk)
    dossier.forget()
    messages.success(
        request,
        "Le dossier est supprimé, avec tout ce qui en avait été lu. Une réponse en préparation "
        "garde la copie qu'elle en avait prise.",
    )
    return redirect("dossiers:index")

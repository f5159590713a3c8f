"""Calls put at the candidates' disposal: read by all, published by the buyer's team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from suppliers.models import Supplier
from tenders.answering.calls import call_of
from tenders.answering.models import HelpRequest, Preparation, Publication, SharedHelp
from tenders.models import Tender


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open calls for everybody; for a supplier, its own preparations side by side as well."""
    mine = Supplier.objects.editable_by(request.user)
    context: dict[str, Any] = {
        "open": Publication.objects.open(at=timezone.now()).select_related("tender__project__lead"),
        "suppliers": mine,
    }
    if request.user.is_authenticated:
        helps = HelpRequest.objects.visible_to(request.user).select_related(
            "preparation__supplier", "adviser"
        )
        context |= {
            "preparations": _compared(request),
            "helps": helps,
        }
    response = render(request, "answering/index.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _compared(request: HttpRequest) -> list[tuple[Preparation, Any]]:
    """Each with its last kept assessment: two queries, whatever their number."""
    own = Preparation.objects.visible_to(request.user).select_related("supplier")
    return [
        (preparation, next(iter(preparation.assessments.all()), None))
        for preparation in own.prefetch_related("assessments")
    ]


@require_safe
def publication(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the call says, and the general help given to any candidate."""
    found = get_object_or_404(
        Publication.objects.current().select_related("tender__project__lead", "package"), pk=pk
    )
    context = {
        "publication": found,
        "call": found.call(),
        "shared": SharedHelp.objects.filter(publication__tender=found.tender_id),
        "suppliers": Supplier.objects.editable_by(request.user),
        "is_over": found.due_at is not None and found.due_at <= timezone.now(),
    }
    return render(request, "answering/publication.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the supplier's own preparation of this call, or go back to it."""
    found = get_object_or_404(Publication.objects.current(), pk=pk)
    mine = Supplier.objects.editable_by(request.user)
    wanted = request.POST.get("supplier", "")
    supplier = next((one for one in mine if str(one.pk) == wanted), None) or mine.first()
    if supplier is None:
        messages.error(
            request, "Prenez d'abord en main la fiche de votre structure, dans le registre."
        )
        return redirect("suppliers:index")
    preparation = Preparation.objects.begin(
        supplier, found.call(), by=request.user, now=timezone.now(), publication=found
    )
    return redirect(preparation)


@login_required
def publish(request: HttpRequest, pk: str) -> HttpResponse:
    """Put the tender's package at the candidates' disposal; the register says so."""
    tender = get_object_or_404(Tender.objects.validatable_by(request.user), pk=pk)
    error = None
    if request.method == "POST":
        try:
            made = Publication.objects.publish(tender, by=request.user, now=timezone.now())
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(request, "Le dossier est à la disposition des candidats.")
            return redirect(made)
    context = {
        "tender": tender,
        "call": call_of(tender),
        "published": tender.publications.order_by("-number").first(),
        "error": error,
    }
    return render(request, "answering/publish.html", context, status=422 if error else 200)

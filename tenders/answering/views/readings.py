"""Answers that start from a dossier the supplier had read: begin, and follow a newer reading."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.http import version_read
from tenders.answering import readings
from tenders.answering.models import StalePreparation
from tenders.answering.prepared import Prepared
from tenders.answering.readings import Reading
from tenders.answering.views.preparation import page
from tenders.answering.views.private import of_supplier

IN_BALISE = (
    "L'acheteur publie ce marché dans Balise : votre réponse part de son dossier publié, plus sûr "
    "qu'une lecture."
)


@login_required
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the supplier's preparation of this consultation, or compare it when it is known."""
    dossier = get_object_or_404(readings.preparable_by(request.user), pk=pk)
    apart = "apart" in request.POST
    preparation = readings.begin(dossier, by=request.user, now=timezone.now(), apart=apart)
    if preparation.publication_id:
        messages.info(request, IN_BALISE)
    elif Reading(preparation, dossier).is_new:
        return redirect("answering:reading", preparation.pk, dossier.pk)
    return redirect(preparation)


@login_required
@of_supplier
def follow(request: HttpRequest, prepared: Prepared, *, dossier: UUID) -> HttpResponse:
    """What a reading would change in the preparation; take it over when asked to."""
    preparation = prepared.preparation
    if preparation.publication_id:
        raise Http404
    own = readings.preparable_by(request.user).filter(supplier=preparation.supplier)
    reading = Reading(preparation, get_object_or_404(own.select_related("tender"), pk=dossier))
    if request.method != "POST":
        return page(request, prepared, "answering/reading.html", reading=reading)
    try:
        preparation.take_reading(
            reading.dossier, reading.call, version=version_read(request), now=prepared.now
        )
    except StalePreparation:
        messages.error(request, "La page avait changé : relisez, puis recommencez.")
        return redirect("answering:reading", preparation.pk, dossier)
    messages.success(request, "Votre préparation suit cette lecture. Vos textes sont gardés.")
    return redirect(preparation)

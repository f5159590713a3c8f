"""Proposed lots: compared, drawn, explained, and taken over into a tender once confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs.forms.purchase import SharesForm
from needs.models import PurchaseFacts, StalePurchase
from procurement.http import version_read
from procurement.nomenclature.models import Cpv
from suppliers.lots import LotAdvice, Option
from tenders.adopting import Adoption, StaleProposal
from tenders.models import Tender
from tenders.purchase import Purchase, purchase_of
from tenders.views.levers import read


@login_required
def allotment(request: HttpRequest, pk: str) -> HttpResponse:
    """The ways of cutting a project's need; whoever steers it may say what each function costs."""
    project, editable = read(request, pk)
    if request.method == "POST" and not editable:
        raise Http404
    purchase = purchase_of(project, today=timezone.localdate())
    form = shares_form(request, purchase)
    status = 200
    if request.method == "POST":
        status = keep_shares(request, form, purchase)
        if status == 302:
            messages.success(
                request, "Les parts sont enregistrées ; les montants en tiennent compte."
            )
            return redirect("tenders:allotment", project.pk)
    advice = purchase.allotment
    option = advice.option(request.GET.get("coupe", "")) or advice.proposed
    typed = purchase.typed
    context = {
        "project": project,
        "purchase": purchase,
        "advice": advice,
        "option": option,
        "cpv": whole_codes(option),
        "grid": grid(advice, option),
        "form": form,
        "version": version_read(request) if status == 422 else typed.version,
        "editable": editable,
        "stale": status == 409,
        "tenders": list(project.tenders.all()) if editable else [],
    }
    return render(request, "tenders/allotment.html", context, status=status)


def shares_form(request: HttpRequest, purchase: Purchase) -> SharesForm:
    names = [component.name for component in purchase.allotment.question.components]
    return SharesForm(request.POST or None, components=names, shares=purchase.typed.shares)


def keep_shares(request: HttpRequest, form: SharesForm, purchase: Purchase) -> int:
    """302 once saved, 422 for a mistake, 409 when somebody else was faster."""
    if not form.is_valid():
        return 422
    typed = PurchaseFacts.of(purchase.project)
    typed.shares = form.shares()
    try:
        typed.keep(version=version_read(request), by=request.user, now=timezone.now())
    except StalePurchase:
        return 409
    purchase.typed.version = typed.version
    return 302


def whole_codes(option: Option | None) -> dict[str, str]:
    """The codes of the lots, each with its check digit."""
    return Cpv.objects.whole(lot.cpv for lot in option.lots) if option else {}


def grid(advice: LotAdvice, option: Option | None) -> list[dict[str, Any]]:
    """The picture: a row per function, a cell per zone, each with its lot, volume and suppliers."""
    return [
        {
            "component": component.name,
            "cells": [_cell(advice, option, component.name, zone.name) for zone in advice.zones],
        }
        for component in advice.question.components
    ]


def _cell(
    advice: LotAdvice, option: Option | None, component: str, zone: str
) -> dict[str, Any] | None:
    """What one function asks in one zone; None where it asks nothing."""
    cell = advice.cell(component, zone)
    if cell is None or option is None:
        return None
    able = len(advice.found.carrying([cell]).alone)
    whole = advice.function_shares[component]
    lot = option.lot_at(component, zone)
    return {
        "zone": zone,
        "volumes": [str(quantity) for quantity in cell.quantities],
        "able": able,
        "level": ("none", "one", "few")[able] if able < 3 else "many",
        "searched": advice.question.searched,
        "lot": lot.number if lot else None,
        "width": f"{float(100 * cell.share / whole) if whole else 0:.1f}",
    }


@login_required
def adopt(request: HttpRequest, pk: str) -> HttpResponse:
    """Take proposed lots over into a tender: first what would change, then the change."""
    tenders = Tender.objects.editable_by(request.user).select_related("project__lead")
    tender = get_object_or_404(tenders.prefetch_related("lots"), pk=pk)
    purchase = purchase_of(tender.project, today=timezone.localdate(), tender=tender)
    asked = request.POST.get("coupe") or request.GET.get("coupe", "")
    option = purchase.allotment.option(asked) or purchase.allotment.proposed
    if option is None:
        messages.warning(
            request, "Il n'y a pas encore de lot à reprendre : dites d'abord le besoin."
        )
        return redirect("tenders:allotment", tender.project_id)
    adoption = Adoption(tender, option)
    status = 200
    if request.method == "POST":
        status = apply(request, adoption)
        if status == 302:
            messages.success(request, "Les lots du marché sont repris de la proposition.")
            return redirect("tenders:lots", tender.pk)
        tender = tenders.prefetch_related("lots").get(pk=tender.pk)
    context = {
        "tender": tender,
        "adoption": Adoption(tender, option),
        "option": option,
        "cpv": whole_codes(option),
        "stale": status == 409,
    }
    return render(request, "tenders/lots_adopt.html", context, status=status)


def apply(request: HttpRequest, adoption: Adoption) -> int:
    chosen = {lot.number for lot in adoption.option.lots if f"reserve_{lot.number}" in request.POST}
    try:
        adoption.apply(
            version=version_read(request),
            digest=request.POST.get("digest", ""),
            reserved=chosen,
            by=request.user,
            now=timezone.now(),
        )
    except StaleProposal:
        return 409
    except ValidationError as error:  # an awarded lot would go
        messages.error(request, " ".join(error.messages))
        return 422
    return 302

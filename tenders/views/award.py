"""The award of a tender: who holds each lot, and the essential data to publish."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from procurement.downloads import as_attachment
from procurement.sessions import signed_in
from tenders.awarding import awarded, considered, proposed, publication
from tenders.forms.award import AwardForm
from tenders.models import AwardedContract, Lot, Tender
from tenders.views.tender import answer, note, read

JSON = "application/json; charset=utf-8"


@login_required
@require_safe
def award(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    contracts = awarded(tender)
    said = {one.contract.lot_id: one for one in contracts}
    lots: list[Lot | None] = [*tender.lots.all()] or [None]
    # A contract said before lots were drawn stays in sight.
    lots += [None] if None in said and None not in lots else []
    context: dict[str, Any] = {
        "tender": tender,
        "rows": [(lot, said.get(lot.pk if lot else None)) for lot in lots],
        "editable": Tender.objects.validatable_by(request.user).filter(pk=tender.pk).exists(),
        "missing": publication(contracts)[1],
    }
    return render(request, "tenders/award.html", context)


@signed_in
def contract(request: HttpRequest, pk: str, lot: int) -> HttpResponse:
    """Say the award of a lot, by its number; 0 is the tender that has none."""
    tender = get_object_or_404(Tender.objects.validatable_by(request.user), pk=pk)
    of_lot = chosen(tender, lot)
    known = AwardedContract.objects.filter(tender=tender, lot=of_lot).first()
    form = AwardForm(request.POST or None, instance=known or proposed(tender, of_lot))
    return answer(
        request,
        tender,
        form,
        "tenders/award_lot.html",
        "tenders:award",
        act="lot_awarded",
        said="L'attribution est enregistrée.",
        form=form,
        lot=of_lot,
        considered=considered(tender, of_lot),
    )


def chosen(tender: Tender, number: int) -> Lot | None:
    if number == 0:
        return None
    lot = tender.lots.filter(number=number).first()
    if lot is None:
        raise Http404(f"Ce marché n'a pas de lot {number}.")
    return lot


@login_required
@require_safe
def essential_data(request: HttpRequest, pk: str) -> HttpResponse:
    """The official file; a page that says what is missing when it cannot be written yet."""
    tender = read(request, pk)
    content, missing = publication(awarded(tender))
    if missing:
        messages.error(request, "Le fichier ne peut pas être écrit : il manque des données.")
        return redirect("tenders:award", tender.pk)
    note(request, tender, "essential_data_exported", contracts=len(content["marches"]["marche"]))
    written = json.dumps(content, ensure_ascii=False, indent=2)
    return as_attachment(written.encode(), f"{tender.reference}-decp.json", JSON)

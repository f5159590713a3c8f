"""The analysis of the offers: the grid to fill, its marks read back, ranks and why."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.spreadsheets import too_large
from procurement.typography import join_words, plural
from procurement.upload_handlers import oversized_fields
from procurement.uploads import safe_name
from tenders.forms.marking import MarksForm
from tenders.judging import expected_of, judged, take
from tenders.marks import CellFault, MarksRead
from tenders.models import Tender


def judge(request: HttpRequest, pk: str) -> Tender:
    """The tender, if the person is of the authority that judges its offers; 404 otherwise."""
    tenders = Tender.objects.judged_by(request.user).select_related("project__lead")
    return get_object_or_404(tenders, pk=pk)


@signed_in
def analysis(request: HttpRequest, pk: str) -> HttpResponse:
    tender = judge(request, pk)
    form = MarksForm(request.POST or None, request.FILES or None)
    too_big = "file" in oversized_fields(request)
    if request.method == "POST":
        if too_big:
            form.errors.pop("file", None)
            form.add_error("file", too_large())
        elif form.is_valid():
            found = _take(request, tender, form)
            if not found.faults:
                _say(request, found)
                return redirect("tenders:analysis", tender.pk)
            return _page(request, tender, form, faults=found.faults, status=422)
    return _page(request, tender, form, status=413 if too_big else status_of(form))


def _take(request: HttpRequest, tender: Tender, form: MarksForm) -> MarksRead:
    return take(
        tender,
        form.sheets,
        name=safe_name(form.cleaned_data["file"].name),
        content=form.content(),
        by=request.user,
        now=timezone.now(),
    )


def _say(request: HttpRequest, found: MarksRead) -> None:
    offers = sum(len(lot.offers) for lot in found.lots)
    lots = [f"lot {lot.lot}" for lot in found.lots if lot.lot]
    where = f" ({join_words(lots)})" if lots else ""
    messages.success(request, f"Les notes de {plural(offers, 'offre')} sont lues{where}.")
    for remark in found.remarks:
        messages.warning(request, f"{remark.where} : {remark.why} {remark.instead}".strip())


def _page(
    request: HttpRequest,
    tender: Tender,
    form: MarksForm,
    *,
    status: int,
    faults: tuple[CellFault, ...] = (),
) -> HttpResponse:
    expected = expected_of(tender)
    context: dict[str, Any] = {
        "tender": tender,
        "form": form,
        "faults": faults,
        "has_criteria": any(lot.parts for lot in expected),
        "judged": judged(tender, expected),
    }
    return render(request, "tenders/analysis.html", context, status=status)

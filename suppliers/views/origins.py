"""Where a record's facts come from: differences with imports, checks on public data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.http import status_of
from procurement.sessions import signed_in
from suppliers.checks import PublicFacts, remarks
from suppliers.forms.origins import DifferencesForm
from suppliers.lookup import Unavailable, check, lookup
from suppliers.membership import standings_of
from suppliers.models import Supplier
from suppliers.origins import Origins, differences_of, origins_table, told_by


def origins_context(supplier: Supplier) -> dict[str, Any]:
    """What the record's page says of where it comes from and what it is worth."""
    origins = Origins([supplier])
    kept = origins.kept(supplier)
    found = PublicFacts(**kept.found) if kept and kept.checked_at else None
    return {
        "standings": standings_of([supplier], at=timezone.localdate())[supplier.pk],
        "origins": origins_table(supplier, origins),
        "differences": differences_of(supplier, origins),
        "checked_at": kept.checked_at if kept else None,
        "found": found,
        "check_remarks": list(remarks(found, told_by(supplier))) if found else [],
    }


@signed_in
def differences(request: HttpRequest, pk: UUID) -> HttpResponse:
    supplier = get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
    found = differences_of(supplier, Origins([supplier]))
    form = DifferencesForm(request.POST or None, facts=[(d.fact, d.label) for d in found])
    if request.method == "POST" and form.is_valid():
        supplier.settle(form.taken, form.kept)
        messages.success(request, "Vos choix sont enregistrés ; les recherches en tiennent compte.")
        return redirect(supplier)
    context = {
        "supplier": supplier,
        "form": form,
        "rows": [(one, form[one.fact]) for one in found],
    }
    return render(request, "suppliers/differences.html", context, status=status_of(form))


@login_required
@require_POST
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask public data about the SIRET, and keep what they say today."""
    supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
    try:
        check(supplier, by=lookup(), now=timezone.now())
        messages.success(request, "Le SIRET a été vérifié sur les données publiques.")
    except Unavailable as error:
        messages.warning(request, str(error))
    return redirect(f"{supplier.get_absolute_url()}#verification")

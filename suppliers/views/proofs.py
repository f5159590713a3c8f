"""The documents that prove the families of a record: stated, seen, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.http import status_of
from procurement.sessions import signed_in
from suppliers.forms.proof import ProofForm
from suppliers.membership import standings_of
from suppliers.models import Supplier
from suppliers.models.proof import is_verifier


@signed_in
def proofs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The documents of a record: stated by its people, looked at by those who buy."""
    supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
    can_edit = Supplier.objects.editable_by(request.user).filter(pk=pk).exists()
    form = ProofForm(request.POST or None, supplier=supplier)
    if request.method == "POST":
        get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
        if form.is_valid():
            form.instance.stated_by, form.instance.stated_at = request.user, timezone.now()
            form.save()
            messages.success(request, "La pièce est déclarée ; un acheteur dira s'il l'a vue.")
            return redirect("suppliers:proofs", pk)
    context = {
        "supplier": supplier,
        "form": form,
        "can_edit": can_edit,
        "is_verifier": is_verifier(request.user) and not can_edit,
        "standings": standings_of([supplier], at=timezone.localdate())[supplier.pk],
        "proofs": supplier.ess_proofs.select_related("intake", "stated_by", "seen_by"),
        "today": timezone.localdate(),
    }
    return render(request, "suppliers/proofs.html", context, status=status_of(form))


@login_required
@require_POST
def see_proof(request: HttpRequest, pk: UUID, proof_pk: int) -> HttpResponse:
    """Somebody who buys had the document before their eyes."""
    supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
    proof = get_object_or_404(supplier.ess_proofs.visible_to_verifier(request.user), pk=proof_pk)
    proof.see(by=request.user, on=timezone.localdate())
    messages.success(request, "Vous avez vu cette pièce : Balise le dit avec la date.")
    return redirect("suppliers:proofs", pk)


@login_required
@require_POST
def remove_proof(request: HttpRequest, pk: UUID, proof_pk: int) -> HttpResponse:
    """Those who hold the record take back what they stated."""
    supplier = get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
    get_object_or_404(supplier.ess_proofs, pk=proof_pk).delete()
    messages.success(request, "La pièce est retirée de la fiche.")
    return redirect("suppliers:proofs", pk)

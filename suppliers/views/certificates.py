"""Labels, certificates and references of one record: shown, added, changed, taken away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from needs.models import AwardRecord
from procurement.downloads import attachment
from procurement.sessions import signed_in
from procurement.upload_handlers import oversized_fields
from procurement.uploads import TooLarge
from suppliers.awards import awards_of
from suppliers.forms.certificate import CertificateForm, ReferenceForm
from suppliers.labels import recognise
from suppliers.models import Certificate, ClientReference, Supplier
from suppliers.views.writing import written_by


@login_required
def certificates(request: HttpRequest, pk: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    mention = request.GET.get("mention", "")
    known = recognise(mention) if mention in supplier.labels else None
    initial = {"name": mention, "label": known.id if known else ""} if mention else None
    form = _certificate_form(request, Certificate(supplier=supplier), initial)
    if request.method == "POST" and form.is_valid():
        _keep(request, supplier, form)
        return redirect("suppliers:certificates", supplier.pk)
    context = {"held": held_by(supplier), "mentions": supplier.labels}
    return _page(request, "suppliers/certificates.html", supplier, form, context)


@login_required
def certificate(request: HttpRequest, pk: UUID, certificate: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    kept = get_object_or_404(supplier.certificates, pk=certificate)
    form = _certificate_form(request, kept)
    if request.method == "POST" and form.is_valid():
        _keep(request, supplier, form)
        return redirect("suppliers:certificates", supplier.pk)
    return _page(request, "suppliers/certificate.html", supplier, form, {"kept": kept})


@login_required
@require_POST
def certificate_remove(request: HttpRequest, pk: UUID, certificate: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    kept = get_object_or_404(supplier.certificates, pk=certificate)
    kept.proof.delete(save=False)
    kept.delete()
    supplier.note("certificate_removed", by=request.user, now=timezone.now(), name=kept.name)
    messages.success(request, f"« {kept.name} » est retiré de la fiche.")
    return redirect("suppliers:certificates", supplier.pk)


@login_required
@require_safe
def certificate_proof(request: HttpRequest, pk: UUID, certificate: UUID) -> HttpResponseBase:
    """The file, for signed-in people: buyers check it, the public has no use for it."""
    suppliers = Supplier.objects.visible_to(request.user).values("pk")
    held = Certificate.objects.filter(supplier__in=suppliers, supplier=pk).exclude(proof="")
    kept = get_object_or_404(held, pk=certificate)
    return attachment(kept.proof, kept.proof_name)


@signed_in
def references(request: HttpRequest, pk: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    form = ReferenceForm(request.POST or None, instance=ClientReference(supplier=supplier))
    if request.method == "POST" and form.is_valid():
        _keep(request, supplier, form)
        return redirect("suppliers:references", supplier.pk)
    published = AwardRecord.objects.filter(holders__siret=supplier.siret)
    context = {
        "references": supplier.client_references.all(),
        "awards": awards_of(published[:20]),
        "award_count": published.count(),
    }
    return _page(request, "suppliers/references.html", supplier, form, context)


@signed_in
def reference(request: HttpRequest, pk: UUID, reference: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    kept = get_object_or_404(supplier.client_references, pk=reference)
    form = ReferenceForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        _keep(request, supplier, form)
        return redirect("suppliers:references", supplier.pk)
    return _page(request, "suppliers/reference.html", supplier, form, {"kept": kept})


@login_required
@require_POST
def reference_remove(request: HttpRequest, pk: UUID, reference: UUID) -> HttpResponse:
    supplier = written_by(request, pk)
    kept = get_object_or_404(supplier.client_references, pk=reference)
    kept.delete()
    supplier.note("reference_removed", by=request.user, now=timezone.now(), name=str(kept))
    messages.success(request, "La référence est retirée de la fiche.")
    return redirect("suppliers:references", supplier.pk)


def held_by(supplier: Supplier) -> list[tuple[Certificate, Any]]:
    """Each certificate with whether it holds today."""
    today = timezone.localdate()
    return [(one, one.validity(at=today)) for one in supplier.certificates.all()]


def _certificate_form(
    request: HttpRequest, kept: Certificate, initial: dict[str, str] | None = None
) -> CertificateForm:
    sent = request.method == "POST"
    form = CertificateForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        instance=kept,
        initial=initial,
    )
    if "proof" in oversized_fields(request):
        form.add_error("proof", str(TooLarge()))
    return form


def _keep(request: HttpRequest, supplier: Supplier, form: forms.ModelForm) -> None:
    """Save it; a mention of the same name that had neither date nor proof gives way."""
    kept: models.Model = form.save()
    act = "certificate_kept" if isinstance(kept, Certificate) else "reference_kept"
    supplier.note(act, by=request.user, now=timezone.now(), name=str(kept))
    if isinstance(kept, Certificate):
        supplier.cite_no_more(kept.name)
    messages.success(request, f"« {kept} » est enregistré ; les recherches en tiennent compte.")


def _page(
    request: HttpRequest,
    template: str,
    supplier: Supplier,
    form: forms.ModelForm,
    context: dict[str, Any],
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    if status == 422:
        context = {**context, "opened": True}
    shown = {"supplier": supplier, "form": form, "opened": False, **context}
    return render(request, template, shown, status=status)

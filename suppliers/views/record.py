"""One supplier's record: seen by all, written by its own people, claimed by a signed link."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from needs.models import AwardRecord
from procurement.sessions import signed_in
from suppliers.awards import awards_of
from suppliers.claims import AlreadyClaimed, supplier_of, take_over
from suppliers.forms.activity import ActivityFormSet
from suppliers.forms.record import SupplierForm, save_record
from suppliers.maps import map_of
from suppliers.matching import Weights
from suppliers.models import Supplier
from suppliers.profile import completeness
from suppliers.profiles import profile_of
from suppliers.views.certificates import held_by
from suppliers.views.origins import origins_context
from suppliers.views.writing import written_by
from suppliers.zones import zone_names

REFERENCES_SHOWN = 20


@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    suppliers = Supplier.objects.visible_to(request.user).prefetch_related("activities")
    supplier = get_object_or_404(suppliers, pk=pk)
    areas = [supplier.area, *(a.area for a in supplier.activities.all() if a.area)]
    zones = [code for area in areas if area.kind == "zones" for code in area.codes]
    awards = AwardRecord.objects.filter(holders__siret=supplier.siret)
    as_buyer = "vue" in request.GET
    may_write = Supplier.objects.writable_by(request.user).filter(pk=pk).exists()
    context = {
        "supplier": supplier,
        **origins_context(supplier),
        "awards": awards_of(awards[:REFERENCES_SHOWN]),
        "held": held_by(supplier),
        "references": supplier.client_references.all(),
        "acts": supplier.acts.select_related("by", "on_behalf", "supplier")[:10]
        if may_write
        else [],
        "networks": supplier.networks.present().select_related("network"),
        "zone_names": zone_names(zones),
        "map": map_of(supplier),
        "may_write": may_write,
        "is_unchecked": supplier.is_unchecked(),
        "as_buyer": as_buyer and may_write,
        "can_edit": may_write and not as_buyer,
        "is_own": Supplier.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "suppliers/detail.html", context)


@signed_in
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    supplier = written_by(request, pk)
    form = SupplierForm(request.POST or None, instance=supplier)
    activities = ActivityFormSet(request.POST or None, instance=supplier)
    if form.is_stale:
        return render_form(request, form, activities, status=409)
    if request.method == "POST" and form.is_valid() and activities.is_valid():
        save_record(form, activities)
        supplier.note("edited", by=request.user, now=timezone.now())
        return saved(request, supplier)
    return render_form(request, form, activities)


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """A first record for a structure that the register does not know yet."""
    mine = Supplier.objects.editable_by(request.user).first()
    if mine:
        messages.info(request, "Vous avez déjà une fiche : la voici.")
        return redirect("suppliers:edit", mine.pk)
    form = SupplierForm(request.POST or None)
    activities = ActivityFormSet(request.POST or None, instance=form.instance)
    if request.method == "POST" and form.is_valid() and activities.is_valid():
        with transaction.atomic():
            form.instance.source = "saisie"
            supplier = save_record(form, activities)
            take_over(supplier, by=request.user, act="created")
        return saved(request, supplier)
    return render_form(request, form, activities)


def saved(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    messages.success(request, "Votre fiche est enregistrée ; les recherches en tiennent compte.")
    if supplier.city and supplier.lat is None:
        messages.warning(
            request,
            f"Balise ne connaît pas la commune « {supplier.city} » avec ce code postal : "
            "la distance jusqu'aux besoins ne sera pas mesurée.",
        )
    again = "suppliers:edit" if "add_activity" in request.POST else "suppliers:detail"
    return redirect(again, supplier.pk)


def render_form(
    request: HttpRequest, form: SupplierForm, activities: BaseInlineFormSet, status: int = 200
) -> HttpResponse:
    wrong = form.is_bound and not (form.is_valid() and activities.is_valid())
    current = Supplier.objects.filter(pk=form.instance.pk).prefetch_related("activities").first()
    if current:
        current.acting = form.instance.acting
    usual_weights = Weights().as_dict()
    context = {
        "form": form,
        "activities": activities,
        "supplier": current,
        "completeness": completeness(profile_of(current), usual_weights) if current else None,
        "is_stale": status == 409,
    }
    status = 422 if wrong and status == 200 else status
    return render(request, "suppliers/edit.html", context, status=status)


def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Attach the signed-in person to the record that the link proves."""
    supplier = supplier_of(token)
    if supplier is None:
        return render(request, "suppliers/claim.html", {"supplier": None}, status=410)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            take_over(supplier, by=request.user)
        except AlreadyClaimed:
            context = {"supplier": supplier, "is_taken": True}
            return render(request, "suppliers/claim.html", context, status=403)
        messages.success(request, f"Votre compte est rattaché à la fiche {supplier.name}.")
        return redirect("suppliers:edit", supplier.pk)
    mine = Supplier.objects.editable_by(request.user).filter(pk=supplier.pk)
    is_taken = supplier.organisation_id is not None and not mine.exists()
    return render(request, "suppliers/claim.html", {"supplier": supplier, "is_taken": is_taken})

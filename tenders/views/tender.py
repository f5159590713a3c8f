"""Pages of the procurement officer: from the object of a tender to its checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from needs.models import Project, RegisterEntry
from procurement.typography import plural
from tenders.clauses import Clause, library
from tenders.drafting import advice_for, check_of, fact_values, tasks_of
from tenders.forms.clause import ClauseValuesForm
from tenders.forms.tender import (
    CriterionFormSet,
    LotFormSet,
    ProcedureForm,
    TenderForm,
    VersionedForm,
)
from tenders.models import Tender, TenderClause


def fetch(request: HttpRequest, pk: str) -> Tender:
    """The tender, if the person may change it; 404 otherwise."""
    tenders = Tender.objects.editable_by(request.user).select_related("project__lead")
    return get_object_or_404(tenders, pk=pk)


def read(request: HttpRequest, pk: str) -> Tender:
    """The tender, if the person may see it; 404 otherwise."""
    tenders = Tender.objects.visible_to(request.user).select_related("project__lead")
    return get_object_or_404(tenders, pk=pk)


def note(request: HttpRequest, tender: Tender, act: str, **facts: Any) -> None:
    RegisterEntry.objects.note(
        tender.project, act, by=request.user, now=timezone.now(), tender=tender.reference, **facts
    )


@login_required
def create(request: HttpRequest, pk: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.editable_by(request.user), pk=pk)
    draft = Tender(project=project, title=project.title, launch_on=project.launch_on)
    form = TenderForm(request.POST or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        tender = form.save(commit=False)
        tender.created_by = request.user
        tender.reference = f"{slugify(project.reference)[:34]}-m{project.tenders.count() + 1}"
        tender.save()
        note(request, tender, "tender_created", title=tender.title)
        messages.success(request, "Le marché est créé. Il reste à en fixer la procédure.")
        return redirect("tenders:procedure", tender.pk)
    status = 422 if form.errors else 200
    return render(request, "tenders/edit.html", {"form": form, "project": project}, status=status)


@login_required
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    check = check_of(tender)
    context = {"tender": tender, "tasks": tasks_of(tender, check), "check": check}
    return render(request, "tenders/detail.html", context)


@login_required
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    form = TenderForm(request.POST or None, instance=tender)
    return save_versioned(request, tender, form, "tenders/edit.html", "tenders:procedure")


@login_required
def procedure(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    advice = advice_for(tender)
    form = ProcedureForm(request.POST or None, instance=tender)
    return save_versioned(
        request, tender, form, "tenders/procedure.html", "tenders:lots", advice=advice
    )


def save_versioned(
    request: HttpRequest,
    tender: Tender,
    form: VersionedForm,
    template: str,
    then: str,
    **context: Any,
) -> HttpResponse:
    """Save a form of the tender unless somebody else saved first: then 409, nothing typed lost."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if tender.claim(form.cleaned_data.get("version") or 0):
                form.save()
                note(request, tender, "tender_changed", fields=form.changed_data)
                messages.success(request, "Le marché est enregistré.")
                return redirect(then, tender.pk)
            status = 409
            context["stale"] = Tender.objects.get(pk=tender.pk)
    return render(request, template, {"tender": tender, "form": form, **context}, status=status)


@login_required
def lots(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    formset = LotFormSet(request.POST or None, instance=tender)
    if saved(request, tender, formset, "lots_changed"):
        return redirect("tenders:criteria", tender.pk)
    context = {"tender": tender, "formset": formset}
    return render(request, "tenders/lots.html", context, status=status_of(formset))


@login_required
def criteria(request: HttpRequest, pk: str, parent_pk: int | None = None) -> HttpResponse:
    """The criteria of the tender, or the sub-criteria of one of them."""
    tender = fetch(request, pk)
    top = tender.criteria.filter(lot=None, parent=None)
    parent = get_object_or_404(top, pk=parent_pk) if parent_pk else None
    formset = CriterionFormSet(
        request.POST or None,
        instance=tender,
        queryset=tender.criteria.filter(lot=None, parent=parent),
    )
    formset.parent = parent
    if saved(request, tender, formset, "criteria_changed"):
        return redirect("tenders:criteria" if parent else "tenders:tender_clauses", tender.pk)
    context = {"tender": tender, "formset": formset, "parent": parent}
    return render(request, "tenders/criteria.html", context, status=status_of(formset))


def saved(request: HttpRequest, tender: Tender, formset: BaseModelFormSet, act: str) -> bool:
    """Whether the formset was sent and right; then it is saved, all rows or none."""
    if request.method != "POST" or not formset.is_valid():
        return False
    with transaction.atomic():
        formset.save()
        note(request, tender, act, rows=[str(form.instance) for form in formset.initial_forms])
    messages.success(request, "C'est enregistré.")
    return True


def status_of(formset: BaseModelFormSet) -> int:
    return 422 if formset.is_bound else 200


@login_required
def clauses(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    chosen = list(tender.clauses.all())
    facts = fact_values(tender)
    known = library()
    held = tender.held_clauses()
    order = list(known.themes)
    proposed = sorted(
        (
            clause
            for clause in known.applicable(facts, at=tender.launch_on)
            if clause.id not in held and suits(clause, tender)
        ),
        key=lambda clause: order.index(clause.theme),
    )
    context = {
        "tender": tender,
        "chosen": [(used, used.source(), used.filled(facts)) for used in chosen],
        "conflicts": known.conflicts(held),
        "proposed": proposed,
        "themes": known.themes,
    }
    return render(request, "tenders/tender_clauses.html", context)


def suits(clause: Clause, tender: Tender) -> bool:
    """Whether the clause is written for one of the purchase families of the lots."""
    families = [lot.cpv for lot in tender.lots.all() if lot.cpv]
    return not families or any(clause.concerns(family) for family in families)


@login_required
@require_POST
def add_clause(request: HttpRequest, pk: str) -> HttpResponse:
    """Put clauses of the library into the tender, at their present version."""
    tender = fetch(request, pk)
    added = tender.add_clauses(request.POST.getlist("clause"))
    if added:
        note(request, tender, "clauses_added", clauses=[f"{c.id} v{c.version}" for c in added])
        messages.success(request, f"{plural(len(added), 'clause')} au marché en plus.")
    else:
        messages.warning(request, "Aucune clause nouvelle n'était cochée.")
    if any(clause.award for clause in added):
        messages.info(request, "Un critère s'ajoute : ajustez les poids pour qu'ils fassent 100 %.")
        return redirect("tenders:criteria", tender.pk)
    return redirect("tenders:tender_clauses", tender.pk)


@login_required
def clause(request: HttpRequest, pk: str, clause_pk: int) -> HttpResponse:
    tender = fetch(request, pk)
    used = get_object_or_404(tender.clauses, pk=clause_pk)
    facts = fact_values(tender)
    form = ClauseValuesForm(request.POST or None, instance=used, facts=facts)
    if request.method == "POST" and form.is_valid():
        form.save()
        note(request, tender, "clause_changed", clause=used.clause_id, values=used.values)
        messages.success(request, "La clause est enregistrée.")
        return redirect("tenders:tender_clauses", tender.pk)
    context = {
        "tender": tender,
        "used": used,
        "clause": used.source(),
        "filled": TenderClause.objects.get(pk=used.pk).filled(facts),
        "form": form,
    }
    return render(
        request, "tenders/tender_clause.html", context, status=422 if form.errors else 200
    )


@login_required
@require_POST
def remove_clause(request: HttpRequest, pk: str, clause_pk: int) -> HttpResponse:
    tender = fetch(request, pk)
    used = get_object_or_404(tender.clauses, pk=clause_pk)
    note(request, tender, "clause_removed", clause=used.clause_id)
    used.delete()
    messages.success(request, "La clause est retirée du marché.")
    return redirect("tenders:tender_clauses", tender.pk)


@login_required
def checks(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    return render(request, "tenders/checks.html", {"tender": tender, "check": check_of(tender)})

"""Pages of the procurement officer: from the object of a tender to its checks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseForm, BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from needs.models import Project
from procurement.http import version_read
from procurement.sessions import signed_in
from procurement.typography import plural
from procurement.word import edits
from tenders.clauses import Clause, Library
from tenders.drafting import advice_for, check_of, fact_values, tasks_of
from tenders.forms.award import AwardForm
from tenders.forms.clause import ClauseValuesForm
from tenders.forms.tender import (
    CriterionFormSet,
    LotFormSet,
    ProcedureForm,
    StartForm,
    TenderForm,
)
from tenders.market import market_of
from tenders.models import Tender, TenderClause
from tenders.models.tender import usable
from tenders.planning import aggregation_of, calendar_of
from tenders.proofreading import proofread
from tenders.shelf import shelf_of

SAVED = "Le marché est enregistré."


def fetch(request: HttpRequest, pk: str) -> Tender:
    """The tender, if the person may change it; 404 otherwise."""
    tenders = Tender.objects.editable_by(request.user).select_related("project__lead")
    return get_object_or_404(tenders, pk=pk)


def read(request: HttpRequest, pk: str) -> Tender:
    """The tender, if the person may see it; 404 otherwise."""
    tenders = Tender.objects.visible_to(request.user).select_related("project__lead")
    return get_object_or_404(tenders, pk=pk)


def note(request: HttpRequest, tender: Tender, act: str, **facts: Any) -> None:
    tender.note(act, by=request.user, now=timezone.now(), **facts)


@signed_in
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
    context = {
        "tender": tender,
        "tasks": tasks_of(tender, check),
        "check": check,
        "discussed": tender.project.discussions.counts(),
    }
    return render(request, "tenders/detail.html", context)


@signed_in
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    form = TenderForm(request.POST or None, instance=tender)
    return answer(
        request,
        tender,
        form,
        "tenders/edit.html",
        "tenders:procedure",
        act="tender_changed",
        said=SAVED,
        form=form,
    )


@signed_in
def procedure(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    advice = advice_for(tender)
    form = ProcedureForm(request.POST or None, instance=tender)
    start = StartForm(request.GET or None)
    wanted = start.cleaned_data["debut"] if start.is_valid() else None
    return answer(
        request,
        tender,
        form,
        "tenders/procedure.html",
        "tenders:lots",
        act="tender_changed",
        said=SAVED,
        form=form,
        advice=advice,
        start=start,
        aggregation=aggregation_of(tender, advice, by=request.user) if advice else None,
        calendar=calendar_of(tender, advice, start=wanted) if advice else None,
    )


def answer(
    request: HttpRequest,
    tender: Tender,
    sent: BaseForm | BaseModelFormSet,
    template: str,
    then: str,
    *,
    act: str,
    said: str = "C'est enregistré.",
    **context: Any,
) -> HttpResponse:
    """Save what was sent, all or nothing; 409 when somebody saved since the page was read.

    What was typed then stays on the page, which takes the new version: saving again is a choice.
    """
    status = save(request, tender, sent, act) if request.method == "POST" else 200
    if status == 302:
        messages.success(request, said)
        return redirect(then, tender.pk)
    stale = Tender.objects.get(pk=tender.pk) if status == 409 else None
    version = stale.version if stale else version_read(request) or tender.version
    context |= {"tender": tender, "stale": stale, "version": version}
    return render(request, template, context, status=status)


def save(request: HttpRequest, tender: Tender, sent: BaseForm | BaseModelFormSet, act: str) -> int:
    """302 once saved, 422 for a mistake, 409 when somebody else was faster."""
    if not sent.is_valid():
        return 422
    with transaction.atomic():
        if not tender.claim(version_read(request)):
            return 409
        sent.save()  # type: ignore[union-attr]
        note(request, tender, act, **changes(sent))
    return 302


def changes(sent: Any) -> dict[str, Any]:
    """What the register says of a saved form."""
    if isinstance(sent, BaseModelFormSet):
        return {"rows": [str(row.instance) for row in sent.initial_forms]}
    if isinstance(sent, AwardForm):
        return {"contract": sent.instance.number, "fields": sent.changed_data}
    if isinstance(sent, ClauseValuesForm):
        return {"clause": sent.instance.clause_id, "values": sent.instance.values}
    return {"fields": sent.changed_data}


@signed_in
def lots(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    formset = LotFormSet(request.POST or None, instance=tender)
    return answer(
        request,
        tender,
        formset,
        "tenders/lots.html",
        "tenders:criteria",
        act="lots_changed",
        formset=formset,
        reserves=lambda: market_of(tender).reserves,  # asked only by a page that is shown
    )


@signed_in
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
    return answer(
        request,
        tender,
        formset,
        "tenders/criteria.html",
        "tenders:criteria" if parent else "tenders:tender_clauses",
        act="criteria_changed",
        formset=formset,
        parent=parent,
    )


@login_required
def clauses(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    chosen = list(tender.clauses.all())
    facts = fact_values(tender)
    known = shelf_of(request.user)
    held = tender.held_clauses()
    order = list(known.themes)
    families = [lot.cpv for lot in tender.lots.all() if lot.cpv]
    proposed = sorted(
        (
            clause
            for clause in known.applicable(facts, at=tender.launch_on)
            if clause.id not in held and suits(clause, families) and usable(clause)
        ),
        key=lambda clause: order.index(clause.theme),
    )
    context = {
        "tender": tender,
        "chosen": [
            (used, used.source(), used.filled(facts), newer(known, used)) for used in chosen
        ],
        "conflicts": known.conflicts(held),
        "proposed": [(c, [f.text for f in known.frictions(c.id, held)]) for c in proposed],
        "set_aside": [
            (clause, condition, "oui" if said is True else "non" if said is False else said)
            for clause, condition, said in known.set_aside(facts)
            if clause.id not in held and suits(clause, families)
        ],
        "themes": known.themes,
        "free": tender.edits.filter(act=edits.ADDED),
    }
    return render(request, "tenders/tender_clauses.html", context)


def newer(known: Library, used: TenderClause) -> Clause | None:
    """The version that stands, when the tender holds an older one."""
    standing = known.get(used.clause_id)
    return standing if standing and standing.version > used.clause_version else None


def suits(clause: Clause, families: list[str]) -> bool:
    """Whether the clause is written for one of these purchase families, when some are known."""
    return not families or any(clause.concerns(family) for family in families)


@login_required
@require_POST
def add_clause(request: HttpRequest, pk: str) -> HttpResponse:
    """Put clauses of the library into the tender, at their present version."""
    tender = fetch(request, pk)
    return taken_into(request, tender)


def taken_into(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The clauses that were ticked go into the tender; what they clash with is said at once."""
    shelf = shelf_of(request.user)
    asked = request.POST.getlist("clause")
    with transaction.atomic():
        added = tender.add_clauses(asked, shelf, level=request.POST.get("level", ""))
        if added:
            note(request, tender, "clauses_added", clauses=[c.name for c in added])
    if not added:
        messages.warning(request, "Aucune clause nouvelle n'était cochée.")
        return redirect("tenders:tender_clauses", tender.pk)
    messages.success(request, f"{plural(len(added), 'clause')} au marché en plus.")
    held = tender.held_clauses()
    said = {f.text for clause in added for f in shelf.frictions(clause.id, held)}
    for text in sorted(said):
        messages.warning(request, text)
    if any(clause.award for clause in added):
        messages.info(request, "Un critère s'ajoute : ajustez les poids pour qu'ils fassent 100 %.")
        return redirect("tenders:criteria", tender.pk)
    return redirect("tenders:tender_clauses", tender.pk)


@signed_in
def clause(request: HttpRequest, pk: str, clause_pk: int) -> HttpResponse:
    tender = fetch(request, pk)
    used = get_object_or_404(tender.clauses, pk=clause_pk)
    facts = fact_values(tender)
    form = ClauseValuesForm(request.POST or None, instance=used, facts=facts)
    return answer(
        request,
        tender,
        form,
        "tenders/tender_clause.html",
        "tenders:tender_clauses",
        act="clause_changed",
        said="La clause est enregistrée.",
        form=form,
        used=used,
        clause=used.source(),
        notes=used.notes.filter(done_at=None).select_related("returned"),
        filled=TenderClause.objects.get(pk=used.pk).filled(facts),
    )


@login_required
@require_POST
def remove_clause(request: HttpRequest, pk: str, clause_pk: int) -> HttpResponse:
    tender = fetch(request, pk)
    used = get_object_or_404(tender.clauses, pk=clause_pk)
    with transaction.atomic():
        used.delete()
        note(request, tender, "clause_removed", clause=used.clause_id)
    messages.success(request, "La clause est retirée du marché.")
    return redirect("tenders:tender_clauses", tender.pk)


@login_required
def checks(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    context = {
        "tender": tender,
        "check": check_of(tender),
        "market": market_of(tender),
        "passages": proofread(tender),
    }
    return render(request, "tenders/checks.html", context)

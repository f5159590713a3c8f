"""The sheet of one authority: its text and what was read in it, its sites, volumes and answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from needs.annotations import segments
from needs.diagnosis import consolidate
from needs.diagnosis.breakdown import GAPS_SHOWN
from needs.forms import BUYER_ROLES, NeedForm
from needs.models import (
    FactKind,
    FactStatus,
    Need,
    NeedFact,
    Project,
    StaleVersion,
)
from needs.parts import SITES, TEXT, VOLUMES, parts_of, state_of
from needs.units import unit_and_scale
from needs.views.frozen import told_when_frozen
from needs.views.saving import disputed, kept_back, saved
from needs.views.sheet_path import sheet_tasks
from procurement.accounts.models import Organisation
from procurement.http import status_of, wants_fragment
from procurement.nomenclature.models import Cpv
from procurement.sessions import signed_in

PER_PAGE = 50


@dataclass(frozen=True)
class FactGroup:
    """The items of one kind, as the list beside the text shows them."""

    kind: FactKind
    facts: list[NeedFact]

    @property
    def title(self) -> str:
        plural = {"cpv": "codes CPV", "place": "lieux"}
        return plural.get(self.kind, f"{self.kind.label}s")

    @property
    def waiting(self) -> int:
        return sum(fact.status == FactStatus.PROPOSED for fact in self.facts)


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    mine = Organisation.objects.for_user(request.user, *BUYER_ROLES)
    needs = (
        Need.objects.visible_to(request.user)
        .filter(
            Q(organisation__in=mine)
            | Q(pk__in=Need.objects.entrusted_to(request.user).values("pk"))
        )
        .select_related("organisation", "project")
        .annotate(
            waiting=Count("facts", filter=Q(facts__status=FactStatus.PROPOSED), distinct=True),
            volume_count=Count("volumes", distinct=True),
        )
        .order_by("-updated_at")
    )
    projects = Project.objects.visible_to(request.user).select_related("lead")
    page = Paginator(needs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "needs/index.html", {"page": page, "projects": projects})


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    initial = {"project": request.GET.get("project")}
    form = NeedForm(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        need = Need.objects.write(by=request.user, now=timezone.now(), **form.values())
        messages.success(
            request, "Le besoin est enregistré. Vérifiez maintenant ce que Balise y a lu."
        )
        return redirect(need)
    return render(request, "needs/create.html", {"form": form}, status=status_of(form))


@signed_in
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related(
            "organisation", "project__lead", "responsible", "sent_back_by"
        ),
        pk=pk,
    )
    return render(request, "needs/detail.html", sheet_context(need, request))


def sheet_context(need: Need, request: HttpRequest) -> dict[str, Any]:
    """All that the page of a sheet shows; its fragments take their part of it."""
    sheet = Need.objects.with_sheet().get(pk=need.pk).sheet()
    questions = need.question_set()
    writes = need.parts_open_to(request.user)
    consolidated = consolidate([sheet], questions=questions)
    mine = Organisation.objects.for_user(request.user, *BUYER_ROLES)
    return {
        **reading_context(need, request),
        "sites": need.sites.select_related("commune"),
        "volumes": need.volumes.select_related("site"),
        "totals": consolidated.totals,
        "gaps": consolidated.gaps[:GAPS_SHOWN],
        "tasks": sheet_tasks(need, sheet, writes),
        "sheet_state": state_of(sheet, parts_of(sheet, questions)),
        "writes": writes,
        "writes_sites": SITES in writes,
        "validates": Need.objects.validatable_by(request.user).filter(pk=need.pk).exists(),
        "removable": Need.objects.removable_by(request.user).filter(pk=need.pk).exists(),
        "returnable": _returnable(need, request),
        "belongs": mine.filter(pk=need.organisation_id).exists(),
        **_discussed(need, request),
        "history": need.history.all()[:5],
    }


def _returnable(need: Need, request: HttpRequest) -> bool:
    """Whether the person may send the sheet back, and somebody else holds it."""
    may = Need.objects.returnable_by(request.user).filter(pk=need.pk).exists()
    return may and bool(need.held_by(besides=request.user))  # type: ignore[arg-type]


def _discussed(need: Need, request: HttpRequest) -> dict[str, Any]:
    """Whether the person is of the team of the project, and what it says of this sheet."""
    sees = Project.objects.visible_to(request.user).filter(pk=need.project_id).exists()
    discussed = need.project.discussions.counts() if sees and need.project else {}
    return {"sees_project": sees, **({"discussed": discussed} if sees else {})}


def reading_context(need: Need, request: HttpRequest) -> dict[str, Any]:
    facts = list(need.facts.select_related("decided_by"))
    parts = need.parts_open_to(request.user)
    counted = {(v.quantity, unit_and_scale(v.unit)) for v in need.volumes.all()}
    codes = Cpv.objects.in_bulk([f.data.get("code", "") for f in facts if f.kind == FactKind.CPV])
    by_kind = defaultdict(list)
    for fact in facts:
        fact.cpv = codes.get(fact.data.get("code", ""))  # type: ignore[attr-defined]
        measure = _measure(fact)
        fact.is_volume = measure is not None  # type: ignore[attr-defined]
        fact.is_counted = measure in counted  # type: ignore[attr-defined]
        by_kind[fact.kind].append(fact)
    by_kind[FactKind.CPV].sort(key=lambda fact: -fact.data.get("score", 1))
    shown = [fact for fact in facts if fact.status != FactStatus.REJECTED]
    return {
        "need": need,
        "editable": TEXT in parts,
        "writes_volumes": VOLUMES in parts,
        "segments": segments(need.text, shown),
        "groups": [FactGroup(kind, by_kind[kind]) for kind in FactKind if by_kind[kind]],
        "waiting": sum(fact.status == FactStatus.PROPOSED for fact in facts),
    }


# « 5 jours par semaine », « deux fois par an » say how often, and add up to nothing.
_RHYTHMS = {"jour", "semaine", "mois", "an", "fois", ""}


def _measure(fact: NeedFact) -> tuple[Decimal, Any] | None:
    """A quantity as a volume would count it; None for what is no volume."""
    if fact.kind != FactKind.QUANTITY:
        return None
    unit = unit_and_scale(fact.data.get("unit") or "")
    return None if unit[0] in _RHYTHMS else (Decimal(str(fact.data["value"])), unit)


@signed_in
@told_when_frozen
@vary_on_headers("HX-Request")
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, TEXT), pk=pk)
    form = NeedForm(request.POST or None, instance=need, user=request.user)
    typing = wants_fragment(request)
    if request.method == "POST" and form.is_valid():
        try:
            need.revise(
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                now=timezone.now(),
                **form.values(),
            )
        except StaleVersion as stale:
            return _conflict(request, form, stale.current, typing=typing)
        if typing:
            return saved(request, hidden={"version": need.version})
        messages.success(request, "Le besoin est enregistré ; vos décisions sont conservées.")
        return redirect(need)
    if typing:
        return kept_back(request, form)
    context = {"form": form, "need": need}
    return render(request, "needs/edit.html", context, status=status_of(form))


def _conflict(request: HttpRequest, form: NeedForm, current: Need, *, typing: bool) -> HttpResponse:
    """Both texts; saving again from this page, which carries the new version, is a choice."""
    who = current.last_hand_on(TEXT, besides=request.user)
    if typing:
        return disputed(request, [], who)
    form.data = {**request.POST.dict(), "version": current.version}
    context = {"form": form, "current": current, "who": who}
    return render(request, "needs/conflict.html", context, status=409)


@signed_in
@told_when_frozen
@require_POST
def validate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of the sheet as its owner read it: what changed since is shown first."""
    need = get_object_or_404(Need.objects.validatable_by(request.user), pk=pk)
    try:
        if request.POST.get("seen") != need.updated_at.isoformat():
            raise StaleVersion(need)
        need.validate(by=request.user, now=timezone.now())
    except StaleVersion as stale:
        messages.warning(
            request, "La fiche a changé depuis que vous l'avez ouverte : relisez-la, puis validez."
        )
        context = sheet_context(stale.current, request)
        return render(request, "needs/detail.html", context, status=409)
    messages.success(request, "La fiche est validée. Toute modification la rouvrira.")
    return redirect(need)


@signed_in
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    page = Paginator(need.history.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "needs/history.html", {"need": need, "page": page})

"""The team's side before the meeting: its date, its agenda, whom it is told to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.file_fields import refuse_oversized
from procurement.http import status_of, version_read
from procurement.sessions import signed_in
from procurement.typography import plural
from tenders.models import MarketConsultation
from tenders.views.consultation import is_key
from tenders.wording import check_wording
from tenders.workshops import convening, telling
from tenders.workshops.forms import (
    CancelForm,
    ItemForm,
    MoveForm,
    WorkshopDocumentForm,
    WorkshopForm,
)
from tenders.workshops.models import AgendaItem, StaleWorkshop, Workshop

FIRST_HOUR = 10


@login_required
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The workshops of a consultation, drafts included."""
    consultations = MarketConsultation.objects.visible_to(request.user)
    consultation = get_object_or_404(consultations.select_related("project__lead"), pk=pk)
    return render(
        request,
        "workshops/index.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "workshops": list(consultation.workshops.prefetch_related("items")),
            "can_edit": _may_edit(request, consultation),
            "now": timezone.now(),
        },
    )


@signed_in
def create(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultations = MarketConsultation.objects.editable_by(request.user)
    consultation = get_object_or_404(consultations.select_related("project__lead"), pk=pk)
    now = timezone.localtime()
    day = now + timedelta(days=convening.usual_notice(now.date()) + 6)
    starts_at = day.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    workshop = Workshop(consultation=consultation, starts_at=starts_at)
    form = WorkshopForm(request.POST or None, instance=workshop, now=now)
    if request.method == "POST" and form.is_valid():
        created = form.save()
        messages.success(request, "L'atelier est créé. Écrivez maintenant son ordre du jour.")
        return redirect("workshops:manage", created.pk)
    return _form_page(request, form, workshop)


@signed_in
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    workshop = editable(request, pk, announced_at=None)
    form = WorkshopForm(request.POST or None, instance=workshop, now=timezone.localtime())
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, workshop)
    try:
        workshop.edit(version=version_read(request), **form.cleaned_data)
    except StaleWorkshop as stale:
        workshop.version = stale.current.version
        return _form_page(request, form, workshop, theirs=stale.current, status=409)
    messages.success(request, "L'atelier est enregistré.")
    return redirect("workshops:manage", workshop.pk)


def _form_page(
    request: HttpRequest,
    form: WorkshopForm,
    workshop: Workshop,
    *,
    theirs: Workshop | None = None,
    status: int | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "workshop": workshop, "theirs": theirs}
    context |= {"project": workshop.consultation.project, "is_new": workshop._state.adding}
    return render(request, "workshops/edit.html", context, status=status or status_of(form))


@login_required
def manage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the workshop stands; while it is a draft, each button changes one thing."""
    workshop = visible(request, pk)
    if request.method == "POST":
        workshop = editable(request, pk, announced_at=None)
        _change(workshop, request)
        return redirect("workshops:manage", workshop.pk)
    return manage_page(request, workshop, WorkshopDocumentForm())


def _change(workshop: Workshop, request: HttpRequest) -> None:
    for name, value in request.POST.items():
        match name:
            case "up" | "down" if is_key(value):
                workshop.move_item(int(value), -1 if name == "up" else 1)
            case "remove" if is_key(value):
                kept = workshop.items.exclude(pk=int(value))
                workshop.replace_items(kept)
            case "remove_document":
                workshop.documents.filter(pk=value).delete()


def manage_page(
    request: HttpRequest, workshop: Workshop, form: WorkshopDocumentForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    facts = telling.facts_of(workshop)
    items = list(workshop.items.select_related("question"))
    registered = list(workshop.registrations.standing().select_related("invitation"))
    newcomers = telling.newcomers_of(workshop) if workshop.announced_at else []
    return render(
        request,
        "workshops/manage.html",
        {
            "workshop": workshop,
            "consultation": workshop.consultation,
            "project": workshop.consultation.project,
            "items": items,
            "lasts": convening.duration(facts.minutes) if facts.minutes else "",
            "documents": list(workshop.documents.all()),
            "registered": registered,
            "findings": convening.findings(facts, now=timezone.localtime(now)),
            "told": facts.told,
            "newcomers": newcomers,
            "networks": list(workshop.network_notices.select_related("network")),
            "corrections": list(workshop.corrections.select_related("asked_by", "point")),
            "is_coming": workshop.is_coming(at=now),
            "has_begun": bool(workshop.announced_at and now >= workshop.starts_at),
            "can_edit": _may_edit(request, workshop.consultation),
            "can_tell": Workshop.objects.validatable_by(request.user)
            .filter(pk=workshop.pk)
            .exists(),
            "form": form,
        },
        status=status,
    )


@signed_in
def item(request: HttpRequest, pk: UUID, key: int | None = None) -> HttpResponse:
    """Write a point of the agenda, or change one, while the workshop is a draft."""
    workshop = editable(request, pk, announced_at=None)
    written = get_object_or_404(workshop.items, pk=key) if key else None
    form = ItemForm(request.POST or None, instance=written, consultation=workshop.consultation)
    if request.method == "POST" and form.is_valid():
        point: AgendaItem = form.save(commit=False)
        others = [one for one in workshop.items.all() if one.pk != point.pk]
        place = point.position - 1 if written else len(others)
        workshop.replace_items([*others[:place], point, *others[place:]])
        messages.success(request, "Le point est enregistré.")
        return redirect("workshops:manage", workshop.pk)
    context: dict[str, Any] = {"form": form, "workshop": workshop, "written": written}
    context["project"] = workshop.consultation.project
    return render(request, "workshops/item.html", context, status=status_of(form))


@login_required
@require_POST
def add_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A document for all; after the announcement everyone is told that it came."""
    workshop = editable(request, pk, minutes_closed_at=None)
    if workshop.announced_at:
        workshop = validatable(request, pk)  # everyone will be told of it
    form = WorkshopDocumentForm(request.POST, request.FILES)
    too_large = refuse_oversized(form, request)
    if not form.is_valid():
        return manage_page(request, workshop, form, status=413 if too_large else 422)
    now = timezone.now()
    with transaction.atomic():
        kept = workshop.add_document(
            form.cleaned_data["file"], form.cleaned_data["title"], by=request.user, now=now
        )
        if workshop.announced_at:
            telling.announce_change(workshop, now=now, document=kept.title)
    messages.success(request, "Le document est joint.")
    return redirect("workshops:manage", workshop.pk)


@login_required
def announce(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What everybody will receive, what could be said against it, then the announcement."""
    workshop = validatable(request, pk, announced_at=None)
    now = timezone.now()
    if request.method == "POST":
        try:
            told = telling.announce(workshop, by=request.user, now=now)
        except ValidationError as error:
            return _announce_page(request, workshop, error.messages, status=422)
        said = plural(len(told), "structure")
        messages.success(request, f"L'atelier est annoncé à {said}, toutes ensemble.")
        return redirect("workshops:manage", workshop.pk)
    return _announce_page(request, workshop, [])


def _announce_page(
    request: HttpRequest, workshop: Workshop, errors: list[str], *, status: int = 200
) -> HttpResponse:
    facts = telling.facts_of(workshop)
    now = timezone.localtime()
    text = "\n\n".join(
        [workshop.title, workshop.purpose, *(f"{i} {i.details}" for i in workshop.items.all())]
    )
    context: dict[str, Any] = {
        "workshop": workshop,
        "consultation": workshop.consultation,
        "project": workshop.consultation.project,
        "items": list(workshop.items.select_related("question")),
        "documents": list(workshop.documents.all()),
        "refusals": errors or convening.refusals(facts, now=now),
        "errors": errors,
        "findings": [
            *convening.findings(facts, now=now),
            *check_wording(text, "sourcing").findings,
        ],
        "told": facts.told,
        "networks": telling.networks_of(workshop),
        "lasts": convening.duration(facts.minutes),
    }
    return render(request, "workshops/announce.html", context, status=status)


@login_required
@require_POST
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The announcement to those who came into the consultation since; or a reminder to all."""
    workshop = validatable(request, pk, cancelled_at=None)
    now = timezone.now()
    if "remind" in request.POST:
        told = telling.remind(workshop, by=request.user, now=now)
        sent = f"L'atelier est rappelé à {plural(len(told), 'structure')}."
    else:
        told = telling.tell_newcomers(workshop, by=request.user, now=now)
        sent = f"L'atelier est annoncé à {plural(len(told), 'structure')} de plus."
    if told:
        messages.success(request, sent)
    else:
        messages.info(request, "Rien à envoyer : chacun a déjà reçu ce message.")
    return redirect("workshops:manage", workshop.pk)


@login_required
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another date or place, or no workshop at all: told to everyone, with the reason."""
    workshop = validatable(request, pk, announced_at__isnull=False, cancelled_at=None)
    cancelling = "cancelled_because" in request.POST
    sent = request.POST if request.method == "POST" else None
    initial = {name: getattr(workshop, name) for name in ("starts_at", "place", "video_url")}
    move_form = MoveForm(None if cancelling else sent, initial=initial)
    cancel_form = CancelForm(sent if cancelling else None)
    form = cancel_form if cancelling else move_form
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                if cancelling:
                    workshop.cancel(said["cancelled_because"], by=request.user, now=now)
                else:
                    workshop.move(**said, by=request.user, now=now)
                telling.announce_change(workshop, now=now, reason=said.get("reason", ""))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Toutes les structures de la consultation sont prévenues.")
            return redirect("workshops:manage", workshop.pk)
    context = {"workshop": workshop, "move_form": move_form, "cancel_form": cancel_form}
    context |= {"project": workshop.consultation.project, "form": form}
    return render(request, "workshops/move.html", context, status=status_of(form))


def visible(request: HttpRequest, pk: UUID) -> Workshop:
    found = Workshop.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("consultation__project__lead"), pk=pk)


def editable(request: HttpRequest, pk: UUID, **state: Any) -> Workshop:
    """A workshop that the person may prepare, in that state."""
    found = Workshop.objects.editable_by(request.user).filter(**state)
    return get_object_or_404(found.select_related("consultation__project__lead"), pk=pk)


def validatable(request: HttpRequest, pk: UUID, **state: Any) -> Workshop:
    """A workshop of which the person may tell the suppliers, in that state."""
    found = Workshop.objects.validatable_by(request.user).filter(**state)
    return get_object_or_404(found.select_related("consultation__project__lead"), pk=pk)


def _may_edit(request: HttpRequest, consultation: MarketConsultation) -> bool:
    return MarketConsultation.objects.editable_by(request.user).filter(pk=consultation.pk).exists()

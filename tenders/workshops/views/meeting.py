"""The team's side during the meeting and after it: who came, what was said, the corrections."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from procurement.downloads import as_attachment
from procurement.http import status_of
from procurement.sessions import signed_in
from tenders.views.consultation import is_key
from tenders.views.documents import DOCX
from tenders.workshops import documents, telling
from tenders.workshops.forms import CorrectionAnswerForm, HostForm, PointForm, PublishMinutesForm
from tenders.workshops.models import (
    Correction,
    MinutesPoint,
    Registration,
    Workshop,
    close_minutes,
    note_attendance,
    publish_minutes,
    remove_point,
    write_point,
)
from tenders.workshops.models.attendance import MOST_HOSTS
from tenders.workshops.views.team import editable, validatable, visible


@login_required
def attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was there: those who registered, those who came without, and the buyers' side."""
    workshop = editable(request, pk, announced_at__isnull=False, cancelled_at=None)
    adding = request.method == "POST" and "person" in request.POST
    form = HostForm(request.POST if adding else None, workshop=workshop)
    if adding and form.is_valid():
        if _add(workshop, form):
            messages.success(request, "La personne est ajoutée. Cochez-la, puis enregistrez.")
            return redirect("workshops:attendance", workshop.pk)
    elif request.method == "POST" and not adding:
        present = [int(key) for key in request.POST.getlist("present") if is_key(key)]
        try:
            note_attendance(workshop, present, by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "La présence est notée au registre.")
            return redirect("workshops:manage", workshop.pk)
    context = {
        "workshop": workshop,
        "project": workshop.consultation.project,
        "registered": list(workshop.registrations.standing().select_related("invitation")),
        "has_begun": timezone.now() >= workshop.starts_at,
        "form": form,
    }
    return render(request, "workshops/attendance.html", context, status=status_of(form))


def _add(workshop: Workshop, form: HostForm) -> bool:
    """Whether there was room for one more."""
    if workshop.minutes_closed_at:
        form.add_error(None, "Le compte rendu est clos : la présence ne change plus.")
    elif workshop.registrations.of_hosts().count() >= MOST_HOSTS:
        form.add_error(None, f"{MOST_HOSTS} personnes au plus.")
    else:
        row: Registration = form.save(commit=False)
        row.workshop, row.registered_at = workshop, timezone.now()
        if invitation := form.cleaned_data["came_from"]:
            row.invitation, row.organisation = invitation, invitation.name
        row.save()
        return True
    return False


@signed_in
def minutes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes, written during the meeting or after it."""
    workshop = editable(request, pk, announced_at__isnull=False, cancelled_at=None)
    if key := request.POST.get("remove", ""):
        try:
            remove_point(workshop, int(key) if is_key(key) else 0)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("workshops:minutes", workshop.pk)
    form = PointForm(request.POST or None, workshop=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            write_point(workshop, form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{request.path}#ecrire")
    return _minutes_page(request, workshop, form)


def _minutes_page(
    request: HttpRequest,
    workshop: Workshop,
    form: PointForm,
    publishing: PublishMinutesForm | None = None,
) -> HttpResponse:
    points = list(workshop.points.select_related("item", "question"))
    names = {row.organisation for row in workshop.registrations.of_suppliers()}
    now = timezone.localtime()
    context = {
        "workshop": workshop,
        "project": workshop.consultation.project,
        "points": points,
        "named": sorted(name for name in names if any(name in point.text for point in points)),
        "corrections": list(workshop.corrections.select_related("asked_by", "point")),
        "can_tell": Workshop.objects.validatable_by(request.user).filter(pk=workshop.pk).exists(),
        "can_close": bool(workshop.corrections_until and now >= workshop.corrections_until),
        "form": form,
        "publishing": publishing or PublishMinutesForm(now=now),
    }
    failed = form.errors or (publishing and publishing.errors)
    return render(request, "workshops/minutes.html", context, status=422 if failed else 200)


@signed_in
def point(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """Change a point of the minutes while they are a draft."""
    workshop = editable(request, pk, announced_at__isnull=False, minutes_published_at=None)
    written: MinutesPoint = get_object_or_404(workshop.points, pk=key)
    form = PointForm(request.POST or None, instance=written, workshop=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            write_point(workshop, form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Le point est enregistré.")
            return redirect("workshops:minutes", workshop.pk)
    context = {"form": form, "workshop": workshop, "project": workshop.consultation.project}
    return render(request, "workshops/point.html", context, status=status_of(form))


@login_required
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the minutes to all, present or not."""
    workshop = validatable(request, pk, announced_at__isnull=False, cancelled_at=None)
    now = timezone.now()
    form = PublishMinutesForm(request.POST, now=timezone.localtime(now))
    if form.is_valid():
        try:
            with transaction.atomic():
                publish_minutes(workshop, **form.cleaned_data, by=request.user, now=now)
                telling.announce_minutes(workshop, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Le compte rendu part à toutes les structures.")
            return redirect("workshops:minutes", workshop.pk)
    return _minutes_page(request, workshop, PointForm(workshop=workshop), form)


@login_required
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze the minutes and give everyone their final text."""
    workshop = validatable(request, pk, announced_at__isnull=False, cancelled_at=None)
    now = timezone.now()
    try:
        with transaction.atomic():
            close_minutes(workshop, by=request.user, now=now)
            telling.announce_minutes(workshop, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Le compte rendu est clos ; chacun reçoit sa version finale.")
    return redirect("workshops:minutes", workshop.pk)


@signed_in
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a correction, and why."""
    workshops = Workshop.objects.validatable_by(request.user).values("pk")
    asked = get_object_or_404(
        Correction.objects.filter(workshop__in=workshops).select_related(
            "workshop__consultation__project__lead", "asked_by__consultation__project", "point"
        ),
        pk=pk,
    )
    initial = {"outcome": asked.outcome, "reason": asked.reason}
    initial["wording"] = asked.point.text if asked.point else ""
    form = CorrectionAnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            with transaction.atomic():
                asked.answer(**form.cleaned_data, by=request.user, now=now)
                telling.announce_outcome(asked, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "La suite donnée est notée, et la structure en est avertie.")
            return redirect("workshops:minutes", asked.workshop_id)
    context = {"form": form, "correction": asked, "workshop": asked.workshop}
    context["project"] = asked.workshop.consultation.project
    return render(request, "workshops/correction.html", context, status=status_of(form))


@login_required
def word(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """The invitation or the minutes as a Word file."""
    workshop = visible(request, pk)
    if kind not in documents.KINDS:
        raise Http404(f"Aucune pièce d'atelier ne s'appelle « {kind} ».")
    content = documents.render(workshop, kind, now=timezone.now())
    workshop.note("workshop_document_exported", by=request.user, now=timezone.now(), document=kind)
    return as_attachment(content, f"{kind}-{slugify(workshop.title)[:50]}.docx", DOCX)

"""A workshop as everyone reads it, and as a supplier does by its personal link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement import calendar_file
from procurement.downloads import as_attachment, attachment
from tenders import invitations
from tenders.consortia import MAY_NOT, SOURCES
from tenders.forms.consultation import OpenCallForm
from tenders.models import Invitation, MarketConsultation
from tenders.views.consultation import OpenCallThrottle, is_key
from tenders.views.contribution import by_link
from tenders.workshops import convening, telling
from tenders.workshops.forms import CorrectionForm, RegistrationForm
from tenders.workshops.models import Registration, Workshop, ask_correction, was_there


def public(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _public_page(request, _readable(request, pk), OpenCallForm())


def _readable(request: HttpRequest, pk: UUID) -> Workshop:
    found = Workshop.objects.readable_by(request.user)
    return get_object_or_404(found.select_related("consultation__project__lead"), pk=pk)


def _public_page(
    request: HttpRequest, workshop: Workshop, form: OpenCallForm, *, status: int = 200
) -> HttpResponse:
    team = MarketConsultation.objects.visible_to(request.user)
    context = _read(workshop) | {
        "form": form,
        "can_manage": team.filter(pk=workshop.consultation_id).exists(),
    }
    return render(request, "workshops/public.html", context, status=status)


def _read(workshop: Workshop) -> dict[str, Any]:
    """What everyone reads of a workshop: neither who registered nor who came."""
    now = timezone.now()
    items = list(workshop.items.select_related("question"))
    begins = convening.timetable(
        timezone.localtime(workshop.starts_at), [item.minutes for item in items]
    )
    minutes = sum(item.minutes for item in items)
    points = workshop.points.select_related("item", "question")
    return {
        "workshop": workshop,
        "consultation": workshop.consultation,
        "agenda": list(zip(begins, items, strict=True)),
        "lasts": convening.duration(minutes) if minutes else "",
        "documents": list(workshop.documents.all()),
        "points": list(points) if workshop.minutes_published_at else [],
        "people": workshop.registrations.standing().of_suppliers().filter(is_present=True).count(),
        "structures": workshop.registrations.standing()
        .of_suppliers()
        .filter(is_present=True)
        .values("invitation")
        .distinct()
        .count(),
        "is_coming": workshop.is_coming(at=now),
    }


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The open call: a personal link to whoever asks, and the announcement with it."""
    workshop = _readable(request, pk)
    form = OpenCallForm(request.POST)
    now = timezone.now()
    if not workshop.is_coming(at=now):
        messages.error(request, "Les inscriptions à cet atelier sont closes.")
        return _public_page(request, workshop, form, status=409)
    if not form.is_valid():
        return _public_page(request, workshop, form, status=422)
    if not OpenCallThrottle().allow_request(request, None):  # type: ignore[arg-type]
        messages.error(request, "Trop de demandes depuis votre réseau. Réessayez dans une heure.")
        return _public_page(request, workshop, form, status=429)
    if not form.is_from_a_machine():
        name, email = form.cleaned_data["name"], form.cleaned_data["email"]
        with transaction.atomic():
            invitations.answer_open_call(workshop.consultation, name=name, email=email, now=now)
            telling.tell_newcomers(workshop, by=None, now=now)
    messages.success(
        request,
        f"Un lien personnel part à l'adresse {form.cleaned_data['email']}. "
        "S'il n'arrive pas dans l'heure, vérifiez les courriers indésirables.",
    )
    return redirect(workshop)


def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The date for a diary, without the address of the video meeting."""
    return _calendar(_readable(request, pk))


def document(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponseBase:
    kept = get_object_or_404(_readable(request, pk).documents, pk=document)
    return attachment(kept.file, kept.name)


def _calendar(workshop: Workshop, *, video: bool = False) -> HttpResponse:
    event = _event(workshop, video=video)
    method = calendar_file.CANCEL if event.cancelled else calendar_file.PUBLISH
    content = calendar_file.write([event], method, now=timezone.now())
    return as_attachment(content, "atelier.ics", calendar_file.MEDIA_TYPE)


def _event(workshop: Workshop, *, video: bool) -> calendar_file.Event:
    remote = workshop.video_url if video else ""
    return calendar_file.Event(
        uid=f"{workshop.pk}@balise",
        summary=workshop.title,
        starts_at=workshop.starts_at,
        ends_at=workshop.ends_at(),
        location=" ou ".join(filter(None, (workshop.place, remote))) or "à distance",
        description=f"{workshop.consultation.project.lead}\n{workshop.purpose}",
        url=settings.SITE_URL + workshop.get_absolute_url(),
        sequence=workshop.version,
        cancelled=workshop.cancelled_at is not None,
        is_recalled=True,
    )


def _of(invitation: Invitation, pk: UUID) -> Workshop:
    """A workshop announced in the supplier's own consultation."""
    announced = Workshop.objects.announced().filter(consultation=invitation.consultation_id)
    return get_object_or_404(announced.select_related("consultation__project__lead"), pk=pk)


@by_link
def attend(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Read it, register somebody, take somebody off."""
    workshop = _of(invitation, pk)
    now = timezone.now()
    if key := request.POST.get("withdraw", ""):
        own = Registration.objects.standing().filter(workshop=workshop, invitation=invitation)
        row = get_object_or_404(own, pk=key if is_key(key) else 0)
        row.invitation = invitation  # which knows whether a network acts
        try:
            row.withdraw(now=now)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{row.person} n'est plus inscrite ou inscrit.")
        return redirect("workshops:attend", token, pk)
    form = RegistrationForm(request.POST or None, workshop=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            Registration.objects.register(workshop, invitation, **form.cleaned_data, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{form.cleaned_data['person']} est sur la liste.")
            return redirect("workshops:attend", token, pk)
    return _own_page(request, invitation, workshop, token, form)


def _own_page(
    request: HttpRequest,
    invitation: Invitation,
    workshop: Workshop,
    token: str,
    form: RegistrationForm,
    correcting: CorrectionForm | None = None,
) -> HttpResponse:
    own = workshop.registrations.standing().filter(invitation=invitation)
    context = _read(workshop) | {
        "invitation": invitation,
        "token": token,
        "form": form,
        "own": list(own),
        "has_room": len(own) < workshop.people_each,
        "was_there": was_there(workshop, invitation),
        "can_correct": workshop.accepts_corrections(at=timezone.now()),
        "correcting": correcting or CorrectionForm(workshop=workshop),
        "asked": list(workshop.corrections.filter(asked_by=invitation).select_related("point")),
        "may_not": MAY_NOT,
        "sources": SOURCES,
    }
    failed = form.errors or (correcting and correcting.errors)
    return render(request, "workshops/attend.html", context, status=422 if failed else 200)


@by_link
def own_calendar(
    request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID
) -> HttpResponse:
    """The date for a diary, with the address of the video meeting."""
    return _calendar(_of(invitation, pk), video=True)


@by_link
@require_POST
def correct(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Ask for a correction of the minutes: whoever came, before they are closed."""
    workshop = _of(invitation, pk)
    form = CorrectionForm(request.POST, workshop=workshop)
    if form.is_valid():
        said = form.cleaned_data
        try:
            ask_correction(
                workshop, invitation, said["text"], point=said["point"], now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, "Votre correction est transmise. La suite donnée vous sera envoyée."
            )
            return redirect("workshops:attend", token, pk)
    return _own_page(
        request, invitation, workshop, token, RegistrationForm(workshop=workshop), form
    )

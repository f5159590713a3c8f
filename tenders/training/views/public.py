"""What everyone sees: the agenda, a session, and how to register without account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from rest_framework.throttling import AnonRateThrottle

from procurement import calendar_file
from procurement.downloads import as_attachment
from tenders.training.calendars import public_calendar
from tenders.training.forms.registration import RegistrationForm
from tenders.training.models import TrainingSession
from tenders.training.models.session import RUNNERS
from tenders.training.quizzes import quizzes
from tenders.training.registering import TooLate, ask

PAST_SHOWN = 20


class RegistrationThrottle(AnonRateThrottle):
    """A page that sends mail to any address must not be a way to flood one."""

    scope = "session_registration"
    rate = "20/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Counted for signed-in people too: an account is free."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def agenda(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    seen = TrainingSession.objects.on_agenda().select_related("organiser")
    own = TrainingSession.objects.editable_by(request.user).select_related("organiser")
    context = {
        "coming": seen.coming(at=now),
        "past": seen.past(at=now)[:PAST_SHOWN],
        "own": own.with_dates() if request.user.is_authenticated else [],
        "may_create": _may_create(request),
        "quizzes": quizzes().values(),
    }
    return render(request, "training/agenda.html", context)


def _may_create(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_role(*RUNNERS)


def session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a session; its form asks for a personal link, whoever asks."""
    shown = readable(request, pk)
    form = RegistrationForm(request.POST or None)
    if request.method != "POST":
        return _page(request, shown, form)
    if not shown.takes_registrations(at=timezone.now()):
        messages.error(request, "Cette session ne prend plus d'inscriptions.")
        return _page(request, shown, RegistrationForm(), status=409)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    if not RegistrationThrottle().allow_request(request, None):  # type: ignore[arg-type]
        messages.error(request, "Trop de demandes depuis votre réseau. Réessayez dans une heure.")
        return _page(request, shown, form, status=429)
    return _register(request, shown, form)


def _register(request: HttpRequest, shown: TrainingSession, form: RegistrationForm) -> HttpResponse:
    guest = form.guest()
    try:
        if not form.is_from_a_machine():
            ask(shown, guest, now=timezone.now())
    except TooLate:
        messages.error(request, "Les inscriptions viennent de se clore.")
        return _page(request, shown, RegistrationForm(), status=409)
    messages.success(
        request,
        f"Un message part à l'adresse {guest.email}. Ouvrez le lien qu'il contient pour confirmer "
        "votre inscription : la place n'est prise qu'à ce moment-là.",
    )
    return redirect(shown)


def _page(
    request: HttpRequest, shown: TrainingSession, form: RegistrationForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    waiting = shown.registrations.waiting().count()
    context = {
        "session": shown,
        "sittings": shown.sittings.all(),
        "form": form,
        "takes_registrations": shown.takes_registrations(at=now),
        "has_ended": shown.has_ended(at=now),
        "free": 0 if waiting else shown.free_seats(),
        "waiting": waiting,
        "can_manage": TrainingSession.objects.editable_by(request.user)
        .filter(pk=shown.pk)
        .exists(),
    }
    return render(request, "training/session.html", context, status=status)


def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    shown = readable(request, pk)
    return as_calendar(public_calendar(shown, now=timezone.now()))


def as_calendar(content: bytes) -> HttpResponse:
    return as_attachment(content, "seance.ics", calendar_file.MEDIA_TYPE)


def readable(request: HttpRequest, pk: UUID) -> TrainingSession:
    seen = TrainingSession.objects.readable_by(request.user)
    return get_object_or_404(seen.select_related("organiser", "project"), pk=pk)

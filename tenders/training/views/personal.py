"""The page of somebody registered, by their signed link, until their certificate."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from procurement.downloads import as_attachment
from procurement.http import status_of
from procurement.word import docx
from tenders.housing import style_of
from tenders.training.calendars import personal_calendar
from tenders.training.documents import certificate
from tenders.training.forms.registration import EvaluationForm
from tenders.training.models import Evaluation, Registration
from tenders.training.registering import TooLate, confirm, withdraw
from tenders.training.views.public import as_calendar
from tenders.views.documents import DOCX

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Give the view the registration of the signed link, or say why there is none."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        found = Registration.objects.of_link(token)
        if found is None:
            return render(request, "training/registration_gone.html", status=410)
        response = view(request, found, token)
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@by_link
def registration(request: HttpRequest, found: Registration, token: str) -> HttpResponse:
    """Where the registration stands; buttons, for robots open links too."""
    if request.method == "POST":
        act = withdraw if "withdraw" in request.POST else confirm
        try:
            act(found, now=timezone.now())
        except TooLate:
            messages.error(request, "La session a commencé, ou ne prend plus d'inscriptions.")
        return redirect("training:registration", token)
    session = found.session
    now = timezone.now()
    context = {
        "registration": found,
        "session": session,
        "sittings": session.sittings.all(),
        "token": token,
        "takes_registrations": session.takes_registrations(at=now),
        "is_coming": session.is_coming(at=now),
        "has_ended": session.has_ended(at=now),
        "minutes": found.minutes_attended(),
    }
    return render(request, "training/registration.html", context)


@by_link
def personal_dates(request: HttpRequest, found: Registration, token: str) -> HttpResponse:
    """The calendar file with the video link: for who has a seat."""
    if not found.is_seated:
        raise Http404("Ce fichier est réservé aux personnes inscrites.")
    return as_calendar(personal_calendar(found, now=timezone.now()))


@by_link
def evaluation(request: HttpRequest, found: Registration, token: str) -> HttpResponse:
    """Once a person, and nothing with the answers says which."""
    if not found.session.has_ended(at=timezone.now()) or not found.minutes_attended():
        raise Http404("L'évaluation s'ouvre après la session, à qui y était.")
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and not found.evaluated and form.is_valid():
        _keep(found, form)
        messages.success(request, "Merci : votre évaluation est enregistrée, sans votre nom.")
        return redirect("training:registration", token)
    context = {"form": form, "session": found.session, "registration": found, "token": token}
    return render(request, "training/evaluation.html", context, status=status_of(form))


@transaction.atomic
def _keep(found: Registration, form: EvaluationForm) -> None:
    """The flag is taken first: two windows sent at once leave one evaluation."""
    free = Registration.objects.filter(pk=found.pk, evaluated=False)
    if free.update(evaluated=True):
        Evaluation.objects.create(session=found.session, answers=form.answers())


@by_link
def own_certificate(request: HttpRequest, found: Registration, token: str) -> HttpResponse:
    minutes = found.minutes_attended()
    if not minutes or not found.session.has_ended(at=timezone.now()):
        raise Http404("L'attestation est réservée aux personnes présentes.")
    document = certificate.build(found, minutes, today=timezone.localdate())
    return as_attachment(
        docx.render(document, style_of(found.session.organiser)), "attestation.docx", DOCX
    )

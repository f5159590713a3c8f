"""The pages of those who run a session: prepare, open, follow, cancel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs.models import Project
from procurement.accounts.models import Organisation
from procurement.http import status_of, version_read
from procurement.sessions import signed_in
from tenders.training import running
from tenders.training.documents import KINDS
from tenders.training.evaluations import MARKS, results
from tenders.training.forms.registration import EvaluationForm
from tenders.training.forms.session import CallOffForm, NewSessionForm, SessionForm, SittingForm
from tenders.training.models import Sitting, StaleSession, TrainingSession
from tenders.training.models.session import RUNNERS
from tenders.training.registering import withdraw


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """A draft from a model of programme; `?project=` comes from the page of a project."""
    if not Organisation.objects.for_user(request.user, *RUNNERS).exists():
        raise Http404("Seules les autorités et les réseaux organisent des sessions.")
    form = NewSessionForm(request.POST or None, user=request.user, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        made = running.prepare(by=request.user, **form.cleaned_data)
        messages.success(request, "La session est préparée. Complétez le lieu et le territoire.")
        return redirect("training:edit", made.pk)
    return render(request, "training/create.html", {"form": form}, status=status_of(form))


def _initial(request: HttpRequest) -> dict[str, Any]:
    wanted = request.GET.get("project", "")
    project = next(
        (p for p in Project.objects.visible_to(request.user) if str(p.pk) == wanted), None
    )
    return {"project": project, "title": project.title if project else ""}


@login_required
def manage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one session: what lacks, dates, people, files, evaluations."""
    return _manage(request, fetch(request, pk))


def _manage(
    request: HttpRequest, session: TrainingSession, *, errors: Any = (), status: int = 200
) -> HttpResponse:
    now = timezone.now()
    registrations = list(session.registrations.expected().with_minutes())
    context = {
        "session": session,
        "sittings": session.sittings.all(),
        "errors": errors,
        "lacking": session.lacking(at=now) if session.status == "draft" else [],
        "is_coming": session.is_coming(at=now),
        "has_ended": session.has_ended(at=now),
        "seated": [one for one in registrations if one.is_seated],
        "waiting": session.registrations.waiting().with_minutes(),
        "asked": session.registrations.filter(status="asked").count(),
        "present": sum(bool(one.minutes) for one in registrations),
        "kinds": KINDS.values(),
        "results": results(session.evaluations.values_list("answers", flat=True)),
        "marks": MARKS.values(),
    }
    return render(request, "training/manage.html", context, status=status)


@signed_in
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = fetch(request, pk)
    form = SessionForm(request.POST or None, instance=session, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, session, form, status=status_of(form))
    return _save(request, session, form)


def _save(request: HttpRequest, session: TrainingSession, form: SessionForm) -> HttpResponse:
    fresh = TrainingSession.objects.get(pk=session.pk)
    try:
        promoted = running.change(
            fresh,
            version=version_read(request),
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except StaleSession as stale:
        session.version = stale.current.version
        return _form_page(request, session, form, theirs=stale.current, status=409)
    except ValidationError as error:
        form.add_error("capacity", error)
        return _form_page(request, session, form, status=422)
    messages.success(request, "La session est enregistrée.")
    if promoted:
        names = ", ".join(str(one) for one in promoted)
        messages.info(request, f"Ont reçu une place de la liste d'attente : {names}.")
    return redirect("training:manage", session.pk)


def _form_page(
    request: HttpRequest, session: TrainingSession, form: SessionForm, **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    context = {"session": session, "form": form, "saved": fetch(request, session.pk), **more}
    return render(request, "training/edit.html", context, status=status)


@signed_in
def sitting(request: HttpRequest, pk: UUID, sitting: UUID | None = None) -> HttpResponse:
    """Write a date and its programme, or change them."""
    session = fetch(request, pk)
    found = get_object_or_404(session.sittings, pk=sitting) if sitting else None
    form = SittingForm(request.POST or None, sitting=found)
    if request.method == "POST" and form.is_valid():
        running.plan(
            session,
            found or Sitting(session=session),
            form.cleaned_data["starts_at"],
            form.cleaned_data["programme"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, "La date et son programme sont enregistrés.")
        return redirect("training:manage", session.pk)
    context = {"session": session, "sitting": found, "form": form}
    return render(request, "training/sitting.html", context, status=status_of(form))


@login_required
@require_POST
def sitting_remove(request: HttpRequest, pk: UUID, sitting: UUID) -> HttpResponse:
    session = fetch(request, pk)
    found = get_object_or_404(session.sittings, pk=sitting)
    try:
        running.drop(session, found, by=request.user, now=timezone.now())
    except ValidationError as error:
        return _manage(request, session, errors=error.messages, status=409)
    messages.success(request, "La date est retirée.")
    return redirect("training:manage", session.pk)


@login_required
@require_POST
def open_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = fetch(request, pk)
    try:
        session.open(by=request.user, now=timezone.now())
    except ValidationError as error:
        return _manage(request, fetch(request, pk), errors=error.messages, status=409)
    messages.success(request, "La session est à l'agenda public ; les inscriptions sont ouvertes.")
    return redirect("training:manage", session.pk)


@login_required
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = fetch(request, pk)
    try:
        session.close(by=request.user, now=timezone.now())
    except ValidationError as error:
        return _manage(request, fetch(request, pk), errors=error.messages, status=409)
    messages.success(request, "Les inscriptions sont closes ; chacun garde sa place.")
    return redirect("training:manage", session.pk)


@signed_in
def call_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel the session, once its reason is written."""
    session = fetch(request, pk)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = running.call_off(
                session, form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"La session est annulée ; messages envoyés : {told}.")
            return redirect("training:manage", session.pk)
    context = {
        "session": session,
        "form": form,
        "told": session.registrations.expected().exclude(email="").count(),
    }
    return render(request, "training/call_off.html", context, status=status_of(form))


@login_required
def release(request: HttpRequest, pk: UUID, registration: UUID) -> HttpResponse:
    """Somebody asks to give up their seat or, afterwards, to have their name erased."""
    session = fetch(request, pk)
    found = get_object_or_404(session.registrations.expected(), pk=registration)
    now = timezone.now()
    is_coming = session.is_coming(at=now)
    if request.method == "POST":
        if is_coming:
            withdraw(found, now=now)
            messages.success(request, f"{found} est désinscrit et prévenu.")
        else:
            found.erase_name()
            messages.success(request, "Le nom et l'adresse sont effacés ; la présence reste.")
        return redirect("training:manage", session.pk)
    context = {"session": session, "registration": found, "is_coming": is_coming}
    return render(request, "training/release.html", context)


@signed_in
def paper_evaluation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Copy an evaluation given on paper: the same questions, no name either."""
    session = fetch(request, pk)
    if not session.has_ended(at=timezone.now()):
        raise Http404("Les évaluations se saisissent après la session.")
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session.evaluations.create(answers=form.answers())
        messages.success(request, "La fiche est saisie. Vous pouvez passer à la suivante.")
        return redirect("training:paper_evaluation", session.pk)
    context = {"session": session, "form": form}
    return render(request, "training/paper_evaluation.html", context, status=status_of(form))


def fetch(request: HttpRequest, pk: UUID) -> TrainingSession:
    """The session, for who runs it: the access check of all these pages."""
    seen = TrainingSession.objects.editable_by(request.user)
    return get_object_or_404(seen.select_related("organiser", "project"), pk=pk)

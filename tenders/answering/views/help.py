"""One-to-one help: asked by the supplier, lived by both, refused when it would be unfair."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from procurement import calendar_file
from procurement.downloads import as_attachment
from procurement.sessions import signed_in
from tenders.answering import helping
from tenders.answering.forms import AppointmentForm, HelpForm, NoteForm, ShareForm
from tenders.answering.models import HelpRequest, HelpState, SafeguardEntry, SharedHelp
from tenders.answering.prepared import Prepared
from tenders.answering.views.preparation import page
from tenders.answering.views.private import of_supplier


@signed_in
@of_supplier
def ask(request: HttpRequest, prepared: Prepared) -> HttpResponse:
    """Ask somebody; the safeguard answers at once, with its reasons when it refuses."""
    form = HelpForm(request.POST or None, advisers=helping.advisers())
    if request.method != "POST" or not form.is_valid():
        return page(request, prepared, "answering/ask.html", 422 if form.errors else 200, form=form)
    said = form.cleaned_data
    try:
        help = helping.ask(
            prepared.preparation,
            said["adviser"],
            said["text"],
            shared=said["shared"],
            by=request.user,
            now=prepared.now,
        )
    except helping.Refused as refused:
        shown = {"form": form, "ruling": refused.ruling, "refused": said["adviser"]}
        return page(request, prepared, "answering/ask.html", 409, **shown)
    messages.success(request, "Votre demande est envoyée. Elle n'est lue que de cette personne.")
    return redirect(help)


def _fetch(request: HttpRequest, pk: UUID) -> HelpRequest:
    mine = HelpRequest.objects.visible_to(request.user).select_related(
        "preparation__supplier", "preparation__publication__tender__project", "adviser", "asked_by"
    )
    return get_object_or_404(mine, pk=pk)


@login_required
@never_cache
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The request, the appointment and the notes; judged again each time it is opened."""
    help = _fetch(request, pk)
    helping.watch(help, now=timezone.now())
    return _page(request, help)


def _page(request: HttpRequest, help: HelpRequest, status: int = 200, **forms: Any) -> HttpResponse:
    is_adviser = help.adviser_id == request.user.pk
    may_read = helping.is_open_to(help, request.user)
    shows = is_adviser and help.shared and help.is_live
    prepared = Prepared(help.preparation, now=timezone.now()) if shows else None
    context = {
        "help": help,
        "preparation": help.preparation,
        "is_adviser": is_adviser,
        "may_read": may_read,
        "stopped": helping.stopped_by(help),
        "notes": help.notes.all() if may_read else (),
        "shown": prepared,
        "appointment_form": AppointmentForm(instance=help),
        "note_form": NoteForm(),
        "share_form": ShareForm(),
        **forms,
    }
    return render(request, "answering/help.html", context, status=status)


@login_required
@never_cache
@require_POST
def act(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Each act is judged again before it is done."""
    help = _fetch(request, pk)
    now = timezone.now()
    if helping.watch(help, now=now) or not help.is_live:
        return _page(request, help, 409)
    if what not in ACTS:
        raise Http404
    return ACTS[what](request, help)


def _accept(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    _only_adviser(request, help)
    helping.agree(help, now=timezone.now())
    messages.success(request, "Vous acceptez d'aider. Proposez un rendez-vous.")
    return redirect(help)


def _decline(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    _only_adviser(request, help)
    help.move(HelpState.DECLINED)
    messages.success(request, "Vous avez décliné la demande.")
    return redirect(help)


def _only_adviser(request: HttpRequest, help: HelpRequest) -> None:
    if help.adviser_id != request.user.pk:
        raise Http404


def _close(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    help.move(HelpState.CLOSED)
    messages.success(request, "L'aide est terminée ; les notes restent lisibles des deux côtés.")
    return redirect(help)


def _appoint(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    form = AppointmentForm(request.POST, instance=HelpRequest.objects.get(pk=help.pk))
    if not form.is_valid():
        return _page(request, help, 422, appointment_form=form)
    form.save()
    messages.success(request, "Le rendez-vous est fixé.")
    return redirect(help)


def _note(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, help, 422, note_form=form)
    help.write(form.cleaned_data["text"], by=request.user, now=timezone.now())
    messages.success(request, "La note est gardée, pour vous deux seuls.")
    return redirect(help)


def _share(request: HttpRequest, help: HelpRequest) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            help.share_with_all(said["question"], said["answer"], now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "L'aide générale est publiée pour tous, sans nom.")
            return redirect(help)
    return _page(request, help, 422, share_form=form)


ACTS = {
    "accepter": _accept,
    "decliner": _decline,
    "terminer": _close,
    "rendez-vous": _appoint,
    "note": _note,
    "publier": _share,
}


@login_required
@never_cache
@require_safe
def appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The appointment for a calendar; its notes stay here."""
    help = _fetch(request, pk)
    if help.meet_at is None or not helping.is_open_to(help, request.user):
        raise Http404
    event = calendar_file.Event(
        uid=f"{help.pk}@balise",
        starts_at=help.meet_at,
        ends_at=help.meet_at + timedelta(minutes=help.minutes),
        summary=f"Aide à la réponse : {help.preparation.title}",
        location=help.place or help.get_mode_display(),
        is_recalled=True,
    )
    content = calendar_file.write([event], calendar_file.PUBLISH, now=timezone.now())
    return as_attachment(content, "rendez-vous.ics", calendar_file.MEDIA_TYPE, private=True)


@login_required
@never_cache
@require_safe
def trace(request: HttpRequest) -> HttpResponse:
    """What the safeguard ruled on oneself, or on those whom one's structure asked."""
    entries = SafeguardEntry.objects.visible_to(request.user).select_related("supplier")
    return render(request, "answering/trace.html", {"entries": entries[:200]})


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """All the general help ever given, whatever the call."""
    given = SharedHelp.objects.select_related("publication")
    return render(request, "answering/shared.html", {"given": given[:200]})

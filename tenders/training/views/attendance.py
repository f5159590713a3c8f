"""The day itself: who is there, who came without registering; and the Word files of a session."""

from __future__ import annotations

import io
import zipfile
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from procurement.downloads import as_attachment
from procurement.http import status_of
from procurement.word import docx, html
from tenders.housing import style_of
from tenders.training import running
from tenders.training.documents import KINDS, SessionDocument, certificate
from tenders.training.forms.registration import AttendanceForm, WalkInForm
from tenders.training.models import Sitting, TrainingSession
from tenders.training.registering import add_walk_in
from tenders.training.views.running import fetch
from tenders.views.documents import DOCX, ZIP


@login_required
def attendance(request: HttpRequest, pk: UUID, sitting: UUID) -> HttpResponse:
    session, held = _held(request, pk, sitting)
    # An empty sheet says that nobody came: it is not an absence of sheet.
    sent = request.POST if request.method == "POST" else None
    form = AttendanceForm(sent, sitting=held, expected=session.registrations.expected())
    if request.method == "POST" and form.is_valid():
        running.record_attendance(held, form.minutes())
        there = sum(bool(minutes) for minutes in form.minutes().values())
        messages.success(request, f"La feuille est enregistrée : {there} présents.")
        return redirect("training:attendance", session.pk, held.pk)
    return _page(request, session, held, form, WalkInForm(), status=status_of(form))


@login_required
@require_POST
def walk_in(request: HttpRequest, pk: UUID, sitting: UUID) -> HttpResponse:
    """Somebody at the door: listed, and noted as there for this date."""
    session, held = _held(request, pk, sitting)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        listed = AttendanceForm(sitting=held, expected=session.registrations.expected())
        return _page(request, session, held, listed, form, status=422)
    came = add_walk_in(session, form.guest(), now=timezone.now())
    running.record_attendance(held, {came: held.minutes})
    messages.success(request, f"{came} est ajouté à la feuille, et noté présent.")
    return redirect("training:attendance", session.pk, held.pk)


def _held(request: HttpRequest, pk: UUID, sitting: UUID) -> tuple[TrainingSession, Sitting]:
    session = fetch(request, pk)
    return session, get_object_or_404(session.sittings, pk=sitting)


def _page(
    request: HttpRequest,
    session: TrainingSession,
    held: Sitting,
    form: AttendanceForm,
    walk_in: WalkInForm,
    *,
    status: int,
) -> HttpResponse:
    context = {
        "session": session,
        "sitting": held,
        "form": form,
        "walk_in": walk_in,
        "forgotten": session.forgotten_at,
    }
    return render(request, "training/attendance.html", context, status=status)


@login_required
def preview(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    session = fetch(request, pk)
    document = _kind(kind).build(session)
    context = {
        "session": session,
        "kind": kind,
        "document": document,
        # Safe: `word.html` escapes every text that it writes.
        "body": mark_safe(html.render(document)),
    }
    return render(request, "training/preview.html", context)


@login_required
def download(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    session = fetch(request, pk)
    content = docx.render(_kind(kind).build(session), style_of(session.organiser))
    return as_attachment(content, f"{kind}-{slugify(session.title)[:40]}.docx", DOCX)


@login_required
def certificates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One Word file for each person who came, in one archive."""
    session = fetch(request, pk)
    if not session.has_ended(at=timezone.now()):
        raise Http404("Les attestations se font après la session.")
    style, today = style_of(session.organiser), timezone.localdate()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for number, came in enumerate(session.registrations.attended().order_by("name"), start=1):
            came.session = session
            document = certificate.build(came, came.minutes, today=today)
            name = f"{number:03d}-{slugify(came.name)[:40] or 'attestation'}.docx"
            package.writestr(name, docx.render(document, style))
    return as_attachment(archive.getvalue(), "attestations.zip", ZIP)


def _kind(kind: str) -> SessionDocument:
    if kind not in KINDS:
        raise Http404(f"Aucun document de session ne s'appelle « {kind} ».")
    return KINDS[kind]

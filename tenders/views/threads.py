"""The draft opened to comments, clause by clause: for everyone, by personal link, for the team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from procurement.sessions import signed_in
from procurement.typography import NBSP, join_words
from tenders import invitations
from tenders.consortia import MAY_NOT
from tenders.forms.thread import CommentForm, ModerationForm, TeamAnswerForm, ThreadDatesForm
from tenders.models import (
    ClauseComment,
    CommentState,
    ConsultationQuestion,
    Invitation,
    MarketConsultation,
    QuestionKind,
    ThreadClosed,
    TooManyComments,
)
from tenders.models.thread import MOST_COMMENTS
from tenders.threads import Thread, threads_of
from tenders.views.contribution import by_link


def texts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every clause and criterion put to suppliers, and how much is said of each."""
    consultation = _readable(request, pk)
    found = threads_of(consultation, at=timezone.now())
    return render(request, "tenders/texts.html", {"consultation": consultation, "threads": found})


def text(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """One thread as everyone reads it."""
    consultation = _readable(request, pk)
    found = _thread(consultation, key)
    return render(request, "tenders/text.html", {"consultation": consultation, "thread": found})


@by_link
def own_texts(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    consultation = invitation.consultation
    found = threads_of(consultation, at=timezone.now(), reader=invitation)
    context = {"consultation": consultation, "threads": found}
    context |= {"invitation": invitation, "token": token}
    return render(request, "tenders/texts.html", context)


@by_link
def own_text(request: HttpRequest, invitation: Invitation, *, token: str, key: int) -> HttpResponse:
    """Read the thread, comment, reply; what others may not read is said before it is sent."""
    thread = _thread(invitation.consultation, key, reader=invitation)
    parent = _parent(request, thread)
    form = CommentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = ClauseComment.objects.say(
                    invitation,
                    thread.question,
                    form.cleaned_data["text"],
                    parent=parent,
                    is_proposal=form.cleaned_data["is_proposal"],
                    confidential=form.cleaned_data["confidential"],
                    now=timezone.now(),
                )
            except ThreadClosed:
                form.add_error(None, "Ce fil ne reçoit pas de commentaires à cette date.")
                status = 409
            except TooManyComments:
                form.add_error(None, f"Vous avez écrit {MOST_COMMENTS} commentaires, le maximum.")
            else:
                messages.success(request, _kept(said))
                return redirect("tenders:contribute_text", token, key)
    context = {"consultation": invitation.consultation, "thread": thread, "form": form}
    context |= {"invitation": invitation, "token": token, "parent": parent, "may_not": MAY_NOT}
    return render(request, "tenders/text.html", context, status=status)


def _kept(comment: ClauseComment) -> str:
    """What happens next, and why."""
    if comment.confidential:
        return "L'acheteur seul lit votre commentaire. Le fil dira seulement qu'il existe."
    if comment.state == CommentState.WAITING:
        words = join_words([f"«{NBSP}{word}{NBSP}»" for word in comment.would_reveal()])
        return (
            "Votre commentaire est reçu. L'acheteur le relit avant qu'il paraisse : d'après ces "
            f"mots, on pourrait vous reconnaître ou connaître un prix{NBSP}: {words}."
        )
    return "Votre commentaire est publié sous votre nom neutre."


@login_required
def threads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All the threads, what waits for a second reading first."""
    consultation = _visible(request, pk)
    found = threads_of(consultation, at=timezone.now(), team=True)
    waiting = ClauseComment.objects.of(consultation).waiting()
    return render(
        request,
        "tenders/threads.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "threads": found,
            "waiting": waiting.select_related("invitation", "question"),
            "can_edit": _may_answer(request, consultation),
        },
    )


@signed_in
def thread(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """One thread with the names of its authors, and the team's answer to all."""
    consultation = _visible(request, pk)
    can_edit = _may_answer(request, consultation)
    found = _thread(consultation, key, team=True)
    parent = _parent(request, found)
    form = TeamAnswerForm(request.POST or None)
    if request.method == "POST":
        if not can_edit:
            raise PermissionDenied("Vous lisez cette consultation sans la piloter.")
        if form.is_valid():
            now = timezone.now()
            try:
                answer = ClauseComment.objects.answer(
                    found.question,
                    form.cleaned_data["text"],
                    parent=parent,
                    by=request.user,
                    now=now,
                )
            except ThreadClosed:
                form.add_error(None, "Le bilan est envoyé : les fils ne changent plus.")
            else:
                invitations.announce_thread_answer(answer, now=now)
                messages.success(request, "La réponse est publiée, et chaque invité en est averti.")
                return redirect("tenders:thread", consultation.pk, key)
    return render(
        request,
        "tenders/thread.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "thread": found,
            "form": form,
            "parent": parent,
            "can_edit": can_edit,
        },
        status=422 if request.method == "POST" else 200,
    )


@signed_in
def dates(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """When a thread opens and closes; the same for all."""
    consultation = _dated(request, pk)
    question = _clause(consultation, key)
    initial = {"opens_at": question.thread_opens_at, "closes_at": question.thread_closes_at}
    form = ThreadDatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            question.set_thread_dates(**form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Les dates du fil sont enregistrées, les mêmes pour tous.")
            return redirect(_after_dates(consultation))
    return render(
        request,
        "tenders/thread_dates.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "question": question,
            "form": form,
            "back": _after_dates(consultation),
        },
        status=422 if request.method == "POST" else 200,
    )


@signed_in
def moderate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read a supplier's comment before the others do, or again."""
    comments = ClauseComment.objects.validatable_by(request.user).exclude(invitation=None)
    comments = comments.filter(confidential=False).select_related(
        "invitation__supplier", "question__consultation__project__lead"
    )
    comment = get_object_or_404(comments, pk=pk)
    form = ModerationForm(request.POST or None, comment=comment)
    consultation = comment.question.consultation
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if form.cleaned_data["outcome"] == CommentState.SHOWN:
            comment.publish(form.cleaned_data["published_text"], by=request.user, now=now)
            messages.success(request, "Le commentaire paraît dans le fil.")
        else:
            comment.withhold(form.cleaned_data["reason"], by=request.user, now=now)
            messages.success(request, "Le commentaire ne paraît pas ; son auteur lit pourquoi.")
        return redirect("tenders:thread", consultation.pk, comment.question_id)
    return render(
        request,
        "tenders/comment_moderate.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "comment": comment,
            "form": form,
            "found": comment.would_reveal(),
        },
        status=422 if request.method == "POST" else 200,
    )


def _thread(consultation: MarketConsultation, key: int, **reading: Any) -> Thread:
    found = threads_of(consultation, at=timezone.now(), only=key, **reading)
    if not found:
        raise Http404("No clause of this consultation has this number.")
    return found[0]


def _parent(request: HttpRequest, thread: Thread) -> ClauseComment | None:
    """The message replied to, among those that this reader sees in this thread."""
    asked = request.POST.get("parent") or request.GET.get("repondre") or ""
    shown = {str(message.id): message.id for message in thread.messages}
    if asked not in shown:
        return None
    return ClauseComment.objects.select_related("invitation").get(pk=shown[asked])


def _clause(consultation: MarketConsultation, key: int) -> ConsultationQuestion:
    clauses = consultation.questions.filter(kind=QuestionKind.CLAUSE)
    question = get_object_or_404(clauses, pk=key)
    question.consultation = consultation
    return question


def _after_dates(consultation: MarketConsultation) -> str:
    name = "threads" if consultation.published_at else "consultation_prepare"
    return reverse(f"tenders:{name}", args=[consultation.pk])


def _readable(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.readable_by(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _visible(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.visible_to(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _answerable(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.validatable_by(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _dated(request: HttpRequest, pk: UUID) -> MarketConsultation:
    """A draft whose threads the person may date; once published, it must commit the buyer."""
    drafts = MarketConsultation.objects.editable_by(request.user).filter(published_at=None, pk=pk)
    return drafts.select_related("project__lead").first() or _answerable(request, pk)


def _may_answer(request: HttpRequest, consultation: MarketConsultation) -> bool:
    return (
        MarketConsultation.objects.validatable_by(request.user).filter(pk=consultation.pk).exists()
    )

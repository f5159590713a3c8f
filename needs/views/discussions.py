"""The comments of a team on its project: by place, open or resolved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs.discussing import places_of
from needs.forms import CommentForm, DiscussionForm
from needs.models import Discussion, Project
from procurement.http import status_of
from procurement.sessions import signed_in

PER_PAGE = 20


@signed_in
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read by all the team; those who may comment start a thread from here."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    places = places_of(project)
    place = request.GET.get("place", "")
    initial = {"place": place if place in places else "project"}
    form = DiscussionForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST":
        get_object_or_404(Project.objects.commentable_by(request.user), pk=pk)
        if form.is_valid():
            thread = _start(request, project, places[form.cleaned_data["place"]].title, form)
            messages.success(request, "Votre commentaire est écrit.")
            return redirect(_address(thread))
    return _page(request, project, form, places=places, status=status_of(form))


def _start(request: HttpRequest, project: Project, about: str, form: Any) -> Discussion:
    return Discussion.objects.start(
        project, about=about, by=request.user, now=timezone.now(), **form.cleaned_data
    )


def _page(
    request: HttpRequest,
    project: Project,
    form: DiscussionForm,
    *,
    places: dict[str, Any],
    refused: tuple[UUID, CommentForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    place, state = request.GET.get("place", ""), request.GET.get("state", "")
    threads = project.discussions.prefetch_related("comments").select_related("resolved_by")
    counts = {"open": threads.open().count(), "resolved": threads.resolved().count()}
    if place:
        threads = threads.filter(place=place)
    if state in counts:
        threads = threads.open() if state == "open" else threads.resolved()
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(threads, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "form": form,
        "page": page,
        "threads": [(thread, places.get(thread.place)) for thread in page],
        "here": places.get(place),
        "state": state,
        "counts": counts,
        "query": query.urlencode(),
        "comments": Project.objects.commentable_by(request.user).filter(pk=project.pk).exists(),
        "refused": refused,
        "longest": CommentForm.base_fields["text"].max_length,
    }
    return render(request, "needs/discussions.html", context, status=status)


@signed_in
@require_POST
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer in a thread; nothing typed is lost when it is refused."""
    threads = Discussion.objects.commentable_by(request.user).select_related("project")
    thread = get_object_or_404(threads, pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        places = places_of(thread.project)
        blank = DiscussionForm(places=places)
        return _page(
            request, thread.project, blank, places=places, refused=(thread.pk, form), status=422
        )
    thread.reply(form.cleaned_data["text"], by=request.user, now=timezone.now())
    messages.success(request, "Votre réponse est écrite.")
    return redirect(_address(thread))


@signed_in
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a thread, or open it again."""
    threads = Discussion.objects.commentable_by(request.user).select_related("project")
    thread = get_object_or_404(threads, pk=pk)
    change = thread.reopen if "reopen" in request.POST else thread.resolve
    change(by=request.user, now=timezone.now())
    return redirect(_address(thread))


def _address(thread: Discussion) -> str:
    page = reverse("needs:discussions", args=[thread.project_id], query={"place": thread.place})
    return f"{page}#fil-{thread.pk}"

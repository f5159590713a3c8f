"""The questionnaire of the sector: its sections as a task list, then one page each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs.forms import SectionForm
from needs.models import Need
from needs.questions import Section
from procurement.http import status_of
from procurement.typography import plural


@login_required
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    questions = need.question_set()
    return render(
        request,
        "needs/questionnaire.html",
        {
            "need": need,
            "editable": Need.objects.editable_by(request.user).filter(pk=pk).exists(),
            "questions": questions,
            "tasks": [
                (section, section.state(need.answers), section.missing(need.answers))
                for section in questions.sections
            ],
        },
    )


@login_required
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.editable_by(request.user), pk=pk)
    page = need.question_set().section(section)
    if page is None:
        raise Http404
    form = SectionForm(request.POST or None, section=page, answers=need.answers)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        if not form.is_stale():
            return _save(request, need, page, form)
        theirs = form.take_current()
    return render(
        request,
        "needs/section.html",
        {
            "need": need,
            "section": page,
            "position": need.question_set().sections.index(page) + 1,
            "questions": need.question_set(),
            "form": form,
            "theirs": theirs,
        },
        status=409 if theirs else status_of(form),
    )


def _save(request: HttpRequest, need: Need, page: Section, form: SectionForm) -> HttpResponse:
    """Save, then go on: to the questions that these answers open, or to the next section."""
    need.answer(form.answers())
    saved = f"Enregistré à {timezone.localtime():%H:%M}."
    opened = [q for q in page.asked(need.answers) if q not in form.asked]
    if opened:
        more = plural(len(opened), "question de plus", "questions de plus")
        messages.info(request, f"{saved} Vos réponses ouvrent {more}.")
        return redirect("needs:section", need.pk, page.id)
    messages.success(request, saved)
    following = need.question_set().after(page)
    if following and "next" in request.POST:
        return redirect("needs:section", need.pk, following.id)
    return redirect("needs:questionnaire", need.pk)

"""The questionnaire of the sector: its sections as a task list, then one page each."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from needs.forms import SectionForm
from needs.merging import Merge
from needs.models import Need
from needs.parts import of_section
from needs.questions import Section
from needs.views.frozen import told_when_frozen
from needs.views.saving import disputed, kept_back, saved
from procurement.http import status_of, wants_fragment
from procurement.sessions import signed_in
from procurement.typography import plural


@signed_in
def index(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(Need.objects.visible_to(request.user), pk=pk)
    questions = need.question_set()
    writes, answers = need.parts_open_to(request.user), need.answers_in_force()
    return render(
        request,
        "needs/questionnaire.html",
        {
            "need": need,
            "questions": questions,
            "tasks": [
                (
                    section,
                    section.state(answers),
                    section.missing(answers),
                    of_section(section.id) in writes,
                )
                for section in questions.sections
            ],
        },
    )


@signed_in
@told_when_frozen
@vary_on_headers("HX-Request")
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, of_section(section)), pk=pk)
    page = need.question_set().section(section)
    if page is None:
        raise Http404
    form = SectionForm(
        request.POST or None,
        section=page,
        answers=need.answers,
        in_force=need.answers_in_force(),
    )
    theirs: list[tuple[str, str, str]] = []
    who = ""
    if request.method == "POST" and form.is_valid():
        merged = need.answer_from(
            form.seen_answers, form.answers(), section=page, by=request.user, now=timezone.now()
        )
        if not merged.conflicts:
            return _saved(request, need, page, form, merged)
        who = need.last_hand_on(of_section(section), besides=request.user)
        theirs = form.take_current(merged)
        if wants_fragment(request):
            hidden = {"seen": json.dumps(merged.seen)}
            return disputed(request, theirs, who, hidden=hidden)
    if wants_fragment(request):
        return kept_back(request, form)
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
            "who": who,
        },
        status=409 if theirs else status_of(form),
    )


def _saved(
    request: HttpRequest, need: Need, page: Section, form: SectionForm, merged: Merge
) -> HttpResponse:
    """Save, then go on: to the questions that these answers open, or to the next section."""
    opened = [q for q in page.asked(need.answers_in_force()) if q not in form.asked]
    more = plural(len(opened), "question de plus", "questions de plus")
    if wants_fragment(request):
        said = f"Vos réponses ouvrent {more} : enregistrez pour les voir." if opened else ""
        return saved(request, hidden={"seen": json.dumps(merged.seen)}, opened=said)
    done = f"Enregistré à {timezone.localtime():%H:%M}."
    if opened:
        messages.info(request, f"{done} Vos réponses ouvrent {more}.")
        return redirect("needs:section", need.pk, page.id)
    messages.success(request, done)
    following = need.question_set().after(page)
    if following and "next" in request.POST:
        return redirect("needs:section", need.pk, following.id)
    return redirect("needs:questionnaire", need.pk)

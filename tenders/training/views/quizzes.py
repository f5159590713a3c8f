"""Self-check quizzes, without account: nothing of what is answered is kept."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from needs.models import LegalAmendment
from tenders.training.booklets import BOOKLETS
from tenders.training.quizzes import (
    MOST_SEED,
    Marked,
    Quiz,
    draw,
    mark,
    of_slug,
    sources,
    to_read_again,
)
from tenders.training.quizzes import quizzes as all_quizzes


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "training/quizzes.html", {"quizzes": all_quizzes().values()})


def quiz(request: HttpRequest, slug: str) -> HttpResponse:
    """Ten questions of the draw named in the address; sent, their corrections."""
    found = of_slug(slug)
    if found is None:
        raise Http404("Ce quiz n'existe pas.")
    seed = _seed(request)
    if seed is None:
        return redirect(f"{reverse('training:quiz', args=[slug])}?tirage={_any_seed()}")
    asked = draw(found, seed, at=timezone.localdate(), law=LegalAmendment.objects.law())
    context = {"quiz": found, "seed": seed, "asked": asked}
    if request.method != "POST":
        return render(request, "training/quiz.html", context)
    marked = mark(asked, dict(request.POST.lists()))
    return render(
        request, "training/quiz_corrected.html", {**context, **_corrections(marked, found)}
    )


def _corrections(marked: list[Marked], quiz: Quiz) -> dict[str, Any]:
    return {
        "marked": marked,
        "right": sum(one.is_right for one in marked),
        "again": " ; ".join(to_read_again(marked)),
        "sources": sources(),
        "booklet": BOOKLETS[quiz.role],
        "another": f"{reverse('training:quiz', args=[quiz.slug])}?tirage={_any_seed()}",
    }


def _seed(request: HttpRequest) -> int | None:
    given = request.GET.get("tirage", "")
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(MOST_SEED))
    return int(given) if plain else None


def _any_seed() -> int:
    return 1 + secrets.randbelow(MOST_SEED)

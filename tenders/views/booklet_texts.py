"""The texts of the booklets, as those who read them again want to see them."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tenders.booklets import AUDIENCES, Module, shelf
from tenders.booklets.plainness import Plainness, measure


def index(request: HttpRequest) -> HttpResponse:
    """Every text with its version, its sources at today's date and its level of language."""
    day = timezone.localdate()
    chapters: dict[str, list[dict[str, object]]] = {}
    for module in shelf().modules.values():
        chapters.setdefault(AUDIENCES[module.audience[0]], []).append(
            {
                "module": module,
                "legal": [(basis, basis.standing(day)) for basis in module.legal],
                "plainness": _measured(module),
                "booklets": [b for b in shelf().booklets.values() if module.id in b.ids],
            }
        )
    return render(request, "tenders/booklet_texts.html", {"chapters": chapters, "day": day})


@cache
def _measured(module: Module) -> Plainness:
    return measure(module.texts, shelf().glossary)

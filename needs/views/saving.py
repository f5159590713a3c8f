"""Saving as people type: the same form, the same rules, a short answer instead of a page."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def saved(request: HttpRequest, **more: Any) -> HttpResponse:
    """« Enregistré à 14:32 »; `hidden` are the fields that the next save starts from."""
    return render(request, "needs/_saved.html", {"at": timezone.now(), **more})


def kept_back(request: HttpRequest, form: BaseForm, **more: Any) -> HttpResponse:
    """What was typed cannot be kept yet, and why; the page keeps it."""
    wrong = [
        (form.fields[name].label if name in form.fields else "", error)
        for name, errors in form.errors.items()
        for error in errors
    ]
    return render(request, "needs/_saved.html", {"wrong": wrong, **more}, status=422)


def disputed(
    request: HttpRequest, theirs: list[tuple[str, str, str]], who: str, **more: Any
) -> HttpResponse:
    """Somebody else saved the same thing: told at once, settled on the page of the conflict."""
    context = {"theirs": theirs, "who": who, "conflict": True, **more}
    return render(request, "needs/_saved.html", context, status=409)

"""What comes too late: the diagnosis was frozen while somebody was writing."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from needs.models import Need, Project, TableImport
from procurement.sessions import View

_NOT_TYPED = ("csrfmiddlewaretoken", "seen", "version")


def told_when_frozen(view: View) -> View:
    """A page of a sheet, of a project or of an import to one of them that, once the diagnosis is
    frozen, says so and gives back what was typed."""

    @wraps(view)
    def checked(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            target = _frozen(request, pk)
            if target is None:
                raise
            typed = [
                value
                for name, values in request.POST.lists()
                if name not in _NOT_TYPED
                for value in values
                if value.strip()
            ]
            context = {
                "target": target,
                "need": target if isinstance(target, Need) else None,
                "project": target.project if isinstance(target, Need) else target,
                "typed": typed,
                "sent": request.method == "POST",
            }
            return render(request, "needs/frozen.html", context, status=410)

    return checked


def _frozen(request: HttpRequest, pk: UUID) -> Need | Project | None:
    """The sheet or project of that key, or that an import of the person goes to, once frozen."""
    sent = TableImport.objects.filter(pk=pk, by=request.user)  # type: ignore[misc]
    needs = Need.objects.visible_to(request.user).exclude(project__frozen_at=None)
    projects = Project.objects.visible_to(request.user).exclude(frozen_at=None)
    return (
        needs.filter(Q(pk=pk) | Q(pk__in=sent.values("need"))).select_related("project").first()
        or projects.filter(Q(pk=pk) | Q(pk__in=sent.values("project"))).first()
    )

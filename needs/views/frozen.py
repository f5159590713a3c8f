"""What comes too late: the diagnosis was frozen while somebody was writing."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from needs.models import Need
from procurement.sessions import View

_NOT_TYPED = ("csrfmiddlewaretoken", "seen", "version")


def told_when_frozen(view: View) -> View:
    """A page of a sheet that, once it is frozen, says so and gives back what was typed."""

    @wraps(view)
    def checked(request: HttpRequest, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except Http404:
            frozen = Need.objects.visible_to(request.user).exclude(project__frozen_at=None)
            need = frozen.filter(pk=pk).select_related("project").first()
            if need is None:
                raise
            typed = [
                value
                for name, values in request.POST.lists()
                if name not in _NOT_TYPED
                for value in values
                if value.strip()
            ]
            context = {"need": need, "typed": typed, "sent": request.method == "POST"}
            return render(request, "needs/frozen.html", context, status=410)

    return checked

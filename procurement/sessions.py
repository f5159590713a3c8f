"""A session that expired while somebody was typing: they sign in again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from procurement.http import wants_fragment

_TYPED = "typed"
_LONGEST = 60_000  # characters: the longest need and the rest of its form
_AUTOSAVED = "saved"  # where a form that saves itself tells what became of it, see autosave.js

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """A page for those who signed in; what was typed in it meanwhile comes back with it."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        _bring_back(request)
        return view(request, *args, **kwargs)

    return checked


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Then back to the page where one was, which is not always the address of its button."""
    page = _page_of(request)
    answer = redirect_to_login(page)
    if wants_fragment(request):
        # A page is never swapped into a part of another; the form that saves itself stays as it is.
        autosaved = request.htmx.target == _AUTOSAVED  # type: ignore[attr-defined]
        return answer if autosaved else HttpResponseClientRedirect(answer.url)
    typed = dict(request.POST.lists())
    if typed and sum(len(value) for values in typed.values() for value in values) <= _LONGEST:
        request.session[_TYPED] = {"path": request.path, "data": typed}
    return answer


def _page_of(request: HttpRequest) -> str:
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.get_full_path()
    parts = urlsplit(came_from)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _bring_back(request: HttpRequest) -> None:
    """The form of this page, filled as it was when the session was found to have expired."""
    kept = request.session.get(_TYPED)
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return
    del request.session[_TYPED]
    typed = QueryDict(mutable=True)
    for name, values in kept["data"].items():
        typed.setlist(name, values)
    request.POST = typed  # type: ignore[assignment]  # GET still: nothing is saved yet
    messages.warning(
        request,
        "Votre session avait expiré : votre saisie est reprise dans cette page, mais elle n'est "
        "pas encore enregistrée.",
    )

"""The little that Django does not give us about requests and answers."""

from django.forms import BaseForm
from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page: never for a boosted link nor for the back button.

    A view that uses it answers both from one URL: add `@vary_on_headers("HX-Request")`.
    """
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


def status_of(form: BaseForm) -> int:
    """A form shown again because of its mistakes is not a success."""
    return 422 if form.errors else 200


def version_read(request: HttpRequest) -> int:
    """The version that a form was made from; 0, which is never current, when it is unreadable."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0

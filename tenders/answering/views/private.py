"""What the pages of a preparation share: who comes in, and that no cache keeps them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tenders.answering.models import Preparation
from tenders.answering.prepared import Prepared

View = Callable[..., HttpResponseBase]


def of_supplier(view: View) -> View:
    """Give the view the signed-in supplier's own preparation, worked out; 404 to others."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        own = Preparation.objects.visible_to(request.user).select_related(
            "supplier",
            "publication__tender__project",
            "publication__package",
            "tender__project",
            "dossier",
        )
        preparation = get_object_or_404(own, pk=pk)
        return view(request, Prepared(preparation, now=timezone.now()), **kwargs)

    return opened

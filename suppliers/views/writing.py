"""How a view finds the record that the person may write, for themselves or for a member."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from suppliers.models import Supplier


def written_by(request: HttpRequest, pk: UUID) -> Supplier:
    """The record, which says for which network the person acts."""
    supplier = get_object_or_404(Supplier.objects.writable_by(request.user), pk=pk)
    supplier.acting = supplier.network_acting(request.user)
    return supplier

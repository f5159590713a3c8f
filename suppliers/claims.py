"""Taking over a record of the register: what proves the right to it, and what it changes."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import Membership, Role, User
from suppliers.models import Supplier

SALT = "supplier-claim"
LINK_LASTS = timedelta(days=30)


class AlreadyClaimed(Exception):
    """The record belongs to an organisation that the person is not a member of."""


def claim_url(supplier: Supplier) -> str:
    """The address that proves the right to this record: give it only to the supplier itself."""
    return reverse("suppliers:claim", args=[signing.dumps(str(supplier.pk), salt=SALT)])


def supplier_of(token: str) -> Supplier | None:
    """The record that a link opens; None when it was altered, lapsed, or the record is gone."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    return Supplier.objects.filter(pk=pk).first()


@transaction.atomic
def take_over(supplier: Supplier, *, by: User, act: str = "taken_over") -> None:
    """Make the person a member of the organisation behind the record, created for it.

    Raises AlreadyClaimed when others were first: they alone may let somebody in.
    """
    current = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if current.organisation_id is None:
        Membership.objects.create(user=by, organisation=current.hold(), role=Role.SUPPLIER)
        current.note(act, by=by, now=timezone.now())
    elif not Supplier.objects.editable_by(by).filter(pk=current.pk).exists():
        raise AlreadyClaimed
    supplier.organisation = current.organisation

"""Suppliers whose people hold their record, and what they may be told of."""

from django.utils import timezone

from procurement.accounts.models import Role
from suppliers.models import Frequency, Subscriber
from tests.factories import MembershipFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory

TITLE = "Location de contenants réemployables pour les cantines de Lille"
NOW = timezone.now()


def held(frequency=Frequency.WEEKLY, label="Location de contenants réemployables", **values):
    """A supplier whose people hold its record, and how often they want to be told."""
    member = MembershipFactory(role=Role.SUPPLIER)
    supplier = SupplierFactory(organisation=member.organisation, serves_lille=True, **values)
    ActivityFactory(supplier=supplier, label=label)
    supplier.reindex()
    Subscriber.objects.create(supplier=supplier, frequency=frequency)
    return supplier

"""From records to the plain facts that completeness is computed from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from needs.models import AwardHolder
from suppliers.models import Certificate, ClientReference, Supplier
from suppliers.profile import Profile


def profile_of(supplier: Supplier) -> Profile:
    return profiles_of([supplier])[supplier.pk]


def profiles_of(suppliers: Iterable[Supplier]) -> dict[UUID, Profile]:
    """Three queries, whatever their number, when activities are prefetched."""
    suppliers = list(suppliers)
    keys = [supplier.pk for supplier in suppliers]
    valid = Certificate.objects.valid(at=timezone.localdate()).filter(supplier__in=keys)
    labelled = set(valid.values_list("supplier", flat=True))
    referred = set(
        ClientReference.objects.filter(supplier__in=keys).values_list("supplier", flat=True)
    )
    sirets = [supplier.siret for supplier in suppliers]
    awarded = set(AwardHolder.objects.filter(siret__in=sirets).values_list("siret", flat=True))
    return {
        one.pk: _profile(one, one.pk in labelled, one.pk in referred or one.siret in awarded)
        for one in suppliers
    }


def _profile(supplier: Supplier, is_labelled: bool, has_references: bool) -> Profile:
    activities = supplier.activities.all()
    return Profile(
        has_description=bool(supplier.description),
        has_families=bool(supplier.ess_kinds),
        has_area=bool(supplier.area_kind),
        is_located=supplier.lat is not None,
        has_yearly_capacity=supplier.max_yearly_eur is not None,
        has_labels=bool(supplier.labels) or is_labelled,
        has_references=has_references,
        has_contact=bool(supplier.contact_email),
        activities=len(activities),
        activities_with_cpv=sum(1 for activity in activities if activity.cpv),
        activities_with_capacity=sum(1 for a in activities if a.capacity_value is not None),
        activities_with_means=sum(1 for activity in activities if activity.means),
    )

"""Labels that end soon: their holder is told once for each date."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from procurement import mail
from suppliers.alert_mail import one_click, unsubscribe_link
from suppliers.models import Certificate, Frequency, Subscriber, Supplier


def remind(*, at: date) -> int:
    """Write to each structure about all its labels that end soon; how many messages left."""
    ending = Certificate.objects.to_remind(at=at).exclude(supplier__organisation=None)
    by_supplier: dict[Supplier, list[Certificate]] = {}
    for certificate in ending.select_related("supplier__organisation").order_by("expires_on"):
        by_supplier.setdefault(certificate.supplier, []).append(certificate)
    return sum(_remind(supplier, ending) for supplier, ending in by_supplier.items())


def _remind(supplier: Supplier, ending: list[Certificate]) -> int:
    """Each is claimed before anything is sent: two commands at once never write twice."""
    subscriber = Subscriber.objects.of_supplier(supplier)
    if subscriber.frequency == Frequency.NEVER:
        return 0
    taken = [one for one in ending if _claim(one)]
    page = settings.SITE_URL + reverse("suppliers:certificates", args=[supplier.pk])
    stop = unsubscribe_link(subscriber)
    context = {"supplier": supplier, "certificates": taken, "page": page, "stop": stop}
    people = supplier.organisation.members.filter(is_active=True).distinct()  # type: ignore[union-attr]
    if not taken:
        return 0
    left = sum(
        mail.post("suppliers/mail/expiries.txt", person.email, context, one_click(stop))
        for person in people
    )
    if not left:
        Certificate.objects.filter(pk__in=[one.pk for one in taken]).update(reminded_for=None)
    return left


def _claim(certificate: Certificate) -> bool:
    row = Certificate.objects.filter(pk=certificate.pk)
    unclaimed = row.exclude(reminded_for=certificate.expires_on)
    return bool(unclaimed.update(reminded_for=certificate.expires_on))

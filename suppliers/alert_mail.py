"""Alerts as messages: all that waits for one subscriber in one e-mail, never twice."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from procurement import mail
from suppliers.models import Alert, Frequency, Subscriber

_SALT = "suppliers.alerts"


def unsubscribe_link(subscriber: Subscriber) -> str:
    token = signing.dumps(subscriber.pk, salt=_SALT)
    return settings.SITE_URL + reverse("suppliers:unsubscribe", args=[token])


def one_click(stop: str) -> dict[str, str]:
    """What makes a mail program show a button that unsubscribes (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def subscriber_of(token: str) -> Subscriber | None:
    """The subscriber of a signed link, which does not lapse; None when it was altered."""
    try:
        pk = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Subscriber.objects.select_related("supplier", "user").filter(pk=pk).first()


def deliver_due(*, now: datetime) -> int:
    """Write to all those whose turn it is; the number of messages that left."""
    return sum(deliver(subscriber, now=now) for subscriber in Subscriber.objects.due(at=now))


@task()
def deliver_to(subscriber_id: int) -> int:
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    return deliver(subscriber, now=timezone.now()) if subscriber else 0


def deliver(subscriber: Subscriber, *, now: datetime) -> int:
    """Claim what waits, and write to each person concerned; it waits again if none could leave."""
    alerts = subscriber.alerts.all().claim(now=now)
    current = [alert for alert in alerts if alert.ends_at is None or alert.ends_at > now]
    addresses = _addresses(subscriber)
    if not current or not addresses or subscriber.frequency == Frequency.NEVER:
        return 0
    left = sum(_send(subscriber, address, current) for address in addresses)
    keys = [alert.pk for alert in current]
    if left:
        Alert.objects.filter(pk__in=keys).update(sent_at=now)
        Subscriber.objects.filter(pk=subscriber.pk).update(last_sent_at=now)
    else:
        Alert.objects.filter(pk__in=keys).update(claimed_at=None)
    return left


def _addresses(subscriber: Subscriber) -> list[str]:
    """Those of people with an account: an address found in an import never asked for mail."""
    if subscriber.user:
        return [subscriber.user.email] if subscriber.user.is_active else []
    organisation = subscriber.supplier.organisation if subscriber.supplier else None
    if organisation is None:
        return []
    people = organisation.members.filter(is_active=True).order_by("email").distinct()
    return list(people.values_list("email", flat=True))


def _send(subscriber: Subscriber, address: str, alerts: list[Alert]) -> bool:
    stop = unsubscribe_link(subscriber)
    context = {
        "subscriber": subscriber,
        "alerts": alerts,
        "site": settings.SITE_URL,
        "stop": stop,
    }
    return mail.post("suppliers/mail/alerts.txt", address, context, one_click(stop))

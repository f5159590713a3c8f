"""An e-mail as text and as HTML: both from one template, of which the first line is the subject."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from procurement.accounts.models import OutgoingMail

# How long after each failure one tries again; after the last one the message waits for a person.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360))


def written(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and the text."""
    subject, text = render_to_string(template, context).strip().split("\n", 1)
    return " ".join(subject.split()), text.strip()


def message(
    subject: str, text: str, to: str, headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    html = render_to_string("mail/message.html", {"subject": subject, "text": text})
    email.attach_alternative(html, "text/html")
    return email


def post(
    template: str, to: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> bool:
    """Send at once, for callers that keep their own trace; whether the message left.

    A mail server that does not answer stops nobody's page.
    """
    try:
        message(*written(template, context), to, headers).send()
    except OSError:
        return False
    return True


def queue(template: str, to: str, context: dict[str, Any], *, now: datetime, key: str = "") -> bool:
    """Write the message, have it sent by a task, and again if it fails; False when it failed once.

    A `key` already used writes nothing: what it names is told once. Call it after the transaction
    that made the fact it tells.
    """
    subject, text = written(template, context)
    kept, new = OutgoingMail.objects.get_or_create(
        key=key or uuid.uuid4().hex,
        defaults={"to": to, "subject": subject[:250], "text": text, "queued_at": now},
    )
    if new:
        deliver.enqueue(kept.pk)
        kept.refresh_from_db()
    return not kept.error


@task()
def deliver(pk: int) -> str:
    """Send one message, claimed first; what failed is tried again later, a bounded number of times.

    Without a worker nothing can be put off: `manage.py deliver_mail` takes up what waits.
    """
    now = timezone.now()
    if not OutgoingMail.objects.claim(pk, now=now):
        return "déjà pris en charge"
    kept = OutgoingMail.objects.get(pk=pk)
    email = message(kept.subject, kept.text, kept.to)
    connection = email.connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # it certainly did not leave
        return _put_off(kept, error, now=now)
    try:
        email.send()
    except (SMTPServerDisconnected, TimeoutError) as error:
        kept.mark_uncertain(error)
        return "parti ou non, nul ne le sait"
    except OSError as error:
        return _put_off(kept, error, now=now)
    finally:
        connection.close()
    kept.mark_sent(now=timezone.now())
    return "envoyé"


def _put_off(kept: OutgoingMail, error: OSError, *, now: datetime) -> str:
    wait = BACKOFF[kept.attempts - 1] if kept.attempts <= len(BACKOFF) else None
    kept.mark_failed(error, again_at=now + wait if wait else None)
    if wait and deliver.get_backend().supports_defer:
        deliver.using(run_after=now + wait).enqueue(kept.pk)
    return "en échec"


def deliver_due(*, now: datetime) -> int:
    """Take up the messages whose next try has come; how many left."""
    due = list(OutgoingMail.objects.due(at=now).values_list("pk", flat=True))
    return sum(deliver.call(pk) == "envoyé" for pk in due)

"""The messages of the register: text and HTML from one template, its first line the subject."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def message(
    template: str, to: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    text = render_to_string(f"suppliers/mail/{template}.txt", context).strip()
    subject, body = text.split("\n", 1)
    subject = " ".join(subject.split())
    email = EmailMultiAlternatives(subject, body.strip(), None, [to], headers=headers)
    shown = {"subject": subject, "text": body.strip()}
    email.attach_alternative(render_to_string("suppliers/mail/message.html", shown), "text/html")
    return email


def post(template: str, to: str, context: dict[str, Any]) -> bool:
    """Whether the message left; a mail server that does not answer stops nobody's page."""
    try:
        message(template, to, context).send()
    except OSError:
        return False
    return True

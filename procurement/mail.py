"""An e-mail as text and as HTML: both from one template, of which the first line is the subject."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


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
    """Whether the message left; a mail server that does not answer stops nobody's page."""
    try:
        message(*written(template, context), to, headers).send()
    except OSError:
        return False
    return True

"""The message that brings a contributor to the sheet they were given a part of."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from needs import parts
from needs.models import Contributor


def link(contributor: Contributor) -> str:
    return settings.SITE_URL + reverse("needs:contribute", args=[contributor.token()])


def send(invited: Sequence[Contributor]) -> bool:
    """Write to the person about all they were just given; whether the message left.

    It can be passed on by hand when it did not: the link stands on the page of the team.
    """
    first = invited[0]
    questions = first.need.question_set()
    text = render_to_string(
        "needs/mail/contributor.txt",
        {
            "contributor": first,
            "need": first.need,
            "titles": [parts.title_of(each.part, questions) for each in invited],
            "whole": any(each.part == parts.WHOLE for each in invited),
            "link": link(first),
        },
    )
    subject, body = text.strip().split("\n", 1)
    try:
        send_mail(" ".join(subject.split()), body.strip(), None, [first.email])
    except OSError:
        return False
    return True

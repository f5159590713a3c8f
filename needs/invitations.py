"""The messages that bring people in, to a sheet or a project, and back to a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from needs import parts, rights
from needs.models import Contributor, Need, Teammate
from procurement import mail
from procurement.accounts.models import User


def link(contributor: Contributor) -> str:
    return settings.SITE_URL + reverse("needs:contribute", args=[contributor.token()])


def send(invited: Sequence[Contributor]) -> bool:
    """Write to the person about all they were just given; whether the message left.

    It can be passed on by hand when it did not: the link stands on the page of the team.
    """
    first = invited[0]
    questions = first.need.question_set()
    context = {
        "contributor": first,
        "need": first.need,
        "titles": [parts.title_of(each.part, questions) for each in invited],
        "whole": any(each.part == parts.WHOLE for each in invited),
        "link": link(first),
    }
    key = f"contributor {' '.join(str(each.pk) for each in invited)}"
    return mail.queue(
        "needs/mail/contributor.txt", first.email, context, now=timezone.now(), key=key[:160]
    )


def send_back(need: Need, people: Iterable[User], *, now: datetime) -> bool:
    """Tell each of them that the sheet is to be taken up again, and why; whether all left."""
    context = {"need": need, "link": settings.SITE_URL + need.get_absolute_url()}
    sent = [
        mail.queue(
            "needs/mail/sent_back.txt",
            person.email,
            context,
            now=now,
            key=f"sent back {need.pk} {person.pk} {now.isoformat()}",
        )
        for person in people
    ]
    return all(sent)


def team_link(mate: Teammate) -> str:
    return settings.SITE_URL + reverse("needs:team_join", args=[mate.token()])


def send_to_team(mate: Teammate, *, now: datetime) -> bool:
    """Bring the person to the project, by their link while they have not come."""
    page = settings.SITE_URL + mate.project.get_absolute_url()
    context = {
        "mate": mate,
        "project": mate.project,
        "opens": rights.opened_by(mate.right),
        "label": rights.LABELS[mate.right],
        "link": page if mate.user else team_link(mate),
    }
    key = f"teammate {mate.pk} {mate.right} {now.isoformat()}"
    return mail.queue("needs/mail/teammate.txt", mate.email, context, now=now, key=key)

"""What the tests of the pages of workshops share."""

from datetime import timedelta
from html import unescape

from django.urls import reverse

from needs.models import RegisterEntry
from tenders import invitations
from tests.tenders.workshops.factories import (
    HELD_UNTIL,
)


def at(name, *args):
    return reverse(f"workshops:{name}", args=args)


def own(invitation, workshop, name="attend"):
    return at(name, invitations.token(invitation), workshop.pk)


def text(answer):
    return unescape(answer.content.decode())


def entries(act):
    return list(RegisterEntry.objects.filter(act=act))


UNTIL = HELD_UNTIL + timedelta(days=7)

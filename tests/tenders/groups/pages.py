"""What the tests of groups share."""

from django.urls import reverse

from tenders import invitations
from tenders.models import PartnerNotice

WASH, CARRY = "lavage", "livraison"


def visible(invitation, *components):
    return PartnerNotice.objects.create(
        invitation=invitation, offers="Tournées", components=list(components)
    )


def member(group, invitation):
    return group.members.get(invitation=invitation)


def at(invitation, name="group", *more):
    return reverse(f"tenders:{name}", args=[invitations.token(invitation), *more])


def text(answer):
    return answer.content.decode()

"""A supplier at work on its answer, by its own link."""

from tenders.models import Contribution
from tests.tenders.factories import InvitationFactory, personal_path


def invited(question):
    return InvitationFactory(consultation=question.consultation)


def save(client, invitation, version=1, **sent):
    return client.post(personal_path(invitation), {"version": version, "save": "1", **sent})


def value(invitation, question):
    return Contribution.objects.get(invitation=invitation).answers.get(question=question).value

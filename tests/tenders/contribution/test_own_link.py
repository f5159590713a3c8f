"""A supplier replaces its own link; nobody learns an address, nobody gains a way in."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from needs.models import RegisterEntry
from tenders import invitations
from tenders.models import Invitation
from tenders.models.invitation import LINK_LIFE_AFTER_CLOSE
from tests.tenders.factories import CLOSES, DURING, InvitationFactory, send_answers

pytestmark = pytest.mark.django_db
LIFE_ENDS = CLOSES + LINK_LIFE_AFTER_CLOSE


@pytest.fixture(autouse=True)
def during():
    cache.clear()
    with time_machine.travel(DURING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """Ask for another link with this one."""

    def asked(token):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("tenders:contribute_link", args=[token]))

    return asked


def opened(client, token):
    return client.get(reverse("tenders:contribute", args=[token])).status_code


def test_the_page_says_what_a_forwarded_link_can_do(client):
    token = invitations.token(InvitationFactory())
    text = client.get(reverse("tenders:contribute_link", args=[token])).content.decode()
    assert "modifier votre réponse" in text
    assert "accusé de réception" in text


def test_replaced_it_stops_and_the_new_one_goes_to_the_guest_alone(client, ask, mailoutbox):
    invitation = InvitationFactory()
    send_answers(invitation, {})
    old = invitations.token(invitation)
    answer = ask(old).content.decode()
    assert opened(client, old) == 410
    [mail] = mailoutbox
    invitation = Invitation.objects.get(pk=invitation.pk)
    assert mail.to == [invitation.email]
    assert invitations.token(invitation) in mail.body
    assert invitations.token(invitation) not in answer
    assert invitation.email not in answer
    assert opened(client, invitations.token(invitation)) == 200
    assert RegisterEntry.objects.filter(act="link_replaced").count() == 1


def test_a_replaced_link_brings_the_current_one_again_at_most_once_an_hour(ask, mailoutbox, during):
    invitation = InvitationFactory()
    old = invitations.token(invitation)
    ask(old)
    ask(old)
    ask(old)
    assert len(mailoutbox) == 2
    during.shift(timedelta(hours=1))
    ask(old)
    assert len(mailoutbox) == 3
    assert Invitation.objects.get().link_number == 2


@pytest.mark.parametrize(
    ("now", "letters"), [(LIFE_ENDS, 1), (LIFE_ENDS + timedelta(seconds=1), 0)]
)
def test_past_its_life_nothing_leaves_and_the_page_says_the_same(
    ask, mailoutbox, during, now, letters
):
    token = invitations.token(InvitationFactory())
    during.move_to(now)
    assert "Lien demandé" in ask(token).content.decode()
    assert len(mailoutbox) == letters


def test_an_invented_link_brings_nothing(ask, mailoutbox):
    assert ask("invente:de:toutes-pieces").status_code == 403
    assert mailoutbox == []


def test_ten_requests_an_hour_and_no_more(ask):
    token = invitations.token(InvitationFactory())
    assert [ask(token).status_code for _ in range(11)] == [200] * 10 + [429]


def test_the_api_replaces_it_too(client, django_capture_on_commit_callbacks, mailoutbox):
    token = invitations.token(InvitationFactory())
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/api/v1/contribution-links/{token}/replace/")
    assert (answer.status_code, answer.content) == (202, b"")
    assert opened(client, token) == 410
    assert len(mailoutbox) == 1

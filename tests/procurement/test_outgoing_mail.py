"""A message written before it leaves: once, and again when it failed."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.utils import timezone

from procurement import mail
from procurement.accounts.models import OutgoingMail

pytestmark = pytest.mark.django_db
TEMPLATE = "suppliers/mail/claim_confirm.txt"


class Unreachable(BaseEmailBackend):
    def open(self):
        raise TimeoutError("serveur injoignable")


class Vanishing(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise SMTPServerDisconnected("connexion perdue")


def queue(key="", now=None):
    context = {"supplier": "La Laverie", "link": "https://balise.example.org/lien/"}
    return mail.queue(TEMPLATE, "a@example.org", context, now=now or timezone.now(), key=key)


def test_a_message_leaves_as_text_and_as_html_without_any_picture(mailoutbox):
    assert queue()
    (sent,) = mailoutbox
    html = sent.alternatives[0].content
    assert "https://balise.example.org/lien/" in sent.body
    assert 'href="https://balise.example.org/lien/"' in html
    assert "<img" not in html


def test_the_same_key_sends_once(mailoutbox):
    queue("invitation 7")
    queue("invitation 7")
    assert len(mailoutbox) == 1


def test_two_workers_send_one_message_once(mailoutbox):
    queue("invitation 7")
    kept = OutgoingMail.objects.get()
    assert mail.deliver.call(kept.pk) == "déjà pris en charge"
    assert len(mailoutbox) == 1


def test_once_it_left_neither_the_address_nor_the_link_is_kept(mailoutbox):
    queue("invitation 7")
    kept = OutgoingMail.objects.get()
    assert (kept.key, kept.to, kept.subject, kept.text) == ("invitation 7", "", "", "")


def test_what_could_not_leave_is_tried_again_when_its_time_comes(settings, mailoutbox):
    now = timezone.now()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    assert not queue(now=now)
    assert OutgoingMail.objects.get().error == "serveur injoignable"
    settings.EMAIL_BACKEND = working
    assert mail.deliver_due(now=now + timedelta(seconds=30)) == 0
    assert mail.deliver_due(now=now + timedelta(seconds=90)) == 1
    assert len(mailoutbox) == 1


def test_the_waits_grow_and_end(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    queue()
    kept = OutgoingMail.objects.get()
    waits = []
    while kept.again_at:
        waits.append(round((kept.again_at - timezone.now()).total_seconds() / 60))
        mail.deliver.call(kept.pk)
        kept.refresh_from_db()
    assert waits == [1, 10, 60, 360]
    assert (kept.attempts, kept.claimed_at) == (5, None)


def test_when_nobody_knows_whether_it_left_it_is_not_sent_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Vanishing"
    assert not queue()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.deliver_due(now=timezone.now() + timedelta(days=1)) == 0


def test_the_command_takes_up_what_waits(settings, mailoutbox, capsys):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    queue(now=timezone.now())
    OutgoingMail.objects.update(again_at=timezone.now())
    settings.EMAIL_BACKEND = working
    call_command("deliver_mail")
    assert capsys.readouterr().out == "1\xa0message envoyé\n"
    assert len(mailoutbox) == 1

"""Messages of alerts: how often they leave, once; and the way out."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from suppliers.alert_mail import deliver, deliver_due, unsubscribe_link
from suppliers.models import Alert, AlertKind, Frequency, Subscriber
from tests.suppliers.alerts.holders import NOW, TITLE, held

pytestmark = pytest.mark.django_db


def waiting_alert(frequency, last_sent=None, **values):
    subscriber = held(frequency=frequency).subscriber
    subscriber.last_sent_at = last_sent
    subscriber.save()
    values = {"subject": "a", "title": TITLE, "path": "/x/", "score": 60.0, "raised_at": NOW,
              "reasons": ["+15 points · Territoire : Dessert tout."], **values}  # fmt: skip
    return Alert.objects.create(subscriber=subscriber, kind=AlertKind.CONSULTATION, **values)


@pytest.mark.parametrize(
    ("frequency", "since", "sent"),
    [
        (Frequency.IMMEDIATE, timedelta(0), 1),
        (Frequency.DAILY, timedelta(hours=22), 0),
        (Frequency.DAILY, timedelta(hours=23), 1),
        (Frequency.WEEKLY, timedelta(days=6), 0),
        (Frequency.WEEKLY, timedelta(days=7), 1),
        (Frequency.NEVER, timedelta(days=400), 0),
    ],
)
def test_a_message_leaves_at_the_frequency_chosen(frequency, since, sent):
    waiting_alert(frequency, last_sent=NOW - since)

    assert deliver_due(now=NOW) == sent


def test_a_message_leaves_once():
    waiting_alert(Frequency.DAILY)

    assert [deliver_due(now=NOW), deliver_due(now=NOW + timedelta(9))] == [1, 0]


def test_what_another_worker_took_is_not_sent_again():
    alert = waiting_alert(Frequency.DAILY)
    Alert.objects.filter(pk=alert.pk).update(claimed_at=NOW)

    assert deliver(alert.subscriber, now=NOW) == 0


def test_a_server_that_does_not_answer_loses_nothing(settings):
    waiting_alert(Frequency.DAILY)
    settings.EMAIL_BACKEND = "tests.suppliers.test_labels.Down"
    assert deliver_due(now=NOW) == 0

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_due(now=NOW) == 1


def test_a_consultation_that_closed_meanwhile_is_not_told():
    waiting_alert(Frequency.DAILY, ends_at=NOW)

    assert deliver_due(now=NOW) == 0


def test_the_message_says_why_in_text_and_html_and_how_to_stop():
    waiting_alert(Frequency.DAILY)
    deliver_due(now=NOW)

    (sent,) = mail.outbox
    html, kind = sent.alternatives[0]
    link = re.search(r"http\S+/fournisseurs/alertes/\S+/", sent.body)[0]
    assert "Dessert tout." in sent.body
    assert kind == "text/html"
    assert "Dessert tout." in html
    assert sent.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def stop_path(subscriber):
    return re.search(r"/fournisseurs/.*", unsubscribe_link(subscriber))[0]


def test_one_click_in_the_mail_program_stops_everything(client):
    subscriber = held().subscriber
    client.handler.enforce_csrf_checks = True

    client.post(stop_path(subscriber), {"List-Unsubscribe": "One-Click"})

    subscriber.refresh_from_db()
    assert subscriber.frequency == Frequency.NEVER


def test_a_robot_that_opens_the_link_stops_nothing(client):
    subscriber = held().subscriber

    assert client.get(stop_path(subscriber)).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.frequency == Frequency.WEEKLY


def test_the_page_of_the_link_changes_the_frequency(client):
    subscriber = held().subscriber

    client.post(stop_path(subscriber), {"frequency": "daily"})

    subscriber.refresh_from_db()
    assert subscriber.frequency == Frequency.DAILY


def test_a_forged_link_stops_nobody(client):
    subscriber = held().subscriber

    assert client.post(f"/fournisseurs/alertes/{subscriber.pk}/").status_code == 410
    subscriber.refresh_from_db()
    assert subscriber.frequency == Frequency.WEEKLY


def test_a_supplier_chooses_on_its_own_page(client):
    supplier = held()
    client.force_login(supplier.organisation.members.get())

    client.post(f"/fournisseurs/{supplier.pk}/alertes/", {"frequency": "immediate"})

    assert Subscriber.objects.get().frequency == Frequency.IMMEDIATE


@pytest.mark.parametrize("frequency", ["", "toujours"])
def test_an_unknown_frequency_changes_nothing(client, frequency):
    supplier = held()
    client.force_login(supplier.organisation.members.get())

    page = client.post(f"/fournisseurs/{supplier.pk}/alertes/", {"frequency": frequency})

    assert page.status_code == 422
    assert Subscriber.objects.get().frequency == Frequency.WEEKLY


@pytest.mark.parametrize(
    ("frequency", "ends_in", "said"),
    [
        (Frequency.WEEKLY, 1, "envoyé le"),
        (Frequency.WEEKLY, -1, "sans message"),
        (Frequency.NEVER, 1, "sans message"),
    ],
)
def test_the_page_says_what_became_of_each_alert(client, frequency, ends_in, said):
    alert = waiting_alert(frequency, ends_at=NOW + timedelta(days=ends_in))
    supplier = alert.subscriber.supplier
    client.force_login(supplier.organisation.memberships.get().user)
    page = reverse("suppliers:alerts", args=[supplier.pk])
    before = client.get(page).content.decode()

    deliver_due(now=NOW)

    assert ("dans le prochain message" in before) is (frequency != Frequency.NEVER)
    assert said in client.get(page).content.decode()

"""Alerts: who is told of what, why, how often, once; and the way out."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procurement.accounts.models import Role
from suppliers import alerts, gathering, retrieval
from suppliers.alert_mail import deliver, deliver_due, unsubscribe_link
from suppliers.matching import Weights
from suppliers.models import Alert, AlertKind, Frequency, MatchRun, Subscriber, Supplier
from tenders.consultation_alerts import announce
from tests.factories import CommuneFactory, MembershipFactory, UserFactory
from tests.needs.factories import NeedFactory, ProjectFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.suppliers.test_pages_record import filled, words
from tests.tenders.factories import ConsultationFactory, InvitationFactory

pytestmark = pytest.mark.django_db
TITLE = "Location de contenants réemployables pour les cantines de Lille"
NOW = timezone.now()


def held(frequency=Frequency.WEEKLY, label="Location de contenants réemployables", **values):
    """A supplier whose people hold its record, and how often they want to be told."""
    member = MembershipFactory(role=Role.SUPPLIER)
    supplier = SupplierFactory(organisation=member.organisation, serves_lille=True, **values)
    ActivityFactory(supplier=supplier, label=label)
    supplier.reindex()
    Subscriber.objects.create(supplier=supplier, frequency=frequency)
    return supplier


@pytest.fixture
def consultation():
    CommuneFactory()
    return ConsultationFactory(
        title=TITLE,
        brief="Nous voulons louer des bacs réemployables.",
        opens_at=NOW - timedelta(1),
        closes_at=NOW + timedelta(20),
    )


def test_a_supplier_is_told_of_an_open_consultation_with_the_reasons_of_a_search(consultation):
    supplier = held()

    (alert,) = announce(consultation, now=NOW)

    assert alert.subscriber.supplier == supplier
    assert alert.path == consultation.get_absolute_url()
    assert any(
        reason.startswith("+") and "Activité : Métier commun" in reason for reason in alert.reasons
    )
    assert alert.score > 0


def test_the_reasons_come_from_the_public_text_alone(consultation):
    held(description="Nous louons des bacs et tenons un registre de pesées.")
    NeedFactory(
        project=consultation.project, text="Budget secret de 86 000 € ; registre de pesées."
    )

    (alert,) = announce(consultation, now=NOW)

    assert "pesées" not in " ".join(alert.reasons)
    assert "86" not in " ".join(alert.reasons)


@pytest.mark.parametrize(
    "unheard",
    [
        lambda: SupplierFactory(serves_lille=True, indexed=True),
        lambda: held(frequency=Frequency.NEVER),
        lambda: held(label="Formation au secourisme", description="Nous formons au secourisme."),
    ],
    ids=["held by nobody", "never", "another trade"],
)
def test_who_is_not_told(consultation, unheard):
    unheard()

    assert announce(consultation, now=NOW) == []


def test_who_is_invited_has_had_a_message_already(consultation):
    InvitationFactory(consultation=consultation, supplier=held())

    assert announce(consultation, now=NOW) == []


def test_a_supplier_is_told_for_its_own_answer_whoever_answers_better(consultation, monkeypatch):
    """A search scores the nearest in words only."""
    for most in ("SCORED", "SCORED_OF_PARTS", "MOST_SCORED"):
        monkeypatch.setattr(gathering, most, 1)
    monkeypatch.setattr(retrieval, "OUTSIDERS", 0)
    best = held(description="Location de contenants et de bacs réemployables pour cantines.")
    last = held(label="Location de matériel et de contenants")

    told = announce(consultation, now=NOW)

    assert {alert.subscriber.supplier for alert in told} == {best, last}


def test_who_does_one_part_of_a_need_is_told_which(consultation):
    consultation.title = "Collecte, lavage et réparation de vélos"
    consultation.brief = (
        "Nous voulons collecter les biodéchets de nos écoles, laver les bacs réemployables, "
        "entretenir les espaces verts et faire réparer les vélos de service."
    )
    consultation.save()
    gardener = held(label="Entretien d'espaces verts", description="Tonte et taille de haies.")

    (alert,) = announce(consultation, now=NOW)

    assert alert.subscriber.supplier == gardener
    assert alert.reasons[0].startswith("Répond à une partie du besoin : ")
    assert "espaces verts" in alert.reasons[0]


def test_telling_costs_the_same_number_of_queries_for_any_number_of_suppliers(
    consultation,
):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            announce(consultation, now=NOW)
        Alert.objects.all().delete()
        return len(seen)

    held()
    one = queries()
    held()
    held()

    assert queries() <= one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("frequency", "told"), [(Frequency.IMMEDIATE, True), (Frequency.DAILY, False)]
)
def test_a_record_that_comes_to_answer_is_told_at_once_to_who_asked_for_it(
    client, consultation, frequency, told
):
    supplier = held(frequency, label="Peinture", description="Nous peignons.")
    client.force_login(supplier.organisation.members.get())
    activity = {"label": "Location de contenants réemployables", "cpv": "39222100"}

    client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled(activity))

    assert Alert.objects.filter(kind=AlertKind.CONSULTATION).exists() == told
    call_command("send_alerts")
    assert Alert.objects.filter(kind=AlertKind.CONSULTATION).count() == 1


def test_the_same_consultation_is_told_once(consultation):
    held()
    announce(consultation, now=NOW)

    assert announce(consultation, now=NOW) == []
    assert Alert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_tells_at_once_who_asked_for_it(consultation):
    held(frequency=Frequency.IMMEDIATE)
    consultation.published_at = None
    consultation.save()
    consultation.questions.create(position=1, kind="text", label="Que savez-vous faire ?")

    consultation.publish(by=UserFactory(), now=timezone.now())

    (sent,) = mail.outbox
    assert sent.subject == "1 consultation répond à votre fiche"


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


@pytest.fixture
def search():
    """A search made by a buyer for a need of theirs, when nobody answered it."""
    CommuneFactory()
    buyer = MembershipFactory(role=Role.BUYER)
    need = NeedFactory(
        organisation=buyer.organisation, title=TITLE, text="Nous voulons louer des bacs."
    )
    return MatchRun.objects.launch(need=need, by=buyer.user, now=NOW)


def test_whoever_searched_is_told_of_a_supplier_that_now_answers(
    client, search, django_capture_on_commit_callbacks
):
    supplier = held(label="Peinture", description="Nous peignons.")
    client.force_login(supplier.organisation.members.get())
    activity = {"label": "Location de contenants réemployables", "cpv": "39222100"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/fournisseurs/{supplier.pk}/modifier/", filled(activity))

    alert = Alert.objects.get(kind=AlertKind.PROFILE)
    assert alert.subscriber.user == search.created_by
    assert alert.path == supplier.get_absolute_url()
    assert "Activité" in " ".join(alert.reasons)


def test_a_supplier_that_the_search_had_found_is_no_news(search):
    supplier = held()
    again = MatchRun.objects.launch(need=search.need, by=search.created_by, now=timezone.now())
    assert again.result["results"]

    assert alerts.tell_owners(supplier, now=timezone.now()) == []


def test_imports_are_seen_when_searches_are_made_again(search):
    SupplierFactory(serves_lille=True, indexed=True, name="Nouvelle")

    told = alerts.look_again(now=timezone.now())

    assert [alert.title.partition(",")[0] for alert in told] == ["Nouvelle"]


@pytest.mark.parametrize(("days", "count"), [(179, 1), (181, 0)])
def test_an_old_search_is_no_longer_followed(search, days, count):
    supplier = held()

    assert len(alerts.tell_owners(supplier, now=NOW + timedelta(days))) == count


def test_a_newcomer_is_judged_by_the_weights_of_the_search(search):
    MatchRun.objects.filter(pk=search.pk).update(weights=Weights(100, 0, 0, 0, 0, 0).as_dict())
    supplier = held()

    (alert,) = alerts.tell_owners(supplier, now=timezone.now())

    [reason] = alert.reasons
    assert "· Activité :" in reason


def test_who_lost_the_right_to_see_the_search_is_not_told(search):
    search.created_by.memberships.all().delete()

    assert alerts.tell_owners(held(), now=timezone.now()) == []


def test_the_command_raises_and_sends(consultation, search):
    held()

    call_command("send_alerts")

    assert {alert.kind for alert in Alert.objects.all()} == {"consultation", "profile"}
    assert len(mail.outbox) == 2
    call_command("send_alerts")
    assert len(mail.outbox) == 2


def test_a_draft_is_told_to_nobody(consultation):
    held()
    consultation.published_at = None
    consultation.save()

    call_command("send_alerts")

    assert not Alert.objects.exists()


def test_the_pages_show_what_was_told(client, consultation, search):
    supplier = held()
    call_command("send_alerts")

    client.force_login(supplier.organisation.members.get())
    assert TITLE in words(client.get(f"/fournisseurs/{supplier.pk}/alertes/"))
    client.force_login(search.created_by)
    assert supplier.name in words(client.get("/fournisseurs/alertes/"))


def test_a_project_followed_costs_one_search_not_one_for_each_run(search):
    project = ProjectFactory()
    for _ in range(3):
        MatchRun.objects.launch(project=project, by=None, now=timezone.now())

    followed = list(alerts.followed(now=timezone.now()))

    assert len(followed) == 2
    assert Supplier.objects.count() == 0

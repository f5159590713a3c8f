"""Whoever searched is told of a supplier that now answers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from suppliers import alerts
from suppliers.matching import Weights
from suppliers.models import Alert, AlertKind, MatchRun, Supplier
from tests.needs.factories import ProjectFactory
from tests.suppliers.alerts.holders import NOW, TITLE, held
from tests.suppliers.factories import SupplierFactory
from tests.suppliers.pages import filled, words

pytestmark = pytest.mark.django_db


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

"""Two writers of one version, whatever the door they came by: the second is told."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from needs.models import Need, Project, StaleVersion, Volume
from tests.needs.factories import SiteFactory, VolumeFactory

pytestmark = pytest.mark.django_db


def test_of_two_writers_of_one_version_the_second_is_told(need):
    volume = VolumeFactory(need=need, quantity=100)
    first, second = Volume.objects.get(pk=volume.pk), Volume.objects.get(pk=volume.pk)
    first.quantity, second.quantity = Decimal(1), Decimal(2)
    first.save_from(1)
    with pytest.raises(StaleVersion) as stale, transaction.atomic():
        second.save_from(1)
    assert stale.value.current.quantity == 1


@pytest.mark.parametrize("name", ["site", "volume", "project"])
def test_the_api_asks_for_the_version_and_refuses_a_stale_one(need, buyer, lead, name):
    row = {
        "site": lambda: SiteFactory(need=need),
        "volume": lambda: VolumeFactory(need=need),
        "project": lambda: need.project,
    }[name]()
    field = {"site": "name", "volume": "label", "project": "title"}[name]
    api = APIClient()
    api.force_authenticate(lead if name == "project" else buyer)
    address = reverse(f"{name}-detail", args=[row.pk])
    assert "version" in api.patch(address, {field: "Un"}, format="json").json()
    changed = api.patch(address, {field: "Un", "version": 1}, format="json").json()
    assert (changed[field], changed["version"]) == ("Un", 2)
    stale = api.patch(address, {field: "Deux", "version": 1}, format="json")
    assert stale.status_code == 409
    assert (stale.json()[field], stale.json()["version"]) == ("Un", 2)


def test_a_text_saved_leaves_alone_what_another_answered_at_that_moment(need, buyer):
    slow = Need.objects.get(pk=need.pk)
    need.answer({"meals_per_day": 700})
    slow.revise(version=1, by=buyer, now=timezone.now(), title="Autre titre")
    need.refresh_from_db()
    assert need.answers == {"meals_per_day": 700}
    assert need.title == "Autre titre"


def test_a_change_that_lands_while_the_owner_validates_is_told(need, buyer):
    slow = Need.objects.get(pk=need.pk)
    need.answer({"meals_per_day": 700})
    with pytest.raises(StaleVersion), transaction.atomic():
        slow.validate(by=buyer, now=timezone.now())
    need.refresh_from_db()
    assert need.validated_at is None


def test_an_edit_on_its_way_does_not_open_a_diagnosis_frozen_meanwhile(project, lead):
    slow = Project.objects.get(pk=project.pk)
    project.freeze(by=lead, now=timezone.now())
    slow.title = "Autre titre"
    with pytest.raises(StaleVersion), transaction.atomic():
        slow.save_from(1)
    project.refresh_from_db()
    assert project.frozen_at

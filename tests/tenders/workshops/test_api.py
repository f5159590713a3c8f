"""Workshops through the API: the same refusals, the same silence on who comes."""

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from tenders.models import Message, MessageKind
from tenders.workshops.models import Workshop
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.workshops.factories import WorkshopFactory, announced_workshop, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    return ConsultationFactory()


@pytest.fixture
def api(consultation):
    caller = APIClient()
    caller.force_authenticate(team_member(consultation))
    with time_machine.travel(DURING, tick=False):
        yield caller


def wanted(consultation, **values):
    return {
        "consultation": str(consultation.pk),
        "title": "Les lots",
        "purpose": "Comprendre.",
        "starts_at": "2027-02-08T10:00:00+01:00",
        "place": "Loos",
        "items": [{"title": "La taille", "minutes": 45}],
        **values,
    }


def send(api, sent, name="workshop-list", *args):
    return api.post(reverse(name, args=args), sent, format="json")


def test_a_workshop_is_prepared_then_announced(api, consultation):
    InvitationFactory(consultation=consultation)
    question = QuestionFactory(consultation=consultation)
    items = [{"title": "La taille", "minutes": 45, "question": question.pk}]
    made = send(api, wanted(consultation, items=items))
    assert made.status_code == 201
    assert made.json()["items"][0]["question"] == question.pk
    assert made.json()["starts_at"].startswith("2027-02-08T10:00")

    assert send(api, {}, "workshop-announce", made.json()["id"]).status_code == 200
    assert Message.objects.filter(kind=MessageKind.WORKSHOP).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"place": ""}, "place"),
        ({"starts_at": "2027-01-01T10:00:00+01:00"}, "starts_at"),
        ({"people_each": 0}, "__all__"),
        ({"items": [{"title": "A", "minutes": 0}]}, "items"),
        ({"items": [{"title": "A", "minutes": 481}]}, "items"),
    ],
)
def test_a_mistake_is_refused_and_nothing_is_half_written(api, consultation, values, field):
    answer = send(api, wanted(consultation, **values))
    assert answer.status_code == 400
    assert field in answer.json()
    assert not Workshop.objects.exists()


def test_nobody_prepares_a_workshop_for_another_authority(api):
    elsewhere = ConsultationFactory()
    assert send(api, wanted(elsewhere)).status_code == 400
    draft = WorkshopFactory(consultation=elsewhere)
    assert send(api, {}, "workshop-announce", draft.pk).status_code == 404


def test_what_lacks_to_announce_is_said(api, consultation):
    draft = WorkshopFactory(consultation=consultation, item=None)
    answer = send(api, {}, "workshop-announce", draft.pk)
    assert answer.status_code == 409
    assert "au moins un point" in answer.json()["detail"]


def test_everyone_reads_a_workshop_and_nobody_who_comes(consultation):
    workshop = announced_workshop(consultation, video_url="https://visio.example.org/abc")
    registered(workshop, InvitationFactory(consultation=consultation), "Zoé")
    workshop.points.create(position=1, text="Un brouillon de compte rendu.")
    answer = APIClient().get(reverse("workshop-detail", args=[workshop.pk]))
    assert answer.json()["is_remote"] is True
    assert answer.json()["minutes"] == []
    for hidden in ("visio.example.org", "Zoé", "brouillon"):
        assert hidden not in answer.content.decode()


def test_drafts_are_not_listed(api, consultation):
    WorkshopFactory(consultation=consultation)
    assert api.get(reverse("workshop-list")).json()["count"] == 0


def test_the_team_follows_whom_it_was_told_to(api, consultation):
    workshop = announced_workshop(consultation)
    InvitationFactory(consultation=consultation, name="La Tardive")
    followed = api.get(reverse("workshop-follow-up", args=[workshop.pk])).json()
    assert followed["newcomers"] == ["La Tardive"]
    assert followed["findings"][0]["rule"] == "workshop-not-told"


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    consultation, django_assert_max_num_queries
):
    announced_workshop(consultation)
    with django_assert_max_num_queries(20) as few:
        APIClient().get(reverse("workshop-list"))
    for _ in range(4):
        announced_workshop(consultation)
    with django_assert_max_num_queries(len(few)):
        APIClient().get(reverse("workshop-list"))

"""A workshop is prepared, announced to all at once, moved or cancelled."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders import invitations
from tenders.models import Message, MessageKind
from tenders.workshops.models import (
    Workshop,
)
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    DURING,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.workshops.factories import (
    HELD,
    AgendaItemFactory,
    WorkshopFactory,
    announced_workshop,
)
from tests.tenders.workshops.pages import at, entries, own, text

pytestmark = pytest.mark.django_db


# Before the announcement


def test_a_workshop_is_prepared_and_announced_to_all_at_once(team, consultation, laundry, carrier):
    team.post(
        at("create", consultation.pk),
        {
            "title": "Un lot ou plusieurs ?",
            "purpose": "Comprendre.",
            "starts_at": "2027-02-08T10:00",
            "place": "Salle des fêtes",
            "people_each": 2,
        },
    )
    workshop = Workshop.objects.get()
    question = QuestionFactory(consultation=consultation)
    item = {"title": "La taille", "minutes": 45, "question": question.pk}
    team.post(at("item", workshop.pk), item)

    team.post(at("announce", workshop.pk))

    told = Message.objects.filter(kind=MessageKind.WORKSHOP)
    assert {message.invitation for message in told} == {laundry, carrier}
    assert {message.queued_at for message in told} == {DURING}
    (entry,) = entries("workshop_announced")
    assert entry.facts["told"] == ["La Laverie", "Les Vélos"]
    assert entry.facts["agenda"][0]["about"] == question.label


def test_all_receive_the_same_text_but_for_their_link(workshop):
    first, second = Message.objects.filter(kind=MessageKind.WORKSHOP)
    assert first.text == second.text
    assert "10\xa0h\xa000" in first.text
    assert invitations.LINK in first.text


@pytest.mark.django_db(transaction=True)
def test_the_message_leads_to_the_own_page_of_the_structure(client, workshop, laundry):
    (sent,) = [m for m in mail.outbox if m.to == [laundry.email]]
    path = re.search(r"https?://[^/]+(/repondre/\S+)", sent.body)[1]
    with time_machine.travel(DURING, tick=False):
        assert "La Laverie" in text(client.get(path))


def test_a_draft_is_seen_by_the_team_alone(client, consultation, laundry):
    draft = WorkshopFactory(consultation=consultation)
    with time_machine.travel(DURING, tick=False):
        assert client.get(at("public", draft.pk)).status_code == 404
        assert client.get(own(laundry, draft)).status_code == 404
        client.force_login(team_member(consultation))
        assert client.get(at("public", draft.pk)).status_code == 200


def test_a_workshop_without_agenda_is_not_announced(team, consultation):
    draft = WorkshopFactory(consultation=consultation, item=None)
    answer = team.post(at("announce", draft.pk))
    assert answer.status_code == 422
    assert "au moins un point" in text(answer)
    draft.refresh_from_db()
    assert draft.announced_at is None


def test_a_short_notice_is_refused_until_its_reason_is_written(team, consultation):
    draft = WorkshopFactory(consultation=consultation, starts_at=DURING + timedelta(days=5))
    assert team.post(at("announce", draft.pk)).status_code == 422
    Workshop.objects.update(reason="Budget voté le 28.")
    assert team.post(at("announce", draft.pk)).status_code == 302
    assert entries("workshop_announced")[0].facts["reason"] == "Budget voté le 28."


def test_a_workshop_of_an_unpublished_consultation_is_not_announced(team, consultation):
    draft = WorkshopFactory(consultation__project=consultation.project, consultation__draft=True)
    answer = team.post(at("announce", draft.pk))
    assert "Publiez d’abord la consultation" in text(answer)


def test_announcing_twice_tells_nobody_twice(team, workshop):
    before = Message.objects.count()
    assert team.post(at("announce", workshop.pk)).status_code == 404
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"place": ""}, "Indiquez un lieu"),
        ({"starts_at": "2027-01-01T10:00"}, "doit être à venir"),
        ({"starts_at": "2027-03-28T02:30"}, "l'heure change"),
        ({"people_each": 11}, "10"),
        ({"video_url": "javascript:alert(1)"}, "URL"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(team, consultation, values, said):
    sent = {
        "title": "Un lot <b>ou</b> plusieurs ?",
        "purpose": "Comprendre.",
        "starts_at": "2027-02-08T10:00",
        "place": "Salle",
        "people_each": 2,
    }
    answer = team.post(at("create", consultation.pk), sent | values)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Un lot &lt;b&gt;ou" in answer.content.decode()
    assert not Workshop.objects.exists()


def test_the_second_of_two_people_on_a_draft_is_told(team, consultation):
    draft = WorkshopFactory(consultation=consultation)
    sent = {
        "title": "Le premier",
        "purpose": "Comprendre.",
        "starts_at": "2027-02-08T10:00",
        "place": "Salle",
        "people_each": 2,
        "version": 1,
    }
    assert team.post(at("edit", draft.pk), sent).status_code == 302
    answer = team.post(at("edit", draft.pk), sent | {"title": "Le second"})
    assert answer.status_code == 409
    assert "Le premier" in text(answer)
    assert "Le second" in text(answer)


def test_points_move_and_go(team, consultation):
    draft = WorkshopFactory(consultation=consultation)
    first = draft.items.get()
    second = AgendaItemFactory(workshop=draft, title="Les délais", position=2)
    team.post(at("manage", draft.pk), {"up": second.pk})
    assert list(draft.items.all()) == [second, first]
    team.post(at("manage", draft.pk), {"remove": first.pk})
    assert list(draft.items.all()) == [second]


def test_the_agenda_is_frozen_by_the_announcement(team, workshop):
    item = workshop.items.get()
    assert team.post(at("manage", workshop.pk), {"remove": item.pk}).status_code == 404
    assert workshop.items.exists()


def test_a_question_of_another_consultation_is_not_attached(team, consultation):
    draft = WorkshopFactory(consultation=consultation)
    elsewhere = QuestionFactory()
    sent = {"title": "A", "minutes": 10, "question": elsewhere.pk}
    assert team.post(at("item", draft.pk), sent).status_code == 422


# Telling


def test_networks_whose_members_are_invited_are_told_once(
    consultation, django_capture_on_commit_callbacks
):
    network = OrganisationFactory(name="Réseau", kind=OrganisationKind.NETWORK)
    MembershipFactory(organisation=network, role=Role.FACILITATOR)
    supplier = SupplierFactory()
    InvitationFactory(consultation=consultation, supplier=supplier)
    NetworkMember.objects.create(
        network=network, supplier=supplier, status="accepted", asked_at=DURING
    )
    OrganisationFactory(name="Ailleurs", kind=OrganisationKind.NETWORK)
    with django_capture_on_commit_callbacks(execute=True):
        workshop = announced_workshop(consultation)
    assert entries("workshop_announced")[0].facts["networks"] == ["Réseau"]
    (sent,) = [message for message in mail.outbox if "à transmettre" in message.subject]
    assert workshop.get_absolute_url() in sent.body


def test_whoever_joins_the_consultation_later_is_told_and_it_is_said(team, workshop, consultation):
    late = InvitationFactory(consultation=consultation, name="La Tardive")
    page = text(team.get(at("manage", workshop.pk)))
    assert "La Tardive" in page
    assert "sans être informée" in page

    team.post(at("tell", workshop.pk))

    assert Message.objects.filter(invitation=late, kind=MessageKind.WORKSHOP).count() == 1
    assert entries("workshop_newcomers_told")[0].facts["told"] == ["La Tardive"]


def test_a_reminder_leaves_at_most_once_a_day_and_to_all(team, workshop):
    for _ in range(2):
        team.post(at("tell", workshop.pk), {"remind": "1"})
    assert Message.objects.filter(kind=MessageKind.MEETING).count() == 2
    with time_machine.travel(DURING + timedelta(days=1), tick=False):
        team.post(at("tell", workshop.pk), {"remind": "1"})
    assert Message.objects.filter(kind=MessageKind.MEETING).count() == 4


def test_a_reminder_leaves_by_itself_three_days_before_and_newcomers_are_told(workshop):
    InvitationFactory(consultation=workshop.consultation)
    with time_machine.travel(HELD - timedelta(days=3, hours=1), tick=False):
        call_command("remind_workshops")
        assert not Message.objects.filter(kind=MessageKind.MEETING).exists()
        assert Message.objects.filter(kind=MessageKind.WORKSHOP).count() == 3
    for hour in (0, 12):
        with time_machine.travel(HELD - timedelta(days=2, hours=hour), tick=False):
            call_command("remind_workshops")
    assert Message.objects.filter(kind=MessageKind.MEETING).count() == 3


def test_a_move_is_told_to_all_with_its_reason(team, workshop):
    sent = {"starts_at": "2027-02-09T10:00", "place": "Mairie", "reason": "Salle prise"}
    team.post(at("move", workshop.pk), sent)
    moved = Message.objects.filter(kind=MessageKind.MOVED)
    assert moved.count() == 2
    assert "Salle prise" in moved[0].text
    assert entries("workshop_moved")[0].facts["where"] == "Mairie"
    workshop.refresh_from_db()
    assert workshop.version == 2


def test_a_move_into_the_past_changes_nothing(team, workshop):
    sent = {"starts_at": "2027-01-19T10:00", "place": "Mairie", "reason": "Salle prise"}
    assert team.post(at("move", workshop.pk), sent).status_code == 422
    workshop.refresh_from_db()
    assert (workshop.starts_at, workshop.place) == (HELD, "Salle des fêtes de Loos")
    assert not Message.objects.filter(kind=MessageKind.MOVED).exists()


def test_a_cancellation_is_told_to_all_and_closes_the_registrations(
    team, client, workshop, laundry
):
    team.post(at("move", workshop.pk), {"cancelled_because": "Trop peu d'inscrits"})
    assert Message.objects.filter(kind=MessageKind.MOVED).count() == 2
    page = text(client.get(own(laundry, workshop)))
    assert "Trop peu d'inscrits" in page
    assert "Inscrire cette personne" not in page


def test_a_document_after_the_announcement_is_told_to_all_and_said(team, workshop):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7")
    team.post(at("add_document", workshop.pk), {"title": "Plan", "file": file})
    assert Message.objects.filter(kind=MessageKind.MOVED).count() == 2
    assert entries("workshop_document_added")[0].facts["document"] == "Plan"


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [("plan.exe", b"MZ", 422), ("plan.pdf", b"<html>", 422), ("plan.pdf", b"%PDF-1.7", 302)],
)
def test_only_documents_that_are_what_they_say_are_joined(team, workshop, name, content, status):
    sent = {"title": "Plan", "file": SimpleUploadedFile(name, content)}
    assert team.post(at("add_document", workshop.pk), sent).status_code == status
    assert workshop.documents.exists() is (status == 302)

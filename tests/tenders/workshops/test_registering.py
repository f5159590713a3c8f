"""Who comes to a workshop: registering by a link, and attendance."""

import re
from datetime import timedelta

import pytest
import time_machine

from tenders.models import Invitation, Message, MessageKind
from tenders.workshops.models import (
    Registration,
)
from tests.tenders.factories import (
    InvitationFactory,
    team_member,
)
from tests.tenders.workshops.factories import (
    HELD,
    HELD_UNTIL,
    announced_workshop,
    registered,
)
from tests.tenders.workshops.pages import at, entries, own, text

pytestmark = pytest.mark.django_db


# Registering


REGISTRATION = {
    "person": "Ada Martin",
    "function": "Gérante",
    "email": "ada@example.org",
    "mode": "on_site",
}


def test_a_structure_registers_somebody_by_its_link(browse, workshop, laundry):
    browse.post(own(laundry, workshop), REGISTRATION)
    row = Registration.objects.get()
    assert (row.organisation, row.person, row.mode) == ("La Laverie", "Ada Martin", "on_site")
    (entry,) = entries("workshop_registered")
    assert entry.actor == "La Laverie"
    assert "Ada" not in str(entry.facts)  # the register names structures, not people


def test_the_same_person_twice_is_one_registration(browse, workshop, laundry):
    browse.post(own(laundry, workshop), REGISTRATION)
    browse.post(own(laundry, workshop), REGISTRATION | {"email": "ADA@example.org"})
    assert Registration.objects.count() == 1


def test_the_same_limit_holds_for_each_structure(browse, workshop, laundry):
    for name in ("ada", "bob"):
        browse.post(own(laundry, workshop), REGISTRATION | {"email": f"{name}@example.org"})
    answer = browse.post(own(laundry, workshop), REGISTRATION | {"email": "c@example.org"})
    assert answer.status_code == 422
    assert "2\xa0personnes au plus" in text(answer)
    assert Registration.objects.count() == 2


def test_somebody_is_taken_off_and_the_place_is_free(browse, workshop, laundry):
    row = registered(workshop, laundry)
    browse.post(own(laundry, workshop), {"withdraw": row.pk})
    assert not Registration.objects.standing().exists()
    browse.post(own(laundry, workshop), REGISTRATION | {"email": row.email})
    assert Registration.objects.standing().get() == row


def test_nobody_takes_off_a_person_of_another_structure(browse, workshop, laundry, carrier):
    row = registered(workshop, laundry)
    for key in (row.pk, "x", "9" * 5000):
        assert browse.post(own(carrier, workshop), {"withdraw": key}).status_code == 404
    assert Registration.objects.standing().exists()


def test_a_structure_sees_neither_who_else_comes_nor_their_addresses(
    browse, workshop, laundry, carrier
):
    registered(workshop, laundry, "Zoé")
    page = text(browse.get(own(carrier, workshop)))
    assert "Zoé" not in page
    assert "La Laverie" not in page


def test_registrations_close_when_the_meeting_begins(client, workshop, laundry):
    with time_machine.travel(HELD, tick=False):
        assert client.post(own(laundry, workshop), REGISTRATION).status_code == 422
    with time_machine.travel(HELD - timedelta(seconds=1), tick=False):
        assert client.post(own(laundry, workshop), REGISTRATION).status_code == 302


def test_the_link_of_another_consultation_opens_nothing(browse, workshop):
    stranger = InvitationFactory()
    for name in ("attend", "own_calendar"):
        assert browse.get(own(stranger, workshop, name)).status_code == 404
    assert browse.post(own(stranger, workshop), REGISTRATION).status_code == 404


def test_whoever_was_not_invited_asks_for_a_link_and_receives_the_announcement(browse, workshop):
    sent = {"name": "L'Inconnue", "email": "inconnue@example.org"}
    browse.post(at("join", workshop.pk), sent)
    fresh = Invitation.objects.get(email="inconnue@example.org")
    kinds = set(Message.objects.filter(invitation=fresh).values_list("kind", flat=True))
    assert kinds == {MessageKind.LINK, MessageKind.WORKSHOP}


def test_the_answer_is_the_same_for_an_address_already_invited(browse, workshop, laundry):
    said = [
        browse.post(at("join", workshop.pk), {"name": "A", "email": email}, follow=True)
        for email in (laundry.email, "a@example.org")
    ]
    first, second = (text(answer).replace(laundry.email, "a@example.org") for answer in said)
    pattern = r'name="csrfmiddlewaretoken" value="[^"]+"|x-csrftoken": "[^"]+"'
    assert re.sub(pattern, "", first) == re.sub(pattern, "", second)


def test_nobody_joins_a_workshop_that_has_begun(client, workshop):
    with time_machine.travel(HELD, tick=False):
        answer = client.post(at("join", workshop.pk), {"name": "A", "email": "a@example.org"})
    assert answer.status_code == 409
    assert not Invitation.objects.filter(email="a@example.org").exists()


def test_the_address_of_the_video_meeting_is_for_personal_links(browse, consultation, laundry):
    workshop = announced_workshop(consultation, video_url="https://visio.example.org/abc")
    assert "visio.example.org" not in text(browse.get(at("public", workshop.pk)))
    assert "visio.example.org" not in text(browse.get(at("calendar", workshop.pk)))
    assert "visio.example.org" in text(browse.get(own(laundry, workshop)))
    diary = browse.get(own(laundry, workshop, "own_calendar"))
    assert diary["Content-Type"].startswith("text/calendar")
    assert "visio.example.org" in text(diary)


def test_competitors_are_reminded_of_what_they_may_not_exchange(browse, workshop, laundry):
    assert "L420-1" in text(browse.get(own(laundry, workshop)))


# Holding it


def test_attendance_names_structures_in_the_register_and_people_nowhere(
    client, workshop, laundry, carrier
):
    here, away = registered(workshop, laundry), registered(workshop, carrier, "Bob")
    with time_machine.travel(HELD_UNTIL, tick=False):
        client.force_login(team_member(workshop.consultation))
        host = {"organisation": "Ville de Loos", "person": "Chloé", "mode": "on_site"}
        client.post(at("attendance", workshop.pk), host)
        added = Registration.objects.of_hosts().get()
        client.post(at("attendance", workshop.pk), {"present": [here.pk, added.pk, "x"]})
    (entry,) = entries("workshop_attended")
    assert entry.facts["present"] == ["La Laverie"]
    assert entry.facts["absent"] == ["Les Vélos"]
    assert entry.facts["hosts"] == ["Ville de Loos"]
    assert "Ada" not in str(entry.facts)
    away.refresh_from_db()
    assert away.is_present is False


def test_attendance_is_not_noted_before_the_meeting(team, workshop, laundry):
    row = registered(workshop, laundry)
    team.post(at("attendance", workshop.pk), {"present": [row.pk]})
    assert not entries("workshop_attended")


def test_whoever_came_without_registering_is_added_to_its_structure(client, workshop, carrier):
    with time_machine.travel(HELD_UNTIL, tick=False):
        client.force_login(team_member(workshop.consultation))
        sent = {"came_from": carrier.pk, "person": "Bob", "mode": "remote"}
        client.post(at("attendance", workshop.pk), sent)
    row = Registration.objects.get()
    assert (row.invitation, row.organisation) == (carrier, "Les Vélos")

"""A workshop from its draft to its closed minutes, and what each one may see of it."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders import invitations
from tenders.models import Invitation, Message, MessageKind
from tenders.workshops.models import (
    MinutesPoint,
    Registration,
    Workshop,
    ask_correction,
    close_minutes,
    publish_minutes,
    write_point,
)
from tests.factories import MembershipFactory, OrganisationFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.workshops.factories import (
    HELD,
    HELD_UNTIL,
    AgendaItemFactory,
    WorkshopFactory,
    announced_workshop,
    attended,
    registered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_counted():
    cache.clear()


@pytest.fixture
def consultation():
    return ConsultationFactory()


@pytest.fixture
def laundry(consultation):
    return InvitationFactory(consultation=consultation, name="La Laverie")


@pytest.fixture
def carrier(consultation):
    return InvitationFactory(consultation=consultation, name="Les Vélos")


@pytest.fixture
def workshop(consultation, laundry, carrier):
    return announced_workshop(consultation)


@pytest.fixture
def team(client, consultation):
    with time_machine.travel(DURING, tick=False):
        client.force_login(team_member(consultation))
        yield client


@pytest.fixture
def browse(client):
    with time_machine.travel(DURING, tick=False):
        yield client


def at(name, *args):
    return reverse(f"workshops:{name}", args=args)


def own(invitation, workshop, name="attend"):
    return at(name, invitations.token(invitation), workshop.pk)


def text(answer):
    return unescape(answer.content.decode())


def entries(act):
    return list(RegisterEntry.objects.filter(act=act))


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


# Minutes


@pytest.fixture
def held(workshop, laundry):
    """Held, with the laundry there, the carrier absent, and one point written."""
    attended(workshop, registered(workshop, laundry))
    point = MinutesPoint(kind="said", text="Deux lots suffiraient.", item=workshop.items.get())
    write_point(workshop, point)
    return workshop


UNTIL = HELD_UNTIL + timedelta(days=7)


@pytest.fixture
def published(held):
    by = team_member(held.consultation)
    publish_minutes(held, corrections_until=UNTIL, by=by, now=HELD_UNTIL)
    return held


@pytest.fixture
def after(client, consultation):
    with time_machine.travel(HELD_UNTIL, tick=False):
        client.force_login(team_member(consultation))
        yield client


def test_a_point_takes_the_clause_of_the_agenda_it_speaks_of(after, consultation, workshop):
    question = QuestionFactory(consultation=consultation, label="La clause du lavage")
    item = workshop.items.get()
    item.question = question
    item.save()
    after.post(at("minutes", workshop.pk), {"kind": "said", "text": "Oui.", "item": item.pk})
    assert workshop.points.get().question == question


def test_minutes_go_to_those_who_came_and_to_the_others(after, held, laundry, carrier):
    sent = {"corrections_until": "2027-02-15T12:00"}
    after.post(at("publish", held.pk), sent)
    told = Message.objects.filter(kind=MessageKind.MINUTES)
    assert {message.invitation for message in told} == {laundry, carrier}
    points = entries("workshop_minutes_published")[0].facts["points"]
    assert points == [
        {"kind": "ce que les participants ont dit", "text": "Deux lots suffiraient.", "about": ""}
    ]


def test_minutes_are_public_without_the_names_of_those_who_came(client, published):
    with time_machine.travel(HELD_UNTIL, tick=False):
        page = text(client.get(at("public", published.pk)))
    assert "Deux lots suffiraient." in page
    assert "1\xa0personne de 1\xa0structure" in page
    assert "La Laverie" not in page
    assert "Ada" not in page


def test_a_draft_of_the_minutes_is_read_by_the_team_alone(client, held, laundry):
    with time_machine.travel(HELD_UNTIL, tick=False):
        for path in (at("public", held.pk), own(laundry, held)):
            assert "Deux lots suffiraient." not in text(client.get(path))


def test_minutes_that_name_a_structure_are_pointed_out(after, held):
    held.points.update(text="La Laverie demande deux lots.")
    assert "Le compte rendu nomme La Laverie" in text(after.get(at("minutes", held.pk)))


@pytest.mark.parametrize("lacking", ["attendance", "points"])
def test_minutes_are_not_published_unfinished(after, held, lacking):
    if lacking == "attendance":
        Workshop.objects.update(attended_at=None)
    else:
        held.points.all().delete()
    sent = {"corrections_until": "2027-02-15T12:00"}
    assert after.post(at("publish", held.pk), sent).status_code == 422
    assert not Message.objects.filter(kind=MessageKind.MINUTES).exists()


def test_published_minutes_change_by_corrections_only(after, published):
    point = published.points.get()
    assert after.post(at("point", published.pk, point.pk), {"text": "Autre"}).status_code == 404
    after.post(at("minutes", published.pk), {"remove": point.pk})
    sent = {"kind": "said", "text": "De plus."}
    assert after.post(at("minutes", published.pk), sent).status_code == 422
    assert [one.text for one in published.points.all()] == ["Deux lots suffiraient."]


def test_whoever_came_asks_for_a_correction_once(after, published, laundry):
    sent = {"text": "Trois lots.", "point": published.points.get().pk}
    for _ in range(2):
        assert after.post(own(laundry, published, "correct"), sent).status_code == 302
    assert published.corrections.count() == 1
    assert entries("workshop_correction_asked")[0].facts["correction"] == "Trois lots."


def test_whoever_was_absent_reads_and_does_not_correct(after, published, carrier):
    assert "Deux lots suffiraient." in text(after.get(own(carrier, published)))
    answer = after.post(own(carrier, published, "correct"), {"text": "Trois lots."})
    assert answer.status_code == 422
    assert not published.corrections.exists()


def test_a_correction_of_the_point_of_another_workshop_is_refused(after, published, laundry):
    other = announced_workshop(published.consultation)
    point = other.points.create(position=1, text="Ailleurs.")
    sent = {"text": "Trois lots.", "point": point.pk}
    assert after.post(own(laundry, published, "correct"), sent).status_code == 422


@pytest.mark.parametrize(("late", "status"), [(-1, 302), (0, 422)])
def test_corrections_stop_at_the_minute_that_was_said(client, published, laundry, late, status):
    with time_machine.travel(UNTIL + timedelta(seconds=late), tick=False):
        answer = client.post(own(laundry, published, "correct"), {"text": "Trois lots."})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("outcome", "wording"), [("taken", "Trois lots."), ("refused", "Deux lots suffiraient.")]
)
def test_a_correction_is_answered_with_its_reason(after, published, laundry, outcome, wording):
    point = published.points.get()
    asked = ask_correction(published, laundry, "Trois.", point=point, now=HELD_UNTIL)
    sent = {"outcome": outcome, "reason": "Vérifié.", "wording": "Trois lots."}
    after.post(at("correction", asked.pk), sent)
    point.refresh_from_db()
    assert point.text == wording
    facts = entries("workshop_correction_answered")[0].facts
    assert (facts["before"], facts["after"]) == ("Deux lots suffiraient.", wording)
    told = Message.objects.get(kind=MessageKind.MINUTES, invitation=laundry)
    assert "Vérifié." in told.text


def test_minutes_close_after_the_delay_once_all_is_answered(published, laundry):
    by = team_member(published.consultation)
    asked = ask_correction(published, laundry, "Trois.", point=None, now=HELD_UNTIL)
    for now, said in ((UNTIL - timedelta(seconds=1), "peuvent encore"), (UNTIL, "Répondez")):
        with pytest.raises(Exception, match=said):
            close_minutes(published, by=by, now=now)
    asked.answer("refused", "Non.", by=by, now=UNTIL)
    close_minutes(published, by=by, now=UNTIL)
    with pytest.raises(Exception, match="clos"):
        asked.answer("taken", "Si.", by=by, now=UNTIL)
    assert len(entries("workshop_minutes_closed")[0].facts["digest"]) == 64


def test_closing_sends_everyone_the_final_text(client, published):
    with time_machine.travel(UNTIL, tick=False):
        client.force_login(team_member(published.consultation))
        client.post(at("close", published.pk))
    final = Message.objects.filter(kind=MessageKind.MINUTES, about__endswith="clos")
    assert final.count() == 2


def test_the_register_of_a_whole_workshop_holds_and_reads_in_french(client, published):
    project = published.consultation.project
    assert RegisterEntry.objects.first_broken(project) is None
    client.force_login(team_member(published.consultation))
    page = text(client.get(reverse("needs:register", args=[project.pk])))
    assert "toutes ensemble" in page
    assert "est publié pour tous, présents et absents" in page
    assert "Workshop" not in page


# Word


@pytest.mark.parametrize("kind", ["invitation", "compte-rendu"])
def test_the_files_open_in_word(after, published, kind):
    answer = after.get(at("word", published.pk, kind))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert entries("workshop_document_exported")[0].facts["document"] == kind


def test_an_unknown_file_is_not_found(team, workshop):
    assert team.get(at("word", workshop.pk, "facture")).status_code == 404


# Lists


def test_workshops_show_where_suppliers_look(browse, workshop, laundry, consultation):
    assert workshop.title in text(browse.get(consultation.get_absolute_url()))
    personal = reverse("tenders:contribute", args=[invitations.token(laundry)])
    assert own(laundry, workshop) in text(browse.get(personal))


def test_the_pages_cost_as_many_queries_for_many_as_for_few(
    team, consultation, workshop, laundry, django_assert_max_num_queries
):
    def grow(count):
        for n in range(count):
            invitation = InvitationFactory(consultation=consultation)
            registered(workshop, invitation, f"Ada{n}")
            workshop.points.create(position=n, text="Oui.", item=workshop.items.first())
            ask = {"asked_by": invitation, "text": "Non.", "asked_at": DURING}
            workshop.corrections.create(**ask)
            AgendaItemFactory(workshop=workshop)
            WorkshopFactory(consultation=consultation)

    grow(1)
    Workshop.objects.update(minutes_published_at=DURING, corrections_until=UNTIL)
    paths = [
        at("index", consultation.pk),
        at("manage", workshop.pk),
        at("public", workshop.pk),
        at("minutes", workshop.pk),
        at("attendance", workshop.pk),
        own(laundry, workshop),
    ]
    few = {}
    for path in paths:
        with django_assert_max_num_queries(60) as few[path]:
            assert team.get(path).status_code == 200
    grow(6)
    for path in paths:
        with django_assert_max_num_queries(len(few[path])):
            team.get(path)

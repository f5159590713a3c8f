"""The minutes of a workshop, from their draft to their closing, and what each one may see."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from needs.models import RegisterEntry
from tenders import invitations
from tenders.models import Message, MessageKind
from tenders.workshops.models import (
    Workshop,
    ask_correction,
    close_minutes,
)
from tests.tenders.factories import (
    DURING,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.workshops.factories import (
    HELD_UNTIL,
    AgendaItemFactory,
    WorkshopFactory,
    announced_workshop,
    registered,
)
from tests.tenders.workshops.pages import UNTIL, at, entries, own, text

pytestmark = pytest.mark.django_db


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

"""One-to-one help as two people live it, and what of it goes to all."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Membership, Role
from tenders.answering.models import HelpRequest, HelpState, SafeguardEntry, SharedHelp
from tests.tenders.answering.factories import (
    NOW,
    adviser,
    asked_help,
    call,
    holder,
    preparation,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair():
    """(the help, somebody of the supplier)."""
    supplier, user = holder()
    help = asked_help(preparation(supplier, by=user), asked_by=user)
    return help, user


def act(client, help, person, what, **values):
    client.force_login(person)
    return client.post(reverse("answering:help_act", args=[help.pk, what]), values)


def page(client, help, person):
    client.force_login(person)
    return unescape(client.get(help.get_absolute_url()).content.decode())


def test_a_request_is_sent_and_its_message_says_nothing_of_it(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    supplier, user = holder()
    prepared, person = preparation(supplier, by=user), adviser()
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("answering:ask", args=[prepared.pk]),
            {"adviser": person.pk, "text": "Un secret de fabrication", "shared": "on"},
        )
    made = HelpRequest.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    [message] = mailoutbox
    assert message.to == [person.email]
    assert "secret" not in message.body
    assert SafeguardEntry.objects.get().act == "allowed"


def test_a_refusal_says_why_and_keeps_what_was_typed(client):
    supplier, user = holder()
    prepared, person = preparation(supplier, by=user), adviser()
    lead = prepared.publication.tender.project.lead
    Membership.objects.create(user=person, organisation=lead, role=Role.BUYER)
    client.force_login(user)
    answer = client.post(
        reverse("answering:ask", args=[prepared.pk]),
        {"adviser": person.pk, "text": "Notre tournée"},
    )
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "ne peut pas vous aider" in text
    assert "L2141-10" in text
    assert "Notre tournée" in text
    assert not HelpRequest.objects.exists()


def test_only_those_who_run_a_network_may_be_asked(client):
    supplier, user = holder()
    prepared, (_, somebody) = preparation(supplier, by=user), holder()
    client.force_login(user)
    answer = client.post(
        reverse("answering:ask", args=[prepared.pk]), {"adviser": somebody.pk, "text": "A"}
    )
    assert answer.status_code == 422


def test_the_adviser_accepts_and_an_appointment_is_fixed(client, pair):
    help, user = pair
    act(client, help, help.adviser, "accepter")
    act(
        client, help, user, "rendez-vous", meet_at="2027-03-05T14:00", minutes="45", mode="phone",
        place="03 00 00 00 00",
    )  # fmt: skip
    help.refresh_from_db()
    assert (help.state, help.minutes) == (HelpState.ACCEPTED, 45)
    assert "5\u00a0mars\u00a02027" in page(client, help, help.adviser)


@pytest.mark.parametrize("moment", ["2027-02-01T10:00", "demain", ""])
def test_an_appointment_is_to_come(client, pair, moment):
    help, user = pair
    answer = act(client, help, user, "rendez-vous", meet_at=moment, minutes="45", mode="phone")
    assert answer.status_code == 422


def test_only_the_person_asked_accepts(client, pair):
    help, user = pair
    assert act(client, help, user, "accepter").status_code == 404
    assert HelpRequest.objects.get().state == HelpState.ASKED


def test_notes_are_read_by_both_and_by_nobody_else(client, pair):
    help, user = pair
    act(client, help, help.adviser, "accepter")
    act(client, help, help.adviser, "note", text="Revoir le prix du kilomètre")
    assert "Revoir le prix" in page(client, help, user)
    client.force_login(adviser(email="autre@reseau-b.fr"))
    assert client.get(help.get_absolute_url()).status_code == 404


def test_a_declined_request_opens_no_more(client, pair):
    help, user = pair
    act(client, help, help.adviser, "decliner")
    assert act(client, help, help.adviser, "accepter").status_code == 409
    assert HelpRequest.objects.get().state == HelpState.DECLINED


def test_the_preparation_is_shown_only_when_the_supplier_said_so(client, pair):
    help, _ = pair
    assert "Où en est la préparation" not in page(client, help, help.adviser)
    HelpRequest.objects.update(shared=True)
    assert "Où en est la préparation" in page(client, help, help.adviser)


def barred(help):
    lead = help.preparation.publication.tender.project.lead
    Membership.objects.create(user=help.adviser, organisation=lead, role=Role.BUYER)


def test_an_adviser_who_joins_the_buyer_reads_nothing_more(client, pair):
    help, user = pair
    act(client, help, help.adviser, "accepter")
    act(client, help, user, "note", text="Notre marge est de huit pour cent")
    HelpRequest.objects.update(shared=True)
    barred(help)
    text = page(client, help, help.adviser)
    assert "L'aide est arrêtée" in text
    assert "huit pour cent" not in text
    assert "Où en est la préparation" not in text
    assert "déport" in text


def test_the_supplier_keeps_its_notes_after_the_help_was_stopped(client, pair):
    help, user = pair
    act(client, help, help.adviser, "accepter")
    act(client, help, user, "note", text="Notre marge")
    barred(help)
    assert "Notre marge" in page(client, help, user)


def test_no_act_is_done_once_something_stands_against_it(client, pair):
    help, _ = pair
    act(client, help, help.adviser, "accepter")
    barred(help)
    assert act(client, help, help.adviser, "note", text="Un conseil").status_code == 409
    assert not help.notes.exists()


def test_general_help_goes_to_all_without_a_name(client, pair):
    help, _ = pair
    act(client, help, help.adviser, "accepter")
    act(client, help, help.adviser, "publier", question="Faut-il signer ?", answer="Non.")
    shared = SharedHelp.objects.get()
    public = unescape(client.get(reverse("answering:shared")).content.decode())
    assert "Faut-il signer ?" in public
    client.logout()
    call_page = client.get(help.preparation.publication.get_absolute_url()).content.decode()
    for secret in (help.preparation.supplier.name, str(help.adviser), help.adviser.email):
        assert secret not in unescape(call_page)
        assert secret not in unescape(client.get(reverse("answering:shared")).content.decode())
    entry = RegisterEntry.objects.get(act="general_help_published")
    assert (entry.by, entry.actor) == (None, "Balise")
    assert not hasattr(shared, "request_id")


@pytest.mark.parametrize("naming", ["name", "siret", "contact_email"])
def test_general_help_that_names_the_structure_is_not_published(pair, naming):
    help, _ = pair
    supplier = help.preparation.supplier
    supplier.contact_email = "contact@bacs.fr"
    supplier.save()
    with pytest.raises(ValidationError):
        help.share_with_all("Question", f"Comme {getattr(supplier, naming)}.", now=NOW)
    assert not SharedHelp.objects.exists()


def test_help_on_a_file_from_elsewhere_is_shared_too(client):
    help = asked_help(preparation(of=call()))
    help.share_with_all("Faut-il signer ?", "Non.", now=NOW)
    assert "Laver des bacs" in client.get(reverse("answering:shared")).content.decode()
    assert not RegisterEntry.objects.exists()


def test_the_appointment_goes_to_a_calendar_without_the_notes(client, pair):
    help, user = pair
    help.meet_at = NOW + timedelta(days=2)
    help.save()
    help.write("Secret", by=user, now=NOW)
    client.force_login(help.adviser)
    answer = client.get(reverse("answering:appointment", args=[help.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20270303T090000Z" in answer.content.decode()
    assert "Secret" not in answer.content.decode()


def test_two_calls_of_one_title_are_told_apart_in_the_trace(client):
    supplier, user = holder()
    prepared = preparation(supplier, published(), by=user)
    person = adviser()
    client.force_login(user)
    client.post(reverse("answering:ask", args=[prepared.pk]), {"adviser": person.pk, "text": "A"})
    assert SafeguardEntry.objects.visible_to(person).get().about == prepared.title

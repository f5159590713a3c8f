"""A group answers, changes, hands over, and loses nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse

from needs.models import RegisterEntry
from tenders.models import (
    ContributionFile,
    MemberState,
)
from tenders.partnering import group_answer, leave, tell_change
from tests.tenders.factories import (
    AFTER,
    CLOSES,
    DURING,
    ContributionFactory,
    QuestionFactory,
    send_answers,
    team_member,
)
from tests.tenders.groups.pages import at, member, text

# Answering, leaving, handing over


@pytest.fixture
def question(consultation):
    return QuestionFactory(consultation=consultation)


@pytest.fixture
def answered(together, laundry, question):
    """The group answered, by its lead."""
    send_answers(laundry, {question: "Nous lavons et livrons."}, answering="group")
    return together


def test_members_read_the_answer_of_their_group(browse, answered, carrier):
    page = text(browse.get(at(carrier, "group_answer", answered.pk)))
    assert "Nous lavons et livrons." in page
    assert "La Laverie" in page


def test_no_member_reads_what_another_sent_for_itself_alone(
    browse, answered, laundry, carrier, question
):
    send_answers(carrier, {question: "Seul, nous livrons."}, answering="alone")
    page = text(browse.get(at(laundry, "group_answer", answered.pk)))
    assert "Seul, nous livrons." not in page
    contribution = carrier.contribution
    kept = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="a.pdf"), contribution=contribution
    )
    assert browse.get(at(laundry, "contribute_file", kept.pk)).status_code == 404


def test_what_the_lead_had_sent_alone_before_is_not_read(browse, together, laundry, carrier):
    question = QuestionFactory(consultation=together.consultation)
    send_answers(laundry, {question: "Seule, je lave."}, answering="alone")
    assert browse.get(at(carrier, "group_answer", together.pk)).status_code == 404


def test_a_draft_of_the_group_is_seen_by_its_lead_alone(browse, answered, laundry, carrier):
    browse.post(at(laundry, "contribute"), {"version": 2, "answering": "group"})
    page = text(browse.get(at(carrier, "group_answer", answered.pk)))
    assert "Nous lavons et livrons." in page


def test_a_member_that_leaves_at_the_last_day_is_said_with_the_answer(
    browse, answered, carrier, consultation
):
    with time_machine.travel(CLOSES - timedelta(minutes=2), tick=False):
        sent = {"leave": "1", "reason": "Liquidation"}
        browse.post(at(carrier, "group_respond", answered.pk), sent)

    browse.force_login(team_member(consultation))
    page = text(browse.get(reverse("tenders:consultation_answers", args=[consultation.pk])))
    assert re.search(r"Les Vélos a quitté le groupement \(motif\s: Liquidation\)", page)
    entry = RegisterEntry.objects.get(act="group_changed")
    assert "Les Vélos a quitté" in entry.facts["change"]


def test_a_member_that_leaves_before_any_answer_is_not_told_to_the_buyer(browse, together, carrier):
    browse.post(at(carrier, "group_respond", together.pk), {"leave": "1"})
    assert not RegisterEntry.objects.filter(act="group_changed").exists()


def test_an_answer_sent_again_after_the_change_has_nothing_more_to_say(
    answered, laundry, carrier, question
):
    leave(member(answered, carrier), now=CLOSES - timedelta(minutes=2))
    later = CLOSES - timedelta(minutes=1)
    assert "Depuis cet envoi" in group_answer(answered).answering_label()
    send_answers(laundry, {question: "Corrigé."}, answering="group", now=later)
    assert "Depuis cet envoi" not in group_answer(answered).answering_label()


@pytest.mark.django_db(transaction=True)
def test_those_who_stay_are_told_once_that_a_member_left(answered, laundry, carrier):
    mail.outbox.clear()
    leave(member(answered, carrier), now=DURING, reason="Plus de camion")
    change = answered.changes.get(act="left")
    tell_change.enqueue(change.pk)
    assert [sent.to for sent in mail.outbox] == [[laundry.email]]
    assert "Plus de camion" in mail.outbox[0].body


def test_a_lead_that_leaves_hands_over_and_both_facts_are_kept(answered, laundry, carrier):
    leave(member(answered, laundry), now=DURING)
    assert [(c.act, c.member) for c in answered.changes.all()][-2:] == [
        ("left", "La Laverie"),
        ("lead", "Les Vélos"),
    ]


def test_the_new_lead_takes_up_the_answer_of_the_group(
    browse, answered, laundry, carrier, question
):
    send_answers(carrier, {question: "Seul, nous livrons."}, answering="alone")
    leave(member(answered, laundry), now=DURING)

    browse.post(at(carrier, "group_answer", answered.pk))

    contribution = carrier.contribution
    contribution.refresh_from_db()
    assert contribution.answering == "group"
    assert contribution.answers.get(question=question).value == "Nous lavons et livrons."
    # What it had sent for itself stays as sent until it sends again.
    assert contribution.submissions.last().answers()[question.pk].value == "Seul, nous livrons."
    sent = contribution.send(now=DURING)
    assert group_answer(answered) == sent
    assert contribution.submissions.count() == 2


def test_files_of_the_answer_follow_the_new_lead(browse, together, laundry, carrier):
    question = QuestionFactory(consultation=together.consultation, kind="file")
    kept = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="plan.pdf"),
        contribution=ContributionFactory(invitation=laundry),
    )
    send_answers(laundry, {question: kept.as_value()}, answering="group")
    leave(member(together, laundry), now=DURING)

    browse.post(at(carrier, "group_answer", together.pk))

    copy = carrier.contribution.files.get()
    given = browse.get(at(carrier, "contribute_file", copy.pk))
    assert b"".join(given.streaming_content) == b"%PDF-1.7"
    assert browse.get(at(carrier, "contribute_file", kept.pk)).status_code == 404


def test_a_member_that_does_not_lead_takes_up_nothing(browse, answered, carrier):
    browse.post(at(carrier, "group_answer", answered.pk))
    assert not hasattr(carrier, "contribution")


def test_after_the_close_the_answer_stays_as_it_was_sent(client, answered, laundry, carrier):
    leave(member(answered, laundry), now=DURING)
    with time_machine.travel(AFTER, tick=False):
        client.post(at(carrier, "group_answer", answered.pk))
    assert group_answer(answered).contribution.invitation == laundry


def test_whoever_left_is_asked_again_and_finds_its_part(together, carrier):
    row = member(together, carrier)
    row.role = "Tournées"
    row.save()
    leave(row, now=DURING)
    (again,) = together.ask([carrier.partner_notice], now=DURING)
    assert (again.pk, again.role, again.state) == (row.pk, "Tournées", MemberState.ASKED)


def test_a_supplier_that_was_thanked_finds_what_was_said_of_competition(browse, laundry):
    page = text(browse.get(at(laundry, "partners")))
    assert "L420-1 du code de commerce" in page
    assert "L2141-9" in page
    assert "en cas de doute" in page

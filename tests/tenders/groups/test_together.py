"""Suppliers that answer together: seen by choice, private to members, told to the buyer last."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.uploads import MOST_BYTES
from tenders.consortia import Coverage, Part, described
from tenders.models import Consortium, ConsortiumMember, MemberState
from tenders.models.consortium import MOST_GROUPS, RefusedInGroup, StaleGroup
from tenders.partnering import components_of, tell
from tests.tenders.factories import (
    AFTER,
    DURING,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)
from tests.tenders.groups.pages import CARRY, WASH, at, visible


def part(member, *components, share=None, lead=False):
    return Part(member, "", frozenset(components), share, lead)


def test_a_grid_says_who_covers_what_and_the_skill_to_look_for():
    coverage = Coverage((WASH, CARRY), (part("A", WASH, lead=True), part("B")))
    assert coverage.rows == [(WASH, [True, False]), (CARRY, [False, False])]
    assert coverage.missing == (CARRY,)
    assert any("Compétence à trouver" in remark for remark in coverage.remarks)


@pytest.mark.parametrize(
    ("shares", "said"), [((60, 40), False), ((60, 30), True), ((None, None), False)]
)
def test_shares_make_a_hundred_once_somebody_says_one(shares, said):
    first, second = (None if share is None else Decimal(share) for share in shares)
    parts = (part("A", WASH, share=first, lead=True), part("B", CARRY, share=second))
    assert any("100" in remark for remark in Coverage((WASH, CARRY), parts).remarks) is said


def test_a_whole_group_has_nothing_left_to_look_at():
    parts = (part("A", WASH, lead=True), part("B", CARRY))
    assert Coverage((WASH, CARRY), parts).remarks == ()


def test_a_group_without_lead_is_told_to_name_one():
    assert any("R2142-24" in r for r in Coverage((WASH,), (part("A", WASH),)).remarks)


def test_a_group_reads_in_one_line():
    said = described("Bacs", "groupement conjoint", (part("A", WASH, lead=True), part("B")))
    assert said == "Bacs (groupement conjoint)\u00a0: A, mandataire (lavage)\u00a0; B"


def test_components_come_from_the_joint_diagnosis(consultation):
    assert set(components_of(consultation)) == {WASH, CARRY}


def test_a_supplier_is_seen_by_the_others_only_once_it_chooses(browse, laundry, carrier):
    assert "Les Vélos" not in browse.get(at(laundry, "partners")).content.decode()

    browse.post(at(carrier, "partners"), {"offers": "Tournées à vélo", "components": [CARRY]})

    page = browse.get(at(laundry, "partners")).content.decode()
    assert "Les Vélos" in page
    assert "Tournées à vélo" in page


def test_it_stops_being_seen_when_it_says_so(browse, laundry, carrier):
    visible(carrier, CARRY)
    browse.post(at(carrier, "partners_hide"))
    assert "Les Vélos" not in browse.get(at(laundry, "partners")).content.decode()


def test_suppliers_of_another_consultation_see_nothing(browse, carrier):
    visible(carrier, CARRY)
    other = InvitationFactory()
    assert "Les Vélos" not in browse.get(at(other, "partners")).content.decode()


def test_a_proposal_goes_only_to_those_who_chose_to_be_seen(browse, laundry, carrier, third):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    notice = visible(carrier, CARRY)
    elsewhere = visible(InvitationFactory(), CARRY)
    sent = {"notice": [notice.pk, elsewhere.pk, "x"]}

    browse.post(at(laundry, "group_ask", group.pk), sent)

    asked = group.members.filter(state=MemberState.ASKED)
    assert [member.invitation for member in asked] == [carrier]


@pytest.mark.django_db(transaction=True)
def test_the_proposal_is_mailed_once(laundry, carrier):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    (member,) = group.ask([visible(carrier, CARRY)], now=DURING)
    tell.enqueue(member.pk)
    tell.enqueue(member.pk)
    assert [message.to for message in mail.outbox] == [[carrier.email]]
    assert "Bacs" in mail.outbox[0].body


def test_nobody_is_asked_twice(laundry, carrier):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    notice = visible(carrier, CARRY)
    group.ask([notice], now=DURING)
    assert group.ask([notice], now=DURING) == []


def test_whoever_is_asked_sees_the_group_and_not_its_workspace(browse, laundry, carrier):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    group.tasks.create(title="Chiffrer le lavage")
    group.ask([visible(carrier, CARRY)], now=DURING)

    page = browse.get(at(carrier, "group", group.pk)).content.decode()

    assert "Rejoindre" in page
    assert "Chiffrer le lavage" not in page


@pytest.mark.parametrize(("said", "state"), [("join", "joined"), ("decline", "declined")])
def test_a_proposal_is_accepted_or_declined(browse, laundry, carrier, said, state):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    group.ask([visible(carrier, CARRY)], now=DURING)
    browse.post(at(carrier, "group_respond", group.pk), {said: "1"})
    assert group.members.get(invitation=carrier).state == state


def test_a_member_says_its_part_and_the_grid_follows(browse, together, carrier):
    said = {"role": "Tournées", "share": "40", "components": [CARRY], "others": "Formation"}
    browse.post(at(carrier, "group_part", together.pk), said)

    coverage = together.coverage(components_of(together.consultation))
    assert coverage.missing == (WASH,)
    assert "Formation" in coverage.components
    assert together.members.get(invitation=carrier).share == 40


@pytest.mark.parametrize("share", ["101", "-1", "beaucoup"])
def test_a_part_that_cannot_be_is_explained_and_kept_on_the_page(browse, together, carrier, share):
    said = {"role": "Tournées du matin", "share": share}
    answer = browse.post(at(carrier, "group_part", together.pk), said)
    assert answer.status_code == 422
    assert "Tournées du matin" in answer.content.decode()


def test_two_members_that_change_the_group_do_not_overwrite_each_other(together, laundry):
    lead = together.members.get(invitation=laundry)
    together.change(name="Bacs", form="joint", lead=lead, version=1, now=DURING)
    with pytest.raises(StaleGroup):
        together.change(name="Boîtes", form="", lead=lead, version=1, now=DURING)


def test_the_page_keeps_what_a_late_member_typed(browse, together, carrier, laundry):
    lead = together.members.get(invitation=laundry)
    together.change(name="Bacs", form="joint", lead=lead, version=1, now=DURING)
    said = {"name": "Boîtes", "form": "", "lead": lead.pk, "version": 1}
    answer = browse.post(at(carrier, "group_settle", together.pk), said)
    assert answer.status_code == 409
    assert "Boîtes" in answer.content.decode()


def test_the_lead_is_a_member(browse, together, carrier, third):
    other = Consortium.found(third, "Autre", now=DURING).joined()[0]
    said = {"name": "Bacs", "form": "", "lead": other.pk, "version": 1}
    assert browse.post(at(carrier, "group_settle", together.pk), said).status_code == 422


def test_a_lead_that_leaves_hands_over(together, laundry, carrier):
    together.members.get(invitation=laundry).move(MemberState.LEFT, now=DURING)
    assert [(m.invitation, m.is_lead) for m in together.joined()] == [(carrier, True)]


def test_tasks_are_added_and_done(browse, together, carrier):
    owner = together.members.get(invitation=carrier)
    browse.post(at(carrier, "group_task", together.pk), {"title": "Chiffrer", "owner": owner.pk})
    task = together.tasks.get()
    browse.post(at(carrier, "group_task", together.pk), {"toggle": task.pk})
    task.refresh_from_db()
    assert task.done_at == DURING


def test_documents_are_shared_among_members_only(browse, together, carrier, third):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7")
    browse.post(at(carrier, "group_add_file", together.pk), {"file": file})
    kept = together.files.get()

    given = browse.get(at(carrier, "group_file", together.pk, kept.pk))
    assert b"".join(given.streaming_content) == b"%PDF-1.7"
    own = Consortium.found(third, "Autre", now=DURING)
    for group in (together.pk, own.pk):
        assert browse.get(at(third, "group_file", group, kept.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("plan.exe", b"MZ", 422),
        ("plan.pdf", b"", 422),
        ("plan.pdf", b"%PDF" + b"0" * MOST_BYTES, 413),
    ],
)
def test_a_document_that_cannot_be_taken_is_refused(
    browse, together, carrier, name, content, status
):
    answer = browse.post(
        at(carrier, "group_add_file", together.pk), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == status
    assert not together.files.exists()


GROUP_ADDRESSES = ("group", "group_respond", "group_ask", "group_settle", "group_part")
GROUP_ADDRESSES += ("group_task", "group_add_file", "group_say", "group_admit", "group_answer")


@pytest.mark.parametrize("name", GROUP_ADDRESSES)
def test_a_competitor_finds_nothing_of_a_group(browse, together, third, name):
    send = browse.get if name in ("group", "group_answer") else browse.post
    assert send(at(third, name, together.pk), {"join": "1"}).status_code == 404


@pytest.mark.parametrize("name", GROUP_ADDRESSES)
def test_whoever_left_finds_nothing_either(browse, together, carrier, name):
    together.members.get(invitation=carrier).move(MemberState.LEFT, now=DURING)
    send = browse.get if name in ("group", "group_answer") else browse.post
    assert send(at(carrier, name, together.pk), {"join": "1"}).status_code == 404


def test_the_buyer_knows_nothing_until_the_group_answers(browse, together, laundry, consultation):
    entries = RegisterEntry.objects.filter(project=consultation.project)
    assert "Bacs du Nord" not in str([entry.facts for entry in entries])
    browse.force_login(team_member(consultation))
    for name in ("consultation_manage", "consultation_answers"):
        page = browse.get(reverse(f"tenders:{name}", args=[consultation.pk])).content.decode()
        assert "Bacs du Nord" not in page

    question = QuestionFactory(consultation=consultation)
    send_answers(laundry, {question: "Laver"}, answering="group")

    address = reverse("tenders:consultation_answers", args=[consultation.pk])
    page = browse.get(address).content.decode()
    assert "Bacs du Nord" in page
    assert "Les Vélos" in page


def test_what_was_sent_keeps_the_group_as_it_then_stood(together, laundry, carrier, consultation):
    question = QuestionFactory(consultation=consultation)
    sent = send_answers(laundry, {question: "Laver"}, answering="group").submissions.last()
    together.members.get(invitation=carrier).move(MemberState.LEFT, now=DURING)
    assert "Les Vélos" in sent.answering_label()


def test_a_member_that_does_not_lead_answers_for_itself(together, carrier, consultation):
    question = QuestionFactory(consultation=consultation)
    sent = send_answers(carrier, {question: "Livrer"}, answering="group").submissions.last()
    assert "Bacs du Nord" not in sent.answering_label()


def test_a_supplier_opens_a_bounded_number_of_groups(laundry):
    for n in range(MOST_GROUPS):
        Consortium.found(laundry, f"Groupe {n}", now=DURING)
    with pytest.raises(RefusedInGroup, match="quittez-en un"):
        Consortium.found(laundry, "De trop", now=DURING)


def test_the_workspace_outlives_the_close_as_long_as_the_link(client, together, carrier):
    with time_machine.travel(AFTER + timedelta(days=5), tick=False):
        assert client.get(at(carrier, "group", together.pk)).status_code == 200
    with time_machine.travel(AFTER + timedelta(days=40), tick=False):
        assert client.get(at(carrier, "group", together.pk)).status_code == 410


def test_the_workspace_costs_as_many_queries_for_ten_members_as_for_two(
    browse, together, laundry, consultation, django_assert_max_num_queries
):
    def grow(count):
        for n in range(count):
            one = InvitationFactory(consultation=consultation)
            member = together.members.create(
                invitation=one, state=MemberState.JOINED, since=DURING, components=[WASH]
            )
            together.tasks.create(title=f"Tâche {n}", owner=member)

    grow(1)
    with django_assert_max_num_queries(60) as first:
        browse.get(at(laundry, "group", together.pk))
    grow(8)
    with django_assert_max_num_queries(len(first)):
        browse.get(at(laundry, "group", together.pk))


def test_members_are_rows_that_read_as_their_structure(together):
    assert {str(m) for m in ConsortiumMember.objects.all()} == {"La Laverie", "Les Vélos"}

"""What a group does over time: it looks for a skill, talks, shares tasks and documents."""

import pytest
from django.core import mail
from django.core.files.base import ContentFile

from needs.models import RegisterEntry
from suppliers import filing
from tenders.consortia import Cell, Coverage, OnRecord, Part
from tenders.models import (
    Consortium,
    ConsortiumFile,
    ConsortiumMessage,
    MemberState,
    RefusedInGroup,
)
from tenders.models.group_room import MOST_BYTES
from tenders.partnering import leave, records_of, tell_message
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.tenders.factories import (
    DURING,
    InvitationFactory,
)
from tests.tenders.groups.pages import CARRY, WASH, at, member, text, visible


@pytest.mark.parametrize(
    ("says", "record", "remark"),
    [
        (True, None, ""),
        (True, OnRecord(True, "2 400 par jour"), "2 400 par jour"),
        (True, OnRecord(True), "sa fiche le dit aussi"),
        (True, OnRecord(False, note="métier voisin, à vérifier"), "métier voisin, à vérifier"),
        (True, OnRecord(False), "sa fiche ne le dit pas : montrez des références"),
        (False, OnRecord(True), "sa fiche dit le savoir"),
        (False, OnRecord(False), ""),
    ],
)
def test_a_cell_sets_what_is_said_against_the_record(says, record, remark):
    assert Cell(says, record).remark == remark


def test_the_grid_keeps_a_row_for_the_skill_nobody_brings():
    part = Part("A", "", frozenset({WASH}), None, True)
    grid = Coverage((WASH, CARRY), (part,), {("A", WASH): OnRecord(True)}).grid
    assert grid == [(WASH, [Cell(True, OnRecord(True))]), (CARRY, [Cell(False, None)])]


# Looking for a skill


def test_partners_are_searched_by_skill(browse, laundry, carrier, third):
    visible(carrier, CARRY)
    visible(third, WASH)
    found = text(browse.get(at(laundry, "partners"), {"competence": CARRY}))
    assert "Les Vélos" in found
    assert "<h3>Tierce" not in found


def test_an_unknown_skill_finds_nobody_and_says_so(browse, laundry, carrier):
    visible(carrier, CARRY)
    found = text(browse.get(at(laundry, "partners"), {"competence": "vol spatial"}))
    assert "Les Vélos" not in found


def test_whoever_covers_the_skill_to_find_is_shown_first(browse, laundry, carrier, third):
    group = Consortium.found(laundry, "Bacs", now=DURING)
    group.members.update(components=[WASH])
    visible(InvitationFactory(consultation=group.consultation, name="Autre"), WASH)
    visible(carrier, CARRY)
    notices = browse.get(at(laundry, "group", group.pk)).context["notices"]
    assert [(str(notice), useful) for notice, useful in notices] == [
        ("Les Vélos", [CARRY]),
        ("Autre", []),
    ]


def test_the_record_of_a_member_is_read_by_the_rules_of_the_search(consultation):
    supplier = SupplierFactory(name="La Laverie")
    ActivityFactory(
        supplier=supplier,
        label="Lavage de contenants et de bacs réemployables",
        description="Un tunnel de lavage de bacs.",
        cpv=[],
    )
    filing.index(supplier)
    invitation = InvitationFactory(consultation=consultation, name="La Laverie", supplier=supplier)
    group = Consortium.found(invitation, "Bacs", now=DURING)
    records = records_of(group)
    assert records[("La Laverie", WASH)].covers
    assert not records[("La Laverie", CARRY)].covers


def test_a_member_without_record_has_only_its_word(together):
    assert records_of(together) == {}


# A group that looks for a member


def test_a_group_is_seen_only_once_it_looks_for_partners(browse, together, third):
    assert "Bacs du Nord" not in text(browse.get(at(third, "partners")))
    together.change(
        name="Bacs du Nord",
        form="",
        lead=together.joined()[0],
        is_open=True,
        version=1,
        now=DURING,
    )
    page = text(browse.get(at(third, "partners")))
    assert "Bacs du Nord" in page
    assert "Mandataire : La Laverie" in page


def test_a_supplier_asks_to_join_and_the_lead_admits_it(browse, together, laundry, third):
    Consortium.objects.update(is_open=True)
    visible(third, WASH)
    browse.post(at(third, "group_offer", together.pk))
    assert browse.get(at(third, "group", together.pk)).status_code == 404
    asking = member(together, third)

    browse.post(at(laundry, "group_admit", together.pk), {"member": asking.pk, "accept": "1"})

    assert browse.get(at(third, "group", together.pk)).status_code == 200


def test_a_member_that_does_not_lead_admits_nobody(browse, together, carrier, third):
    asking = together.offer(visible(third, WASH), now=DURING)
    sent = {"member": asking.pk, "accept": "1"}
    assert browse.post(at(carrier, "group_admit", together.pk), sent).status_code == 404
    assert member(together, third).state == MemberState.OFFERED


def test_whoever_was_not_asked_admits_itself_nowhere(browse, together, third):
    asking = together.offer(visible(third, WASH), now=DURING)
    sent = {"member": asking.pk, "accept": "1", "join": "1"}
    for name in ("group_admit", "group_respond"):
        assert browse.post(at(third, name, together.pk), sent).status_code == 404


def test_a_supplier_that_is_not_visible_asks_nothing(browse, together, third):
    Consortium.objects.update(is_open=True)
    browse.post(at(third, "group_offer", together.pk))
    assert not together.members.filter(invitation=third).exists()


def test_a_group_that_looks_for_nobody_is_asked_nothing(browse, together, third):
    visible(third, WASH)
    assert browse.post(at(third, "group_offer", together.pk)).status_code == 404


# Messages, tasks, documents


def test_members_write_to_one_another_and_nobody_else_reads_it(browse, together, carrier, third):
    browse.post(at(carrier, "group_say", together.pk), {"text": "Deux tournées <b>par jour</b> ?"})
    page = text(browse.get(at(carrier, "group", together.pk)))
    assert "Deux tournées &lt;b&gt;par jour&lt;/b&gt; ?" in page
    assert browse.get(at(third, "group", together.pk)).status_code == 404
    assert "Deux tournées" not in str([e.facts for e in RegisterEntry.objects.all()])


def test_the_same_message_sent_twice_is_kept_once(browse, together, carrier):
    for _ in range(2):
        browse.post(at(carrier, "group_say", together.pk), {"text": "Bonjour"})
    assert together.messages.count() == 1


def test_an_empty_message_is_refused(browse, together, carrier):
    assert browse.post(at(carrier, "group_say", together.pk), {"text": " "}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_message_is_announced_once_to_the_others_without_its_text(together, carrier, laundry):
    message = ConsortiumMessage.objects.say("Prix secret", by=member(together, carrier), now=DURING)
    tell_message.enqueue(message.pk)
    tell_message.enqueue(message.pk)
    assert [sent.to for sent in mail.outbox] == [[laundry.email]]
    assert "Prix secret" not in mail.outbox[0].body


def test_a_task_left_by_somebody_is_taken_on_by_another(browse, together, laundry, carrier):
    task = together.tasks.create(title="Chiffrer", owner=member(together, carrier))
    leave(member(together, carrier), now=DURING)
    task.refresh_from_db()
    assert task.owner is None

    browse.post(at(laundry, "group_task", together.pk), {"take": task.pk})

    task.refresh_from_db()
    assert task.owner == member(together, laundry)


def test_the_tasks_of_another_group_are_out_of_reach(browse, together, carrier, third):
    own = Consortium.found(third, "Autre", now=DURING)
    task = together.tasks.create(title="Chiffrer")
    for act in ("take", "toggle"):
        sent = {act: task.pk}
        assert browse.post(at(third, "group_task", own.pk), sent).status_code == 404


def test_a_group_keeps_a_bounded_size_of_documents(together, laundry):
    lead = member(together, laundry)
    ConsortiumFile.objects.create(
        consortium=together, by=lead, name="a.pdf", size=MOST_BYTES - 8, file="a.pdf"
    )
    kept = ContentFile(b"%PDF-1.7", name="b.pdf")
    assert ConsortiumFile.objects.keep(kept, consortium=together, by=lead)
    with pytest.raises(RefusedInGroup, match="60"):
        ConsortiumFile.objects.keep(ContentFile(b"%", name="c.pdf"), consortium=together, by=lead)


@pytest.mark.parametrize(("who", "status"), [("laundry", 302), ("carrier", 302), ("third", 404)])
def test_a_document_is_taken_away_by_its_owner_or_the_lead(
    request, browse, together, carrier, who, status
):
    kept = ConsortiumFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="a.pdf"),
        consortium=together,
        by=member(together, carrier),
    )
    visitor = request.getfixturevalue(who)
    answer = browse.post(at(visitor, "group_remove_file", together.pk, kept.pk))
    assert answer.status_code == status
    assert ConsortiumFile.objects.filter(pk=kept.pk).exists() is (status == 404)


def test_a_member_takes_away_no_document_of_another(browse, together, laundry, carrier):
    kept = ConsortiumFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="a.pdf"),
        consortium=together,
        by=member(together, laundry),
    )
    answer = browse.post(at(carrier, "group_remove_file", together.pk, kept.pk))
    assert answer.status_code == 404

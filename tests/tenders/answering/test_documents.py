"""The Word files of an answer open without a fault, for a full record and for a thin one."""

import pytest
import time_machine

from procurement.word.blocks import Table
from tenders.answering.documents import candidature_sheet, group_kit, kit
from tenders.answering.documents.frame import written
from tenders.answering.grouping import group_of, plan_tasks
from tenders.answering.prepared import Prepared
from tenders.models import Consortium, ConsortiumTask, MemberState
from tests.ooxml import faults
from tests.suppliers.factories import ActivityFactory, EssProofFactory, SupplierFactory
from tests.tenders.answering.factories import NOW, call, preparation, published, reserved, volume
from tests.tenders.factories import ConsultationFactory, InvitationFactory
from tests.tenders.tender_factories import TenderFactory
from tests.word_accessibility import barriers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def full():
    supplier = SupplierFactory(fte=12, ess_kinds=["ESAT", "SCIC"], max_yearly_eur=300_000)
    ActivityFactory(supplier=supplier, capacity_value=900, capacity_unit="contenant")
    EssProofFactory(supplier=supplier)
    return supplier


def thin():
    return SupplierFactory(description="", ess_kinds=[], city="", department="", lat=None, lon=None)


@pytest.mark.parametrize("make", [full, thin])
@pytest.mark.parametrize("build", [kit.build, candidature_sheet.build])
def test_each_document_is_sound_and_read_by_all(make, build):
    prepared = preparation(make(), of=call(conditions=(volume(), reserved())))
    prepared.add_tasks(Prepared(prepared, now=NOW).planned)
    content = written(build(Prepared(prepared, now=NOW)))
    assert faults(content) == []
    assert barriers(content) == []


def group(form="joint", members=2):
    consultation = ConsultationFactory()
    founder = InvitationFactory(consultation=consultation, supplier=SupplierFactory())
    made = Consortium.found(founder, "Ensemble [[ici]]", now=NOW)
    for _ in range(members - 1):
        made.members.create(
            invitation=InvitationFactory(consultation=consultation),
            state=MemberState.JOINED,
            since=NOW,
            role="Lave",
            components=["lavage"],
            share=40,
        )
    Consortium.objects.filter(pk=made.pk).update(form=form)
    return Consortium.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("form", "members", "bound"),
    [("joint", 2, False), ("joint", 3, True), ("several", 2, False), ("", 1, False)],
)
def test_the_kit_of_any_group_is_sound_and_marked_as_a_draft(form, members, bound):
    document = group_kit.build(group_of(group(form, members), lead_bound=bound, now=NOW))
    content = written(document)
    assert document.draft
    assert faults(content) == []
    assert barriers(content) == []


def test_the_usual_tasks_of_a_group_are_added_once():
    made = group()
    assert plan_tasks(made, now=NOW) == 10
    assert plan_tasks(made, now=NOW) == 0


def test_the_tasks_of_a_group_are_dated_by_the_call_that_was_published():
    made = group()
    tender = TenderFactory(project=made.consultation.project, offers_due_at=NOW.replace(day=31))
    published(tender)
    plan_tasks(made, now=NOW)
    assert ConsortiumTask.objects.last().due_on.isoformat() == "2027-03-30"


@pytest.mark.parametrize(("members", "powers"), [(1, 0), (2, 1), (3, 2)])
def test_the_lead_gives_itself_no_power(members, powers):
    made = group_of(group("joint", members), lead_bound=False, now=NOW)
    tables = [block for block in group_kit.build(made).blocks if isinstance(block, Table)]
    [asked] = [one for one in tables if one.caption == "Candidature du groupement"]
    given = [who for what, who, _ in asked.rows if what.startswith("Pouvoir donné au mandataire")]
    assert made.lead not in given
    assert len(given) == powers

"""A list costs as many queries for twelve rows as for two."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.accounts.models import Role
from tenders.clauses import library
from tenders.models import ClauseComment, LocalClause
from tenders.shelf import shelf_of
from tests.factories import MembershipFactory, UserFactory
from tests.needs.factories import (
    FactFactory,
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory
from tests.tenders.word_edits import returned_document
from tests.training.factories import SessionFactory, came, sitting_of

pytestmark = pytest.mark.django_db

CLAUSES = (
    "container-closure",
    "washing-result",
    "insertion-hours",
    "return-logistics",
    "loss-breakage-rate",
    "group-combined-capacity",
)
OF_ALL = (
    "dashboard", "home", "needs:index", "suppliers:index", "tenders:consultations",
    "project-list", "need-list", "site-list", "volume-list", "supplier-list", "match-list",
    "consultation-list", "invitation-list", "contribution-list", "public-question-list",
    "api-tender-list", "tenders:clauses", "tenders:clauses_mine", "tenders:clause_alerts",
    "local-clause-list", "declaration-list", "clause-comment-list", "training:agenda",
    "training:figures", "training-session-list", "training-figures-list",
)  # fmt: skip
OF_ONE = {
    "needs:project": "project",
    "needs:diagnosis": "project",
    "needs:diagnosis_sites": "project",
    "needs:diagnosis_members": "project",
    "needs:diagnosis_facts": "project",
    "needs:diagnosis_gaps": "project",
    "needs:register": "project",
    "suppliers:matches": "project",
    "tenders:levers": "project",
    "tenders:allotment": "project",
    "api-lever-detail": "project",
    "api-lot-proposal-detail": "project",
    "tenders:lots_adopt": "tender",
    "tenders:consultation": "consultation",
    "tenders:consultation_manage": "consultation",
    "tenders:consultation_answers": "consultation",
    "tenders:consultation_invite": "consultation",
    "tenders:consultation_conclude": "consultation",
    "tenders:texts": "consultation",
    "tenders:threads": "consultation",
    "consultation-threads": "consultation",
    "consultation-feasibility": "consultation",
    "consultation-proposals": "consultation",
    "tenders:detail": "tender",
    "tenders:lots": "tender",
    "tenders:criteria": "tender",
    "tenders:tender_clauses": "tender",
    "tenders:checks": "tender",
    "tenders:proportionality": "tender",
    "tenders:simulation": "tender",
    "tenders:documents": "tender",
    "tenders:returns": "tender",
    "training:session": "session",
    "training:manage": "session",
}


@pytest.fixture
def world():
    project = ProjectFactory()
    question = QuestionFactory(consultation__project=project)
    with time_machine.travel(DURING, tick=False):
        yield {
            "project": project,
            "question": question,
            "clause": QuestionFactory(kind="clause", consultation=question.consultation),
            "consultation": question.consultation,
            "tender": TenderFactory(project=project),
            "session": SessionFactory(project=project, organiser=project.lead),
        }


def grow(world, rows):
    """More of everything that a list shows."""
    for row in range(rows):
        member = MemberFactory(project=world["project"]).organisation
        need = NeedFactory(organisation=member, project=world["project"])
        NeedFactory(organisation=world["project"].lead)
        FactFactory(need=need, status="confirmed")
        VolumeFactory(need=need, site=SiteFactory(need=need))
        invitation = InvitationFactory(
            consultation=world["consultation"],
            supplier=ActivityFactory(supplier=SupplierFactory()).supplier,
        )
        cannot = {"feasibility": "no", "price": None, "comment": "Trop bas."}
        send_answers(invitation, {world["question"]: "Nous lavons.", world["clause"]: cannot})
        ClauseComment.objects.say(
            invitation, world["clause"], f"{row} %.", is_proposal=True, now=DURING
        )
        invitation.ask("Un quai ?", now=DURING)
        other = ProjectFactory(lead=world["project"].lead)
        ConsultationFactory(project=other)
        LotFactory(tender=TenderFactory(project=other))
        LotFactory(tender=world["tender"])
        criterion = CriterionFactory(tender=world["tender"])
        CriterionFactory(tender=world["tender"], parent=criterion)
        version = LocalClause.objects.fork(
            library().get("return-logistics"), world["project"].lead, by=UserFactory(), now=DURING
        )
        shelf = shelf_of(MembershipFactory(organisation=world["project"].lead).user)
        returned = returned_document(world["tender"])
        returned.edits.create(tender=world["tender"], document="rc", act="removed", line=str(row))
        returned.notes.create(tender=world["tender"], document="rc", author="C", text="À voir.")
        sitting_of(world["session"], DURING + timedelta(days=row))
        came(world["session"])
        came(SessionFactory(organiser=world["project"].lead))
        world["tender"].add_clauses([*CLAUSES[row : row + 1], version.clause.slug], shelf)


def queries(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in seen]


@pytest.mark.parametrize("name", [*OF_ALL, *OF_ONE])
def test_a_list_of_six_times_more_costs_no_more_queries(client, world, name):
    client.force_login(
        MembershipFactory(organisation=world["project"].lead, role=Role.OFFICER).user
    )
    address = reverse(name, args=[world[OF_ONE[name]].pk] if name in OF_ONE else [])
    grow(world, 2)
    client.get(address)  # what is read once a process is read
    few = queries(client, address)
    grow(world, 10)
    many = queries(client, address)
    assert len(many) <= len(few), many

"""A list costs as many queries for twelve rows as for two."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
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
from tests.tenders.training.factories import SessionFactory, came, sitting_of
from tests.tenders.word_edits import returned_document

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


def one_world():
    project = ProjectFactory()
    question = QuestionFactory(consultation__project=project)
    return {
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
    """What a page asks, and its status; nothing that it writes stays."""
    cache.clear()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
        transaction.set_rollback(True)
    return answer.status_code, [query["sql"] for query in seen]


@pytest.fixture(scope="module")
def seen(django_db_setup, django_db_blocker, tmp_path_factory):
    """What each list asks when it has two rows, then twelve: the world is made and grown once."""
    apart = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    moment = time_machine.travel(DURING, tick=False)
    with django_db_blocker.unblock(), transaction.atomic(), apart, moment:
        world = one_world()
        client = Client()
        client.force_login(
            MembershipFactory(organisation=world["project"].lead, role=Role.OFFICER).user
        )
        addresses = {
            **{name: reverse(name) for name in OF_ALL},
            **{name: reverse(name, args=[world[kind].pk]) for name, kind in OF_ONE.items()},
        }
        grow(world, 2)
        for address in addresses.values():
            queries(client, address)  # what is read once a process is read
        few = {name: queries(client, address) for name, address in addresses.items()}
        grow(world, 10)
        many = {name: queries(client, address) for name, address in addresses.items()}
        transaction.set_rollback(True)
    return {name: (few[name], many[name]) for name in addresses}


@pytest.mark.parametrize("name", [*OF_ALL, *OF_ONE])
def test_a_list_of_six_times_more_costs_no_more_queries(seen, name):
    (status, few), (status_later, many) = seen[name]
    assert (status, status_later) == (200, 200)
    assert len(many) <= len(few), many

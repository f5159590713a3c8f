"""Every address of the consultation × every role: an address without a stated rule fails."""

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse

from needs.models import ProjectMember
from procurement.accounts.models import Role
from tenders import invitations
from tenders.models import ConsultationDocument, Contribution, ContributionFile
from tenders.urls.consultation import urlpatterns
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    AFTER,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "stranger", "competitor", "supplier", "member", "lead")
SIGN_IN, NO, YES = 302, 404, 200


def rule(anonymous, stranger, competitor, supplier, member, lead):
    return dict(zip(ROLES, (anonymous, stranger, competitor, supplier, member, lead), strict=True))


ALL = rule(YES, YES, YES, YES, YES, YES)
TEAM = rule(SIGN_IN, NO, NO, NO, YES, YES)
STEERING = rule(SIGN_IN, NO, NO, NO, NO, YES)
OWN_FILE = rule(SIGN_IN, NO, NO, YES, YES, YES)

RULES = {
    "consultations": ALL,
    "consultation": ALL,
    "consultation_document": ALL,
    "consultation_join": ALL,
    "contribute": ALL,  # the signed link is the key, whoever holds it
    "contribute_review": ALL,
    "contribute_ask": ALL,
    "contribute_file": ALL,
    "consultation_manage": TEAM,
    "consultation_answers": TEAM,
    "consultation_export": TEAM,
    "contribution_file": OWN_FILE,
    "consultation_create": STEERING,
    "consultation_edit": STEERING,
    "consultation_prepare": STEERING,
    "consultation_question": STEERING,
    "consultation_clauses": STEERING,
    "consultation_add_document": STEERING,
    "consultation_publish": STEERING,
    "consultation_invite": STEERING,
    "consultation_remind": STEERING,
    "consultation_resend": STEERING,
    "consultation_extend": STEERING,
    "consultation_conclude": STEERING,
    "invitation_renew": STEERING,
    "public_question": STEERING,
}
ELSEWHERE = {"answer_for", "network_consultations", "sourcing_report"}
CHANGING = {
    "consultation_join",
    "consultation_add_document",
    "consultation_remind",
    "consultation_resend",
    "consultation_extend",
    "invitation_renew",
}
OF_A_DRAFT = {
    "consultation_edit",
    "consultation_prepare",
    "consultation_question",
    "consultation_clauses",
    "consultation_add_document",
    "consultation_publish",
}


@pytest.fixture
def world():
    """A consultation with two suppliers, its draft twin, and somebody in each role."""
    question = QuestionFactory(kind="file")
    consultation = question.consultation
    accounts = {name: MembershipFactory(role=Role.SUPPLIER) for name in ("supplier", "competitor")}
    invited = {
        name: InvitationFactory(
            consultation=consultation,
            supplier=SupplierFactory(organisation=member.organisation),
        )
        for name, member in accounts.items()
    }
    contribution = Contribution.objects.create(invitation=invited["supplier"])
    file = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="note.pdf"), contribution=contribution
    )
    send_answers(invited["supplier"], {question: file.as_value()})
    member = MembershipFactory()
    ProjectMember.objects.create(project=consultation.project, organisation=member.organisation)
    document = ConsultationDocument(consultation=consultation, title="Plan", name="a.pdf", size=8)
    document.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
    return {
        "people": {
            "anonymous": None,
            "stranger": MembershipFactory().user,
            "competitor": accounts["competitor"].user,
            "supplier": accounts["supplier"].user,
            "member": member.user,
            "lead": team_member(consultation),
        },
        "consultation": consultation,
        "draft": ConsultationFactory(project=consultation.project, draft=True),
        "invitation": invited["supplier"],
        "file": file,
        "document": document,
        "asked": invited["supplier"].ask("Un quai ?", now=DURING),
    }


def address(name, world):
    token = invitations.token(world["invitation"])
    consultation = world["draft"] if name in OF_A_DRAFT else world["consultation"]
    arguments = {
        "consultations": [],
        "consultation_create": [consultation.project_id],
        "consultation_document": [consultation.pk, world["document"].pk],
        "contribution_file": [world["file"].pk],
        "invitation_renew": [world["invitation"].pk],
        "public_question": [world["asked"].pk],
        "contribute": [token],
        "contribute_review": [token],
        "contribute_ask": [token],
        "contribute_file": [token, world["file"].pk],
    }
    return reverse(f"tenders:{name}", args=arguments.get(name, [consultation.pk]))


def outcome(response):
    """Refused, sent to sign in, or let in: a form to correct and a way back are both « in »."""
    if response.status_code == 302 and response["Location"].startswith("/comptes/"):
        return SIGN_IN
    return NO if response.status_code == 404 else YES


def test_every_address_has_its_rule():
    # Those of networks, and of the report, have their rule in `tests/access/pages.py`.
    assert {pattern.name for pattern in urlpatterns} - ELSEWHERE == set(RULES)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_enters_where_it_may_and_nowhere_else(client, world, role):
    found = {}
    with time_machine.travel(DURING, tick=False):
        if world["people"][role]:
            client.force_login(world["people"][role])
        for name in RULES:
            send = client.post if name in CHANGING else client.get
            response = send(address(name, world))
            found[name] = outcome(response)
            if response.streaming:  # a file that is sent stays open until it is read
                b"".join(response.streaming_content)
    assert found == {name: allowed[role] for name, allowed in RULES.items()}


def test_a_published_consultation_is_prepared_by_nobody_any_more(client, world):
    client.force_login(world["people"]["lead"])
    for name in OF_A_DRAFT:
        url = reverse(f"tenders:{name}", args=[world["consultation"].pk])
        assert client.post(url).status_code == 404


def test_a_draft_has_neither_follow_up_guests_nor_decisions(client, world):
    draft = world["draft"]
    guest = {"name": "A", "email": "a@example.org"}
    with time_machine.travel(AFTER):
        client.force_login(world["people"]["lead"])
        for name in ("consultation_invite", "consultation_remind", "consultation_extend"):
            client.post(reverse(f"tenders:{name}", args=[draft.pk]), guest)
        client.post(reverse("tenders:consultation_conclude", args=[draft.pk]), {"conclusion": "x"})
    draft.refresh_from_db()
    assert not draft.invitations.exists()
    assert draft.concluded_at is None

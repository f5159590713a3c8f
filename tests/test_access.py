"""Every address of Balise × every role. An address without a stated rule fails the suite."""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver, reverse

from needs.models import Scenario
from procurement.accounts.models import OrganisationKind, Role
from suppliers.alert_mail import unsubscribe_link
from suppliers.claims import claim_url
from suppliers.models import (
    Certificate,
    Claim,
    ClientReference,
    MatchRun,
    NetworkMember,
    Subscriber,
)
from tenders import invitations
from tenders.clauses import library
from tenders.models import (
    Consortium,
    ConsortiumFile,
    ConsultationDocument,
    ContributionFile,
    ExportedPackage,
    LocalClause,
    TenderClause,
)
from tests.factories import MembershipFactory, OrganisationFactory
from tests.needs.factories import (
    ContributorFactory,
    FactFactory,
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    TableImportFactory,
    VolumeFactory,
)
from tests.suppliers.factories import EssProofFactory, SupplierFactory, waiting_intake
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory
from tests.tenders.word_edits import returned_document

pytestmark = pytest.mark.django_db

# The owner wrote the need; the member takes part in the same project for another authority; the
# contributor was entrusted with the whole sheet and belongs to no authority, the one of a part
# with its sites only.
TEAM = ("owner", "member", "lead", "facilitator")
STEERING = ("lead", "facilitator")
INVITED = ("contributor", "of_a_part")
SIGNED_IN = ("stranger", "competitor", "supplier", *INVITED, *TEAM)
ALL = ("anonymous", *SIGNED_IN)
OWNER = ("owner",)
# Everybody who buys for an authority or runs its projects; a supplier writes no clause.
CLAUSE_WRITERS = ("stranger", *TEAM)
ON_THE_SHEET = (*TEAM, *INVITED)
WRITERS = ("owner", "contributor")
OF_SITES = (*WRITERS, "of_a_part")

LOGIN, IN, UNKNOWN_VISITOR, NOT_FOUND, NOT_ALLOWED = "login", "in", 401, 404, 405
REFUSALS = (LOGIN, UNKNOWN_VISITOR, 403, NOT_FOUND)
# Addresses of libraries, which their own tests and `tests/procurement/test_accounts.py` cover.
OF_LIBRARIES = ("account_", "admin:")


class Rule(NamedTuple):
    """Who comes in, and the objects of the address, by their name in the world below."""

    roles: tuple[str, ...]
    objects: tuple[str, ...] = ()
    post_only: bool = False


def page(roles: tuple[str, ...], *objects: str) -> Rule:
    return Rule(roles, objects)


def action(roles: tuple[str, ...], *objects: str) -> Rule:
    return Rule(roles, objects, post_only=True)


PAGES = {
    "home": page(ALL),
    "dashboard": page(SIGNED_IN),
    "method": page(ALL),
    "accessibility": page(ALL),
    "law": page(ALL),
    "api-documentation": page(ALL),
    "needs:index": page(SIGNED_IN),
    "needs:create": page(SIGNED_IN),
    "needs:project_create": page(SIGNED_IN),
    "needs:join": page(SIGNED_IN, "join_token"),
    "needs:project": page(TEAM, "project"),
    "needs:diagnosis": page(TEAM, "project"),
    "needs:diagnosis_sites": page(TEAM, "project"),
    "needs:diagnosis_members": page(TEAM, "project"),
    "needs:diagnosis_answers": page(TEAM, "project", "answered"),
    "needs:diagnosis_facts": page(TEAM, "project"),
    "needs:diagnosis_gaps": page(TEAM, "project"),
    "needs:register": page(TEAM, "project"),
    "needs:project_edit": page(STEERING, "project"),
    "needs:scenarios": page(TEAM, "project"),
    "needs:scenario": page(TEAM, "project", "scenario"),
    "needs:scenario_create": action(STEERING, "project"),
    "needs:scenario_remove": action(STEERING, "project", "scenario"),
    "needs:joint_purchase": page(STEERING, "project"),
    "needs:member_add": action(STEERING, "project"),
    "needs:freeze": action(STEERING, "project"),
    "needs:need_add": action(TEAM, "project"),
    "needs:detail": page(ON_THE_SHEET, "need"),
    "needs:questionnaire": page(ON_THE_SHEET, "need"),
    "needs:edit": page(WRITERS, "need"),
    "needs:section": page(WRITERS, "need", "section"),
    "needs:validate": action(WRITERS, "need"),
    "needs:history": page(ON_THE_SHEET, "need"),
    "needs:team": page(ON_THE_SHEET, "need"),
    "needs:team_remove": action(OWNER, "need", "contributor_row"),
    "needs:hand_over": action(WRITERS, "need"),
    # The signed link brings in whoever it was sent to, once they are signed in.
    "needs:contribute": page(ALL, "contributor_token"),
    "needs:decide_all": action(WRITERS, "need"),
    "needs:decide": action(WRITERS, "need", "fact"),
    "needs:correct": page(WRITERS, "need", "fact"),
    "needs:site_create": page(OF_SITES, "need"),
    "needs:site": page(OF_SITES, "need", "site"),
    "needs:site_remove": action(OF_SITES, "need", "site"),
    "needs:volume_create": page(WRITERS, "need"),
    "needs:volume": page(WRITERS, "need", "volume"),
    "needs:volume_remove": action(WRITERS, "need", "volume"),
    "needs:import_template": page(SIGNED_IN, "template"),
    "needs:import_sheet": page(OWNER, "need"),
    "needs:import_project": page(STEERING, "project"),
    # An import is seen by the one who sent it only.
    "needs:import_mapping": page(OWNER, "import"),
    "needs:import_confirm": page(OWNER, "import"),
    "needs:import_rejects": page(OWNER, "import"),
    "needs:import_done": page(OWNER, "import"),
    "needs:import_apply": action(OWNER, "import"),
    "needs:import_cancel": action(OWNER, "import"),
    "needs:import_undo": action(OWNER, "import"),
    "suppliers:index": page(ALL),
    "suppliers:export": page(ALL, "csv"),
    "suppliers:detail": page(ALL, "record"),
    "suppliers:claim": page(ALL, "claim_token"),
    "suppliers:create": page(SIGNED_IN),
    "suppliers:edit": page(("supplier",), "record"),
    "suppliers:differences": page(("supplier",), "record"),
    "suppliers:proofs": page(SIGNED_IN, "record"),
    "suppliers:see_proof": action(CLAUSE_WRITERS, "record", "proof"),
    "suppliers:remove_proof": action(("supplier",), "record", "proof"),
    "suppliers:verify": action(SIGNED_IN, "record"),
    "suppliers:intakes": page(("facilitator",)),
    "suppliers:intake": page(("facilitator",), "intake"),
    "suppliers:intake_columns": page(("facilitator",), "intake"),
    "suppliers:intake_rejects": page(("facilitator",), "intake"),
    "suppliers:intake_cancel": action(("facilitator",), "intake"),
    "suppliers:certificates": page(("supplier",), "record"),
    "suppliers:certificate": page(("supplier",), "record", "certificate"),
    "suppliers:certificate_remove": action(("supplier",), "record", "certificate"),
    "suppliers:certificate_proof": page(SIGNED_IN, "record", "certificate"),
    "suppliers:references": page(("supplier",), "record"),
    "suppliers:reference": page(("supplier",), "record", "reference"),
    "suppliers:reference_remove": action(("supplier",), "record", "reference"),
    "suppliers:claims": page(SIGNED_IN),
    # Asked by the stranger, on a record that nobody holds.
    "suppliers:claim_ask": page(SIGNED_IN, "free_record"),
    "suppliers:claim_confirm": page(ALL, "claim_email_token"),
    "suppliers:claim_review": page(("facilitator",), "claim_asked"),
    "suppliers:claim_withdraw": action(("stranger",), "claim_asked"),
    "suppliers:networks": page(("supplier",), "record"),
    "suppliers:network_answer": action(("supplier",), "record", "network_row"),
    "suppliers:network": page(("facilitator",), "network"),
    "suppliers:network_export": page(("facilitator",), "network", "csv"),
    "suppliers:network_member": action(("facilitator",), "network", "network_row"),
    "suppliers:alerts": page(("supplier",), "record"),
    "suppliers:my_alerts": page(SIGNED_IN),
    "suppliers:unsubscribe": page(ALL, "unsubscribe_token"),
    "suppliers:matches": page(TEAM, "project"),
    "suppliers:need_matches": page(ON_THE_SHEET, "need"),
    "suppliers:match": page(TEAM, "run"),
    "suppliers:match_export": page(TEAM, "run", "csv"),
    "suppliers:compare": page(TEAM, "run", "other_run"),
    "suppliers:compare_export": page(TEAM, "run", "other_run", "csv"),
    "tenders:clauses": page(ALL),
    "tenders:clauses_export": page(ALL, "csv"),
    "tenders:clause": page(ALL, "clause"),
    "tenders:clause_version": page(ALL, "clause", "clause_number"),
    "tenders:clause_differences": page(ALL, "clause", "clause_number"),
    "tenders:clauses_take": action(SIGNED_IN),
    "tenders:clauses_mine": page(SIGNED_IN),
    "tenders:clause_alerts": page(SIGNED_IN),
    "tenders:clause_create": page(CLAUSE_WRITERS),
    "tenders:clause_fork": action(CLAUSE_WRITERS, "clause"),
    "tenders:clause_edit": page(("lead",), "local_clause"),
    "tenders:clause_discard": action(("lead",), "local_clause"),
    "tenders:clause_follow": page(("lead", "facilitator"), "local_clause"),
    "tenders:consultations": page(ALL),
    "tenders:consultation": page(ALL, "consultation"),
    "tenders:consultation_document": page(ALL, "consultation", "document"),
    "tenders:network_consultations": page(("facilitator",), "network"),
    "tenders:answer_for": page(("facilitator",), "invitation", "trusting_row"),
    "tenders:consultation_join": action(ALL, "consultation"),
    # The signed link is the key, whoever holds it.
    "tenders:contribute": page(ALL, "token"),
    "tenders:contribute_review": page(ALL, "token"),
    "tenders:contribute_ask": page(ALL, "token"),
    "tenders:contribute_file": page(ALL, "token", "file"),
    "tenders:partners": page(ALL, "token"),
    "tenders:partners_hide": action(ALL, "token"),
    "tenders:group_found": action(ALL, "token"),
    "tenders:group": page(ALL, "token", "group"),
    "tenders:group_respond": action(ALL, "token", "group"),
    "tenders:group_ask": action(ALL, "token", "group"),
    "tenders:group_settle": action(ALL, "token", "group"),
    "tenders:group_part": action(ALL, "token", "group"),
    "tenders:group_task": action(ALL, "token", "group"),
    "tenders:group_add_file": action(ALL, "token", "group"),
    "tenders:group_file": page(ALL, "token", "group", "group_file"),
    "tenders:contribution_file": page(("supplier", *TEAM), "file"),
    "tenders:consultation_manage": page(TEAM, "consultation"),
    "tenders:consultation_answers": page(TEAM, "consultation"),
    "tenders:consultation_export": page(TEAM, "consultation"),
    "tenders:consultation_create": page(STEERING, "project"),
    "tenders:consultation_edit": page(STEERING, "draft"),
    "tenders:consultation_prepare": page(STEERING, "draft"),
    "tenders:consultation_question": page(STEERING, "draft"),
    "tenders:consultation_clauses": page(STEERING, "draft"),
    "tenders:consultation_add_document": action(STEERING, "draft"),
    "tenders:consultation_publish": page(STEERING, "draft"),
    "tenders:consultation_invite": page(STEERING, "consultation"),
    "tenders:consultation_remind": action(STEERING, "consultation"),
    "tenders:consultation_resend": action(STEERING, "consultation"),
    "tenders:consultation_extend": action(STEERING, "consultation"),
    "tenders:consultation_conclude": page(STEERING, "consultation"),
    "tenders:invitation_renew": action(STEERING, "invitation"),
    "tenders:public_question": page(STEERING, "asked"),
    "tenders:project_preview": page(TEAM, "project", "project_kind"),
    "tenders:project_download": page(TEAM, "project", "project_kind"),
    "tenders:create": page(STEERING, "project"),
    "tenders:declarations": page(("supplier",), "record"),
    "tenders:declare": page(("supplier",), "record", "clause"),
    "tenders:detail": page(TEAM, "tender"),
    "tenders:proportionality": page(TEAM, "tender"),
    "tenders:simulation": page(TEAM, "tender"),
    "tenders:checks": page(TEAM, "tender"),
    "tenders:house_template": page(STEERING, "tender"),
    "tenders:house_template_remove": action(STEERING, "tender"),
    "tenders:packages": page(TEAM, "tender"),
    "tenders:packages_compare": page(TEAM, "tender"),
    "tenders:kept_package": page(TEAM, "tender", "kept_number"),
    "tenders:award": page(TEAM, "tender"),
    "tenders:award_lot": page(STEERING, "tender", "no_lot"),
    "tenders:essential_data": page(TEAM, "tender"),
    "tenders:documents": page(TEAM, "tender"),
    "tenders:complete": page(STEERING, "tender"),
    "tenders:analysis": page(("lead",), "tender"),
    "tenders:package": page(TEAM, "tender"),
    "tenders:preview": page(TEAM, "tender", "kind"),
    "tenders:pages": page(TEAM, "tender", "kind"),
    "tenders:download": page(TEAM, "tender", "kind"),
    "tenders:workbook": page(TEAM, "tender", "workbook_kind"),
    "tenders:returns": page(STEERING, "tender"),
    "tenders:returned": page(STEERING, "tender", "returned"),
    "tenders:returned_file": page(STEERING, "tender", "returned"),
    "tenders:return_undo": action(STEERING, "tender", "returned"),
    "tenders:edit_remove": action(STEERING, "tender", "kept_edit"),
    "tenders:note_close": action(STEERING, "tender", "kept_note"),
    "tenders:edit": page(STEERING, "tender"),
    "tenders:procedure": page(STEERING, "tender"),
    "tenders:lots": page(STEERING, "tender"),
    "tenders:criteria": page(STEERING, "tender"),
    "tenders:subcriteria": page(STEERING, "tender", "criterion"),
    "tenders:tender_clauses": page(STEERING, "tender"),
    "tenders:add_clause": action(STEERING, "tender"),
    "tenders:tender_clause": page(STEERING, "tender", "used"),
    "tenders:remove_clause": action(STEERING, "tender", "used"),
    "tenders:levers": page(TEAM, "project"),
    "tenders:lever": page(STEERING, "project", "family"),
    "tenders:allotment": page(TEAM, "project"),
    "tenders:lots_adopt": page(STEERING, "tender"),
}
API = {
    "api-schema": page(ALL),
    "api-token": action(ALL),
    "api-root": page(SIGNED_IN),
    "project-list": page(SIGNED_IN),
    "project-detail": page(TEAM, "project"),
    "project-diagnosis": page(TEAM, "project"),
    "project-scenarios": page(TEAM, "project"),
    "project-freeze": action(STEERING, "project"),
    "need-list": page(SIGNED_IN),
    "need-detail": page(ON_THE_SHEET, "need"),
    "need-decide": action(WRITERS, "need", "fact"),
    "site-list": page(SIGNED_IN),
    "site-detail": page(ON_THE_SHEET, "site"),
    "volume-list": page(SIGNED_IN),
    "volume-detail": page(ON_THE_SHEET, "volume"),
    "analyse-list": action(SIGNED_IN),
    "supplier-list": page(ALL),
    "supplier-detail": page(ALL, "record"),
    "supplier-provenance": page(("supplier",), "record"),
    "supplier-check": action(SIGNED_IN, "record"),
    "match-list": page(SIGNED_IN),
    "match-detail": page(TEAM, "run"),
    "match-compare": page(TEAM, "run", "other_run"),
    "clause-list": page(ALL),
    "clause-detail": page(ALL, "clause"),
    "consultation-list": page(ALL),
    "consultation-detail": page(ALL, "consultation"),
    "consultation-publish": action(STEERING, "consultation"),
    "invitation-list": page(SIGNED_IN),
    "invitation-detail": page(TEAM, "invitation"),
    "contribution-list": page(SIGNED_IN),
    "contribution-detail": page(("supplier", *TEAM), "submission"),
    "public-question-list": page(SIGNED_IN),
    "public-question-detail": page(STEERING, "asked"),
    "contribution-link-detail": page(ALL, "token"),
    "contribution-link-questions": action(ALL, "token"),
    "contribution-link-send": action(ALL, "token"),
    "law-list": page(ALL),
    "api-tender-list": page(SIGNED_IN),
    "api-tender-detail": page(TEAM, "tender"),
    "api-tender-advice": page(TEAM, "tender"),
    "api-tender-check": page(TEAM, "tender"),
    "local-clause-list": page(SIGNED_IN),
    "local-clause-detail": page(("lead", "facilitator"), "local_clause"),
    "local-clause-move": action(("lead", "facilitator"), "local_clause"),
    "api-tender-clause-alerts": page(TEAM, "tender"),
    "api-tender-essential-data": page(TEAM, "tender"),
    "api-tender-lots": action(STEERING, "tender"),
    "api-tender-criteria": action(STEERING, "tender"),
    "api-tender-clauses": action(STEERING, "tender"),
    "api-tender-clause": action(STEERING, "tender", "used"),
    "api-tender-returns": action(STEERING, "tender"),
    "api-tender-return": page(STEERING, "tender", "returned"),
    "api-tender-return-decide": action(STEERING, "tender", "returned"),
    "api-tender-return-undo": action(STEERING, "tender", "returned"),
    "api-tender-configuration": page(TEAM, "tender"),
    "api-tender-proportionality": page(TEAM, "tender"),
    "api-tender-reserves": page(TEAM, "tender"),
    "api-tender-simulate": action(TEAM, "tender"),
    "declaration-list": page(SIGNED_IN),
    "api-tender-documents": page(TEAM, "tender", "document_kind"),
    "api-lever-detail": page(TEAM, "project"),
    "api-lever-decide": action(STEERING, "project"),
    "api-lot-proposal-detail": page(TEAM, "project"),
    "api-check-tender": action(SIGNED_IN),
    "api-check-wording": action(SIGNED_IN),
}
RULES = PAGES | API
# Of what a role may read, who may change it through the API.
API_WRITERS = {
    "project-detail": STEERING,
    "need-detail": WRITERS,
    "site-detail": OF_SITES,
    "volume-detail": WRITERS,
    "supplier-detail": ("supplier",),
    "supplier-provenance": ("supplier",),
    "public-question-detail": STEERING,
    "contribution-link-detail": ALL,
    "local-clause-detail": ("lead",),
    "api-tender-detail": STEERING,
    "api-tender-lots": STEERING,
    "api-tender-criteria": STEERING,
    "api-tender-clause": STEERING,
    "api-lever-detail": STEERING,
}
# Of what a role may read, who may send the form that the page shows.
PAGE_WRITERS = {
    "needs:team": OWNER,
    "suppliers:proofs": ("supplier",),
    "suppliers:matches": STEERING,
    "suppliers:need_matches": OWNER,
    "tenders:levers": STEERING,
    "tenders:allotment": STEERING,
}


def patterns(resolver=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the project with its pattern, the API's `.json` twins left out."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            if "format" not in str(pattern.pattern):
                yield f"{namespace}{pattern.name}", pattern
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)


@pytest.fixture
def now():
    """The consultation is open, and the links that suppliers received still hold."""
    with time_machine.travel(DURING, tick=False):
        yield


def kept_package(tender):
    content = b"files"
    return ExportedPackage.objects.create(
        tender=tender,
        number=1,
        contents=[],
        digest=hashlib.sha256(content).hexdigest(),
        archive=ContentFile(content, "1.zip"),
        at=DURING,
    ).number


@pytest.fixture
def world(now):
    """One project from its need to its tender, and somebody in each role."""
    cache.clear()  # the API counts its callers there
    network = OrganisationFactory(name="Réseau", kind=OrganisationKind.NETWORK)
    project = ProjectFactory(facilitator=network)
    members = {role: MembershipFactory(role=Role.BUYER) for role in ("owner", "member")}
    for membership in members.values():
        MemberFactory(project=project, organisation=membership.organisation)
    owner = members["owner"].organisation
    need = NeedFactory(organisation=owner, project=project, answers={"loss_rate": 2})
    site = SiteFactory(need=need)
    accounts = {role: MembershipFactory(role=Role.SUPPLIER) for role in ("supplier", "competitor")}
    records = {
        role: SupplierFactory(organisation=membership.organisation)
        for role, membership in accounts.items()
    }
    invited = {
        "contributor": ContributorFactory(need=need),
        "of_a_part": ContributorFactory(need=need, part="sites"),
    }
    tender = TenderFactory(project=project)
    LotFactory(tender=tender)
    runs = [
        MatchRun.objects.launch(project=project, by=None, now=DURING).pk for _ in ("one", "other")
    ]
    facilitator = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
    stranger = MembershipFactory(role=Role.BUYER).user
    return {
        **claim_of(stranger),
        "people": {
            "anonymous": None,
            "stranger": stranger,
            "lead": MembershipFactory(organisation=project.lead, role=Role.OFFICER).user,
            "facilitator": facilitator,
            **{role: named.user for role, named in (members | accounts | invited).items()},
        },
        "project": project.pk,
        "join_token": project.join_token(),
        "need": need.pk,
        "no_lot": 0,
        "kept_number": kept_package(tender),
        "section": need.question_set().sections[0].id,
        "answered": "loss_rate",
        "fact": FactFactory(need=need).pk,
        "site": site.pk,
        "volume": VolumeFactory(need=need, site=site).pk,
        "import": TableImportFactory(need=need, by=members["owner"].user).pk,
        "template": "sites",
        "contributor_row": invited["of_a_part"].pk,
        "contributor_token": ContributorFactory(need=need, user=None).token(),
        "record": records["supplier"].pk,
        "proof": EssProofFactory(supplier=records["supplier"]).pk,
        "intake": waiting_intake(by=facilitator).key,
        **standing_of(records["supplier"], network),
        "claim_token": claim_url(SupplierFactory()).rstrip("/").rpartition("/")[2],
        "run": runs[0],
        "other_run": runs[1],
        "clause": "washing-result",
        "tender": tender.pk,
        "criterion": CriterionFactory(tender=tender).pk,
        "used": TenderClause.objects.create(
            tender=tender, clause_id="washing-result", clause_version=1
        ).pk,
        "local_clause": local_clause_of(project, network),
        "clause_number": 1,
        "workbook_kind": "suivi",
        "kind": "rc",
        "document_kind": "rc",
        "project_kind": "convention",
        "scenario": Scenario.objects.create(project=project, title="Base").pk,
        "csv": "csv",
        "family": "handicap",
        **returned_to(tender),
        **consultation_of(project, records),
    }


def standing_of(record, network):
    """What a record holds, the network that may answer for it, and a free record asked for."""
    certificate = Certificate.objects.create(supplier=record, name="AB", proof_name="a.pdf")
    certificate.proof.save("a.pdf", ContentFile(b"%PDF-1.7"))
    reference = ClientReference.objects.create(supplier=record, client="A", object="b", began=2024)
    member = NetworkMember.objects.create(
        network=network, supplier=record, status="accepted", may_answer=True, asked_at=DURING
    )
    return {
        "certificate": certificate.pk,
        "reference": reference.pk,
        "network": network.pk,
        "network_row": member.pk,
        "trusting_row": member.pk,
        "unsubscribe_token": unsubscribe_token(record),
    }


def unsubscribe_token(record):
    subscriber = Subscriber.objects.create(supplier=record)
    return unsubscribe_link(subscriber).rstrip("/").rpartition("/")[2]


def claim_of(stranger):
    """A record that nobody holds, which the stranger asks for with a proved address."""
    claim = Claim(
        supplier=SupplierFactory(), user=stranger, email="a@atelier.example.org", function="Gérante"
    )
    claim.ask(now=DURING)
    claim.confirm(now=DURING)
    return {
        "free_record": claim.supplier.pk,
        "claim_asked": claim.pk,
        "claim_email_token": claim.token(),
    }


def returned_to(tender):
    """A document that came back from Word, an edit that it left and a note."""
    returned = returned_document(tender)
    edit = returned.edits.create(tender=tender, document="rc", act="removed", line="Rien.")
    note = returned.notes.create(tender=tender, document="rc", author="C", text="À voir.")
    return {"returned": returned.pk, "kept_edit": edit.pk, "kept_note": note.pk}


def local_clause_of(project, network):
    """A draft of the lead's, which a person of the network was asked to read again."""
    author = MembershipFactory(organisation=project.lead, role=Role.BUYER).user
    version = LocalClause.objects.fork(
        library().get("buffer-stock"), project.lead, by=author, now=DURING
    )
    version.ask_reading(network.members.get(), by=author, now=DURING)
    return version.clause.slug


def consultation_of(project, records):
    """A consultation where two suppliers answered, and a draft of another one."""
    question = QuestionFactory(kind="file", consultation__project=project)
    consultation = question.consultation
    invited = {
        role: InvitationFactory(consultation=consultation, supplier=record)
        for role, record in records.items()
    }
    file = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="note.pdf"),
        contribution=ContributionFactory(invitation=invited["supplier"]),
    )
    sent = send_answers(invited["supplier"], {question: file.as_value()})
    send_answers(invited["competitor"], {})
    document = ConsultationDocument(consultation=consultation, title="Plan", name="a.pdf", size=8)
    document.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
    group = Consortium.found(invited["supplier"], "Bacs", now=DURING)
    return {
        "group": group.pk,
        "group_file": ConsortiumFile.objects.keep(
            ContentFile(b"%PDF-1.7", name="a.pdf"), consortium=group, by=group.joined()[0]
        ).pk,
        "consultation": consultation.pk,
        "draft": ConsultationFactory(project=project, draft=True).pk,
        "document": document.pk,
        "invitation": invited["supplier"].pk,
        "token": invitations.token(invited["supplier"]),
        "file": file.pk,
        "submission": sent.submissions.last().pk,
        "asked": invited["supplier"].ask("Un quai ?", now=DURING).pk,
    }


def address(name, world):
    return reverse(name, args=[world[key] for key in RULES[name].objects])


def outcome(response):
    """Refused, sent to sign in, or let in; another redirection is a way in too."""
    if response.streaming:  # a file that is sent stays open until it is read
        b"".join(response.streaming_content)
    if response.status_code == 302:
        return LOGIN if response["Location"].startswith("/comptes/login/") else IN
    return IN if response.status_code == 200 else response.status_code


def expected(name, role):
    rule = RULES[name]
    if role == "anonymous" and role not in rule.roles:
        return UNKNOWN_VISITOR if name in API else LOGIN
    if rule.post_only:
        return NOT_ALLOWED
    return IN if role in rule.roles else NOT_FOUND


def everything():
    """All the rows of Balise's own tables."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for label in ("accounts", "needs", "suppliers", "tenders")
        for model in apps.get_app_config(label).get_models()
    }


@pytest.fixture
def visitor(client, world):
    """The client, signed in as the person of that role."""

    def enter(role):
        if person := world["people"][role]:
            client.force_login(person)
        return client

    return enter


def test_every_address_has_its_rule():
    named = {name for name, _ in patterns() if not name.startswith(OF_LIBRARIES)}
    assert named == set(RULES)


@pytest.mark.parametrize("role", ALL)
def test_each_role_opens_what_it_may_and_nothing_else(visitor, world, role):
    client = visitor(role)
    found = {name: outcome(client.get(address(name, world))) for name in RULES}
    assert found == {name: expected(name, role) for name in RULES}


@pytest.mark.parametrize("role", ALL)
def test_what_a_role_may_not_do_is_refused_and_changes_nothing(visitor, world, role):
    client = visitor(role)
    before = everything()
    for name in RULES:
        if role not in PAGE_WRITERS.get(name, RULES[name].roles):
            assert outcome(client.post(address(name, world))) in (*REFUSALS, NOT_ALLOWED), name
    assert everything() == before


@pytest.mark.parametrize("role", ALL)
def test_the_api_refuses_the_changes_of_those_who_only_read(visitor, world, role):
    client = visitor(role)
    before = everything()
    for name in API:
        if role not in API_WRITERS.get(name, ()):
            for send in (client.put, client.patch, client.delete):
                answer = send(address(name, world), {}, content_type="application/json")
                assert outcome(answer) in (*REFUSALS, NOT_ALLOWED), name
    assert everything() == before


PRIVATE_LISTS = {
    "project-list": TEAM,
    "need-list": ON_THE_SHEET,
    "site-list": ON_THE_SHEET,
    "volume-list": ON_THE_SHEET,
    "match-list": TEAM,
    "invitation-list": TEAM,
    "contribution-list": ("supplier", "competitor", *TEAM),
    "public-question-list": STEERING,
    "api-tender-list": TEAM,
    "local-clause-list": ("lead", "facilitator"),
}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_list_of_the_api_holds_only_what_its_reader_may_open(visitor, world, role):
    client = visitor(role)
    seen = {name: bool(client.get(address(name, world)).json()["count"]) for name in PRIVATE_LISTS}
    assert seen == {name: role in readers for name, readers in PRIVATE_LISTS.items()}


def test_a_supplier_lists_its_own_answer_and_not_that_of_a_competitor(visitor, world):
    answers = visitor("competitor").get(reverse("contribution-list")).json()["results"]
    assert [answer["id"] for answer in answers] != [world["submission"]]
    assert len(answers) == 1


@pytest.mark.parametrize("role", ["stranger", "competitor", "supplier"])
def test_nothing_is_added_to_what_belongs_to_others(visitor, world, role):
    additions = {
        "need-list": {"project": world["project"], "organisation": 1, "title": "A", "text": "b"},
        "site-list": {"need": world["need"], "name": "École", "commune": "59350"},
        "volume-list": {"need": world["need"], "label": "Bac", "quantity": 1, "unit": "bac"},
        "match-list": {"project": world["project"]},
        "invitation-list": {
            "consultation": world["consultation"],
            "guests": [{"name": "A", "email": "a@example.org"}],
        },
        "api-tender-list": {
            "project": world["project"],
            "reference": "autre",
            "title": "Lavage",
            "launch_on": "2027-02-15",
        },
    }
    client = visitor(role)
    before = everything()
    for name, values in additions.items():
        answer = client.post(reverse(name), values, content_type="application/json")
        assert answer.status_code in (400, 403, 404), name
    assert everything() == before


@pytest.mark.parametrize("role", ALL)
def test_no_role_of_a_project_opens_the_administration(visitor, role):
    answer = visitor(role).get(reverse("admin:index"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")

"""One project from its need to its tender, and somebody in each role."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile

from needs.models import Scenario
from needs.rights import COMMENT, EDIT, NONE, READ, VALIDATE
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
from tenders.answering import readings
from tenders.answering.models import SafeguardEntry
from tenders.answering.safeguard import rule
from tenders.clauses import library
from tenders.models import (
    ClauseComment,
    Consortium,
    ConsortiumFile,
    ConsultationDocument,
    ContributionFile,
    ExportedPackage,
    LocalClause,
    MarketConsultation,
    MemberState,
    TenderClause,
)
from tenders.workshops.models import WorkshopDocument
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import (
    ContributorFactory,
    DiscussionFactory,
    FactFactory,
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    TableImportFactory,
    TeammateFactory,
    VolumeFactory,
)
from tests.suppliers.factories import EssProofFactory, SupplierFactory, waiting_intake
from tests.tenders.answering.factories import asked_help, preparation, published
from tests.tenders.dossiers.factories import read_dossier_of
from tests.tenders.factories import (
    CLOSES,
    DURING,
    ConsultationFactory,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
)
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory
from tests.tenders.training.factories import RegistrationFactory, SessionFactory, came
from tests.tenders.word_edits import returned_document
from tests.tenders.workshops.factories import WorkshopFactory, announced_workshop


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


def one_project():
    """The people by their role, and the key of each object that an address names."""
    network = OrganisationFactory(name="Réseau", kind=OrganisationKind.NETWORK)
    project = ProjectFactory(facilitator=network)
    members = {role: MembershipFactory(role=Role.BUYER) for role in ("owner", "member")}
    for membership in members.values():
        MemberFactory(project=project, organisation=membership.organisation)
    owner = members["owner"].organisation
    need = NeedFactory(organisation=owner, project=project, answers={"loss_rate": 2})
    site = SiteFactory(need=need)
    accounts = {
        role: MembershipFactory(role=Role.SUPPLIER)
        for role in ("supplier", "partner", "competitor")
    }
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
            **team_of(project),
            "facilitator": facilitator,
            **{role: named.user for role, named in (members | accounts | invited).items()},
        },
        "project": project.pk,
        "member_authority": members["member"].organisation_id,
        "discussion": DiscussionFactory(project=project).pk,
        "team_token": TeammateFactory(project=project, user=None).token(),
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
        **dossier_of(records["supplier"]),
        "dossier_kind": "deadline",
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
        **(consulted := consultation_of(project, records)),
        **workshops_of(consulted["consultation"]),
        **session_of(project),
        **answer_of(project, records["supplier"]),
    }


def dossier_of(record):
    """A file that the supplier had read, and the answer it begins from it."""
    dossier = read_dossier_of(record)
    begun = readings.begin(dossier, by=UserFactory(), now=DURING)
    return {"dossier": dossier.pk, "preparation_read": begun.pk}


def answer_of(project, record):
    """What one supplier prepares for another tender of the project, and the help it asked."""
    tender = TenderFactory(project=project, offers_due_at=CLOSES + timedelta(days=30))
    LotFactory(tender=tender)
    call = published(tender, at=DURING)
    prepared = preparation(record, call, now=DURING)
    help = asked_help(prepared, state="accepted", meet_at=CLOSES)
    entry = SafeguardEntry.objects.note(
        "allowed", rule(()), supplier=record, person=help.adviser, about=str(call), now=DURING
    )
    return {
        "call": call.pk,
        "preparation": prepared.pk,
        "help": help.pk,
        "help_what": "note",
        "kit_kind": "kit",
        "prices_kind": "dqe",
        "booklet_kind": "formation_fournisseur",
        "safeguard": entry.pk,
    }


def team_of(project):
    """The owner of the project, and those named in it: outsiders, save the one it withdrew."""
    project.owner = MembershipFactory(organisation=project.lead, role=Role.BUYER).user
    project.save()
    named = {"reads": READ, "comments": COMMENT, "edits": EDIT, "validates": VALIDATE}
    people = {
        role: TeammateFactory(project=project, right=right).user for role, right in named.items()
    }
    withdrawn = MembershipFactory(organisation=project.lead, role=Role.OFFICER).user
    TeammateFactory(project=project, user=withdrawn, email=withdrawn.email, right=NONE)
    return {**people, "withdrawn": withdrawn, "project_owner": project.owner}


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
    clause = QuestionFactory(kind="clause", consultation=consultation)
    invited = {
        role: InvitationFactory(consultation=consultation, supplier=record)
        for role, record in records.items()
    }
    file = ContributionFile.objects.keep(
        ContentFile(b"%PDF-1.7", name="note.pdf"),
        contribution=ContributionFactory(invitation=invited["supplier"]),
    )
    group = Consortium.found(invited["supplier"], "Bacs", now=DURING)
    sent = send_answers(invited["supplier"], {question: file.as_value()}, answering="group")
    send_answers(invited["competitor"], {})
    document = ConsultationDocument(consultation=consultation, title="Plan", name="a.pdf", size=8)
    document.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
    group.members.create(invitation=invited["partner"], state=MemberState.JOINED, since=DURING)
    comment = ClauseComment.objects.say(invited["supplier"], clause, "Trop bas.", now=DURING)
    return {
        "clause_asked": clause.pk,
        "comment": comment.pk,
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


def session_of(project):
    """A session for the project, to come, with somebody registered; another that took place."""
    session = SessionFactory(
        project=project, organiser=project.facilitator, starts_at=DURING + timedelta(days=30)
    )
    held = SessionFactory(organiser=project.facilitator, starts_at=DURING - timedelta(days=9))
    registered = RegistrationFactory(session=session)
    return {
        "registered": registered.pk,
        "past_session": held.pk,
        "attended_token": came(held, "a@example.org").token(),
        "session": session.pk,
        "sitting": session.sittings.get().pk,
        "registration_token": registered.token(),
        "quiz": "fournisseur",
        "session_document": "emargement",
    }


def workshops_of(consultation):
    """A workshop announced, with a point of its minutes and a correction asked; and a draft."""
    workshop = announced_workshop(MarketConsultation.objects.get(pk=consultation))
    point = workshop.points.create(position=1, text="Deux lots suffiraient.")
    asked = workshop.corrections.create(
        point=point,
        asked_by=workshop.consultation.invitations.first(),
        text="Trois lots.",
        asked_at=DURING,
    )
    document = WorkshopDocument(workshop=workshop, title="Plan", name="a.pdf", added_at=DURING)
    document.size = 8
    document.file.save("a.pdf", ContentFile(b"%PDF-1.7"))
    draft = WorkshopFactory(consultation=workshop.consultation)
    return {
        "workshop": workshop.pk,
        "workshop_document": document.pk,
        "workshop_kind": "invitation",
        "minutes_point": point.pk,
        "correction": asked.pk,
        "workshop_draft": draft.pk,
        "agenda_item": draft.items.get().pk,
    }

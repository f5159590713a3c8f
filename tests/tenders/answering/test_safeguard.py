"""Whoever worked on a tender, or may read what competitors answer, advises no candidate on it.

Every way round it is tried here: another organisation, another role, another account, a link passed
on, a right taken away since, a right given later.
"""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import reverse

from needs import rights
from needs.models import (
    Contributor,
    Discussion,
    Need,
    NeedFact,
    Project,
    ProjectMember,
    RegisterEntry,
    Scenario,
    Teammate,
)
from procurement.accounts.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    User,
)
from suppliers.models import MatchRun, NetworkMember, RecordAct
from tenders import invitations
from tenders.answering import helping
from tenders.answering.models import HelpRequest, HelpState, Insider, SafeguardEntry
from tenders.answering.safeguard import GROUNDS, Ruling, Tie, TieKind, rule, same_mailbox
from tenders.answering.ties import TRACES, ruling_on
from tenders.models import (
    Consortium,
    Decision,
    ExportedPackage,
    LocalClause,
    Marking,
    MemberState,
    TenderClause,
)
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import ContributorFactory, FactFactory, MemberFactory, NeedFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.answering.factories import (
    NOW,
    adviser,
    asked_help,
    call,
    holder,
    preparation,
    published,
)
from tests.tenders.factories import ConsultationFactory, InvitationFactory
from tests.tenders.word_edits import returned_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared():
    return preparation()


@pytest.fixture
def project(prepared):
    return prepared.publication.tender.project


@pytest.fixture
def tender(prepared):
    return prepared.publication.tender


@pytest.fixture
def outsider():
    return adviser()


def kinds(person, prepared):
    return {tie.kind for tie in ruling_on(person, prepared, now=NOW).ties}


def join(person, organisation, role=Role.BUYER):
    return Membership.objects.create(user=person, organisation=organisation, role=role)


def invite(project, supplier=None, **values):
    consultation = project.consultations.first() or ConsultationFactory(project=project)
    return InvitationFactory(consultation=consultation, supplier=supplier, **values)


# Pure rules.


def test_no_tie_no_refusal():
    assert rule(()).allowed


@pytest.mark.parametrize("kind", TieKind)
def test_each_tie_refuses_with_a_reason_and_an_article(kind):
    ruling = rule([Tie(kind)])
    assert not ruling.allowed
    assert ruling.reasons
    assert ruling.articles


def test_every_kind_of_tie_has_its_ground():
    assert set(GROUNDS) == set(TieKind)


def test_a_presumption_is_not_said_beside_what_is_certain():
    both = rule([Tie(TieKind.DOMAIN, "ville.fr"), Tie(TieKind.TEAM, "Ville")])
    assert [tie.kind for tie in both.ties] == [TieKind.TEAM]


def test_what_is_not_settled_by_a_text_is_said_as_a_doubt():
    assert rule([Tie(TieKind.DOMAIN)]).doubts
    assert not rule([Tie(TieKind.WORKED)]).doubts


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("ana.roy@ville.fr", "ana.roy@ville.fr"),
        ("Ana.Roy+marche@Ville.fr", "ana.roy@ville.fr"),
        (" a+b+c@x.fr ", "a@x.fr"),
    ],
)
def test_one_mailbox_however_it_is_written(email, mailbox):
    assert same_mailbox(email) == mailbox


# Somebody free, then each way of being tied.


def test_somebody_who_has_nothing_to_do_with_it_may_help(prepared, outsider):
    assert ruling_on(outsider, prepared, now=NOW).allowed


@pytest.mark.parametrize("role", [Role.BUYER, Role.OFFICER, Role.FACILITATOR, Role.SUPPLIER])
def test_any_role_in_the_lead_bars(prepared, project, outsider, role):
    join(outsider, project.lead, role)
    assert kinds(outsider, prepared) == {TieKind.TEAM}


def test_the_network_that_runs_the_project_advises_nobody_on_it(prepared, project):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    Project.objects.filter(pk=project.pk).update(facilitator=network)
    prepared.refresh_from_db()
    assert TieKind.TEAM in kinds(adviser(network=network), prepared)


def test_a_member_authority_bars_as_the_lead_does(prepared, project, outsider):
    member = MemberFactory(project=project).organisation
    join(outsider, member)
    assert TieKind.TEAM in kinds(outsider, prepared)


def test_a_second_record_of_the_same_authority_is_the_same_authority(prepared, project, outsider):
    Organisation.objects.filter(pk=project.lead_id).update(siret="20009320100016")
    twin = OrganisationFactory(name="Direction des achats", siret="20009320100024")
    join(outsider, twin)
    assert TieKind.TEAM in kinds(outsider, prepared)


def test_a_second_organisation_does_not_hide_the_first(prepared, project, outsider):
    """She runs a network of helpers, and works for the buyer as well."""
    join(outsider, project.lead, Role.OFFICER)
    join(outsider, OrganisationFactory(kind=OrganisationKind.NETWORK), Role.FACILITATOR)
    assert not ruling_on(outsider, prepared, now=NOW).allowed


def test_changing_role_changes_nothing(prepared, project, outsider):
    membership = join(outsider, project.lead, Role.OFFICER)
    assert not ruling_on(outsider, prepared, now=NOW).allowed
    membership.role = Role.FACILITATOR
    membership.save()
    assert not ruling_on(outsider, prepared, now=NOW).allowed


def test_leaving_the_team_does_not_undo_what_was_read(prepared, project, outsider):
    membership = join(outsider, project.lead)
    Insider.objects.remember(project, now=NOW)
    membership.delete()
    ruling = ruling_on(outsider, prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.FORMER]
    assert ruling.doubts


def test_publishing_remembers_all_those_who_could_read(prepared, project):
    """Whoever is withdrawn the day after is still known."""
    member = MembershipFactory(organisation=project.lead)
    Insider.objects.remember(project, now=NOW)
    assert Insider.objects.filter(project=project, user=member.user).exists()


def test_an_authority_that_left_the_project_leaves_its_people_barred(prepared, project, outsider):
    row = MemberFactory(project=project)
    join(outsider, row.organisation)
    Insider.objects.remember(project, now=NOW)
    ProjectMember.objects.filter(pk=row.pk).delete()
    assert TieKind.FORMER in kinds(outsider, prepared)


def test_a_deleted_account_opened_again_with_the_same_address_is_known(prepared, project):
    person = UserFactory(email="lea@mairie-lens.fr")
    join(person, project.lead)
    Insider.objects.remember(project, now=NOW)
    person.delete()
    back = adviser(email="lea@mairie-lens.fr")
    assert TieKind.FORMER in kinds(back, prepared)


def test_joining_later_stops_a_help_already_under_way(prepared, project, outsider):
    help = asked_help(prepared, outsider, state=HelpState.ACCEPTED)
    assert helping.watch(help, now=NOW) is None
    join(outsider, project.lead)
    assert helping.watch(help, now=NOW + timedelta(days=1)) is not None
    assert help.state == HelpState.STOPPED
    assert SafeguardEntry.objects.get(act="stopped").person == outsider


def test_a_network_that_takes_the_project_up_later_stops_its_helpers(prepared, project, outsider):
    help = asked_help(prepared, outsider, state=HelpState.ACCEPTED)
    network = outsider.organisations.get()
    Project.objects.filter(pk=project.pk).update(facilitator=network)
    help = HelpRequest.objects.get(pk=help.pk)
    assert helping.watch(help, now=NOW) is not None


def test_a_link_to_join_the_project_bars_whoever_used_it(prepared, project, outsider):
    own = OrganisationFactory(name="Commune voisine")
    join(outsider, own)
    assert ruling_on(outsider, prepared, now=NOW).allowed
    project.admit(own, by=outsider, now=NOW)
    assert not ruling_on(outsider, prepared, now=NOW).allowed


def registered(project, by):
    return RegisterEntry.objects.note(project, "diagnosis_frozen", by=by, now=NOW, sheets=1)


def judged(project, by):
    tender = project.tenders.get()
    return Marking.objects.create(
        tender=tender, content={}, file_name="a.xlsx", digest="0", by=by, at=NOW
    )


def decided(project, by):
    consultation = ConsultationFactory(project=project)
    return Decision.objects.create(
        consultation=consultation, proposal="A", reason="B", decided_by=by, decided_at=NOW
    )


def returned(project, by):
    document = returned_document(project.tenders.get())
    document.by = by
    document.save()


HANDS = {
    "an act of the register": registered,
    "a need": lambda project, by: NeedFactory(project=project, created_by=by),
    "a sheet entrusted": lambda project, by: ContributorFactory(need__project=project, user=by),
    "a fact decided": lambda project, by: FactFactory(need__project=project, decided_by=by),
    "a scenario": lambda project, by: Scenario.objects.create(
        project=project, title="A", created_by=by
    ),
    "a search": lambda project, by: MatchRun.objects.create(
        project=project, weights={}, demand={}, result={}, created_by=by
    ),
    "the tender": lambda project, by: project.tenders.update(created_by=by),
    "a package": lambda project, by: ExportedPackage.objects.update(by=by),
    "a document come back": returned,
    "the marks": judged,
    "a decision": decided,
}


@pytest.mark.parametrize("hand", HANDS)
def test_any_trace_of_a_hand_bars_without_any_membership(prepared, project, outsider, hand):
    HANDS[hand](project, outsider)
    assert TieKind.WORKED in kinds(outsider, prepared)


def test_writing_a_clause_that_the_tender_takes_is_working_on_it(prepared, tender, outsider):
    from tenders.clauses import library

    version = LocalClause.objects.fork(
        library().get("buffer-stock"), outsider.organisations.get(), by=outsider, now=NOW
    )
    TenderClause.objects.create(
        tender=tender, clause_id=version.clause.slug, clause_version=1, local=version
    )
    assert TieKind.WORKED in kinds(outsider, prepared)


def test_no_model_that_names_people_is_forgotten():
    """A new model with somebody's hand on a project must be traced, or left out for a reason."""
    left_out = {
        "needs.ProjectMember",
        # Another path tells the same: the register, or the row above it.
        "tenders.HouseTemplate",
        "tenders.ClauseVersion",
        "tenders.ClauseAct",
        "tenders.LocalClause",
        "needs.LegalAmendment",
    }
    traced = {trace.model._meta.label for trace in TRACES}
    named = {
        model._meta.label
        for label in ("needs", "tenders")
        for model in apps.get_app_config(label).get_models()
        if any(isinstance(f, ForeignKey) and f.related_model is User for f in model._meta.fields)
    }
    assert named - traced - left_out == set()


def test_every_trace_is_a_path_that_holds():
    project = NeedFactory(in_project=True).project
    person = UserFactory()
    for trace in TRACES:
        for field in trace.people:
            rows = trace.model._default_manager.filter(
                **{trace.project: project.pk, f"{field}__in": [person.pk]}
            )
            assert not rows.exists()


@pytest.mark.parametrize("right", [rights.READ, rights.COMMENT, rights.EDIT, rights.VALIDATE])
def test_a_right_given_by_name_bars_whatever_the_organisation(prepared, project, outsider, right):
    name_in(project, outsider, right)
    assert TieKind.WORKED in kinds(outsider, prepared)


def test_a_right_withdrawn_does_not_open_the_door_again(prepared, project, outsider):
    mate = name_in(project, outsider, rights.READ)
    mate.receive(rights.NONE, name="", by=UserFactory(), now=NOW)
    assert not ruling_on(outsider, prepared, now=NOW).allowed


def test_somebody_invited_in_the_team_who_has_not_come_yet_is_already_barred(
    prepared, project, outsider
):
    Teammate.objects.create(
        project=project, email=outsider.email, right=rights.READ, invited_at=NOW
    )
    assert TieKind.TEAM in kinds(outsider, prepared)


def test_somebody_named_is_remembered_once_the_row_is_gone(prepared, project, outsider):
    mate = name_in(project, outsider, rights.READ)
    Insider.objects.remember(project, now=NOW)
    mate.delete()
    assert TieKind.FORMER in kinds(outsider, prepared)


def test_a_word_in_the_team_s_threads_is_a_hand_on_the_project(prepared, project, outsider):
    Discussion.objects.start(
        project, place="tender", about="Marché", text="À revoir", by=outsider, now=NOW
    )
    assert TieKind.WORKED in kinds(outsider, prepared)


def name_in(project, person, right):
    return Teammate.objects.create(
        project=project,
        email=person.email,
        user=person,
        right=right,
        invited_at=NOW,
        joined_at=NOW,
    )


# Another account of the same person.


def test_another_account_that_proved_the_same_address_is_the_same_person(
    prepared, project, outsider
):
    inside = UserFactory(email="lea@lens-agglo.fr")
    join(inside, project.lead)
    EmailAddress.objects.create(user=outsider, email="lea@lens-agglo.fr", verified=True)
    assert TieKind.ALIAS in kinds(outsider, prepared)


def test_an_address_that_was_not_proved_says_nothing(prepared, project, outsider):
    inside = UserFactory(email="lea@gmail.com")
    join(inside, project.lead)
    EmailAddress.objects.create(user=outsider, email="lea@gmail.com", verified=False)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_tag_in_the_address_does_not_make_another_person(prepared, project):
    inside = UserFactory(email="lea@gmail.com")
    join(inside, project.lead)
    assert TieKind.ALIAS in kinds(adviser(email="lea+aide@gmail.com"), prepared)


def test_the_hand_of_the_other_account_counts_too(prepared, project):
    registered(project, UserFactory(email="lea@gmail.com"))
    assert TieKind.ALIAS in kinds(adviser(email="lea+aide@gmail.com"), prepared)


def test_a_colleague_of_the_buyer_is_refused_by_the_domain_and_the_doubt_is_said(prepared, project):
    join(UserFactory(email="achats@mairie-lens.fr"), project.lead)
    ruling = ruling_on(adviser(email="conseil@mairie-lens.fr"), prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.DOMAIN]
    assert "présomption" in ruling.doubts[0]


def test_a_subdomain_is_the_same_house(prepared, project):
    join(UserFactory(email="achats@mairie-lens.fr"), project.lead)
    assert TieKind.DOMAIN in kinds(adviser(email="a@culture.mairie-lens.fr"), prepared)


def test_a_mail_open_to_all_is_no_house(prepared, project):
    join(UserFactory(email="achats@gmail.com"), project.lead)
    assert ruling_on(adviser(email="conseil@gmail.com"), prepared, now=NOW).allowed


# What competitors answered.


def test_an_address_that_received_a_competitor_s_link_bars(prepared, project, outsider):
    invite(project, SupplierFactory(), email=outsider.email)
    assert TieKind.SAW_ANSWERS in kinds(outsider, prepared)


def test_the_link_of_the_supplier_helped_is_no_competitor_s(prepared, project, outsider):
    invite(project, prepared.supplier, email=outsider.email)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def trust(network, supplier, **values):
    return NetworkMember.objects.create(
        network=network, supplier=supplier, status="accepted", asked_at=NOW, **values
    )


def test_a_network_that_may_answer_for_another_candidate_advises_none(prepared, project, outsider):
    rival = SupplierFactory()
    invite(project, rival)
    trust(outsider.organisations.get(), rival, may_answer=True)
    ruling = ruling_on(outsider, prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.NETWORK]
    assert rival.name not in " ".join(ruling.reasons)


@pytest.mark.parametrize("values", [{}, {"may_edit": True}])
def test_a_network_that_may_not_answer_for_its_members_may_help_one(
    prepared, project, outsider, values
):
    rival = SupplierFactory()
    invite(project, rival)
    trust(outsider.organisations.get(), rival, **values)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_network_may_answer_for_the_very_supplier_that_it_helps(prepared, project, outsider):
    invite(project, prepared.supplier)
    trust(outsider.organisations.get(), prepared.supplier, may_answer=True)
    assert ruling_on(outsider, prepared, now=NOW).allowed


def test_a_trust_taken_back_since_still_counts(prepared, project, outsider):
    rival, user = holder()
    invite(project, rival)
    row = trust(outsider.organisations.get(), rival)
    row.accept(may_edit=False, may_answer=True, by=user, now=NOW)
    row.accept(may_edit=False, may_answer=False, by=user, now=NOW)
    assert TieKind.NETWORK in kinds(outsider, prepared)


def test_whoever_answered_for_another_supplier_has_read_its_answer(prepared, project, outsider):
    rival = SupplierFactory()
    invite(project, rival)
    RecordAct.objects.create(supplier=rival, act="answered", by=outsider, at=NOW)
    assert TieKind.SAW_ANSWERS in kinds(outsider, prepared)


def test_somebody_of_another_candidate_does_not_advise_this_one(prepared, outsider):
    rival, _ = holder()
    preparation(rival, prepared.publication)
    join(outsider, rival.organisation, Role.SUPPLIER)
    assert TieKind.SAME_SIDE in kinds(outsider, prepared)


def test_helping_another_candidate_on_the_same_lot_bars(prepared, outsider):
    asked_help(preparation(publication=prepared.publication), outsider, state=HelpState.ACCEPTED)
    ruling = ruling_on(outsider, prepared, now=NOW)
    assert [tie.kind for tie in ruling.ties] == [TieKind.OTHER_CANDIDATE]
    assert "Aucun texte" in ruling.doubts[0]


@pytest.mark.parametrize(
    ("theirs", "ours", "allowed"),
    [((1,), (2,), True), ((1,), (1, 2), False), ((), (2,), False), ((2,), (), False)],
)
def test_another_lot_is_another_competition(outsider, theirs, ours, allowed):
    publication = published()
    asked_help(
        preparation(publication=publication, lots=theirs), outsider, state=HelpState.ACCEPTED
    )
    ruling = ruling_on(outsider, preparation(publication=publication, lots=ours), now=NOW)
    assert ruling.allowed is allowed


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (HelpState.ASKED, True),
        (HelpState.DECLINED, True),
        (HelpState.CLOSED, False),
        (HelpState.STOPPED, False),
    ],
)
def test_a_help_that_ended_was_given_all_the_same(prepared, outsider, state, allowed):
    asked_help(preparation(publication=prepared.publication), outsider, state=state)
    assert ruling_on(outsider, prepared, now=NOW).allowed is allowed


def test_two_rivals_asked_at_once_and_only_the_first_is_helped(prepared, outsider):
    other = asked_help(preparation(publication=prepared.publication), outsider)
    mine = asked_help(prepared, outsider)
    helping.agree(other, now=NOW)
    with pytest.raises(helping.Refused):
        helping.agree(mine, now=NOW)
    assert mine.state == HelpState.STOPPED


def test_the_members_of_a_group_do_not_compete_with_one_another(prepared, project, outsider):
    ally = SupplierFactory()
    founder, second = invite(project, prepared.supplier), invite(project, ally)
    group = Consortium.found(founder, "Ensemble", now=NOW)
    group.members.create(invitation=second, state=MemberState.JOINED, since=NOW)
    asked_help(preparation(ally, prepared.publication), outsider, state=HelpState.ACCEPTED)
    assert ruling_on(outsider, prepared, now=NOW).allowed


# A file from elsewhere.


def test_a_file_from_elsewhere_knows_its_buyer_by_name(outsider):
    join(outsider, OrganisationFactory(name="ville de lens"), Role.BUYER)
    assert TieKind.TEAM in kinds(outsider, preparation(of=call(buyer="Ville de Lens")))


def test_a_file_from_elsewhere_knows_the_other_candidates(outsider):
    asked_help(preparation(of=call()), outsider, state=HelpState.ACCEPTED)
    assert TieKind.OTHER_CANDIDATE in kinds(outsider, preparation(of=call()))


# The trace.


def test_a_refusal_is_kept_and_no_request_is_made(prepared, project, outsider):
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    entry = SafeguardEntry.objects.get()
    assert (entry.act, entry.person, entry.supplier) == ("refused", outsider, prepared.supplier)
    assert entry.ruling["articles"] == ["L3", "L2141-10", "R2111-2"]
    assert not HelpRequest.objects.exists()


def test_the_trace_is_chained_and_says_where_it_was_broken(prepared, outsider):
    for _ in range(3):
        SafeguardEntry.objects.note(
            "allowed", Ruling(()), supplier=prepared.supplier, person=outsider, about="A", now=NOW
        )
    assert SafeguardEntry.objects.verdict(prepared.supplier).holds
    SafeguardEntry.objects.filter(number=2).update(named="Quelqu'un d'autre")
    assert [f.number for f in SafeguardEntry.objects.verdict(prepared.supplier).faults] == [2]


def test_a_removed_entry_is_seen(prepared, outsider):
    for _ in range(3):
        SafeguardEntry.objects.note(
            "allowed", Ruling(()), supplier=prepared.supplier, person=outsider, about="A", now=NOW
        )
    SafeguardEntry.objects.filter(number=1).delete()
    assert [f.kind for f in SafeguardEntry.objects.verdict(prepared.supplier).faults] == ["missing"]


def test_the_refused_person_does_not_learn_who_prepares_an_answer(prepared, project, outsider):
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    assert not SafeguardEntry.objects.visible_to(outsider).exists()


def test_nothing_of_it_enters_the_buyer_s_register(prepared, project, outsider):
    before = RegisterEntry.objects.filter(project=project).count()
    join(outsider, project.lead)
    with pytest.raises(helping.Refused):
        helping.ask(prepared, outsider, "Aidez-nous", shared=False, by=outsider, now=NOW)
    assert RegisterEntry.objects.filter(project=project).count() == before


# A link passed on.


@pytest.fixture
def group(prepared, project):
    founder = invite(project, prepared.supplier)
    return founder, Consortium.found(founder, "Ensemble", now=NOW)


def open_group(client, group, person=None):
    founder, consortium = group
    with time_machine.travel(founder.consultation.closes_at - timedelta(days=1), tick=False):
        if person:
            client.force_login(person)
        address = reverse("answering:group_kit", args=[invitations.token(founder), consortium.pk])
        return client.get(address)


def test_the_link_of_a_group_opens_without_an_account(client, group):
    assert open_group(client, group).status_code == 200


def test_the_link_passed_on_to_the_buyer_s_side_is_closed_said_and_traced(
    client, group, project, prepared
):
    officer = MembershipFactory(organisation=project.lead, role=Role.OFFICER).user
    answer = open_group(client, group, officer)
    assert answer.status_code == 403
    assert "côté de l'acheteur" in answer.content.decode().replace("&#x27;", "'")
    assert SafeguardEntry.objects.get(act="closed_door").person == officer


def test_somebody_withdrawn_from_the_team_stays_outside_the_group(client, group, project):
    membership = MembershipFactory(organisation=project.lead, role=Role.OFFICER)
    Insider.objects.remember(project, now=NOW)
    membership.delete()
    assert open_group(client, group, membership.user).status_code == 403


def test_the_address_of_a_help_opens_to_the_two_people_and_to_nobody_else(client, prepared):
    help = asked_help(prepared)
    colleague = adviser(email="b@appui-reseau.fr", network=help.adviser.organisations.get())
    client.force_login(colleague)
    assert client.get(help.get_absolute_url()).status_code == 404
    client.force_login(help.adviser)
    assert client.get(help.get_absolute_url()).status_code == 200


def test_facts_and_needs_of_another_project_bar_nobody(prepared, outsider):
    other = NeedFactory(in_project=True, created_by=outsider)
    FactFactory(need=other, decided_by=outsider)
    assert {Need, NeedFact, Contributor} <= {trace.model for trace in TRACES}
    assert ruling_on(outsider, prepared, now=NOW).allowed

"""Whoever worked on a tender, or could read of it, advises no candidate, by whatever way."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from needs import rights
from needs.models import (
    Discussion,
    Project,
    ProjectMember,
    Scenario,
    Teammate,
)
from procurement.accounts.models import (
    Organisation,
    OrganisationKind,
    Role,
    User,
)
from suppliers.models import MatchRun
from tenders.answering import helping
from tenders.answering.models import HelpRequest, HelpState, Insider, SafeguardEntry
from tenders.answering.safeguard import GROUNDS, Tie, TieKind, rule, same_mailbox
from tenders.answering.ties import TRACES, ruling_on
from tenders.models import (
    Decision,
    ExportedPackage,
    LocalClause,
    Marking,
    TenderClause,
)
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import ContributorFactory, FactFactory, MemberFactory, NeedFactory
from tests.tenders.answering.factories import (
    NOW,
    adviser,
    asked_help,
)
from tests.tenders.answering.safeguard.ties import join, kinds, registered
from tests.tenders.factories import ConsultationFactory
from tests.tenders.word_edits import returned_document

pytestmark = pytest.mark.django_db


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

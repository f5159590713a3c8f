"""Rights given by name in a project, over what organisations open by default."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from needs import rights
from needs.models import Need, Project, RegisterEntry, Teammate
from procurement.accounts.models import Membership, OrganisationKind, Role, User
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.needs.factories import MemberFactory, NeedFactory, ProjectFactory, TeammateFactory
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db
AMO = "amo@conseil.example.org"


def page(name, *args):
    return reverse(f"needs:{name}", args=args)


def acts(project):
    return list(RegisterEntry.objects.filter(project=project).values_list("act", flat=True))


def right_of(user, project):
    """The highest right that the querysets give."""
    held = [
        right
        for right in (rights.READ, rights.COMMENT, rights.EDIT, rights.VALIDATE)
        if Project.objects.granting(user, right).filter(pk=project.pk).exists()
    ]
    return held[-1] if held else rights.NONE


@pytest.fixture
def owner(project):
    project.owner = MembershipFactory(
        organisation=project.lead, role=Role.OFFICER, user__email="cheffe@example.org"
    ).user
    project.save()
    return project.owner


@pytest.fixture
def owning(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def colleague(project):
    return MembershipFactory(organisation=project.lead, role=Role.BUYER).user


@pytest.fixture
def amo():
    return UserFactory(email=AMO)


def invite(client, project, right="comment", email=AMO):
    data = {"name": "Dana Petit", "email": email, "right": right}
    return client.post(page("project_team", project.pk), data)


def change(client, project, user, right):
    return client.post(page("project_right", project.pk), {"email": user.email, "right": right})


def way_in():
    link = next(word for word in mail.outbox[-1].body.split() if "/equipe/" in word)
    return "/" + link.split("/", 3)[3]


@pytest.mark.parametrize(
    ("given", "wanted", "enough"),
    [("read", "read", True), ("read", "comment", False), ("edit", "comment", True),
     ("edit", "validate", False), ("validate", "validate", True), ("none", "read", False)],
)  # fmt: skip
def test_each_right_holds_the_ones_before(given, wanted, enough):
    assert rights.reaches(given, wanted) is enough


class TestByDefault:
    def test_the_people_of_the_lead_validate(self, project, colleague):
        assert right_of(colleague, project) == "validate"

    def test_the_people_of_a_member_authority_comment(self, project, neighbour):
        assert right_of(neighbour, project) == "comment"

    def test_those_who_run_projects_for_the_facilitator_validate(self):
        network = OrganisationFactory(kind=OrganisationKind.NETWORK)
        runs = MembershipFactory(organisation=network, role=Role.FACILITATOR).user
        assert right_of(runs, ProjectFactory(facilitator=network)) == "validate"

    def test_a_stranger_has_none(self, project, stranger):
        assert right_of(stranger, project) == "none"

    @pytest.mark.parametrize("right", ["none", "read", "comment", "edit", "validate"])
    def test_the_owner_says_what_the_people_of_the_lead_may(
        self, owning, owner, project, colleague, right
    ):
        owning.post(page("lead_right", project.pk), {"lead_right": right})
        assert right_of(colleague, project) == right
        assert right_of(owner, project) == "validate"

    def test_whoever_opens_a_project_owns_it(self, client, lead, project):
        client.force_login(lead)
        data = {"title": "Une autre", "sector": "general", "lead": project.lead.pk}
        client.post(page("project_create"), data)
        assert Project.objects.get(title="Une autre").owner == lead


class TestByName:
    @pytest.mark.parametrize("right", ["read", "comment", "edit", "validate"])
    def test_an_outsider_has_the_right_given_and_no_other(self, project, amo, right):
        TeammateFactory(project=project, user=amo, right=right)
        assert right_of(amo, project) == right
        assert right_of(amo, ProjectFactory()) == "none"

    @pytest.mark.parametrize("right", ["none", "read", "edit"])
    def test_a_name_wins_over_the_organisation(self, owning, project, colleague, right):
        change(owning, project, colleague, right)
        assert right_of(colleague, project) == right

    def test_the_sheets_of_the_lead_follow_the_rights_of_its_project(self, owning, project, amo):
        colleague = MembershipFactory(organisation=project.lead, role=Role.BUYER).user
        sheet = NeedFactory(project=project, organisation=project.lead)
        alone = NeedFactory(organisation=project.lead)
        change(owning, project, colleague, "read")
        assert set(Need.objects.visible_to(colleague)) == {sheet, alone}
        assert set(Need.objects.editable_by(colleague)) == {alone}
        change(owning, project, colleague, "none")
        assert set(Need.objects.visible_to(colleague)) == {alone}
        TeammateFactory(project=project, user=amo, right="edit")
        assert set(Need.objects.editable_by(amo)) == {sheet}

    def test_another_authority_keeps_its_own_sheets(self, owning, need, neighbour):
        sheet = NeedFactory(
            project=need.project, organisation=neighbour.memberships.get().organisation
        )
        invite(owning, need.project, "read", email=neighbour.email)
        assert set(Need.objects.editable_by(neighbour)) == {sheet}

    def test_who_only_reads_brings_no_authority_in(self, client, project, stranger):
        TeammateFactory(project=project, user=stranger, right="read")
        own = NeedFactory(organisation=stranger.memberships.get().organisation)
        client.force_login(stranger)
        answer = client.post(page("need_add", project.pk), {"need": own.pk})
        assert answer.status_code == 404
        assert not project.members.exists()


class TestInvitation:
    def test_it_says_what_the_right_opens_and_comes_by_e_mail(self, owning, project):
        invite(owning, project, "comment")
        (message,) = mail.outbox
        assert message.to == [AMO]
        assert "écrire des commentaires" in message.body
        assert "publier la consultation" not in message.body
        assert acts(project) == ["teammate_named"]

    def test_the_person_comes_in_by_the_link(self, owning, project, client, amo):
        invite(owning, project, "edit")
        link = way_in()
        assert right_of(amo, project) == "none"
        client.force_login(amo)
        assert client.post(link).url == project.get_absolute_url()
        assert right_of(amo, project) == "edit"
        assert acts(project) == ["teammate_named", "teammate_joined"]

    def test_opening_the_link_changes_nothing(self, owning, project, client, amo):
        invite(owning, project)
        client.force_login(amo)
        assert client.get(way_in()).status_code == 200
        assert right_of(amo, project) == "none"

    def test_a_link_passed_on_opens_nothing(self, owning, project, client, stranger):
        invite(owning, project)
        link = way_in()
        client.force_login(stranger)
        assert f"est faite à {AMO}" in client.get(link).content.decode()
        client.post(link)
        assert right_of(stranger, project) == "none"

    @pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 410)])
    def test_it_lapses_after_thirty_days(self, project, client, days, status):
        token = TeammateFactory(project=project, user=None).token()
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert client.get(page("team_join", token)).status_code == status

    def test_a_withdrawn_one_opens_nothing(self, owning, project, client, amo):
        invite(owning, project)
        link = way_in()
        owning.post(page("project_right", project.pk), {"email": AMO, "right": "none"})
        client.force_login(amo)
        assert client.post(link).status_code == 410
        assert right_of(amo, project) == "none"

    def test_a_made_up_link_opens_nothing(self, client, db):
        assert client.get(page("team_join", "abc:def")).status_code == 410

    def test_an_agent_of_the_lead_is_in_at_once(self, owning, project, colleague):
        invite(owning, project, "read", email=colleague.email.upper())
        assert right_of(colleague, project) == "read"
        assert "Ouvrir la démarche" in mail.outbox[0].body

    def test_a_supplier_is_refused_before_and_at_the_door(self, owning, project, client, amo):
        invite(owning, project)
        link = way_in()
        MembershipFactory(user=amo, role=Role.SUPPLIER)
        client.force_login(amo)
        assert client.post(link).status_code == 409
        assert right_of(amo, project) == "none"
        client.force_login(project.owner)
        answer = invite(client, project, "read")
        assert answer.status_code == 422
        assert "représente un fournisseur" in plain(answer.content.decode())

    @pytest.mark.parametrize(
        "data",
        [{"email": "amo@", "right": "read"}, {"email": AMO, "right": "all"},
         {"email": AMO, "right": "none"}, {"email": "", "right": "read"}],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_is_sent(self, owning, project, data):
        answer = owning.post(page("project_team", project.pk), {"name": "D", **data})
        assert answer.status_code == 422
        assert not mail.outbox
        assert not Teammate.objects.exists()

    def test_when_the_message_does_not_leave_the_link_is_there(self, owning, project, settings):
        settings.EMAIL_BACKEND = "tests.suppliers.test_labels.Down"
        invite(owning, project)
        html = owning.get(page("project_team", project.pk)).content.decode()
        assert "pas encore parti" in html
        assert Teammate.objects.get().token().split(":")[0] in html


class TestWithdrawal:
    def test_it_holds_for_the_pages_that_are_open(self, client, owner, project, colleague):
        client.force_login(colleague)
        assert client.get(page("project_edit", project.pk)).status_code == 200
        Teammate.objects.appoint(
            project, email=colleague.email, right="none", by=owner, now=timezone.now()
        )
        data = {"title": "Volé", "sector": "general", "version": project.version}
        assert client.post(page("project_edit", project.pk), data).status_code == 404
        for name in ("project", "diagnosis", "register", "project_team"):
            assert client.get(page(name, project.pk)).status_code == 404
        project.refresh_from_db()
        assert project.title != "Volé"

    def test_the_link_for_authorities_does_not_bring_back_who_was_withdrawn(
        self, client, owner, project, colleague
    ):
        Teammate.objects.appoint(
            project, email=colleague.email, right="none", by=owner, now=timezone.now()
        )
        client.force_login(colleague)
        data = {"organisation": project.lead.pk}
        client.post(page("join", project.join_token()), data)
        assert right_of(colleague, project) == "none"

    def test_an_agent_who_leaves_the_authority_leaves_the_project(self, project, colleague):
        Membership.objects.filter(user=colleague).delete()
        assert right_of(colleague, project) == "none"

    def test_the_change_is_in_the_register_with_both_rights(self, owning, project, colleague):
        change(owning, project, colleague, "edit")
        change(owning, project, colleague, "read")
        change(owning, project, colleague, "none")
        told = plain(owning.get(page("register", project.pk)).content.decode())
        assert f"Le droit de {colleague} passe de « modifier » à « lire »." in told
        assert f"{colleague} n'a plus accès à la démarche." in told


class TestOwner:
    def test_only_the_owner_composes_the_team(self, client, owner, project, colleague):
        client.force_login(colleague)
        assert invite(client, project).status_code == 404
        assert change(client, project, owner, "none").status_code == 404
        assert client.get(page("project_team", project.pk)).status_code == 200
        assert not Teammate.objects.exists()

    def test_the_owner_is_neither_lowered_nor_withdrawn(self, owning, owner, project):
        change(owning, project, owner, "read")
        assert right_of(owner, project) == "validate"
        assert "passez d'abord la main" in plain(
            owning.get(page("project_team", project.pk)).content.decode()
        )

    def test_the_owner_hands_over_and_composes_no_more(self, owning, project, colleague):
        owning.post(page("project_owner", project.pk), {"person": colleague.pk})
        project.refresh_from_db()
        assert project.owner == colleague
        assert invite(owning, project).status_code == 404
        assert acts(project) == ["owner_named"]

    def test_one_hands_over_to_who_validates_only(self, owning, owner, project, amo, stranger):
        TeammateFactory(project=project, user=amo, right="edit")
        for person in (amo, stranger):
            answer = owning.post(page("project_owner", project.pk), {"person": person.pk})
            assert answer.status_code == 422
        project.refresh_from_db()
        assert project.owner == owner

    @pytest.mark.parametrize("leaves", ["account closed", "authority left"])
    def test_a_team_whose_owner_left_is_taken_up(self, client, owner, project, colleague, leaves):
        if leaves == "account closed":
            User.objects.filter(pk=owner.pk).update(is_active=False)
        else:
            owner.memberships.all().delete()
        client.force_login(colleague)
        assert invite(client, project).status_code == 302

    def test_an_address_that_is_in_no_team_is_not_changed(self, owning, project, stranger):
        change(owning, project, stranger, "validate")
        assert right_of(stranger, project) == "none"
        assert not Teammate.objects.exists()


def test_the_page_lists_each_person_once_with_the_right_and_its_ground(owning, project, amo):
    colleague = MembershipFactory(
        organisation=project.lead, role=Role.BUYER, user__first_name="Nadia", user__last_name="Roy"
    ).user
    MembershipFactory(user=colleague, organisation=project.lead, role=Role.OFFICER)
    TeammateFactory(project=project, user=None, name="Dana Petit", right="read")
    told = plain(owning.get(page("project_team", project.pk)).content.decode())
    assert told.count('<th scope="row">Nadia Roy') == 1
    assert "Dana Petit" in told
    assert "invitation en attente" in told


def test_addresses_are_shown_to_the_owner_only(client, owner, project, neighbour):
    TeammateFactory(project=project, user=None, email=AMO)
    client.force_login(neighbour)
    assert AMO not in client.get(page("project_team", project.pk)).content.decode()
    client.force_login(owner)
    assert AMO in client.get(page("project_team", project.pk)).content.decode()


def test_the_page_asks_as_many_queries_for_thirty_people(
    owning, project, django_assert_max_num_queries
):
    TeammateFactory.create_batch(30, project=project)
    for _ in range(5):
        MembershipFactory(organisation=project.lead, role=Role.BUYER)
        MemberFactory(project=project)
    with django_assert_max_num_queries(16):
        owning.get(page("project_team", project.pk))

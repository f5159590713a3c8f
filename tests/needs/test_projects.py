import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from needs.models import Project, RegisterEntry, Scenario
from procurement.accounts.models import OrganisationKind, Role
from tests.factories import CommuneFactory, MembershipFactory, OrganisationFactory
from tests.needs.factories import (
    FactFactory,
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)
from tests.needs.plain import plain

pytestmark = pytest.mark.django_db
FINAL = {"final": "on"}  # the box that says it is not undone


def page(name, *args):
    return reverse(f"needs:{name}", args=args)


def acts(project):
    return list(project.register.values_list("act", flat=True))


def test_an_authority_opens_its_project_and_is_its_first_member(client, lead, project):
    client.force_login(lead)
    client.post(
        page("project_create"),
        {"title": "Vaisselle réemployable", "sector": "reuse_catering", "lead": project.lead.pk},
    )
    opened = Project.objects.get(title="Vaisselle réemployable")
    assert opened.reference.endswith("vaisselle-reemployable")
    assert [m.organisation for m in opened.members.all()] == [project.lead]
    assert acts(opened) == ["member_joined"]


def test_nobody_gets_a_questionnaire_they_did_not_choose(client, lead, project):
    client.force_login(lead)
    html = client.get(page("project_create")).content.decode()
    assert '<option value="" selected>Choisir…</option>' in html.partition('name="sector"')[2]
    answer = client.post(page("project_create"), {"title": "T", "lead": project.lead.pk})
    assert "Choisissez le secteur" in plain(answer.content.decode())
    project.sector = "green_spaces"
    project.save()
    edited = client.get(page("project_edit", project.pk)).context["form"]
    assert edited["sector"].value() == "green_spaces"
    assert "" not in dict(edited.fields["sector"].choices)


def test_two_projects_of_one_name_get_two_references(lead, project):
    now = timezone.now()
    first, second = (
        Project.objects.start(by=lead, now=now, title="Vaisselle", lead=project.lead)
        for _ in range(2)
    )
    assert second.reference == f"{first.reference}-2"


@pytest.mark.parametrize(
    ("title", "words"), [("Œuvres d'art", "oeuvres-d-art"), ("L’école : repas", "l-ecole-repas")]
)
def test_a_reference_keeps_every_word_of_its_title(lead, project, title, words):
    opened = Project.objects.start(by=lead, now=timezone.now(), title=title, lead=project.lead)
    assert opened.reference.partition("-")[2] == words


def test_nobody_opens_a_project_for_an_authority_that_is_not_theirs(client, stranger, project):
    client.force_login(stranger)
    answer = client.post(
        page("project_create"), {"title": "T", "sector": "general", "lead": project.lead.pk}
    )
    assert "lead" in answer.context["form"].errors


def test_a_network_opens_the_project_of_an_authority(client, project):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    client.force_login(MembershipFactory(organisation=network, role=Role.FACILITATOR).user)
    data = {"title": "T", "sector": "general", "lead": project.lead.pk, "facilitator": network.pk}
    client.post(page("project_create"), data)
    assert Project.objects.get(title="T").facilitator == network


def test_the_task_list_says_what_is_missing(client, lead, project):
    client.force_login(lead)
    html = plain(client.get(page("project", project.pk)).content.decode())
    assert "Aucun besoin n'est encore déposé." in html
    assert "Aucune recherche de fournisseurs n'a été lancée." in html
    assert html.count("state-todo") >= 5


def test_the_only_authority_of_a_person_is_already_chosen(client, lead, project):
    client.force_login(lead)
    form = client.get(page("project_create")).context["form"]
    assert form.fields["lead"].initial == project.lead


def test_the_diagnosis_is_in_progress_then_done(client, lead, need):
    client.force_login(lead)
    tasks = client.get(page("project", need.project.pk)).context["tasks"]
    assert tasks[0].state == "doing"
    client.post(page("freeze", need.project.pk), FINAL)
    tasks = client.get(page("project", need.project.pk)).context["tasks"]
    assert tasks[0].state == "done"


def test_those_who_steer_add_an_authority(client, lead, project, lille):
    client.force_login(lead)
    client.post(page("member_add", project.pk), {"organisation": lille.pk})
    assert project.members.filter(organisation=lille).exists()
    assert acts(project) == ["member_joined"]


def test_a_member_is_not_added_twice(client, lead, need, lille):
    client.force_login(lead)
    answer = client.post(page("member_add", need.project.pk), {"organisation": lille.pk})
    assert answer.status_code == 422


def test_an_authority_joins_by_the_link_with_its_need(client, project, stranger):
    organisation = stranger.memberships.get().organisation
    need = NeedFactory(organisation=organisation)
    client.force_login(stranger)
    link = page("join", project.join_token())
    assert client.get(link).status_code == 200
    client.post(link, {"organisation": organisation.pk, "need": need.pk})
    need.refresh_from_db()
    assert need.project == project
    assert acts(project) == ["member_joined", "need_joined"]
    assert client.get(page("diagnosis", project.pk)).status_code == 200


def test_an_authority_joins_before_writing_its_need(client, project, stranger):
    client.force_login(stranger)
    organisation = stranger.memberships.get().organisation
    client.post(page("join", project.join_token()), {"organisation": organisation.pk})
    assert project.members.filter(organisation=organisation).exists()


def test_a_link_tampered_with_opens_nothing(client, project, stranger):
    client.force_login(stranger)
    answer = client.get(page("join", project.join_token() + "x"))
    assert answer.status_code == 410
    assert "Ce lien n'ouvre plus rien" in answer.content.decode()


@pytest.mark.parametrize(("days", "status"), [(89, 200), (91, 410)])
def test_a_link_lapses_after_ninety_days(client, project, stranger, days, status):
    token = project.join_token()
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        client.force_login(stranger)
        assert client.get(page("join", token)).status_code == status


def test_nobody_joins_a_frozen_diagnosis(client, project, stranger, lead):
    project.freeze(by=lead, now=timezone.now())
    client.force_login(stranger)
    answer = client.get(page("join", project.join_token()))
    assert answer.status_code == 410
    assert "Le diagnostic est figé" in answer.content.decode()


def test_a_member_brings_a_need_already_written(client, neighbour, project):
    organisation = neighbour.memberships.get().organisation
    need = NeedFactory(organisation=organisation)
    client.force_login(neighbour)
    client.post(page("need_add", project.pk), {"need": need.pk})
    need.refresh_from_db()
    assert need.project == project


@pytest.mark.parametrize("need_id", ["", "nonsense", "6907cd4b-c4f0-4808-b99b-cc1c6d345121"])
def test_a_need_that_is_not_mine_is_not_brought(client, neighbour, project, need_id):
    client.force_login(neighbour)
    assert client.post(page("need_add", project.pk), {"need": need_id}).status_code == 422


def test_the_frozen_totals_are_noted(client, lead, need):
    VolumeFactory(need=need)
    client.force_login(lead)
    client.post(page("freeze", need.project.pk), FINAL)
    entry = need.project.register.get()
    assert entry.act == "diagnosis_frozen"
    assert [plain(total) for total in entry.facts["totals"]] == [
        "Repas servis : 225 000 repas par an"
    ]


def test_nothing_is_frozen_before_the_person_says_that_it_is_final(client, lead, need):
    client.force_login(lead)
    answer = client.post(page("freeze", need.project.pk), follow=True)
    assert "Rien n'est figé" in plain(answer.content.decode())
    need.project.refresh_from_db()
    assert need.project.frozen_at is None


def test_the_points_left_are_told_where_one_freezes(client, lead, need):
    client.force_login(lead)
    html = plain(client.get(page("diagnosis", need.project.pk)).content.decode())
    assert re.search(r"Figer en l'état, avec \d+ points? à reprendre", html)


def test_an_empty_diagnosis_offers_nothing_to_freeze(client, lead, project):
    client.force_login(lead)
    assert "Figer" not in client.get(page("diagnosis", project.pk)).content.decode()


@pytest.mark.parametrize(
    ("sector", "offered"),
    [("reuse_catering", True), ("catering", True), ("general", True), ("green_spaces", False)],
)
def test_containers_are_compared_where_the_purchase_has_some(client, lead, sector, offered):
    project = ProjectFactory(lead=lead.memberships.get().organisation, sector=sector)
    client.force_login(lead)
    links = [
        label for label, _ in client.get(page("project", project.pk)).context["tasks"][0].links
    ]
    assert ("Comparer l'usage unique et le réemploi" in links) is offered


def test_a_comparison_begun_stays_at_hand_whatever_the_sector(client, lead):
    project = ProjectFactory(lead=lead.memberships.get().organisation, sector="green_spaces")
    Scenario.objects.create(project=project, title="Gobelets")
    client.force_login(lead)
    html = client.get(page("project", project.pk)).content.decode()
    assert "Comparer l'usage unique" in plain(html)


def test_a_diagnosis_is_frozen_once(client, lead, project):
    client.force_login(lead)
    client.post(page("freeze", project.pk), FINAL)
    assert client.post(page("freeze", project.pk), FINAL).status_code == 410
    assert acts(project) == ["diagnosis_frozen"]


def test_the_register_reads_in_french_and_holds(client, lead, need, lille):
    need.join(need.project, by=lead, now=timezone.now())
    client.force_login(lead)
    html = plain(client.get(page("register", need.project.pk)).content.decode())
    assert f"Le besoin « {need.title} » de Ville de Lille rejoint le diagnostic." in html
    assert "Registre intact" in html


def test_the_register_shows_where_it_was_broken(client, lead, need):
    for _ in range(3):
        need.join(need.project, by=lead, now=timezone.now())
    RegisterEntry.objects.filter(number=2).update(facts={"need": "autre"})
    client.force_login(lead)
    html = plain(client.get(page("register", need.project.pk)).content.decode())
    assert "Registre rompu à l'acte n° 2" in html


def test_the_diagnosis_shows_totals_sites_objectives_and_answers(client, lead, need):
    site = SiteFactory(need=need, name="École Ferry")
    VolumeFactory(need=need, site=site)
    FactFactory(need=need, kind="objective", data={"id": "reemploi"}, status="confirmed")
    FactFactory(need=need, kind="objective", data={"id": "bio"}, status="rejected")
    need.answer({"washing_by": "provider"})
    client.force_login(lead)
    answer = client.get(page("diagnosis", need.project.pk))
    html = plain(answer.content.decode())
    assert "225 000" in html
    assert "École Ferry" in html
    assert "<strong>Réemploi</strong> : Ville de Lille" in html
    assert "un prestataire" in html
    assert "agriculture biologique" not in html.lower()
    (_, _, chart) = answer.context["charts"][0]
    assert chart["series"][0]["values"] == [225000.0]


def test_the_map_draws_the_whole_territory(client, lead, need):
    roubaix = CommuneFactory(insee="59512", name="Roubaix", lat=50.69, lon=3.17)
    SiteFactory(need=need)
    client.force_login(lead)
    drawn = client.get(page("diagnosis", need.project.pk)).context["map"]
    assert list(roubaix.point) in drawn["territory"]
    assert [point["kind"] for point in drawn["points"]] == ["site"]


def test_an_empty_diagnosis_says_what_to_do(client, lead, project):
    client.force_login(lead)
    html = client.get(page("diagnosis", project.pk)).content.decode()
    assert "Aucun volume n'est encore saisi" in html
    assert "data-chart" not in html
    assert "data-map" not in html


def large_project(members, sites):
    project = ProjectFactory()
    commune = CommuneFactory()
    for organisation in OrganisationFactory.create_batch(members):
        MemberFactory(project=project, organisation=organisation)
        need = NeedFactory(project=project, organisation=organisation)
        for site in SiteFactory.create_batch(sites, need=need, commune=commune):
            VolumeFactory(need=need, site=site, quantity=7, period="mois")
        FactFactory(need=need)
    return project


@pytest.mark.parametrize("members", [1, 6])
def test_a_diagnosis_takes_four_queries_whatever_its_size(django_assert_num_queries, members):
    project = Project.objects.select_related("lead").get(pk=large_project(members, 2).pk)
    with django_assert_num_queries(4):
        diagnosis = project.diagnosis()
    assert len(diagnosis.sites) == members * 2


@pytest.mark.parametrize("name", ["diagnosis", "project"])
def test_pages_of_a_project_take_a_constant_number_of_queries(
    client, django_assert_max_num_queries, name
):
    project = large_project(8, 3)
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    with django_assert_max_num_queries(23):
        client.get(page(name, project.pk))


def test_ninety_five_towns_and_six_hundred_sites_add_up_to_the_unit():
    project = large_project(95, 7)
    (total,) = project.diagnosis().totals
    assert str(total.value) == "38672.31"  # 95 × 7 × 7 × 12 × 36 ÷ 52
    assert len(total.by_member) == 95
    assert len(total.by_site) == 665

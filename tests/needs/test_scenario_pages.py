"""The pages of the scenarios: try, save, copy, and who may."""

import pytest

from needs.models import RegisterEntry, Scenario
from procurement.accounts.models import Role
from tests.factories import MembershipFactory
from tests.needs.factories import MemberFactory, NeedFactory, ProjectFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = ProjectFactory()
    need = NeedFactory(project=project, organisation=project.lead)
    VolumeFactory(need=need, component="lavage", quantity=40_000, unit="contenant", period="an")
    return project


@pytest.fixture
def scenario(project):
    return Scenario.objects.create(project=project, title="Scénario de base")


@pytest.fixture
def officer(client, project):
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    return client


def typed(scenario, **changes):
    return {"title": scenario.title, "version": scenario.version} | changes


def test_a_scenario_opens_with_the_volumes_of_the_diagnosis(officer, project):
    page = officer.post(f"/besoins/demarches/{project.pk}/scenarios/nouveau/", follow=True)
    said = page.content.decode().replace("\u202f", " ")
    assert 'value="40 000"' in said
    assert "lu dans le diagnostic" in said


def test_trying_a_value_changes_the_result_and_saves_nothing(officer, scenario):
    answer = officer.post(scenario.get_absolute_url(), typed(scenario, wash_price="9"))
    scenario.refresh_from_db()
    assert "360 000" in answer.content.decode().replace("\u202f", " ")
    assert scenario.values == {}


def test_saving_keeps_what_differs_from_what_was_proposed(officer, scenario):
    officer.post(
        scenario.get_absolute_url(),
        typed(scenario, save="1", wash_price="0,12", rounds="250") | {"wash_price-source": "devis"},
    )
    scenario.refresh_from_db()
    assert scenario.values == {"wash_price": {"value": "0.12", "source": "devis"}}


def test_an_emptied_value_goes_back_to_what_was_proposed(officer, scenario):
    scenario.values = {"wash_price": {"value": "0.12", "source": ""}}
    scenario.save()
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price=""))
    scenario.refresh_from_db()
    assert scenario.values == {}


@pytest.mark.parametrize(("value", "status"), [("10", 302), ("10,01", 422), ("beaucoup", 422)])
def test_a_value_beyond_its_limits_is_refused_and_nothing_is_saved(
    officer, scenario, value, status
):
    answer = officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price=value))
    scenario.refresh_from_db()
    assert answer.status_code == status
    assert bool(scenario.values) is (status == 302)


def test_a_second_hand_is_told_and_what_it_typed_is_kept(officer, scenario):
    stale = typed(scenario, save="1", wash_price="0,2")
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="0,1"))
    answer = officer.post(scenario.get_absolute_url(), stale)
    scenario.refresh_from_db()
    assert answer.status_code == 409
    assert 'value="0,2"' in answer.content.decode()
    assert scenario.values["wash_price"]["value"] == "0.1"


def test_after_a_conflict_saving_again_is_a_choice(officer, scenario):
    stale = typed(scenario, save="1", wash_price="0,2")
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="0,1"))
    officer.post(scenario.get_absolute_url(), stale)
    officer.post(scenario.get_absolute_url(), stale | {"version": 2})
    scenario.refresh_from_db()
    assert scenario.values["wash_price"]["value"] == "0.2"


def test_a_member_may_try_but_not_save(client, project, scenario):
    member = MemberFactory(project=project)
    client.force_login(MembershipFactory(organisation=member.organisation, role=Role.BUYER).user)
    answer = client.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="9"))
    scenario.refresh_from_db()
    assert answer.status_code == 200
    assert scenario.values == {}


def test_the_fragment_is_found_unchanged_in_the_full_page(officer, scenario):
    address = scenario.get_absolute_url()
    fragment = officer.post(address, typed(scenario), headers={"HX-Request": "true"})
    summary = fragment.content.decode().split('<div id="scenario-details"')[0].strip()
    page = officer.post(address, typed(scenario)).content.decode()
    assert "\n".join(line.strip() for line in summary.splitlines()) in "\n".join(
        line.strip() for line in page.splitlines()
    )


def test_a_copy_keeps_the_values_under_another_name(officer, project, scenario):
    scenario.values = {"wash_price": {"value": "0.12", "source": "devis"}}
    scenario.save()
    officer.post(f"/besoins/demarches/{project.pk}/scenarios/nouveau/", {"copy_of": scenario.pk})
    copied = Scenario.objects.exclude(pk=scenario.pk).get()
    assert (copied.title, copied.values) == ("Scénario de base (2)", scenario.values)


def test_two_scenarios_of_a_project_cannot_bear_one_name(officer, project, scenario):
    other = Scenario.objects.create(project=project, title="Autre")
    answer = officer.post(other.get_absolute_url(), typed(other, save="1", title=scenario.title))
    assert "porte déjà ce nom" in answer.content.decode()


def test_opening_changing_and_removing_are_noted(officer, project):
    officer.post(f"/besoins/demarches/{project.pk}/scenarios/nouveau/")
    scenario = Scenario.objects.get()
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1"))
    officer.post(f"{scenario.get_absolute_url()}retirer/")
    acts = RegisterEntry.objects.filter(project=project).values_list("act", flat=True)
    assert list(acts) == ["scenario_created", "scenario_changed", "scenario_removed"]


def test_the_list_compares_scenarios_in_a_constant_number_of_queries(
    officer, project, scenario, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/besoins/demarches/{project.pk}/scenarios/"
    with CaptureQueriesContext(connection) as one:
        officer.get(address)
    for n in range(8):
        Scenario.objects.create(project=project, title=f"Autre {n}")
    with django_assert_num_queries(len(one)):
        officer.get(address)


def test_the_api_gives_the_sentences_of_the_page(officer, project, scenario):
    page = officer.get(scenario.get_absolute_url()).content.decode()
    (found,) = officer.get(f"/api/v1/projects/{project.pk}/scenarios/").json()
    assert found["title"] == scenario.title
    assert all(sentence.replace("'", "&#x27;") in page for sentence in found["verdict"])

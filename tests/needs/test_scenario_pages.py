"""The pages of the scenarios: try, save, copy, and who may."""

import json

import pytest

from needs.models import RegisterEntry, Scenario
from procurement.accounts.models import Role
from tests.factories import MembershipFactory
from tests.needs.factories import MemberFactory, NeedFactory, ProjectFactory, VolumeFactory
from tests.needs.plain import plain

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
    scenario.refresh_from_db()
    return {"title": scenario.title, "seen": json.dumps(scenario.as_read())} | changes


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


def test_two_people_save_different_values_and_lose_none(officer, scenario):
    other = typed(scenario, save="1", rounds="300")
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="0,1"))
    assert officer.post(scenario.get_absolute_url(), other).status_code == 302
    scenario.refresh_from_db()
    assert {id: kept["value"] for id, kept in scenario.values.items()} == {
        "wash_price": "0.1",
        "rounds": "300",
    }


def test_a_second_hand_on_one_value_is_shown_both_and_saving_again_is_a_choice(officer, scenario):
    stale = typed(scenario, save="1", wash_price="0,2")
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="0,1"))
    answer = officer.post(scenario.get_absolute_url(), stale)
    scenario.refresh_from_db()
    html = plain(answer.content.decode())
    assert answer.status_code == 409
    assert "0,1 € HT (enregistré) ; 0,2 € HT (votre saisie)" in html
    assert scenario.values["wash_price"]["value"] == "0.1"
    seen = answer.context["form"]["seen"].value()
    officer.post(scenario.get_absolute_url(), stale | {"seen": seen})
    scenario.refresh_from_db()
    assert scenario.values["wash_price"]["value"] == "0.2"


def test_a_value_taken_back_meanwhile_is_told_as_the_one_proposed(officer, scenario):
    scenario.values = {"wash_price": {"value": "0.12", "source": "devis"}}
    scenario.save()
    stale = typed(scenario, save="1", wash_price="0,2")
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price=""))
    html = plain(officer.post(scenario.get_absolute_url(), stale).content.decode())
    assert "0,15 € HT (hypothèse) (enregistré) ; 0,2 € HT (votre saisie)" in html


def test_while_one_types_a_refused_value_is_told_with_what_counts_instead(officer, scenario):
    answer = officer.post(
        scenario.get_absolute_url(),
        typed(scenario, wash_price="12,5"),
        headers={"HX-Request": "true"},
    )
    said = plain(answer.content.decode())
    assert "Prix du lavage d'un contenant : Un nombre entre 0 et 10 € HT est attendu." in said
    assert "En attendant, le résultat compte 0,15 € HT." in said


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("loss_rate", "3 %", "3"),
        ("single_price", "0,2 €", "0.2"),
        ("single_price", "0,2 € HT", "0.2"),
        ("uses_per_year", "12.000", "12000"),
        ("uses_per_year", "1 250,5", "1250.5"),
        ("years", "5 ans", "5"),
    ],
)
def test_values_are_read_as_french_people_write_them(officer, scenario, name, value, kept):
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", **{name: value}))
    scenario.refresh_from_db()
    assert scenario.values[name]["value"] == kept


@pytest.mark.parametrize("value", ["-5", "3 €", "1e400", "nan", "Infinity", "½", "12 %%"])
def test_an_absurd_value_is_refused(officer, scenario, value):
    answer = officer.post(scenario.get_absolute_url(), typed(scenario, save="1", loss_rate=value))
    assert answer.status_code == 422


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
    officer.post(scenario.get_absolute_url(), typed(scenario, save="1", wash_price="0,1"))
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

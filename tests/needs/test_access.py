import pytest
from django.urls import reverse

from tests.needs.factories import FactFactory, SiteFactory, VolumeFactory

READ = ("detail", "questionnaire")
WRITE = ("edit", "site_create", "volume_create")


def page(name, *args):
    return reverse(f"needs:{name}", args=args)


@pytest.mark.parametrize("name", READ + WRITE)
def test_a_stranger_finds_no_page_of_the_sheet(client, need, stranger, name):
    client.force_login(stranger)
    assert client.get(page(name, need.pk)).status_code == 404


@pytest.mark.parametrize("name", ["project", "diagnosis", "register"])
def test_a_stranger_finds_no_page_of_the_project(client, project, stranger, name):
    client.force_login(stranger)
    assert client.get(page(name, project.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [*((n, 200) for n in READ), *((n, 404) for n in WRITE)]
)
def test_a_member_reads_the_sheets_of_others_and_writes_none(client, need, neighbour, name, status):
    client.force_login(neighbour)
    assert client.get(page(name, need.pk)).status_code == status


@pytest.mark.parametrize("name", ["project", "diagnosis", "register"])
def test_a_member_reads_the_joint_diagnosis(client, need, project, neighbour, name):
    client.force_login(neighbour)
    assert client.get(page(name, project.pk)).status_code == 200


def test_a_member_does_not_see_the_buttons_of_the_owner(client, need, neighbour):
    FactFactory(need=need)
    client.force_login(neighbour)
    html = client.get(page("detail", need.pk)).content.decode()
    assert "Cette fiche est celle de la Ville de Lille" in html
    assert "Accepter" not in html
    assert "Ajouter un site" not in html


def test_a_member_cannot_act_on_the_parts_of_others(client, need, neighbour):
    fact, volume = FactFactory(need=need), VolumeFactory(need=need)
    site = SiteFactory(need=need)
    client.force_login(neighbour)
    for address in (
        page("decide", need.pk, fact.pk),
        page("correct", need.pk, fact.pk),
        page("decide_all", need.pk),
        page("validate", need.pk),
        page("volume", need.pk, volume.pk),
        page("volume_remove", need.pk, volume.pk),
        page("site_remove", need.pk, site.pk),
        page("section", need.pk, "meals"),
    ):
        assert client.post(address, {"decision": "confirmed"}).status_code == 404, address
    fact.refresh_from_db()
    assert fact.status == "proposed"
    assert need.volumes.get() == volume


def test_a_part_of_another_sheet_is_not_reached_through_mine(client, need, buyer):
    elsewhere = VolumeFactory()
    client.force_login(buyer)
    assert client.get(page("volume", need.pk, elsewhere.pk)).status_code == 404


def test_a_member_who_does_not_steer_cannot_freeze(client, project, neighbour):
    client.force_login(neighbour)
    assert client.post(page("freeze", project.pk), {"final": "on"}).status_code == 404
    assert client.post(page("member_add", project.pk)).status_code == 404
    project.refresh_from_db()
    assert project.frozen_at is None


def test_nobody_writes_a_sheet_once_the_diagnosis_is_frozen(client, need, buyer, lead):
    client.force_login(lead)
    client.post(page("freeze", need.project.pk), {"final": "on"})
    client.force_login(buyer)
    assert client.get(page("edit", need.pk)).status_code == 410
    assert "figé" in client.get(page("detail", need.pk)).content.decode()


@pytest.mark.parametrize("name", ["index", "create", "project_create"])
def test_a_visitor_is_asked_to_sign_in(client, db, name):
    answer = client.get(page(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/comptes/login/")

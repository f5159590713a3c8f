import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from needs.models import Need
from tests.needs.factories import FactFactory, SiteFactory, VolumeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(buyer):
    return signed_in(buyer)


def signed_in(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def address(name, *args):
    return reverse(name, args=args)


def test_a_need_is_created_and_read(api, lille, project):
    data = {"title": "Bacs", "organisation": lille.pk, "text": "12 repas par jour"}
    answer = api.post(address("need-list"), data)
    assert answer.status_code == 201
    assert "12 repas par jour" in [fact["text"] for fact in answer.json()["facts"]]


def test_a_need_of_another_authority_is_not_created(api, project):
    answer = api.post(address("need-list"), {"title": "T", "organisation": project.lead.pk})
    assert answer.status_code == 400
    assert answer.json() == {"organisation": ["Vous n'agissez pas pour cette organisation."]}


def test_a_change_sends_the_version_it_read(api, need):
    url = address("need-detail", need.pk)
    assert "version" in api.patch(url, {"title": "Autre"}).json()
    answer = api.patch(url, {"title": "Autre", "version": 1})
    assert (answer.json()["title"], answer.json()["version"]) == ("Autre", 2)


def test_a_stale_change_is_answered_with_the_need_as_it_is(api, need, buyer):
    need.revise(version=1, by=buyer, now=need.updated_at, title="Le titre d'un autre")
    answer = api.patch(address("need-detail", need.pk), {"title": "Le mien", "version": 1})
    assert answer.status_code == 409
    assert (answer.json()["title"], answer.json()["version"]) == ("Le titre d'un autre", 2)


def test_an_owner_and_a_project_do_not_change_by_an_update(api, need, project):
    data = {"title": "T", "version": 1, "project": None}
    api.patch(address("need-detail", need.pk), data, format="json")
    assert Need.objects.get().project == project


def test_a_stranger_sees_nothing(need, stranger):
    VolumeFactory(need=need)
    client = signed_in(stranger)
    assert client.get(address("need-detail", need.pk)).status_code == 404
    assert client.get(address("project-detail", need.project.pk)).status_code == 404
    for name in ("need-list", "project-list", "volume-list", "site-list"):
        assert client.get(address(name)).json()["results"] == []


def test_a_member_reads_and_does_not_write_the_sheets_of_others(need, neighbour):
    volume = VolumeFactory(need=need)
    client = signed_in(neighbour)
    assert client.get(address("need-detail", need.pk)).status_code == 200
    assert client.patch(address("need-detail", need.pk), {"version": 1}).status_code == 404
    assert client.get(address("volume-detail", volume.pk)).status_code == 200
    assert client.delete(address("volume-detail", volume.pk)).status_code == 404


def test_a_visitor_is_refused(need):
    assert APIClient().get(address("need-list")).status_code == 401


@pytest.mark.parametrize("decision", ["confirmed", "rejected", "proposed"])
def test_a_fact_is_decided(api, need, decision):
    fact = FactFactory(need=need)
    answer = api.post(address("need-decide", need.pk, fact.pk), {"decision": decision})
    assert answer.json()["status"] == decision


def test_a_fact_is_corrected(api, need):
    fact = FactFactory(need=need)
    value = {"value": 1300, "unit": "repas", "period": "jour"}
    answer = api.post(
        address("need-decide", need.pk, fact.pk),
        {"decision": "corrected", "value": value},
        format="json",
    )
    assert answer.json()["data"]["value"] == 1300


def test_an_impossible_correction_is_refused(api, need):
    fact = FactFactory(need=need)
    answer = api.post(
        address("need-decide", need.pk, fact.pk),
        {"decision": "corrected", "value": {"value": -3, "unit": "repas"}},
        format="json",
    )
    assert answer.status_code == 400
    assert "value" in answer.json()


def test_a_site_takes_a_commune_as_people_write_it(api, need):
    data = {"need": str(need.pk), "name": "École Ferry", "commune": "Lille (59000)"}
    assert api.post(address("site-list"), data).json()["commune"] == "59350"
    answer = api.post(address("site-list"), {**data, "commune": "Lile"})
    assert answer.status_code == 400
    assert "Vouliez-vous dire Lille" in answer.json()["commune"][0]


@pytest.mark.parametrize(("quantity", "status"), [("0", 201), ("-1", 400), ("1000000001", 400)])
def test_a_volume_stays_within_its_limits(api, need, quantity, status):
    data = {"need": str(need.pk), "label": "Repas", "quantity": quantity, "unit": "repas"}
    assert api.post(address("volume-list"), data).status_code == status


@pytest.mark.parametrize(
    ("days", "status", "kept"),
    [(4.5, 201, 4.5), ("4.5", 201, 4.5), (5, 201, 5), (0, 400, None), (4.25, 400, None)],
)
def test_a_volume_may_count_half_days(api, need, days, status, kept):
    data = {"need": str(need.pk), "label": "R", "quantity": 1, "unit": "repas", "open_days": days}
    answer = api.post(address("volume-list"), data)
    assert (answer.status_code, need.volumes.values_list("open_days", flat=True).first()) == (
        status,
        kept,
    )
    assert status == 400 or answer.json()["open_days"] == kept


def test_a_volume_keeps_to_the_sites_of_its_need(api, need):
    elsewhere = SiteFactory()
    data = {"need": str(need.pk), "label": "R", "quantity": 1, "unit": "u", "site": elsewhere.pk}
    assert "site" in api.post(address("volume-list"), data).json()


def test_a_volume_is_not_added_to_the_need_of_others(neighbour, need):
    data = {"need": str(need.pk), "label": "Repas", "quantity": 1, "unit": "repas"}
    answer = signed_in(neighbour).post(address("volume-list"), data)
    assert answer.json() == {"need": ["Ce besoin ne vous est pas ouvert."]}


def test_a_volume_moves_neither_to_another_need_nor_into_it(api, need):
    volume = VolumeFactory(need=need)
    other = VolumeFactory()
    url = address("volume-detail", volume.pk)
    assert api.patch(url, {"need": str(other.need.pk)}).status_code == 400


def test_the_diagnosis_gives_exact_totals_and_facts(api, need):
    VolumeFactory(need=need)
    told = api.get(address("project-diagnosis", need.project.pk)).json()
    assert told["totals"][0]["value"] == "225000.00"
    assert told["facts"]["meals_per_year"] == 225000


def test_only_those_who_steer_freeze(api, lead, need):
    url = address("project-freeze", need.project.pk)
    assert api.post(url).status_code == 404
    assert signed_in(lead).post(url).json()["frozen_at"]


def test_a_project_is_opened_with_a_known_sector(lead, project):
    data = {"title": "T", "lead": project.lead.pk, "sector": "space"}
    answer = signed_in(lead).post(address("project-list"), data)
    assert answer.json()["sector"][0].startswith("Secteur inconnu ; les secteurs sont : ")
    data["sector"] = "general"
    assert signed_in(lead).post(address("project-list"), data).status_code == 201


def test_a_text_is_analysed_without_being_kept(api):
    answer = api.post(address("analyse-list"), {"id": "B-7", "text": "12 repas par jour"})
    assert answer.json()["id"] == "B-7"
    assert "quantities" in answer.json()
    assert not Need.objects.exists()


def test_a_text_beyond_the_limit_is_refused(api):
    answer = api.post(address("analyse-list"), {"text": "x" * 50_001})
    assert answer.status_code == 400

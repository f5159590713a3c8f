"""The API of the register and of searches: what the pages say, under the same rights."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from procurement.accounts.models import Role
from suppliers.conclusions import FREE_FORM
from suppliers.models import MatchRun, Supplier
from tests.factories import MembershipFactory, UserFactory
from tests.needs.factories import NeedFactory, ProjectFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory

pytestmark = pytest.mark.django_db
SUPPLIERS, MATCHES = "/api/v1/suppliers/", "/api/v1/matches/"


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def supplier():
    return SupplierFactory(name="La Laverie", contact_email="contact@example.org")


@pytest.fixture
def owner(api, supplier):
    member = MembershipFactory(role=Role.SUPPLIER)
    supplier.organisation = member.organisation
    supplier.save()
    api.force_authenticate(member.user)
    return member.user


@pytest.fixture
def project(api):
    member = MembershipFactory(role=Role.FACILITATOR)
    api.force_authenticate(member.user)
    return ProjectFactory(facilitator=member.organisation)


def test_a_visitor_reads_the_public_part(api, supplier):
    ActivityFactory(supplier=supplier)

    (found,) = api.get(SUPPLIERS).data["results"]

    assert found["name"] == "La Laverie"
    assert found["families"][0]["proof"] == "statuts à jour"
    assert found["activities"][0]["cpv"] == ["39222100"]
    assert "contact_email" not in found


def test_the_list_is_filtered_as_on_the_page(api, supplier):
    SupplierFactory(department="62")

    found = api.get(SUPPLIERS, {"department": "59"}).data["results"]

    assert [supplier["name"] for supplier in found] == ["La Laverie"]


def test_a_filter_that_is_wrong_is_refused(api):
    assert api.get(SUPPLIERS, {"department": "99x"}).status_code == 400


def test_the_list_costs_the_same_number_of_queries(api, django_assert_num_queries):
    for supplier in SupplierFactory.create_batch(5):
        ActivityFactory(supplier=supplier)

    with django_assert_num_queries(7):
        api.get(SUPPLIERS)


def test_a_supplier_changes_its_own_record(api, supplier, owner):
    activities = [{"label": "Lavage de bacs", "cpv": ["55523100-3"]}]
    change = {"labels": ["Écocert"], "activities": activities}

    response = api.patch(f"{SUPPLIERS}{supplier.pk}/", change, format="json")

    assert response.status_code == 200
    assert response.data["labels"] == ["Écocert"]
    assert response.data["activities"][0]["cpv"] == ["55523100"]
    assert response.data["description"] == supplier.description


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"area_kind": "radius"}, "area_km"),
        ({"area_kind": "departments", "area_codes": ["99x"]}, "area_codes"),
        ({"fte": -1}, "fte"),
        ({"ess_kinds": ["INCONNUE"]}, "ess_kinds"),
        ({"activities": [{"label": "Lavage", "cpv": ["abc"]}]}, "cpv"),
        ({"activities": [{"label": ""}]}, "activities"),
        ({"activities": [{"label": "Lavage"}] * 41}, "activities"),
        ({"activities": [{"label": "Lavage", "means": [{"kind": "storage", "unit": "m2"}]}]},
         "activities"),
    ],
)  # fmt: skip
def test_a_wrong_change_is_refused_and_nothing_is_saved(api, supplier, owner, change, field):
    ActivityFactory(supplier=supplier)

    response = api.patch(
        f"{SUPPLIERS}{supplier.pk}/", {"name": "Autre nom", **change}, format="json"
    )

    assert response.status_code == 400
    assert field in response.data
    assert Supplier.objects.get().name == "La Laverie"
    assert Supplier.objects.get().activities.count() == 1


@pytest.mark.parametrize(("signed_in", "status"), [(False, 401), (True, 403)])
def test_nobody_else_changes_the_record(api, supplier, signed_in, status):
    if signed_in:
        api.force_authenticate(UserFactory())

    response = api.patch(f"{SUPPLIERS}{supplier.pk}/", {"name": "Pirate"}, format="json")

    assert response.status_code == status
    assert Supplier.objects.get().name == "La Laverie"


def test_a_search_is_launched_and_read(api, project):
    response = api.post(MATCHES, {"project": str(project.pk)}, format="json")

    run = MatchRun.objects.get()
    assert response.status_code == 201
    assert api.get(f"{MATCHES}{run.pk}/").data["result"] == run.result
    assert [found["id"] for found in api.get(MATCHES).data["results"]] == [str(run.pk)]


def test_the_list_of_searches_reads_no_answer(api, project):
    MatchRun.objects.launch(project=project, by=None, now=timezone.now())

    with CaptureQueriesContext(connection) as asked:
        assert api.get(MATCHES).data["count"] == 1

    assert not [one["sql"] for one in asked if '"suppliers_matchrun"."result"' in one["sql"]]


def test_what_is_not_found_is_said_in_french(api, project):
    run = MatchRun.objects.launch(project=project, by=None, now=timezone.now())

    answer = api.get(f"{MATCHES}{run.pk}/compare/{run.pk}/")

    assert (answer.status_code, answer.data["detail"]) == (404, "Non trouvé.")


def test_a_search_says_what_its_page_says(api, project):
    run = MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    lacking = {"missing": ["lavage"]}
    MatchRun.objects.filter(pk=run.pk).update(result={**run.result, "groups": [lacking]})

    said = api.get(f"{MATCHES}{run.pk}/").data["conclusions"]

    assert said["groups"] == FREE_FORM
    assert said["coverings"] == [
        {"state": "incomplete", "sentence": "Personne n'y couvre : lavage.", "doubts": []}
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"weights": {"activity": 50}}, "il en faut 100"),
        ({"weights": {"charm": 100}}, "Les parts sont"),
        ({"project": None}, "project"),
    ],
)
def test_a_search_that_cannot_be_is_refused(api, project, asked, message):
    response = api.post(MATCHES, {"project": str(project.pk), **asked}, format="json")

    assert response.status_code == 400
    assert message in str(response.data)
    assert not MatchRun.objects.exists()


def test_a_search_is_about_one_thing(api, project):
    need = NeedFactory(organisation=project.facilitator)
    both = {"project": str(project.pk), "need": str(need.pk)}

    assert api.post(MATCHES, both, format="json").status_code == 400
    assert api.post(MATCHES, {}, format="json").status_code == 400


def test_a_stranger_launches_and_reads_nothing(api, project):
    run = MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    api.force_authenticate(UserFactory())

    assert api.post(MATCHES, {"project": str(project.pk)}, format="json").status_code == 400
    assert api.get(f"{MATCHES}{run.pk}/").status_code == 404
    assert api.get(MATCHES).data["results"] == []


def test_a_visitor_reads_no_search(api):
    assert api.get(MATCHES).status_code == 401


def test_the_schema_is_valid_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml"))


def test_each_operation_of_the_register_says_in_french_what_it_does():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    ours = ("/api/v1/suppliers/", "/api/v1/supplier-imports/", "/api/v1/matches/")
    operations = [
        (path, verb, operation.get("summary"))
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
        if path.startswith(ours)
    ]

    assert len(operations) > 10
    assert [operation for operation in operations if not operation[2]] == []

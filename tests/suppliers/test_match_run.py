import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from needs.models import RegisterEntry
from suppliers import gathering, retrieval
from suppliers.gathering import demand_of_need, demand_of_project, match
from suppliers.matching import Weights
from suppliers.models import MatchRun, Posting, Supplier
from suppliers.reading import index_terms, unpacked
from suppliers.retrieval import Candidates, known, search
from tests.factories import CommuneFactory, UserFactory
from tests.needs.factories import NeedFactory, ProjectFactory, SiteFactory, VolumeFactory
from tests.suppliers.factories import ActivityFactory, SupplierFactory

pytestmark = pytest.mark.django_db
TEXT = "Nous voulons louer des contenants réemployables pour 900 repas par jour."


@pytest.fixture
def lille():
    return CommuneFactory()


@pytest.fixture
def need(lille):
    need = NeedFactory(
        external_id="B-7", text=TEXT, place_kind="commune", place_code="59350", place_name="Lille"
    )
    need.read_again()
    return need


@pytest.fixture
def supplier():
    return SupplierFactory(serves_lille=True, indexed=True)


def names(ranking):
    return [result.supplier.name for result in ranking.results]


def test_a_need_finds_the_supplier_that_answers_it(need, supplier):
    SupplierFactory(description="Peinture de façades.", serves_lille=True, indexed=True)
    assert names(match(demand_of_need(need))) == [supplier.name]


def test_a_supplier_elsewhere_is_excluded_by_territory(need):
    far = SupplierFactory(area_kind="departments", area_codes=["13"], indexed=True)
    ranking = match(demand_of_need(need))
    assert [(out.supplier.name, out.filter) for out in ranking.excluded] == [
        (far.name, "territory")
    ]


def test_a_search_says_how_many_it_looked_at_and_what_each_filter_put_aside(need, monkeypatch):
    monkeypatch.setattr(gathering, "SCORED", 2)
    monkeypatch.setattr(gathering, "SCORED_OF_PARTS", 2)
    monkeypatch.setattr(gathering, "ENOUGH", 2)
    SupplierFactory.create_batch(3, serves_lille=True, indexed=True)
    SupplierFactory(area_kind="departments", area_codes=["13"], indexed=True)
    told = match(demand_of_need(need)).as_dict()
    assert told["candidates"] == 3
    assert told["scope"]["told"].replace("\u00a0", " ") == (
        "Dans les départements du besoin, 3 fiches partagent avec lui un mot, un métier ou un "
        "code ; les 2 plus proches par leurs mots sont notées. 2 autres, au plus près dans tout le "
        "pays, montrent qui répondrait hors de ce territoire."
    )
    assert told["excluded_by"] == [{"filter": "territory", "filter_name": "Territoire", "count": 1}]


def test_when_filters_put_the_nearest_aside_further_ones_are_looked_at(need, monkeypatch):
    monkeypatch.setattr(gathering, "SCORED", 1)
    monkeypatch.setattr(gathering, "SCORED_OF_PARTS", 1)
    monkeypatch.setattr(gathering, "ENOUGH", 1)
    short = SupplierFactory.create_batch(
        2, capacities=["9 repas/jour"], serves_lille=True, indexed=True
    )
    able = SupplierFactory(serves_lille=True, indexed=True)
    nearest = [supplier.entry.pk for supplier in (*short, able)]
    monkeypatch.setattr(
        retrieval,
        "candidates",
        lambda terms, departments, limit, **named: Candidates(nearest[:limit], [], 3),
    )
    told = match(demand_of_need(need)).as_dict()
    assert [result["name"] for result in told["results"]] == [able.name]
    assert told["excluded_by"] == [{"filter": "capacity", "filter_name": "Capacité", "count": 2}]
    assert told["scope"]["scored"] == 3


def test_a_national_supplier_is_found_everywhere(need):
    national = SupplierFactory(national=True, indexed=True)
    assert set(Posting.objects.values_list("department", flat=True)) == {"*"}
    assert names(match(demand_of_need(need))) == [national.name]


def test_an_edit_changes_what_is_found(need, supplier):
    supplier.description = "Peinture de façades."
    supplier.save()
    supplier.reindex()
    assert names(match(demand_of_need(need))) == []


def test_activities_are_read_too(need):
    plain = SupplierFactory(description="Coopérative lilloise.", serves_lille=True)
    ActivityFactory(supplier=plain)
    plain.reindex()
    assert names(match(demand_of_need(need))) == [plain.name]


def test_serving_more_departments_gives_no_advantage(need):
    one = SupplierFactory(area_kind="departments", area_codes=["59"], indexed=True)
    two = SupplierFactory(area_kind="departments", area_codes=["59", "62"], indexed=True)
    terms = known(list(index_terms(unpacked(one.entry.reading.offers)))).values()
    assert terms
    scores = dict(search(terms, ["59", "62"], limit=10).best)
    assert scores[one.entry.pk] == scores[two.entry.pk]


def test_queries_do_not_grow_with_the_register(need, django_assert_num_queries):
    SupplierFactory.create_batch(2, serves_lille=True, indexed=True)
    demand = demand_of_need(need)
    with django_assert_num_queries(7):
        match(demand)
    SupplierFactory.create_batch(4, serves_lille=True, indexed=True)
    with django_assert_num_queries(7):
        match(demand)


def test_a_project_adds_up_the_volumes_and_places_of_its_sheets(lille):
    project = ProjectFactory()
    for _ in range(2):
        need = NeedFactory(project=project)
        site = SiteFactory(need=need, commune=lille)
        VolumeFactory(
            need=need, site=site, component="lavage", unit="contenant", quantity=100, period="an"
        )
    demand = demand_of_project(project)
    assert [(q.value, q.component) for q in demand.quantities] == [(200, "lavage")]
    assert [place.weight for place in demand.places] == [2]
    assert "lavage" in [component.name for component in demand.components]


def test_a_rejected_fact_no_longer_counts(need):
    assert demand_of_need(need).quantities
    need.facts.filter(kind="quantity").update(status="rejected")
    assert not demand_of_need(need).quantities


@pytest.mark.parametrize(
    ("text", "reserve"),
    [
        ("Lot réservé aux entreprises adaptées et aux ESAT.", "handicap"),
        ("Marché réservé aux structures d'insertion.", "insertion"),
        ("Une clause d'insertion est prévue.", None),
    ],
)
def test_a_reservation_is_read_in_the_text(need, text, reserve):
    need.text = text
    assert demand_of_need(need).reservation == reserve


def test_a_run_keeps_weights_data_user_and_answer(need, supplier):
    by, now = UserFactory(), timezone.now()
    weights = Weights(activity=40, territory=30)
    run = MatchRun.objects.launch(need=need, weights=weights, by=by, now=now)
    run.refresh_from_db()
    assert (run.created_by, run.created_at, run.weights["territory"]) == (by, now, 30)
    assert run.demand["text"].endswith(TEXT)
    assert run.result["results"][0]["supplier"] == str(supplier.pk)
    assert {"components", "groups", "excluded", "tie_break"} <= run.result.keys()


def test_a_run_stays_as_it_was_when_the_record_changes(need, supplier):
    run = MatchRun.objects.launch(need=need, by=None, now=timezone.now())
    before = run.result["results"][0]["name"]
    supplier.name = "Autre nom"
    supplier.save()
    run.refresh_from_db()
    assert run.result["results"][0]["name"] == before


def test_a_run_of_a_project_goes_to_its_register(lille, supplier):
    project = ProjectFactory()
    NeedFactory(project=project, text=TEXT, place_kind="commune", place_code="59350")
    run = MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    assert RegisterEntry.objects.get(act="match_run").facts["run"] == str(run.pk)


def command(name, **options):
    out = io.StringIO()
    call_command(name, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_match_writes_trec_lines(need, supplier):
    fields = command("match", need="B-7", format="trec").split()
    assert fields[:4] == ["B-7", "Q0", supplier.external_id, "1"]
    assert fields[5] == "balise"


def test_blanks_of_a_name_part_no_column_of_trec(need, supplier):
    Supplier.objects.update(external_id="réseau A 12")
    fields = command("match", need="B-7", format="trec").split()
    assert fields[2:4] == ["réseau_A_12", "1"]


def test_match_refuses_less_than_none(need):
    with pytest.raises(CommandError, match="zéro ou plus"):
        call_command("match", "--need", "B-7", "--top", "-3")


def test_match_writes_json_with_parts(need, supplier):
    found = json.loads(command("match", all=True, format="json"))
    assert found["need_id"] == "B-7"
    assert {"name", "weight", "points", "reason"} <= found["results"][0]["parts"][0].keys()


def test_match_takes_the_reference_of_a_project(lille, supplier):
    project = ProjectFactory(reference="contenants", title="Contenants réemployables")
    NeedFactory(project=project, place_kind="commune", place_code="59350")
    assert supplier.name in command("match", need="contenants")


def test_groups_writes_one_line_a_need(need, supplier):
    found = json.loads(command("groups", need=str(need.pk)))
    assert found["need_id"] == "B-7"
    assert {"components", "groups"} <= found.keys()


@pytest.mark.parametrize("name", ["match", "groups"])
def test_an_unknown_need_is_wrong_usage(name):
    with pytest.raises(CommandError) as stopped:
        command(name, need="inconnu")
    assert stopped.value.returncode == 2

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from needs.models import Need
from suppliers.filing import refresh_rarity
from suppliers.gathering import demand_of_need, facts_of, match
from suppliers.matching import rank
from suppliers.models import Posting, Supplier, Term
from suppliers.retrieval import known, rarities, search, telling
from suppliers.served import Departments
from tests.factories import CommuneFactory
from tests.suppliers.factories import SupplierFactory

DATA = Path(__file__).parents[1] / "data" / "matching"


def term(key, rarity, held_by):
    return Term(key=key, rarity=rarity, held_by=held_by)


def test_over_a_large_register_the_words_that_everybody_says_are_passed_over():
    rare, usual, common = term("a", 90_000, 50), term("b", 50_000, 900), term("c", 9_000, 90_000)
    assert telling([common, usual, rare], None, 1000) == [rare, usual]
    assert telling([common, usual, rare], None, 100_000) == [rare, usual, common]


def test_a_word_that_everybody_says_is_kept_when_it_is_the_only_one():
    common = term("c", 9_000, 90_000)
    assert telling([common], None, 1000) == [common]


def test_a_department_reads_all_words():
    rare, common = term("a", 90_000, 50), term("c", 9_000, 90_000)
    assert telling([common, rare], ["59"], 5000) == [rare, common]


HERE = {"department": "974", "area_kind": "", "lat": -20.9, "lon": 55.4}


@pytest.fixture
def two_islands():
    CommuneFactory(insee="97411", department="974", region="04", lat=-20.88, lon=55.45)
    CommuneFactory(insee="97699", department="976", region="04", lat=-20.88, lon=56.05)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "codes"),
    [
        ({"area_kind": "country"}, ["*"]),
        ({}, ["974"]),
        ({"department": ""}, []),
        ({"area_kind": "departments", "area_codes": ["976", "974"]}, ["974", "+976"]),
        ({"area_kind": "departments", "area_codes": ["80", "62"]}, ["62", "+80"]),
        ({"area_kind": "region", "area_codes": ["04"]}, ["974", "+976"]),
        ({"area_kind": "region", "area_codes": ["99"]}, ["974"]),
        ({"area_kind": "radius", "area_km": 40}, ["974"]),
        ({"area_kind": "radius", "area_km": 80}, ["974", "+976"]),
        ({"area_kind": "radius", "area_km": 80, "lat": None}, ["974"]),
    ],
)
def test_a_supplier_is_counted_once_and_filed_wherever_it_serves(two_islands, place, codes):
    assert Departments().filed_under(SupplierFactory.build(**HERE | place)) == codes


@pytest.mark.django_db
def test_the_whole_country_counts_each_supplier_once():
    one = SupplierFactory(area_kind="departments", area_codes=["59"], indexed=True)
    two = SupplierFactory(area_kind="departments", area_codes=["59", "62", "80"], indexed=True)
    terms = known(list(Term.objects.values_list("key", flat=True))).values()
    scores = dict(search(terms, None, limit=10).best)
    assert scores[one.entry.pk] == scores[two.entry.pk] > 0


@pytest.mark.django_db
def test_equals_are_cut_by_the_seed_alone():
    SupplierFactory.create_batch(12, name="Atelier", serves_lille=True, indexed=True)
    terms = list(known(list(Term.objects.values_list("key", flat=True))).values())
    firsts = {search(terms, ["59"], limit=3, seed=f"B-{n}") for n in range(8)}
    assert len(firsts) > 1
    assert search(terms, ["59"], limit=3, seed="B-1") == search(terms, ["59"], limit=3, seed="B-1")


@pytest.mark.django_db
def test_rarity_is_that_of_the_usual_formula():
    SupplierFactory.create_batch(3, description="Lavage de bacs.", indexed=True)
    SupplierFactory(description="Peinture.", indexed=True)
    refresh_rarity()
    held = {t.key: (t.held_by, t.rarity) for t in Term.objects.filter(key__in=["bac", "peintur"])}
    assert held["bac"] == (3, 3567)  # log(1 + (4 − 3 + 0.5) / (3 + 0.5))
    assert held["peintur"] == (1, 12040)


@pytest.mark.django_db
def test_a_supplier_that_is_deleted_leaves_nothing_in_the_index():
    SupplierFactory(indexed=True).delete()
    assert not Posting.objects.exists()


@pytest.fixture
def evaluation_set():
    for command, name in (("import_suppliers", "suppliers"), ("import_needs", "needs")):
        with open("/dev/null", "w") as quiet:
            call_command(command, str(DATA / f"{name}.jsonl"), stdout=quiet, stderr=quiet)
    return list(Need.objects.select_related("organisation").order_by("external_id"))


@pytest.mark.django_db
def test_narrowing_the_candidates_changes_the_order_of_nobody(evaluation_set):
    """The index keeps from scoring everybody; those it keeps rank as among everybody."""
    everybody = facts_of(Supplier.objects.all())
    for need in evaluation_set:
        demand = demand_of_need(need)
        narrowed = [r.supplier.id for r in match(demand).results]
        rarity = rarities(known(demand.index_terms))
        exhaustive = rank(replace(demand, rarity=rarity), everybody).results
        assert narrowed == [r.supplier.id for r in exhaustive if r.supplier.id in narrowed]

"""Single use against reuse: what each costs, what it hangs on, and where the figures are from."""

from decimal import Decimal

import pytest

from needs import scenarios
from needs.scenarios import OptionKind, Origin, words
from needs.scenarios.comparison import Comparison, Line, Option

FACTS = {"containers_per_year": 100_000, "containers_per_day": 500, "rounds_per_year": 100}


def values(**changes):
    given = scenarios.given({}, FACTS)
    return {id: each.value for id, each in given.items()} | {
        id: Decimal(str(value)) for id, value in changes.items()
    }


def option(kind=OptionKind.PROVIDER, **changes):
    return scenarios.compare(values(**changes)).option(kind)


def amount(line, kind=OptionKind.PROVIDER, **changes):
    return option(kind, **changes).amount(line)


@pytest.mark.parametrize("coefficient", scenarios.coefficients().values(), ids=lambda c: c.id)
def test_every_coefficient_has_limits_around_its_assumption_and_says_what_it_assumes(coefficient):
    assert coefficient.accepts(coefficient.default)
    assert coefficient.unit
    assert coefficient.note.endswith(".")


def test_the_diagnosis_gives_what_it_knows_and_the_rest_is_an_assumption():
    given = scenarios.given({}, FACTS)
    assert (given["uses_per_year"].value, given["uses_per_year"].origin) == (
        100_000,
        Origin.DIAGNOSIS,
    )
    assert given["wash_price"].origin == Origin.ASSUMPTION


def test_what_a_person_typed_comes_before_the_diagnosis_with_its_source():
    typed = {"uses_per_year": {"value": "90000", "source": "relevé de mars"}}
    given = scenarios.given(typed, FACTS)["uses_per_year"]
    assert (given.value, given.origin, given.said_source) == (
        90_000,
        Origin.PERSON,
        "relevé de mars",
    )


@pytest.mark.parametrize(("rate", "kept"), [(100, 100), (101, 5)])
def test_a_fact_beyond_the_limits_is_not_believed(rate, kept):
    assert scenarios.given({}, {"loss_rate_pct": rate})["loss_rate"].value == kept


def test_single_use_buys_one_container_a_use():
    single = option(OptionKind.SINGLE, single_price="0.2", single_weight=25)
    assert single.amount("purchase") == 20_000
    assert single.bought == 100_000
    assert single.waste == Decimal("2.5")


def test_the_fleet_covers_a_cycle_and_its_reserve():
    comparison = scenarios.compare(values(cycle_days=3, reserve=20))
    assert comparison.fleet == 1_800


def test_a_fleet_that_lasts_is_bought_once_over_the_years():
    bought = option(cycle_days=3, reserve=0, rotations=1_000, years=4, loss_rate=0).bought
    assert bought == Decimal(1_500) / 4


def test_a_fleet_that_wears_out_is_bought_again():
    bought = option(cycle_days=3, reserve=0, rotations=100, years=4, loss_rate=0).bought
    assert bought == 1_000


def test_losses_add_to_what_is_bought_and_are_told():
    lossy = option(cycle_days=2, reserve=0, rotations=1_000, years=4, loss_rate=10)
    assert lossy.lost == 100
    assert lossy.bought == 250 + 100


def test_a_provider_is_paid_by_the_wash_and_labour_only_handles():
    paid = option(wash_price="0.12", reuse_handling=9, hourly_cost=20)
    assert paid.amount("washing") == 12_000
    assert paid.hours == 250
    assert paid.amount("labour") == 5_000


def test_washing_oneself_costs_machine_water_energy_products_and_time():
    own = option(
        OptionKind.OWN,
        machine=12_000,
        machine_years=12,
        upkeep=5,
        water=1,
        water_price=5,
        energy="0.1",
        energy_price="0.2",
        detergent="0.01",
        reuse_handling=0,
        wash_time=36,
    )
    assert own.amount("washing") == 100_000 * Decimal("0.035") + 1_000 + 600
    assert own.hours == 1_000


@pytest.mark.parametrize("kind", OptionKind)
def test_the_cost_is_the_sum_of_its_lines_and_each_says_how(kind):
    each = option(kind)
    assert each.cost == sum(line.amount for line in each.lines)
    assert all(line.how for line in each.lines)


def test_the_break_even_is_where_the_gap_changes_sign():
    found = {
        each.coefficient.id: each
        for each in scenarios.break_evens(values(single_price="0.4"), OptionKind.PROVIDER)
    }["wash_price"]
    here = found.value

    def gap(price):
        comparison = scenarios.compare(values(single_price="0.4", wash_price=price))
        return comparison.gap(comparison.option(OptionKind.PROVIDER))

    assert not found.above
    assert gap(here - Decimal("0.001")) < 0 < gap(here + Decimal("0.001"))


@pytest.mark.parametrize(("price", "cheaper"), [("0.01", False), ("10", True)])
def test_a_gap_that_never_changes_sign_has_no_break_even(price, cheaper):
    found = scenarios.break_evens(values(single_price=price), OptionKind.PROVIDER)
    rotations = next(each for each in found if each.coefficient.id == "loss_rate")
    assert rotations.value is None
    assert rotations.cheaper is cheaper


def test_the_price_of_washing_concerns_only_the_provider():
    ids = [b.coefficient.id for b in scenarios.break_evens(values(), OptionKind.OWN)]
    assert "wash_price" not in ids
    assert "rotations" in ids


def test_reuse_never_costs_less_when_more_is_lost():
    costs = scenarios.curve(values(), "loss_rate").costs[OptionKind.PROVIDER]
    assert list(costs) == sorted(costs)
    assert costs[0] < costs[-1]


def test_reuse_never_costs_more_when_containers_last_longer():
    costs = scenarios.curve(values(years=10), "rotations").costs[OptionKind.PROVIDER]
    assert list(costs) == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]


def test_single_use_hangs_on_no_coefficient_of_reuse():
    assert len(set(scenarios.curve(values(), "loss_rate").costs[OptionKind.SINGLE])) == 1


def test_what_weighs_most_comes_first():
    found = scenarios.influences(values(), OptionKind.PROVIDER)
    assert [each.swing for each in found] == sorted((e.swing for e in found), reverse=True)
    assert found[0].coefficient.id == "single_price"


@pytest.mark.parametrize(("price", "said"), [("0.01", "de plus par an"), ("5", "de moins par an")])
def test_the_verdict_says_which_way_the_gap_goes(price, said):
    assert said in words.verdict(scenarios.compare(values(single_price=price)))[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [("0.49", "coûte autant que l'usage unique"), ("0.51", "coûte 1\xa0€\xa0HT de plus")],
)
def test_a_gap_that_no_whole_euro_shows_is_none_whatever_its_share(more, said):
    single, provider, own = (
        Option(kind, (Line("purchase", "Achat", cost, ""),), *4 * (Decimal(1),))
        for kind, cost in zip(OptionKind, (Decimal(2), 2 + Decimal(more), Decimal(9)), strict=True)
    )
    comparison = Comparison((single, provider, own), uses=Decimal(4), fleet=Decimal(1))
    assert said in words.verdict(comparison)[0]


@pytest.mark.parametrize(("per_day", "said"), [(1, "1\xa0contenant et"), (2, "2\xa0contenants et")])
def test_a_fleet_of_one_container_is_said_in_the_singular(per_day, said):
    comparison = scenarios.compare(values(uses_per_day=per_day, cycle_days=1, reserve=0))
    assert f"un parc de {said}" in words.verdict(comparison)[-1]


def test_the_result_says_how_much_of_it_is_assumed():
    typed = {
        id: {"value": str(c.default), "source": "facture"}
        for id, c in scenarios.coefficients().items()
    }
    assert "hypothèse" in words.assumptions_sentence(scenarios.given({}, FACTS))
    assert "hypothèse" not in words.assumptions_sentence(scenarios.given(typed, {}))


@pytest.mark.parametrize("price", ["0.21", "0.17", "0.333"])
def test_the_costs_shown_add_up_to_the_total_shown_in_the_bars_as_in_the_table(price):
    comparison = scenarios.compare(values(single_price=price, uses_per_year="899041"))
    totals = [round(option.cost) for option in comparison.options]
    columns = zip(*(amounts for _, amounts in comparison.rows()), strict=True)
    assert [sum(column) for column in columns] == totals
    assert [sum(bar) for _, bar in words.cost_chart(comparison).rows] == totals


def test_a_cost_shown_is_less_than_one_euro_away_from_the_exact_one():
    for one in scenarios.compare(values(single_price="0.333")).options:
        assert all(abs(one.whole_euros(line.id) - line.amount) < 1 for line in one.lines)

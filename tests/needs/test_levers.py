from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from needs.levers import (
    Family,
    Lever,
    LeverAdvice,
    LeverFacts,
    advise_levers,
    insertion_hours,
    listed_service,
)

DAY = date(2026, 11, 23)


def advised(amount: int = 150_000, nature: str = "services", **facts: Any) -> LeverAdvice:
    return advise_levers(LeverFacts(Decimal(amount), nature, **facts), at=DAY)


def levers_of(advice: LeverAdvice, family: Family) -> set[Lever]:
    return {found.lever for found in advice.for_family(family)}


@pytest.mark.parametrize(("found", "lever"), [(2, Lever.AWARD_CRITERION), (3, Lever.RESERVE_WHOLE)])
def test_three_matched_suppliers_let_a_contract_be_reserved(found: int, lever: Lever) -> None:
    assert advised(suppliers={"handicap": found}).main.lever == lever


def test_a_divisible_need_has_a_reserved_lot() -> None:
    main = advised(suppliers={"insertion": 4}, divisible=True).main
    assert (main.lever, main.article) == (Lever.RESERVED_LOT, "L2113-13")


def test_handicap_and_insertion_together_make_enough() -> None:
    main = advised(suppliers={"handicap": 1, "insertion": 2}).main
    assert (main.family, main.article) == (Family.BOTH, "L2113-14")


def test_few_suppliers_make_a_small_reserved_lot_when_the_need_divides() -> None:
    advice = advised(suppliers={"handicap": 1}, divisible=True)
    assert Lever.RESERVED_LOT in levers_of(advice, Family.HANDICAP)


@pytest.mark.parametrize(
    ("cpv", "nature", "reserved"),
    [
        ("85311000", "services_sociaux", True),
        ("90910000", "services", False),
        ("85311000", "fournitures", False),
    ],
)
def test_the_ess_reserve_holds_on_listed_services_only(
    cpv: str, nature: str, reserved: bool
) -> None:
    advice = advised(nature=nature, cpv=(cpv,), suppliers={"ess": 5}, duration_months=24)
    assert (Lever.RESERVE_WHOLE in levers_of(advice, Family.ESS)) is reserved


@pytest.mark.parametrize(("months", "shorten"), [(36, False), (37, True)])
def test_the_ess_reserve_lasts_three_years_at_most(months: int, shorten: bool) -> None:
    advice = advised(
        nature="services_sociaux",
        cpv=("85311000",),
        suppliers={"ess": 5},
        duration_months=months,
    )
    assert ("Ramenez" in advice.main.why) is shorten


def test_insertion_hours_follow_the_usual_formula() -> None:
    facts = LeverFacts(
        Decimal(1_000_000),
        "travaux",
        labour_share_pct=Decimal(50),
        insertion_rate_pct=Decimal(5),
        hourly_cost=Decimal(30),
    )
    assert insertion_hours(facts, DAY) == 833


@pytest.mark.parametrize(("amount", "clause"), [(106_000, False), (108_000, True)])
def test_a_clause_is_advised_when_hours_make_a_useful_path(amount: int, clause: bool) -> None:
    advice = advised(amount, labour_share_pct=Decimal(70))
    assert (Lever.EXECUTION_CLAUSE in levers_of(advice, Family.INSERTION)) is clause


def test_the_ess_earns_points_by_what_it_does_and_not_by_its_status() -> None:
    found = advised(suppliers={"ess": 2}).for_family(Family.ESS)
    assert [one.rule for one in found] == ["performance_not_status"]


def test_below_the_dispense_the_buyer_may_simply_ask() -> None:
    advice = advised(30_000, suppliers={"ess": 2})
    assert [one.rule for one in advice.for_family(Family.ESS)] == ["direct_contact"]


def test_every_family_has_an_answer_with_its_figures() -> None:
    advice = advised()
    for family in (Family.HANDICAP, Family.INSERTION, Family.ESS):
        assert levers_of(advice, family) == {Lever.NONE}
        assert all(found.figures for found in advice.for_family(family))


@pytest.mark.parametrize(
    ("cpv", "listed"), [("85311000", "european"), ("55523000", "french"), ("90910000", "no")]
)
def test_two_lists_tell_what_the_ess_may_be_reserved(cpv: str, listed: str) -> None:
    assert listed_service(cpv, DAY) == listed

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from needs.levers import (
    Family,
    KindFound,
    Lever,
    LeverAdvice,
    LeverFacts,
    advise_levers,
    insertion_hours,
    listed_service,
    would_change,
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


# Every family


def test_no_family_of_the_code_is_left_without_an_answer() -> None:
    for suppliers in (None, {}, {"handicap": 1, "insertion": 2, "ess": 4, "prison": 3}):
        advice = advised(suppliers=suppliers)
        assert {one.family for one in advice.levers} == set(Family)


def test_without_a_search_the_number_of_suppliers_is_unknown_and_not_zero() -> None:
    advice = advised(suppliers=None)
    for family in (Family.HANDICAP, Family.INSERTION, Family.BOTH, Family.ESS):
        found = advice.best(family)
        assert found.rule == "unsearched"
        assert found.figures[0].text == "inconnu"


@pytest.mark.parametrize(
    ("found", "divisible", "lever"),
    [
        (None, True, Lever.NONE),
        (1, False, Lever.NONE),
        (2, True, Lever.RESERVED_LOT),
        (3, False, Lever.RESERVE_WHOLE),
    ],
)
def test_prison_work_is_reserved_once_operators_are_known(
    found: int | None, divisible: bool, lever: Lever
) -> None:
    suppliers = {} if found is None else {"prison": found}
    best = advised(suppliers=suppliers, divisible=divisible).best(Family.PRISON)
    assert (best.lever, best.article) == (lever, "L2113-13-1")


@pytest.mark.parametrize(
    ("day", "lever"),
    [(date(2022, 10, 20), Lever.NONE), (date(2022, 10, 21), Lever.RESERVE_WHOLE)],
)
def test_prison_work_may_be_reserved_since_october_2022(day: date, lever: Lever) -> None:
    facts = LeverFacts(Decimal(150_000), "services", suppliers={"prison": 3})
    assert advise_levers(facts, at=day).best(Family.PRISON).lever == lever


@pytest.mark.parametrize(
    ("day", "lever"),
    [(date(2020, 12, 8), Lever.NONE), (date(2020, 12, 9), Lever.RESERVE_WHOLE)],
)
def test_handicap_and_insertion_share_a_reserve_since_the_asap_law(day: date, lever: Lever) -> None:
    facts = LeverFacts(Decimal(90_000), "services", suppliers={"handicap": 2, "insertion": 1})
    assert advise_levers(facts, at=day).best(Family.BOTH).lever == lever


def test_one_family_that_is_enough_leaves_the_common_reserve_possible() -> None:
    best = advised(suppliers={"handicap": 3, "insertion": 1}).best(Family.BOTH)
    assert (best.lever, best.rule) == (Lever.NONE, "one_family_is_enough")


def test_an_advice_says_since_when_its_rule_holds() -> None:
    both = advised(suppliers={"handicap": 1, "insertion": 2}).best(Family.BOTH)
    due = advised(300_000).best(Family.INSERTION)
    assert (both.since, due.since) == (date(2020, 12, 9), date(2026, 8, 22))


# A social condition that is due


@pytest.mark.parametrize(
    ("amount", "day", "due"),
    [
        (215_999, date(2026, 8, 22), False),
        (216_000, date(2026, 8, 22), True),
        (216_000, date(2026, 8, 21), False),
    ],
)
def test_a_social_condition_is_due_from_the_european_threshold(
    amount: int, day: date, due: bool
) -> None:
    facts = LeverFacts(Decimal(amount), "services", labour_share_pct=Decimal(1))
    rules = {one.rule for one in advise_levers(facts, at=day).levers}
    assert ("social_condition_due" in rules) is due


@pytest.mark.parametrize(("months", "due"), [(5, False), (6, True), (None, True)])
def test_short_works_owe_no_social_condition(months: int | None, due: bool) -> None:
    advice = advised(6_000_000, "travaux", duration_months=months)
    assert ("social_condition_due" in {one.rule for one in advice.levers}) is due


def test_works_before_the_duty_are_advised_too() -> None:
    facts = LeverFacts(Decimal(6_000_000), "travaux", duration_months=4)
    assert advise_levers(facts, at=date(2026, 1, 15)).levers
    assert would_change(facts, at=date(2026, 1, 15))


def test_hours_that_are_unknown_are_said_unknown() -> None:
    best = advised(300_000).best(Family.INSERTION)
    assert best.rule == "social_condition_due"
    assert ("heures", "inconnues") in {(f.label, f.text) for f in best.figures}


# Kinds of structures


def kind(code: str, *families: Family, found: int | None = 1, staffing: bool = False) -> KindFound:
    return KindFound(code, code.lower(), families, found=found, staffing=staffing)


def test_each_kind_follows_the_reserve_of_its_family() -> None:
    kinds = (kind("ESAT", Family.HANDICAP), kind("ACI", Family.INSERTION, found=0))
    advice = advised(suppliers={"handicap": 3}, kinds=kinds)
    assert [(k.kind.code, k.lever) for k in advice.kinds] == [
        ("ESAT", Lever.RESERVE_WHOLE),
        ("ACI", Lever.NONE),
    ]


def test_a_kind_answers_the_common_reserve_of_its_family() -> None:
    kinds = (kind("EI", Family.INSERTION),)
    advice = advised(suppliers={"handicap": 2, "insertion": 1}, kinds=kinds)
    assert advice.kinds[0].lever == Lever.RESERVE_WHOLE


@pytest.mark.parametrize(
    ("labour", "lever"), [(Decimal(80), Lever.EXECUTION_CLAUSE), (Decimal(1), Lever.NONE)]
)
def test_those_who_lend_people_come_in_by_the_clause(labour: Decimal, lever: Lever) -> None:
    kinds = (kind("GEIQ", Family.ESS, staffing=True),)
    advice = advised(suppliers={"ess": 1}, kinds=kinds, labour_share_pct=labour)
    assert advice.kinds[0].lever == lever
    assert "SIAE" in advice.kinds[0].doubt


def test_a_kind_nobody_searched_for_is_unknown() -> None:
    advice = advised(suppliers=None, kinds=(kind("SCIC", Family.ESS, found=None),))
    assert advice.kinds[0].rule == "unsearched"


# What would change the advice


def changes_of(family: Family, **facts: Any) -> dict[str, Lever]:
    amount, nature = facts.pop("amount", 150_000), facts.pop("nature", "services")
    found = would_change(LeverFacts(Decimal(amount), nature, **facts), at=DAY)
    return {one.fact: one.lever for one in found if one.family == family}


def test_one_more_supplier_would_open_the_reserve_and_one_less_would_close_it() -> None:
    two, three = ({"handicap": n} for n in (2, 3))
    assert changes_of(Family.HANDICAP, suppliers=two)["suppliers_handicap"] == Lever.RESERVE_WHOLE
    assert (
        changes_of(Family.HANDICAP, suppliers=three)["suppliers_handicap"] == Lever.AWARD_CRITERION
    )


def test_division_into_lots_would_change_a_whole_reserve_to_a_lot() -> None:
    changes = changes_of(Family.INSERTION, suppliers={"insertion": 3}, divisible=False)
    assert changes["divisible"] == Lever.RESERVED_LOT


def test_the_labour_share_on_the_other_side_of_the_floor_changes_the_clause() -> None:
    low = changes_of(Family.INSERTION, suppliers={}, labour_share_pct=Decimal(49))
    high = changes_of(Family.INSERTION, suppliers={}, labour_share_pct=Decimal(50))
    assert low["labour_share"] == Lever.EXECUTION_CLAUSE
    assert high["labour_share"] == Lever.NONE


def test_a_listed_service_would_open_the_reserve_of_the_ess() -> None:
    changes = changes_of(Family.ESS, suppliers={"ess": 4}, cpv=("90910000",))
    assert changes["nature"] == Lever.RESERVE_WHOLE


def test_a_law_still_to_come_is_told_by_its_date() -> None:
    facts = LeverFacts(Decimal(300_000), "services", suppliers={})
    found = would_change(facts, at=date(2026, 1, 15))
    told = [one.when for one in found if one.fact == "launch_on"]
    assert any("22\u00a0août\u00a02026" in when for when in told)


def test_a_change_that_is_told_does_change_the_advice_when_made() -> None:
    facts = LeverFacts(Decimal(150_000), "services", suppliers={"handicap": 1}, divisible=False)
    for change in would_change(facts, at=DAY):
        assert change.lever != advise_levers(facts, at=DAY).best(change.family).lever


@pytest.mark.parametrize(
    ("amount", "day", "article"),
    [
        (216_000, date(2026, 8, 22), "L2112-2, L2112-2-1"),
        (215_999, date(2026, 8, 22), "L2112-2"),
        (216_000, date(2026, 8, 20), "L2112-2"),
    ],
)
def test_a_clause_in_hours_says_when_the_law_asks_for_it(
    amount: int, day: date, article: str
) -> None:
    facts = LeverFacts(Decimal(amount), "services", labour_share_pct=Decimal(80))
    advice = advise_levers(facts, at=day)
    clause = next(each for each in advice.for_family(Family.INSERTION) if each.article == article)
    assert (clause.lever, clause.rule) == (Lever.EXECUTION_CLAUSE, "enough_hours")
    assert ("sauf motif gardé par écrit" in clause.why) == (article != "L2112-2")

from datetime import date, timedelta

import pytest

from needs.procedure import Minimum, plan, plan_back
from procurement.workdays import is_working

MONDAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("shortened", "online", "days"), [(False, True, 30), (False, False, 35), (True, True, 15)]
)
def test_an_open_procedure_leaves_its_legal_days(shortened, online, days):
    calendar = plan(MONDAY, Minimum.FORMAL, shortened=shortened, documents_online=online)
    assert calendar.periods[0].legal
    assert calendar.periods[0].days >= days
    assert calendar.periods[0].days - days <= 2


def test_a_restricted_procedure_counts_candidatures_then_offers():
    calendar = plan(MONDAY, Minimum.FORMAL, procedure="ao_restreint")
    assert [period.title for period in calendar.periods[:2]] == [
        "Candidatures",
        "Remise des offres",
    ]
    assert calendar.periods[1].begins == calendar.periods[0].ends


def test_no_period_ends_on_a_day_off():
    for shift in range(7):
        calendar = plan(MONDAY + timedelta(days=shift), Minimum.FORMAL)
        assert all(is_working(period.ends) for period in calendar.periods)


@pytest.mark.parametrize(
    ("launch", "ends"),
    [
        (date(2027, 2, 24), date(2027, 3, 26)),  # thirty days later, a Friday
        (date(2027, 2, 27), date(2027, 3, 30)),  # Easter Monday is not worked
        (date(2027, 4, 6), date(2027, 5, 7)),  # Ascension, then a Friday
    ],
)
def test_a_period_that_ends_on_a_public_holiday_lasts_until_the_next_working_day(launch, ends):
    assert plan(launch, Minimum.FORMAL).periods[0].ends == ends


def test_the_days_of_an_adapted_procedure_are_a_usage():
    calendar = plan(MONDAY, Minimum.ADAPTED)
    assert not any(period.legal for period in calendar.periods)
    assert all(period.doubt for period in calendar.periods)


def test_a_purchase_without_competition_has_no_calendar():
    assert plan(MONDAY, Minimum.DISPENSE).periods == ()


@pytest.mark.parametrize("minimum", [Minimum.FORMAL, Minimum.ADAPTED, Minimum.ADAPTED_SOCIAL])
def test_going_back_finds_the_last_day_to_launch(minimum):
    start = date(2027, 9, 1)
    calendar = plan_back(start, minimum)
    assert calendar.starts <= start
    assert plan(calendar.launch + timedelta(days=4), minimum).starts > start


def test_the_bars_cover_the_whole_line_in_order():
    bars = plan(MONDAY, Minimum.FORMAL).bars
    assert bars[0].x == 0
    assert bars[-1].x + bars[-1].width == 1000
    assert [bar.number for bar in bars] == [1, 2, 3]


def test_the_last_days_that_texts_set_are_told():
    calendar = plan(MONDAY, Minimum.FORMAL)
    limits = {limit.title: limit.on for limit in calendar.limits}
    assert limits["Dernier jour pour répondre aux questions"] == (
        calendar.periods[0].ends - timedelta(days=6)
    )
    assert limits["Avis d'attribution, au plus tard"] == calendar.starts + timedelta(days=30)

"""Working days: week-ends, fixed and moving holidays, and how they are counted back."""

from datetime import date

import pytest

from procurement.workdays import (
    easter,
    holidays,
    is_working,
    last_working,
    next_working,
    working_days,
    working_days_before,
)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_calendars_say(year, day):
    assert easter(year) == day


def test_the_year_has_eleven_holidays_of_the_whole_country():
    assert sorted(holidays(2027)) == [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
        date(2027, 7, 14),
        date(2027, 8, 15),
        date(2027, 11, 1),
        date(2027, 11, 11),
        date(2027, 12, 25),
    ]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 3, 26), True),  # Friday
        (date(2027, 3, 27), False),  # Saturday
        (date(2027, 3, 28), False),  # Sunday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2027, 3, 30), True),
    ],
)
def test_week_ends_and_holidays_are_not_worked(day, works):
    assert is_working(day) is works


def test_a_day_off_gives_way_to_the_last_working_day_before():
    assert last_working(date(2027, 3, 29)) == date(2027, 3, 26)
    assert last_working(date(2027, 3, 30)) == date(2027, 3, 30)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2027, 3, 26), date(2027, 3, 26)),
        (date(2027, 3, 27), date(2027, 3, 30)),  # over Easter Monday
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_day_off_gives_way_to_the_next_working_day(day, after):
    assert next_working(day) == after


def test_working_days_count_the_first_and_leave_the_last():
    assert working_days(date(2027, 3, 1), date(2027, 3, 2)) == 1
    assert working_days(date(2027, 3, 26), date(2027, 3, 30)) == 1
    assert working_days(date(2027, 3, 2), date(2027, 3, 1)) == 0


def test_counting_back_steps_over_days_off():
    assert working_days_before(date(2027, 3, 31), 1) == date(2027, 3, 30)
    assert working_days_before(date(2027, 3, 31), 2) == date(2027, 3, 26)
    assert working_days_before(date(2027, 5, 14), 6) == date(2027, 5, 5)  # Ascension between

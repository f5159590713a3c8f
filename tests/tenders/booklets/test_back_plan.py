"""The calendar counted back from the deadline."""

from datetime import date

import pytest

from tenders.booklets import shelf
from tenders.booklets.back_plan import BackStep, back_plan, dates_in

STEPS = (
    BackStep(10, "Lire", "Lire."),
    BackStep(5, "Questionner", "Demander."),
    BackStep(3, "S'accorder", group="Signer."),
    BackStep(1, "Déposer", "Déposer."),
)
LAUNCH = date(2027, 3, 1)


def plan(deadline, **more):
    return {due.short: due for due in back_plan(STEPS, deadline, more.pop("at", LAUNCH), **more)}


def test_steps_fall_on_working_days_and_say_how_many_are_left():
    found = plan(date(2027, 3, 31))  # after Easter Monday, 29 March
    assert (found["Déposer"].day, found["Déposer"].left) == (date(2027, 3, 30), 1)
    assert (found["Lire"].day, found["Lire"].left) == (date(2027, 3, 16), 10)


def test_the_steps_of_a_group_are_for_groups():
    assert "S'accorder" not in plan(date(2027, 3, 31))
    assert plan(date(2027, 3, 31), group=True)["S'accorder"].what == "Signer."


@pytest.mark.parametrize(
    ("until", "day"),
    [
        (date(2027, 3, 23), date(2027, 3, 22)),  # later: nothing to change
        (date(2027, 3, 22), date(2027, 3, 19)),  # the same day: the working day before
        (date(2027, 3, 15), date(2027, 3, 12)),
    ],
)
def test_questions_are_asked_before_the_last_day_for_them(until, day):
    assert plan(date(2027, 3, 30), questions_until=until)["Questionner"].day == day


def test_no_step_is_dropped_when_time_is_short():
    found = plan(date(2027, 3, 8), at=date(2027, 3, 4))
    assert list(found) == ["Lire", "Questionner", "Déposer"]
    assert (found["Lire"].day, found["Lire"].left) == (None, 2)
    assert found["Déposer"].day == date(2027, 3, 5)


def test_dates_are_read_as_people_type_them():
    assert list(dates_in("le 1er\u00a0mars 2027, puis le 12 Avril 2027")) == [
        date(2027, 3, 1),
        date(2027, 4, 12),
    ]
    assert list(dates_in("le 31 février 2027 ou au printemps")) == []


def test_the_steps_shipped_count_down_to_the_eve():
    days = [step.days for step in shelf().back_steps]
    assert days == sorted(days, reverse=True)
    assert days[-1] == 1

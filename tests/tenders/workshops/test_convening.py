"""Who must be told of a workshop, how early, what must be published: rules alone."""

from datetime import datetime, timedelta

import pytest

from procurement.legal import Severity
from tenders.workshops.convening import (
    Told,
    WorkshopFacts,
    duration,
    findings,
    is_short,
    refusals,
    timetable,
)

NOW = datetime(2027, 1, 20, 11)
MONDAY = datetime(2027, 2, 8, 10)


def facts(**values):
    return WorkshopFacts(**{"starts_at": MONDAY, "minutes": 90, "attached": 1, **values})


def announced(**values):
    return facts(announced_at=NOW, **values)


def rules(given, now=NOW):
    return [finding.rule for finding in findings(given, now=now)]


@pytest.mark.parametrize(("days", "short"), [(14, True), (15, False)])
def test_a_notice_is_short_under_fifteen_days(days, short):
    starts_at = NOW + timedelta(days=days)
    assert is_short(starts_at, now=NOW) is short


def test_days_are_counted_from_a_calendar_day_to_another():
    late_evening = NOW.replace(hour=23)
    early = (NOW + timedelta(days=15)).replace(hour=8)
    assert not is_short(early, now=late_evening)


def test_a_workshop_ready_to_be_told_is_not_refused():
    assert refusals(facts(), now=NOW) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"minutes": 0}, "au moins un point"),
        ({"has_place": False}, "un lieu"),
        ({"starts_at": NOW}, "est passée"),
        ({"starts_at": NOW + timedelta(days=14)}, "écrivez pourquoi"),
        ({"links_until": MONDAY + timedelta(minutes=89)}, "prolongez la consultation"),
    ],
)
def test_what_a_supplier_needs_to_know_is_asked_for(values, said):
    assert any(said in line for line in refusals(facts(**values), now=NOW))


def test_links_that_live_as_long_as_the_meeting_are_enough():
    assert refusals(facts(links_until=MONDAY + timedelta(minutes=90)), now=NOW) == []


def test_a_short_notice_with_its_reason_is_announced_and_said():
    short = facts(starts_at=NOW + timedelta(days=6), reason="Conseil municipal avancé")
    assert refusals(short, now=NOW) == []
    (finding,) = [f for f in findings(short, now=NOW) if f.rule == "workshop-short-notice"]
    assert "Conseil municipal avancé" in finding.instead
    assert "Aucun texte ne fixe ce délai" in finding.why


def test_a_workshop_announced_to_all_on_one_day_has_nothing_to_say():
    told = (Told("A", NOW), Told("B", NOW.replace(hour=18)))
    assert rules(announced(told=told)) == []


def test_whoever_was_not_told_blocks_and_is_named():
    found = findings(announced(told=(Told("A", NOW), Told("La Laverie", None))), now=NOW)
    assert found[0].severity == Severity.BLOCKING
    assert "La Laverie" in found[0].why


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_whoever_was_told_later_is_named_with_the_days_it_had(days, late):
    told = (Told("A", NOW), Told("La Laverie", NOW + timedelta(days=days)))
    found = findings(announced(told=told), now=NOW)
    assert ("workshop-told-later" in [f.rule for f in found]) is late
    if late:
        assert "La Laverie (18\xa0jours avant l'atelier)" in found[0].why


def test_whoever_came_into_the_consultation_later_is_not_late_when_told_that_day():
    later = NOW + timedelta(days=3)
    assert rules(announced(told=(Told("A", later, joined_at=later),))) == []
    assert rules(announced(told=(Told("A", later, joined_at=NOW),))) == ["workshop-told-later"]


def test_a_document_that_came_after_the_announcement_is_said():
    late = (("Plan", NOW + timedelta(days=3)),)
    assert rules(announced(late_documents=late)) == ["workshop-late-document"]


@pytest.mark.parametrize(("days", "late"), [(10, False), (11, True)])
def test_minutes_are_late_after_ten_days(days, late):
    held = announced(minutes_published_at=MONDAY + timedelta(days=days))
    assert ("workshop-minutes-late" in rules(held, MONDAY + timedelta(days=40))) is late


def test_minutes_never_published_are_said():
    assert "workshop-minutes-late" in rules(announced(), MONDAY + timedelta(days=12))
    assert "workshop-minutes-late" not in rules(announced(), MONDAY + timedelta(days=10))


def test_corrections_without_answer_are_said():
    given = announced(minutes_published_at=MONDAY + timedelta(days=1), corrections_waiting=2)
    assert "workshop-corrections-waiting" in rules(given, MONDAY + timedelta(days=2))


def test_minutes_left_open_after_the_delay_are_said():
    until = MONDAY + timedelta(days=7)
    given = announced(minutes_published_at=MONDAY, corrections_until=until)
    assert "workshop-minutes-open" not in rules(given, until)
    assert "workshop-minutes-open" in rules(given, until + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"starts_at": datetime(2027, 2, 13, 10)}, "workshop-day-off"),
        ({"starts_at": datetime(2027, 3, 29, 10)}, "workshop-day-off"),  # Easter Monday
        ({"minutes": 241}, "workshop-long"),
        ({"attached": 0}, "workshop-nothing-attached"),
    ],
)
def test_advice_is_given_and_forbids_nothing(values, rule):
    assert rule in rules(facts(**values))
    assert refusals(facts(**values), now=NOW) == []


def test_a_working_day_is_not_remarked_on():
    assert "workshop-day-off" not in rules(facts(starts_at=datetime(2027, 3, 30, 10)))


def test_of_a_cancelled_workshop_nothing_is_asked():
    given = announced(is_cancelled=True, told=(Told("A", None),))
    assert rules(given) == []


@pytest.mark.parametrize(
    ("minutes", "said"), [(45, "45\xa0min"), (60, "1\xa0h"), (90, "1\xa0h\xa030")]
)
def test_a_duration_reads_as_people_say_it(minutes, said):
    assert duration(minutes) == said


def test_each_point_begins_where_the_one_before_ends():
    assert timetable(MONDAY, [20, 45]) == ["10\xa0h\xa000", "10\xa0h\xa020"]
    assert timetable(MONDAY, []) == []


# The calendar file

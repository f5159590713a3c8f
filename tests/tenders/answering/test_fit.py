"""Each thing asked, against what the candidate can show: met, unproven, unsaid or missing."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from procurement.workdays import is_working
from suppliers.capacity import Quantity
from suppliers.standing import Noted, Proof, standings
from suppliers.territory import ServiceArea
from tenders.answering.advice import Verdict, advise
from tenders.answering.call import Condition, PlaceSaid, call_from
from tenders.answering.candidate import Fact
from tenders.answering.effort import DEFAULTS, effort_of
from tenders.answering.fit import State, lines_of
from tenders.answering.plan import plan
from tenders.proportionality import Ability, Statement
from tests.tenders.answering.factories import DUE, NOW, call, candidate, reserved, volume

AT = date(2027, 3, 24)
MONDAY = date(2027, 3, 1)


def line(condition, known, **values):
    """The line of that condition alone."""
    return lines_of(call(conditions=(condition,), asked=(), **values), (), known, at=AT)[0]


def washing(value):
    return Quantity(value, "contenant", "jour")


def esat(proof=None):
    proofs = [proof] if proof else []
    return standings([Noted("ESAT", source="registre")], proofs, at=AT)


def test_a_call_comes_back_from_json_as_it_was():
    whole = call(conditions=(volume(), reserved()), places=(PlaceSaid("Lens", "62498"),))
    assert call_from(whole.as_dict()) == whole


@pytest.mark.parametrize(
    ("capacity", "state"), [(999, State.MISSING), (1000, State.UNPROVEN), (5000, State.UNPROVEN)]
)
def test_a_volume_is_held_from_the_very_capacity_asked(capacity, state):
    assert line(volume(1000), candidate(quantities=(washing(capacity),))).state is state


def test_a_capacity_with_its_proof_needs_no_other():
    proven = Fact("capacity", "Capacité", "1 000", "votre fiche", proof="Fiche de la machine")
    known = candidate(proven, quantities=(washing(1000),))
    assert line(volume(1000), known).state is State.MET


def test_no_capacity_in_that_unit_is_a_question_and_no_refusal():
    assert line(volume(1000), candidate(quantities=(Quantity(9, "tournée", "jour"),))).state is (
        State.UNSAID
    )


@pytest.mark.parametrize(
    ("kinds", "state"),
    [((), State.UNSAID), (("SCIC",), State.MISSING), (("ESAT",), State.UNPROVEN)],
)
def test_a_reserved_lot_looks_at_the_family(kinds, state):
    known = candidate(kinds=kinds, standings=esat() if "ESAT" in kinds else ())
    assert line(reserved(), known).state is state


@pytest.mark.parametrize(
    ("ends", "state"),
    [(AT, State.MET), (AT - timedelta(days=1), State.MISSING), (None, State.MET)],
)
def test_the_document_must_hold_on_the_day_the_offers_are_due(ends, state):
    proof = Proof("ESAT", "Arrêté", date(2020, 1, 1), ends, seen_on=date(2026, 1, 1))
    assert line(reserved(), candidate(kinds=("ESAT",), standings=esat(proof))).state is state


def test_a_quality_is_not_said_to_be_shared_with_a_partner():
    assert not line(reserved(), candidate(kinds=("SCIC",))).shared


@pytest.mark.parametrize(
    ("yearly", "state"),
    [(None, State.UNSAID), (Decimal(59_999), State.MISSING), (Decimal(60_000), State.UNPROVEN)],
)
def test_a_turnover_is_never_proven_by_a_capacity(yearly, state):
    asked = Condition("t", "turnover", "CA", "1,5 fois.", excludes=True, amount=Decimal(60_000))
    assert line(asked, candidate(max_yearly=yearly)).state is state


@pytest.mark.parametrize(
    ("areas", "state"),
    [
        ((), State.UNSAID),
        ((ServiceArea("departments", codes=("59",)),), State.MISSING),
        ((ServiceArea("departments", codes=("62",)),), State.UNPROVEN),
    ],
)
def test_every_place_must_be_served(areas, state):
    asked = Condition("place", "place", "Lieux")
    lens = PlaceSaid("Lens", "62498", "62")
    assert line(asked, candidate(areas=areas), places=(lens,)).state is state


@pytest.mark.parametrize(
    ("ability", "version", "state"),
    [
        (Ability.YES, 2, State.UNPROVEN),
        (Ability.CONDITIONS, 2, State.UNPROVEN),
        (Ability.NO, 2, State.MISSING),
        (Ability.YES, 1, State.UNSAID),
    ],
)
def test_a_clause_is_what_the_supplier_said_of_that_very_version(ability, version, state):
    said = Statement(ability, datetime(2027, 1, 1, tzinfo=UTC), "déclaré", version)
    asked = Condition("c", "clause", "Lavage", clause="washing-result", clause_version=2)
    assert line(asked, candidate(statements={"washing-result": [said]})).state is state


def test_what_puts_aside_comes_first():
    wanted = call(conditions=(volume(lot=1), reserved(lot=1)), asked=())
    assert [one.excludes for one in lines_of(wanted, (), candidate(), at=AT)] == [True, False]


def test_a_lot_that_is_not_aimed_at_is_not_looked_at():
    wanted = call(conditions=(volume(lot=1), reserved(lot=2)), asked=())
    assert [one.id for one in lines_of(wanted, (1,), candidate(), at=AT)] == ["volume-1"]


def verdict(known, *conditions, now=NOW, assumed=None, **values):
    wanted = call(conditions=conditions, **values)
    lines = lines_of(wanted, (), known, at=AT)
    effort = effort_of(wanted, (), lines, assumed, at=now.date())
    return advise(wanted, lines, effort, now=now)


STAFFED = Fact("staff", "Effectif", "12 équivalents temps plein", "votre fiche")
PROVEN = Fact("capacity", "Capacité", "2 000", "votre fiche", proof="Fiche")


@pytest.mark.parametrize(
    ("known", "conditions", "expected"),
    [
        (candidate(STAFFED, PROVEN, quantities=(washing(2000),)), (volume(),), Verdict.GO),
        (candidate(STAFFED, quantities=(washing(200),)), (volume(),), Verdict.PARTNER),
        (candidate(STAFFED, kinds=("SCIC",)), (reserved(1),), Verdict.NOT_ALONE),
        (candidate(STAFFED), (reserved(1),), Verdict.CHECK),
    ],
)
def test_the_advice_follows_what_is_missing(known, conditions, expected):
    assert verdict(known, *conditions).verdict is expected


@pytest.mark.parametrize(
    ("now", "late"), [(DUE - timedelta(seconds=1), False), (DUE, True), (DUE + timedelta(1), True)]
)
def test_after_the_deadline_there_is_nothing_to_answer(now, late):
    advice = verdict(candidate(STAFFED), now=now)
    assert (advice.verdict is Verdict.LATE) is late
    assert any("R2151-5" in reason for reason in advice.against) is late


def test_too_little_time_is_said_with_its_hours():
    advice = verdict(candidate(STAFFED), assumed={"week": 1})
    assert advice.verdict is Verdict.CHECK
    assert any("Le temps manque" in reason for reason in advice.against)


def test_more_silences_than_facts_call_for_a_look_first():
    silent = [Condition(f"c{n}", "clause", "Lavage", clause=f"c{n}") for n in range(3)]
    assert verdict(candidate(STAFFED), *silent).verdict is Verdict.CHECK


def test_the_advice_is_reasons_and_no_figure():
    told = verdict(candidate(STAFFED), volume()).as_dict()
    assert "score" not in told
    assert told["doubts"]
    assert told["signature"] == "Balise conseille ; la décision vous appartient."


def test_hours_follow_the_pages_the_lines_and_the_forms_of_the_lots():
    wanted = call()
    one = effort_of(wanted, (1,), [], at=MONDAY)
    both = effort_of(wanted, (1, 2), [], at=MONDAY)
    # 3 h to read, 3 pages of 2 h, 8 lines, 3 forms, 4 h; then a lot, 2 lines and a form more.
    assert one.hours == 3 + 6 + 8 * 0.25 + 3 + 4
    assert both.hours == one.hours + 3 + 2 * 0.25 + 1


def test_an_assumption_of_the_candidate_replaces_the_usual_one():
    usual = effort_of(call(), (1,), [], at=MONDAY).hours
    assert effort_of(call(), (1,), [], {"page": 4}, at=MONDAY).hours == usual + 6


@pytest.mark.parametrize(("weekly", "fits"), [(5, False), (6, True)])
def test_the_hours_are_compared_with_the_days_left(weekly, fits):
    # 18 hours to find, in 23 days.
    effort = effort_of(call(), (1,), [], {"week": weekly}, at=MONDAY)
    assert effort.fits is fits


def test_without_a_deadline_nobody_says_whether_there_is_time():
    effort = effort_of(call(due_at=None), (1,), [], at=MONDAY)
    assert effort.fits is None
    assert "pas connue" in effort.sentence


def test_each_share_says_how_it_is_counted():
    assert all(share.how for share in effort_of(call(), (), [], DEFAULTS, at=MONDAY).shares)


def test_tasks_go_back_from_the_deadline_and_fall_on_no_weekend():
    planned = plan(call(), (1,), [], at=MONDAY)
    assert [one.due_on for one in planned] == sorted(one.due_on for one in planned)
    assert all(is_working(one.due_on) for one in planned)
    assert planned[-1].due_on == date(2027, 3, 23)


def test_the_last_look_is_not_left_to_the_day_of_sending():
    monday = datetime(2026, 12, 21, 12, tzinfo=UTC)
    planned = {
        one.key: one.due_on for one in plan(call(due_at=monday), (1,), [], at=date(2026, 11, 2))
    }
    assert planned["review"] < planned["send"] == date(2026, 12, 18)


def test_what_should_be_done_already_is_due_today_and_said_late():
    planned = plan(call(), (1,), [], at=date(2027, 3, 20))
    assert planned[0].late
    assert planned[0].due_on == date(2027, 3, 20)


def test_no_date_is_made_up_without_a_deadline():
    assert {one.due_on for one in plan(call(due_at=None), (), [], at=MONDAY)} == {None}


@pytest.mark.parametrize(
    ("due", "sent"),
    [
        (date(2027, 3, 26), date(2027, 3, 25)),
        (date(2027, 3, 29), date(2027, 3, 26)),  # a Monday: the Friday before
        (date(2027, 3, 30), date(2027, 3, 26)),  # the eve is Easter Monday
        (date(2027, 3, 31), date(2027, 3, 30)),
    ],
)
def test_a_day_off_goes_back_to_the_working_day_before(due, sent):
    wanted = call(due_at=datetime.combine(due, time(12), tzinfo=UTC))
    assert plan(wanted, (1,), [], at=MONDAY)[-1].due_on == sent


def test_a_visit_and_a_question_are_tasks_when_the_call_asks_for_them():
    visit = Condition("visit", "said", "Visite obligatoire", "À faire.", excludes=True)
    wanted = call(conditions=(visit,), unknown=("la date des questions",))
    keys = [
        one.key for one in plan(wanted, (), lines_of(wanted, (), candidate(), at=AT), at=MONDAY)
    ]
    assert {"visit", "ask"} <= set(keys)

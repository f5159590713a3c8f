"""Whether everyone was treated alike: each check on both sides."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tenders.equal_treatment import Broadcast, Invited, Treatment, checks, failures
from tenders.meetings import Entry, Meeting, meetings_in

DAY = datetime(2027, 1, 4, 10)
CLOSES = datetime(2027, 2, 12, 12)


def invited(name="A", at=DAY, open_call=False):
    return Invited(name, name, open_call, at)


def treated(**values):
    return Treatment(**{"invited": [invited("A"), invited("B")], "closes_at": CLOSES, **values})


def failed(**values):
    return [check.title for check in failures(checks(treated(**values)))]


def test_a_consultation_told_to_all_at_once_holds_everywhere():
    assert failed() == []


def test_a_supplier_found_and_left_out_is_named_with_the_reason():
    (check,) = failures(checks(treated(left_out=[("La Laverie", "trop loin"), ("B", "")])))
    assert "La Laverie (trop loin) et B (sans motif)" in check.found


@pytest.mark.parametrize(("hours", "holds"), [(13, True), (14, False)])
def test_whoever_was_informed_another_day_is_named_with_the_days_left(hours, holds):
    late = invited("La Tardive", DAY + timedelta(hours=hours))
    found = checks(treated(invited=[invited("A"), late]))[1]
    assert found.holds is holds
    if not holds:
        assert "La Tardive (le 5\xa0janvier\xa02027, 38\xa0jours avant la clôture)" in found.found


def test_whoever_came_by_the_open_call_later_was_not_informed_late():
    late = invited("L'Inconnue", DAY + timedelta(days=20), open_call=True)
    assert failed(invited=[invited("A"), late]) == []


@pytest.mark.parametrize(("days", "holds"), [(21, True), (20, False)])
def test_the_time_to_answer_is_counted_for_the_last_one_informed(days, holds):
    late = CLOSES - timedelta(days=days)
    found = checks(treated(invited=[invited("A", late)]))[2]
    assert found.holds is holds
    assert "Aucun texte ne fixe cette durée" in found.found


def test_without_invitation_nothing_is_said_to_hold():
    assert "Les structures trouvées sont informées le même jour" in failed(
        invited=[invited("A", None)]
    )


def broadcast(**told):
    return Broadcast("La réponse", DAY + timedelta(days=3), told)


def test_an_answer_told_to_all_holds():
    at = DAY + timedelta(days=3)
    assert failed(broadcasts=[broadcast(A=at, B=at)]) == []


@pytest.mark.parametrize(
    ("at", "said"), [(None, "Non informées"), (DAY + timedelta(days=4), "Informées plus tard")]
)
def test_whoever_did_not_have_the_answer_with_the_others_is_named(at, said):
    told = {"A": DAY + timedelta(days=3)} | ({"B": at} if at else {})
    (check,) = failures(checks(treated(broadcasts=[broadcast(**told)])))
    assert said in check.found
    assert "B" in check.found


def test_whoever_came_after_the_answer_reads_it_on_the_page():
    newcomer = invited("C", DAY + timedelta(days=10), open_call=True)
    told = broadcast(A=DAY + timedelta(days=3), B=DAY + timedelta(days=3))
    assert failed(invited=[invited("A"), invited("B"), newcomer], broadcasts=[told]) == []


def meeting(**values):
    return Meeting("k", "Lots", announced_at=DAY, **{"told": {"A": DAY, "B": DAY}, **values})


def test_a_workshop_told_to_all_holds():
    assert failed(meetings=[meeting()]) == []


def test_whoever_was_told_of_the_workshop_later_or_never_is_named():
    given = meeting(told={"A": DAY + timedelta(days=2)})
    (check,) = failures(checks(treated(meetings=[given])))
    assert "Non informées\xa0: B" in check.found
    assert "Informées plus tard\xa0: A" in check.found


def test_whoever_joined_after_the_announcement_is_due_that_day():
    later = DAY + timedelta(days=5)
    newcomer = invited("C", later, open_call=True)
    told = {"A": DAY, "B": DAY, "C": later}
    guests = [invited("A"), invited("B"), newcomer]
    assert failed(invited=guests, meetings=[meeting(told=told)]) == []
    told["C"] = later + timedelta(days=1)
    assert len(failed(invited=guests, meetings=[meeting(told=told)])) == 1


def test_minutes_kept_from_the_absent_are_said():
    assert any("absents" in title for title in failed(meetings=[meeting(present=["A"])]))
    held = meeting(present=["A"], published_at=DAY + timedelta(days=9))
    assert failed(meetings=[held]) == []


@pytest.mark.parametrize(
    "values",
    [{"unsent": ["relance à A"]}, {"frozen_differs": ["le besoin"]}, {"unexplained": 1}]
    + [{"faults": ["L'acte 3 est modifié."]}],
)
def test_each_other_failure_is_said(values):
    assert len(failed(**values)) == 1


def test_many_names_are_counted_rather_than_listed():
    late = [invited(f"N{n}", DAY + timedelta(days=1)) for n in range(40)]
    found = checks(treated(invited=[invited("A"), *late]))[1].found
    assert "et 28\xa0autres" in found


# Meetings as the register tells them


def test_the_last_date_and_the_final_text_are_those_of_the_register():
    key = {"workshop": "k", "subject": "Lots"}
    announced = key | {
        "starts_at": "2027-02-08T10:00:00",
        "where": "Loos",
        "purpose": "Voir.",
        "agenda": [],
        "documents": [],
        "told": ["A"],
        "networks": [],
        "reason": "",
    }
    moved = key | {"starts_at": "2027-02-09T10:00:00", "where": "Lille", "reason": "Salle prise"}
    first = key | {"points": [{"kind": "", "text": "Avant", "about": ""}]}
    final = key | {"points": [{"kind": "", "text": "Après", "about": ""}], "digest": "f"}
    acts = [
        ("workshop_announced", announced),
        ("workshop_moved", moved),
        ("workshop_newcomers_told", key | {"told": ["A", "B"]}),
        ("workshop_minutes_published", first),
        ("workshop_minutes_closed", final),
        ("question_asked", {"question": "?"}),
    ]
    entries = [Entry(n, DAY + timedelta(days=n), act, "", f) for n, (act, f) in enumerate(acts)]
    (found,) = meetings_in(entries)
    assert found.where == "Lille"
    assert found.told == {"A": DAY, "B": DAY + timedelta(days=2)}
    assert found.told_later == [("B", DAY + timedelta(days=2))]
    assert found.points[0]["text"] == "Après"


# The report of a consultation


def test_a_check_says_its_verdict_in_words():
    (check, *_) = checks(treated())
    assert check.verdict == "tenu"
    assert replace(check, holds=False).verdict == "non tenu"

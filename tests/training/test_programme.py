"""A programme by the minute: what is read, what is refused, and the hours that follow."""

from datetime import datetime

import pytest

from tenders.training import programme
from tenders.training.choices import Audience, SessionKind
from tenders.training.programme import Step, UnreadableProgramme, templates


def test_a_line_is_minutes_a_title_and_what_is_done():
    assert programme.read("15 | Accueil | Tour de table\n\n90 min | Atelier") == (
        Step(15, "Accueil", "Tour de table"),
        Step(90, "Atelier"),
    )


def test_what_is_written_is_read_again():
    steps = (Step(15, "Accueil", "Tour de table"), Step(5, "Pause"))
    assert programme.read(programme.write(steps)) == steps


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Accueil", "commencez par les minutes"),
        ("0 | Accueil", "dure au moins une minute"),
        ("15 |", "donnez un titre"),
        ("-5 | Accueil", "commencez par les minutes"),
        (f"5 | {'a' * 161}", "160 caractères"),
    ],
)
def test_a_line_that_is_no_step_is_named_with_an_example(line, said):
    with pytest.raises(UnreadableProgramme) as refused:
        programme.read(f"15 | Accueil\n{line}")
    assert "Ligne 2" in refused.value.problems[0]
    assert said in refused.value.problems[0]


def test_every_wrong_line_is_told_at_once():
    with pytest.raises(UnreadableProgramme) as refused:
        programme.read("Accueil\nAtelier")
    assert len(refused.value.problems) == 2


def test_an_empty_programme_is_refused():
    with pytest.raises(UnreadableProgramme, match="au moins une étape"):
        programme.read("\n \n")


@pytest.mark.parametrize(("minutes", "accepted"), [(600, True), (601, False)])
def test_a_sitting_lasts_ten_hours_at_most(minutes, accepted):
    if accepted:
        assert programme.total(programme.read(f"{minutes} | Journée")) == minutes
    else:
        with pytest.raises(UnreadableProgramme, match="10\u00a0heures au plus"):
            programme.read(f"{minutes} | Journée")


def test_each_step_begins_when_the_one_before_ends():
    start = datetime(2027, 1, 20, 9)
    rows = programme.timed(start, (Step(15, "Accueil"), Step(45, "Atelier")))
    assert [(row.starts_at.strftime("%H:%M"), row.ends_at.strftime("%H:%M")) for row in rows] == [
        ("09:00", "09:15"),
        ("09:15", "10:00"),
    ]


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 minute"), (45, "45 minutes"), (60, "1 heure"), (210, "3 h 30")]
)
def test_a_duration_is_said_in_words(minutes, words):
    assert programme.spell(minutes).replace("\u00a0", " ") == words


@pytest.mark.parametrize("template", templates().values(), ids=lambda t: t.id)
def test_a_model_of_programme_is_for_a_known_kind_and_audience(template):
    assert template.kind in SessionKind.values
    assert set(template.audiences) <= set(Audience.values)
    assert template.summary.strip()


def test_every_kind_of_session_has_a_model():
    assert {template.kind for template in templates().values()} == set(SessionKind.values)


@pytest.mark.parametrize(
    ("id", "minutes"),
    [("awareness-two-hours", 120), ("webinar-one-hour", 60), ("training-supplier-half-day", 210)],
)
def test_a_model_lasts_what_its_name_says(id, minutes):
    assert templates()[id].minutes == minutes

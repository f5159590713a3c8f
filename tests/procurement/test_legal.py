from datetime import date, timedelta
from pathlib import Path

import pytest

from procurement import legal
from procurement.legal import Finding, LawUnknown, Severity

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("id", "day", "expected"),
    [
        ("dispense_supplies_services", date(2026, 3, 31), 40_000),
        ("dispense_supplies_services", date(2026, 4, 1), 60_000),
        ("dispense_works", date(2026, 12, 31), 100_000),
        ("dispense_works", date(2027, 1, 1), 140_000),
        ("eu_supplies_services_local", date(2025, 12, 31), 221_000),
        ("eu_supplies_services_local", date(2026, 1, 1), 216_000),
        ("eu_works", date(2026, 1, 1), 5_404_000),
        ("turnover_cap", date(2025, 12, 31), 2),
        ("turnover_cap", date(2026, 1, 1), 1.5),
        ("price_alone", date(2026, 8, 20), "standardised"),
        ("price_alone", date(2026, 8, 21), "forbidden"),
        ("plastic_school", date(2024, 12, 31), "none"),
        ("plastic_school", date(2025, 1, 1), "due"),
    ],
)
def test_a_value_is_that_of_its_day(id: str, day: date, expected: object) -> None:
    assert legal.value(id, day).value == expected


def test_an_unknown_subject_raises_at_once() -> None:
    with pytest.raises(KeyError):
        legal.value("dispense_of_everything", TODAY)


def test_a_day_before_the_first_value_says_so_in_french() -> None:
    with pytest.raises(LawUnknown, match="qu'à partir du 1er"):
        legal.value("dispense_works", date(2019, 12, 31))


def test_a_value_past_its_last_known_day_carries_a_doubt() -> None:
    assert not legal.value("eu_works", date(2027, 12, 31)).doubt
    assert "vérifiez" in legal.value("eu_works", date(2028, 1, 1)).doubt


def test_the_end_of_a_value_is_the_eve_of_the_next() -> None:
    assert legal.value("dispense_works", TODAY).until == date(2026, 12, 31)


def test_what_is_in_force_leaves_out_what_is_not_yet_known() -> None:
    early = {value.id for value in legal.values_in_force(date(2020, 6, 1))}
    assert "dispense_works" in early
    assert "essential_data" not in early


def test_every_value_has_an_article_a_source_and_ascending_dates() -> None:
    for id, values in legal.law().values.items():
        for value in values:
            assert value.article, id
            assert value.source, id
            assert value.url.startswith("https://"), id
        for before, after in zip(values, values[1:], strict=False):
            assert before.until == after.since - timedelta(days=1), id


def test_doubtful_points_are_marked() -> None:
    assert legal.value("dispense_works", date(2027, 1, 1)).doubt
    assert legal.value("eu_origin_food", TODAY).doubt
    assert legal.value("social_services_notice", TODAY).doubt


@pytest.mark.parametrize(
    "entry",
    [
        "{id: a, label: A, unit: DAYS, article: X, checked: 2026-01-01, colour: red,"
        " values: [{since: 2020-01-01, value: 1, source: s}]}",
        "{id: a, label: A, unit: YARDS, article: X, checked: 2026-01-01,"
        " values: [{since: 2020-01-01, value: 1, source: s}]}",
        "{id: a, label: A, unit: DAYS, article: X, checked: 2026-01-01,"
        " values: [{since: 2020-01-01, value: 1, source: nowhere}]}",
        "{id: a, label: A, unit: DAYS, article: X, checked: 2026-01-01,"
        " values: [{since: 2021-01-01, value: 1, source: s}, {since: 2020-01-01, value: 2,"
        " source: s}]}",
    ],
    ids=["unknown key", "unknown unit", "unknown source", "dates that go back"],
)
def test_a_file_that_errs_is_refused_by_name(entry: str, tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("s: {title: T, url: 'https://x'}")
    (tmp_path / "some.yaml").write_text(f"- {entry}\n")
    with pytest.raises(ValueError, match=r"some\.yaml, a"):
        legal.load(tmp_path)


def test_findings_are_read_gravest_first() -> None:
    found = [
        Finding(name, severity, (), "", "")
        for name, severity in (
            ("c", Severity.ADVICE),
            ("a", Severity.BLOCKING),
            ("b", Severity.WARNING),
        )
    ]
    assert [finding.rule for finding in legal.gravest_first(found)] == ["a", "b", "c"]


def test_the_joint_reserve_is_not_said_to_come_from_the_decrees_on_works() -> None:
    joint = legal.value("reservation_handicap_insertion", date(2027, 1, 1))
    works = legal.value("dispense_works", date(2021, 1, 1))
    assert "2022-1683" not in joint.source
    assert "2022-1683" in works.source

import pytest

from needs.merging import Conflict, merge


@pytest.mark.parametrize(
    ("seen", "current", "typed", "changed"),
    [
        ({}, {}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {"a": 1}, {"a": None}, {"a": None}),
        ({"a": 1}, {"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": 2}, {}),
        ({"a": None}, {}, {"a": ""}, {}),
        ({"a": "1.5"}, {"a": 1.5}, {"a": "1.5"}, {}),
        ({"a": ["x"]}, {"a": ["x"]}, {"a": ["x", "y"]}, {"a": ["x", "y"]}),
        ({"a": 1, "b": 1}, {"a": 1, "b": 9}, {"a": 2, "b": 1}, {"a": 2}),
    ],
)
def test_only_what_the_person_touched_is_written(seen, current, typed, changed):
    merged = merge(seen, current, typed)
    assert merged.changed == changed
    assert merged.conflicts == ()


@pytest.mark.parametrize(
    ("seen", "current", "typed"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}),
        ({}, {"a": 2}, {"a": 3}),
        ({"a": 1}, {}, {"a": 3}),
        ({"a": 1}, {"a": 2}, {"a": None}),
        ({"a": True}, {}, {"a": False}),
    ],
)
def test_one_answer_given_otherwise_by_two_is_a_conflict_and_is_not_written(seen, current, typed):
    merged = merge(seen, current, typed)
    assert merged.changed == {}
    assert merged.conflicts == (Conflict("a", typed["a"], current.get("a")),)


def test_a_conflict_on_one_answer_keeps_the_others():
    merged = merge({"a": 1}, {"a": 2}, {"a": 3, "b": 4})
    assert merged.changed == {"b": 4}
    assert [conflict.question for conflict in merged.conflicts] == ["a"]


def test_the_next_save_does_not_undo_what_another_wrote_meanwhile():
    first = merge({}, {"b": 9}, {"a": 1, "b": None})
    second = merge(first.seen, {"a": 1, "b": 9}, {"a": 2, "b": None})
    assert second.changed == {"a": 2}
    assert second.conflicts == ()


def test_a_conflict_stays_one_until_somebody_settles_it():
    first = merge({"a": 1}, {"a": 2}, {"a": 3})
    again = merge(first.seen, {"a": 2}, {"a": 3})
    assert again.conflicts == first.conflicts

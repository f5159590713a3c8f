from decimal import Decimal

import pytest

from needs.diagnosis import Sheet, SiteFacts, VolumeLine
from needs.parts import choices, parts_of, progress, state_of
from needs.questions import State, for_sector

REUSE = for_sector("reuse_catering")


def line(quantity="10", **more):
    return VolumeLine("Bacs", Decimal(quantity), "bac", **more)


def site(id=1, name="École Ferry"):
    return SiteFacts(id, name, "", "Lille", "59350", (50.6, 3.0))


def sheet(**more):
    return Sheet(id="1", member="Lille", title="Bacs", **more)


def state(part, **more):
    return next(p for p in parts_of(sheet(**more), REUSE) if p.id == part)


@pytest.mark.parametrize(
    ("part", "given", "expected"),
    [
        ("text", {}, State.TODO),
        ("text", {"written": True, "undecided": 2}, State.DOING),
        ("text", {"written": True}, State.DONE),
        ("sites", {}, State.TODO),
        ("sites", {"sites": (site(),)}, State.DONE),
        ("volumes", {}, State.TODO),
        ("volumes", {"volumes": (line(),), "sites": (site(),)}, State.DONE),
        ("volumes", {"volumes": (line("0"),)}, State.DOING),
        ("volumes", {"volumes": (line(site=1),), "sites": (site(),)}, State.DONE),
        ("volumes", {"volumes": (line(site=1),), "sites": (site(), site(2))}, State.DOING),
        ("questions-storage", {}, State.TODO),
        ("questions-storage", {"answers": {"storage_clean_m2": 1}}, State.DOING),
        (
            "questions-storage",
            {"answers": {"storage_clean_m2": 1, "storage_dirty_m2": 2}},
            State.DONE,
        ),
    ],
)
def test_each_part_has_its_state(part, given, expected):
    assert state(part, **given).state == expected


def test_a_part_says_what_it_lacks_and_why_it_matters():
    lacking = state("volumes", volumes=(line(site=1),), sites=(site(), site(2, "École Verlaine")))
    assert lacking.missing == ("1\u00a0site sans volume : École Verlaine.",)
    assert "valeur estimée" in lacking.why


def test_a_sheet_is_done_once_validated_and_not_before():
    blank, begun = sheet(), sheet(written=True)
    assert state_of(blank, parts_of(blank, REUSE)) == State.TODO
    assert state_of(begun, parts_of(begun, REUSE)) == State.DOING
    done = sheet(validated=True)
    assert state_of(done, parts_of(done, REUSE)) == State.DONE


def test_progress_counts_the_parts_done():
    begun = sheet(written=True, sites=(site(),))
    assert progress(parts_of(begun, REUSE)) == (2, 3 + len(REUSE.sections))


def test_every_part_can_be_entrusted():
    offered = [part for part, _ in choices(REUSE)]
    assert offered == ["sheet", *(part.id for part in parts_of(sheet(), REUSE))]

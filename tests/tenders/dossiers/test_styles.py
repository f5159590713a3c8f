"""The same facts in the styles of many buyers: what varies is the layout, not the meaning."""

from pathlib import Path

import pytest
import yaml

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tests.bench.consultation_files import CLOSE, alike
from tests.tenders.dossiers.notation import dossier

STYLES = yaml.safe_load((Path(__file__).parent / "styles.yaml").read_text(encoding="utf-8"))


def in_every_style(kind):
    rows = STYLES[kind]
    return pytest.mark.parametrize(
        ("text", "expected"),
        [(row["text"], row["expected"]) for row in rows],
        ids=[row["style"] for row in rows],
    )


def criterion(lot, name, weight, parts=()):
    return str(lot or ""), fold(name), weight, {fold(k): v for k, v in dict(parts).items()}


@in_every_style("criteria")
def test_criteria_are_read_in_every_style(text, expected):
    found = [
        criterion(c.lot, c.name, c.weight, [(s.name, s.weight) for s in c.sub_criteria])
        for c in read_facts(dossier(text)).criteria
    ]
    assert sorted(found, key=lambda one: one[:2]) == sorted(
        (criterion(*one) for one in expected), key=lambda one: one[:2]
    )


@in_every_style("lots")
def test_lots_are_read_in_every_style(text, expected):
    found = {lot.number: fold(lot.title) for lot in read_facts(dossier(text)).lots}
    assert found == {number: fold(title) for number, title in expected.items()}


@pytest.mark.parametrize(
    "row", [r for r in STYLES["lots"] if "reserved" in r], ids=lambda r: r["style"]
)
def test_lots_are_told_reserved_in_every_style(row):
    found = {
        lot.number: lot.reserved for lot in read_facts(dossier(row["text"])).lots if lot.reserved
    }
    assert found == row["reserved"]


@in_every_style("deadlines")
def test_the_deadline_is_read_in_every_style_or_left_unsaid(text, expected):
    deadline = read_facts(dossier(text)).deadline
    assert (deadline.iso or None if deadline else None) == expected


@in_every_style("pieces")
def test_pieces_are_read_in_every_style(text, expected):
    found = [(p.name, p.stage) for p in read_facts(dossier(text)).pieces if p.stage != "award"]
    asked = [(name, stage) for stage, names in expected.items() for name in names]

    def same(one, other):
        return one[1] == other[1] and alike(one[0], other[0]) >= CLOSE

    missed = [one for one in asked if not any(same(one, other) for other in found)]
    wrong = [one for one in found if not any(same(one, other) for other in asked)]
    assert (missed, wrong) == ([], [])

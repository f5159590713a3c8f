"""The annotated consultation files: what was read stays right, what never was does not fall."""

import pytest

from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tests.bench.consultation_files import COLUMNS, KINDS, NEVER_READ, Score, cases, scores

# (precision, recall) of the sets that rules were written on, then of the one that nobody read.
FLOORS = {
    "deadline": ((0.98, 0.97), (0.95, 0.9)),
    "questions": ((0.97, 0.97), (0.94, 0.78)),
    "lots": ((0.98, 0.97), (0.9, 0.68)),
    "criteria": ((0.97, 0.97), (0.86, 0.86)),
    "pieces": ((0.96, 0.96), (0.87, 0.94)),
}


@pytest.fixture(scope="module")
def totals():
    found = {part: {kind: Score() for kind in KINDS} for part in COLUMNS}
    for case in cases():
        for kind, score in scores(read_facts(read(case.files)).as_dict(), case.expected).items():
            found[case.part][kind].add(score)
    return found


@pytest.mark.parametrize("kind", FLOORS)
@pytest.mark.parametrize("part", COLUMNS)
def test_reading_keeps_its_precision_and_recall(totals, kind, part):
    unread = part == NEVER_READ
    precision, recall = FLOORS[kind][unread]
    score = totals[part][kind]
    assert score.precision >= precision, "" if unread else score.wrong
    assert score.recall >= recall, "" if unread else score.missed

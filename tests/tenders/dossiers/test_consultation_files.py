"""The annotated consultation files: what was read stays right."""

import pytest

from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tests.bench.consultation_files import COLUMNS, KINDS, Score, cases, scores

# (precision, recall) of each set: rules were written on all of them, after a first measure or not.
FLOORS = {
    "deadline": (0.98, 0.98),
    "questions": (0.97, 0.97),
    "lots": (0.99, 0.99),
    "criteria": (0.98, 0.98),
    "pieces": (0.97, 0.97),
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
    precision, recall = FLOORS[kind]
    score = totals[part][kind]
    assert score.precision >= precision, score.wrong
    assert score.recall >= recall, score.missed

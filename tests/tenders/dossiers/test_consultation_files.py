"""The annotated consultation files: what was tuned on stays right, what never was does not fall."""

import pytest

from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tests.bench.consultation_files import KINDS, Score, cases, scores

# (precision, recall) of the even cases, that the reader was tuned on, and of the odd ones.
FLOORS = {
    "deadline": ((0.95, 0.95), (0.8, 0.75)),
    "questions": ((0.95, 0.95), (0.95, 0.85)),
    "lots": ((0.95, 0.95), (0.95, 0.65)),
    "criteria": ((0.95, 0.95), (0.85, 0.45)),
    "pieces": ((0.92, 0.9), (0.88, 0.6)),
}


@pytest.fixture(scope="module")
def totals():
    found = {half: {kind: Score() for kind in KINDS} for half in (False, True)}
    for case in cases():
        for kind, score in scores(read_facts(read(case.files)).as_dict(), case.expected).items():
            found[case.held_out][kind].add(score)
    return found


@pytest.mark.parametrize("kind", FLOORS)
@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held out"])
def test_reading_keeps_its_precision_and_recall(totals, kind, held_out):
    precision, recall = FLOORS[kind][held_out]
    score = totals[held_out][kind]
    assert score.precision >= precision, "" if held_out else score.wrong
    assert score.recall >= recall

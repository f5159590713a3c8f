"""The annotated consultation files: what was tuned on stays right, what never was does not fall."""

import pytest

from tenders.dossiers.facts import read_facts
from tenders.dossiers.texts import read
from tests.bench.consultation_files import KINDS, PARTS, TUNED, Score, cases, scores

PRECISION = {"deadline": 0.98, "pieces": 0.95} | dict.fromkeys(
    ("questions", "lots", "criteria"), 0.97
)
RECALL = dict.fromkeys(PRECISION, 0.95)


@pytest.fixture(scope="module")
def totals():
    found = {part: {kind: Score() for kind in KINDS} for part in (TUNED, *PARTS.values())}
    for case in cases():
        for kind, score in scores(read_facts(read(case.files)).as_dict(), case.expected).items():
            found[case.part][kind].add(score)
    return found


@pytest.mark.parametrize("kind", PRECISION)
def test_what_was_tuned_on_stays_right(totals, kind):
    score = totals[TUNED][kind]
    assert score.precision >= PRECISION[kind], score.wrong
    assert score.recall >= RECALL[kind], score.missed

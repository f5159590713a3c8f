"""What was learned is found again by the next process, and half a file is never read."""

from concurrent.futures import ThreadPoolExecutor

from procurement.language import learned
from tests.procurement.language import CODES

PAST = [("Prestation zorglub annuelle", "55520000")] * 8


def test_what_was_learned_is_recalled(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    known = learned.recall(tmp_path, CODES, PAST)
    assert known.suggest("zorglub")[0].code == "55520000"


def test_other_records_are_not_recalled_but_the_latest_answers(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    assert learned.recall(tmp_path, CODES, PAST[:4]) is None
    assert learned.latest(tmp_path).suggest("zorglub")[0].code == "55520000"


def test_another_nomenclature_is_learned_beside_what_still_answers(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    assert learned.recall(tmp_path, CODES[:-1], PAST) is None
    assert learned.latest(tmp_path).suggest("zorglub")[0].code == "55520000"


def test_another_version_of_the_engine_reads_nothing_of_this_one(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    (file,) = tmp_path.glob("*.pickle")
    file.rename(tmp_path / "cpv-another-version-of-it.pickle")
    assert learned.latest(tmp_path) is None
    assert learned.stamp(tmp_path) == 0


def test_two_processes_that_learn_at_once_learn_once(tmp_path):
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: learned.learn(tmp_path, CODES, PAST), range(2))
    assert first.suggest("zorglub")[0].code == second.suggest("zorglub")[0].code == "55520000"
    assert len(list(tmp_path.glob("*.pickle"))) == 1


def test_a_new_learning_replaces_the_one_before_and_changes_the_stamp(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    before = learned.stamp(tmp_path)
    learned.learn(tmp_path, CODES, PAST[:4])
    assert len(list(tmp_path.glob("*.pickle"))) == 1
    assert learned.stamp(tmp_path) != before


def test_a_broken_file_is_learned_again(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    (file,) = tmp_path.glob("*.pickle")
    file.write_bytes(file.read_bytes()[:100])
    assert learned.recall(tmp_path, CODES, PAST) is None

"""What was learned is found again by the next process, and half a file is never read."""

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
    assert learned.latest(tmp_path, CODES).suggest("zorglub")[0].code == "55520000"


def test_another_nomenclature_has_nothing_learned(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    assert learned.latest(tmp_path, CODES[:-1]) is None


def test_a_new_learning_replaces_the_one_before_and_changes_the_stamp(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    before = learned.stamp(tmp_path)
    learned.learn(tmp_path, CODES, PAST[:4])
    assert len(list(tmp_path.iterdir())) == 1
    assert learned.stamp(tmp_path) != before


def test_a_broken_file_is_learned_again(tmp_path):
    learned.learn(tmp_path, CODES, PAST)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert learned.recall(tmp_path, CODES, PAST) is None

import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def run(tmp_path, *lines):
    file = tmp_path / "textes.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("analyse_text", str(file), stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_each_text_gives_one_result_in_the_format(tmp_path):
    code, (result,), _ = run(tmp_path, '{"id": "B-7", "text": "quelque 340 chaises"}')
    assert (code, result["id"]) == (0, "B-7")
    (quantity,) = result["quantities"]
    assert (quantity["value"], quantity["unit"], quantity["period"]) == (340, "chaise", None)
    assert (quantity["text"], quantity["start"], quantity["end"]) == ("quelque 340 chaises", 0, 19)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "A"}', '{"text": "x"}', '{"id": 1, "text": 3}']
)
def test_a_wrong_line_is_refused_and_the_others_read(tmp_path, line):
    code, results, messages = run(tmp_path, line, '{"id": "B", "text": ""}')
    assert (code, [result["id"] for result in results]) == (1, ["B"])
    assert "Ligne 1" in messages


def test_a_missing_file_is_wrong_usage():
    with pytest.raises(CommandError) as refusal:
        call_command("analyse_text", "absent.jsonl")
    assert refusal.value.returncode == 2

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def run(command: str, path: Path) -> tuple[list[dict[str, Any]], str, int]:
    """Answers, messages and exit code."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(command, str(path), stdout=out, stderr=err)
    except SystemExit as exit:
        code = int(exit.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), code


def test_a_tender_gets_its_findings_and_minima(tmp_path: Path) -> None:
    path = tmp_path / "tenders.jsonl"
    path.write_text(
        '{"id": "M-1", "as_of": "2026-11-23", "buyer_kind": "collectivite",'
        ' "nature": "services", "estimated_amount_ht": 70000, "procedure": "gre_a_gre"}\n'
    )
    answers, _, code = run("check_tender", path)
    assert code == 0
    assert answers[0]["id"] == "M-1"
    assert answers[0]["minimum_procedure"] == "mapa"
    assert answers[0]["publicity_minimum"] == "libre"
    assert answers[0]["findings"][0]["severity"] == "blocking"
    assert "R2122-8" in answers[0]["findings"][0]["legal_ref"]


def test_a_sentence_gets_its_label_and_spans(tmp_path: Path) -> None:
    path = tmp_path / "sentences.jsonl"
    text = "Les producteurs locaux sont retenus."
    path.write_text(json.dumps({"id": "P-1", "where": "rc_critere", "text": text}) + "\n")
    answers, _, code = run("check_wording", path)
    assert code == 0
    assert answers[0]["label"] == "illegal"
    assert answers[0]["categories"] == ["preference_locale"]
    assert answers[0]["spans"] == [{"start": 4, "end": 22}]


@pytest.mark.parametrize(("as_of", "label"), [("2026-08-20", "risky"), ("2026-08-21", "illegal")])
def test_a_sentence_is_judged_by_the_law_of_its_day(as_of: str, label: str, tmp_path: Path) -> None:
    path = tmp_path / "sentences.jsonl"
    said = {"where": "rc_critere", "text": "Critère unique : prix (100 %).", "as_of": as_of}
    path.write_text(json.dumps(said) + "\n")
    answers, _, _ = run("check_wording", path)
    assert answers[0]["label"] == label


@pytest.mark.parametrize(
    ("command", "line", "reason"),
    [
        ("check_tender", '{"as_of": "2026-11-23", "bidule": 1}', "Champ inconnu : bidule"),
        ("check_tender", '{"as_of": "2010-01-01", "nature": "travaux",'
         ' "buyer_kind": "etat"}', "qu'à partir du"),
        ("check_wording", '{"where": "partout", "text": "x"}', "« where »"),
        ("check_wording", '{"where": "cctp"}', "« text »"),
        ("check_wording", '{"where": "cctp", "text": "x", "as_of": "demain"}', "« as_of »"),
        ("check_wording", "pas du json", "pas du JSON"),
    ],
)  # fmt: skip
def test_a_refused_line_is_told_and_the_others_answered(
    command: str, line: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "input.jsonl"
    good = {
        "check_tender": '{"as_of": "2026-11-23"}',
        "check_wording": '{"where": "cctp", "text": "x"}',
    }[command]
    path.write_text(f"{line}\n{good}\n", encoding="utf-8")
    answers, messages, code = run(command, path)
    assert len(answers) == 1
    assert "Ligne 1" in messages
    assert reason in messages
    assert code == 1


def test_a_file_that_is_not_there_is_a_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_tender", str(tmp_path / "nowhere.jsonl"))
    assert refused.value.returncode == 2

"""Broken files given to the commands: refused in French, nothing half-written."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from needs.models import AwardRecord, Need
from procurement.nomenclature.models import Commune, Cpv, Naf
from suppliers.models import Supplier
from tests.needs.factories import NeedFactory, ProjectFactory
from tests.tenders.factories import DURING

pytestmark = pytest.mark.django_db


# Broken import files

NOT_UTF_8 = "siret,name,objet,cpv8,insee,code,label_fr\né,é\n".encode("latin-1")
IMPORTS = {
    "import_communes": Commune,
    "import_cpv": Cpv,
    "import_naf": Naf,
    "import_suppliers": Supplier,
    "import_decp": AwardRecord,
    "import_needs": Need,
}
LINES = ("import_needs", "analyse_text", "check_wording", "check_tender")
BROKEN = {
    "broken JSON": b'{"id": "a", "title": \n',
    "not an object": b"[1, 2]\n",
    "deep": b"[" * 100_000 + b"\n",
    "wrong columns": b"foo,bar\n1,2\n",
    "not UTF-8": NOT_UTF_8,
    "binary": bytes(range(256)) * 200,
    "null character": b'{"id": "a\\u0000", "name": "b\\u0000", "text": "c\\u0000"}\n',
    "half a character": b'{"id": "a\\ud800", "name": "b\\ud800", "text": "c\\ud800"}\n',
}


def run(command, content, tmp_path, capsys):
    """(exit code, what was said) of the command on a file of that content."""
    path = tmp_path / "envoi"
    path.write_bytes(content)
    try:
        call_command(command, str(path))
    except CommandError as error:
        return error.returncode, f"{capsys.readouterr().err}{error}"
    except SystemExit as stop:
        return stop.code, capsys.readouterr().err
    return 0, capsys.readouterr().err


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("command", [*IMPORTS, *LINES[1:]])
def test_a_broken_file_is_refused_in_french_and_writes_nothing(command, kind, tmp_path, capsys):
    model = IMPORTS.get(command)
    before = list(model.objects.values_list()) if model else []
    code, message = run(command, BROKEN[kind], tmp_path, capsys)
    assert code == (1 if command in LINES else code) in (1, 2)
    assert message
    for english in ("codec", "Expecting", "Traceback", "object has no", "recursion"):
        assert english not in message
    assert not model or list(model.objects.values_list()) == before


@pytest.mark.parametrize("command", [name for name in IMPORTS if name != "import_needs"])
def test_an_empty_file_is_wrong_usage(command, tmp_path, capsys):
    assert run(command, b"", tmp_path, capsys)[0] == 2


@pytest.mark.parametrize("command", LINES)
def test_no_line_at_all_is_an_empty_answer(command, tmp_path, capsys):
    assert run(command, b"", tmp_path, capsys)[0] == 0


def test_a_nomenclature_that_breaks_at_its_end_leaves_no_trace(tmp_path, capsys):
    before = Naf.objects.count()
    good = "".join(f"{n:06d},5,,Essai\n" for n in range(3000))
    content = f"code,level,parent,label_fr\n{good}".encode() + b"99.9999,5,,\xe9\n"
    code, message = run("import_naf", content, tmp_path, capsys)
    assert code == 2
    assert "UTF-8" in message
    assert Naf.objects.count() == before


def test_good_lines_pass_beside_broken_ones(tmp_path, capsys):
    good = {"id": "B-1", "title": "Laver", "buyer": {"name": "Lille"}, "text": "340 bacs"}
    lines = ["{", json.dumps(good), '{"id": {}}', ""]
    code, message = run("import_needs", "\n".join(lines).encode(), tmp_path, capsys)
    assert code == 1
    assert "Ligne 1" in message
    assert "Ligne 3" in message
    assert Need.objects.get().external_id == "B-1"


def test_an_import_does_not_change_a_frozen_need(tmp_path, capsys):
    project = ProjectFactory(frozen_at=DURING - timedelta(days=1))
    NeedFactory(external_id="B-1", project=project, title="Avant")
    record = {"id": "B-1", "title": "Après", "buyer": {"name": "Lille"}, "text": "340 bacs"}
    code, message = run("import_needs", json.dumps(record).encode(), tmp_path, capsys)
    assert code == 1
    assert "figé" in message
    assert Need.objects.get().title == "Avant"


def test_contracts_that_are_not_objects_are_refused_one_by_one(tmp_path, capsys):
    record = {"id": "1", "objet": "Lavage", "codeCPV": "90910000", "acheteur": {"id": "x"}}
    listed = {"marches": {"marche": [5, {**record, "acheteur": "x"}, record]}}
    code, message = run("import_decp", json.dumps(listed).encode(), tmp_path, capsys)
    assert code == 1
    assert "Marchés pris : 1 ; refusés : 2." in message
    assert AwardRecord.objects.get().object == "Lavage"

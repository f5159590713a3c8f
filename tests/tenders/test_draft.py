"""The commands `draft` and `list_tenders`, as scripts call them."""

import json

import pytest
from django.core.management import CommandError, call_command

from tenders.documents import KINDS
from tests.tenders.tender_factories import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return TenderFactory(reference="contenants-m1")


def test_all_documents_by_default(tender, tmp_path, capsys):
    call_command("draft", "contenants-m1", out=tmp_path)
    files = capsys.readouterr().out.split()
    assert files == [f"contenants-m1-{kind}.docx" for kind in KINDS if kind != "dpgf"]
    assert all((tmp_path / file).exists() for file in files)


def test_only_the_documents_asked_for(tender, tmp_path, capsys):
    call_command("draft", "contenants-m1", "--out", str(tmp_path), "--documents", "rc,bpu")
    assert capsys.readouterr().out.split() == [
        "contenants-m1-rc.docx",
        "contenants-m1-bpu.docx",
    ]
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [item["kind"] for item in manifest["documents"]] == ["rc", "bpu"]


def test_the_identifier_works_like_the_reference(tender, tmp_path):
    call_command("draft", str(tender.pk), "--out", str(tmp_path), "--documents", "rc")
    assert (tmp_path / "contenants-m1-rc.docx").exists()


def test_what_is_missing_is_said_on_the_error_stream(tender, tmp_path, capsys):
    call_command("draft", "contenants-m1", "--out", str(tmp_path), "--documents", "rc")
    assert "valeurs à compléter" in capsys.readouterr().err


@pytest.mark.parametrize("wanted", ["rc,plan", ""])
def test_an_unknown_document_is_wrong_usage(tender, tmp_path, wanted):
    with pytest.raises(CommandError, match="Document inconnu") as error:
        call_command("draft", "contenants-m1", "--out", str(tmp_path), "--documents", wanted)
    assert error.value.returncode == 2


@pytest.mark.parametrize("key", ["inconnu", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_tender_is_wrong_usage(tmp_path, key):
    with pytest.raises(CommandError, match="Aucun marché") as error:
        call_command("draft", key, "--out", str(tmp_path))
    assert error.value.returncode == 2


def test_tenders_are_listed_with_their_id_first(tender, capsys):
    call_command("list_tenders")
    [line] = capsys.readouterr().out.splitlines()
    assert line.split("\t") == [str(tender.pk), "contenants-m1", tender.title]

"""Pages of a document as PDF: in the background, within a time limit, without LibreOffice too."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.urls import reverse

from procurement.word.docx import render
from procurement.word.pdf import NotConverted, convert
from tenders import previews
from tenders.previews import State, make_preview, preview_of
from tests.procurement.test_word_docx import EVERYTHING
from tests.tenders.tender_factories import TenderFactory, officer_of

DOCUMENT = b"PK a document"
WRITES_A_PDF = """#!/bin/sh
for word; do [ "$before" = "--outdir" ] && out="$word"; before="$word"; done
echo "%PDF-1.7 $(cat "$before")" > "$out/$(basename "$before" .docx).pdf"
"""


@pytest.fixture
def office(tmp_path, settings):
    """A program that stands for LibreOffice, with the behaviour asked for."""

    def behaves(script, seconds=10):
        program = tmp_path / "soffice"
        program.write_text(script)
        program.chmod(0o755)
        settings.SOFFICE, settings.PREVIEW_SECONDS = str(program), seconds

    yield behaves
    for thread in threading.enumerate():  # none may write once its folder and settings are gone
        if thread.name == previews.THREAD:
            thread.join()


def waited_for(document, state, seconds=10):
    """The preview, once it has left the state of being made."""
    end = time.monotonic() + seconds
    while (found := preview_of(document)).state == State.MAKING and time.monotonic() < end:
        time.sleep(0.05)
    assert found.state == state
    return found


def test_the_first_request_does_not_wait_and_a_later_one_gets_the_pages(office, tmp_path):
    go = tmp_path / "go"
    office(WRITES_A_PDF.replace("for word", f"while [ ! -e {go} ]; do sleep 0.05; done\nfor word"))
    assert preview_of(DOCUMENT).state == State.MAKING
    assert preview_of(DOCUMENT).state == State.MAKING
    go.touch()
    assert waited_for(DOCUMENT, State.READY).content.startswith(b"%PDF-1.7 PK a document")


def test_the_same_document_is_converted_once(office, settings):
    office(WRITES_A_PDF)
    preview_of(DOCUMENT)
    waited_for(DOCUMENT, State.READY)
    settings.SOFFICE = "/nowhere"
    assert preview_of(DOCUMENT).state == State.READY
    assert preview_of(DOCUMENT + b" changed").state == State.MAKING


def test_a_conversion_that_hangs_is_stopped_and_said(office):
    office("#!/bin/sh\nsleep 60", seconds=1)
    preview_of(DOCUMENT)
    assert "dépassé 1 secondes" in waited_for(DOCUMENT, State.FAILED).why


def test_a_program_that_writes_nothing_is_a_failure_that_may_be_tried_again(office):
    office("#!/bin/sh\nexit 0")
    preview_of(DOCUMENT)
    assert "pas su convertir" in waited_for(DOCUMENT, State.FAILED).why
    office(WRITES_A_PDF)
    preview_of(DOCUMENT)
    waited_for(DOCUMENT, State.READY)


def test_a_program_that_does_not_exist_is_said(tmp_path):
    (tmp_path / "x.docx").write_bytes(DOCUMENT)
    with pytest.raises(NotConverted, match="ne démarre pas"):
        convert(tmp_path / "x.docx", soffice="/nowhere/soffice", seconds=5)


def test_what_a_hanging_conversion_started_is_stopped_with_it(office, tmp_path, settings):
    office(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/child\nwait", seconds=1)
    (tmp_path / "x.docx").write_bytes(DOCUMENT)
    with pytest.raises(NotConverted):
        convert(tmp_path / "x.docx", soffice=settings.SOFFICE, seconds=1)
    child = int((tmp_path / "child").read_text())
    time.sleep(0.1)
    state = Path(f"/proc/{child}/stat")  # a dead child may wait to be reaped
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_conversion_that_died_is_begun_again(office, settings):
    office(WRITES_A_PDF)
    settings.PREVIEWS_DIR.mkdir()
    abandoned = previews._path(previews.hashlib.sha256(DOCUMENT).hexdigest(), "docx")
    abandoned.write_bytes(DOCUMENT)
    assert preview_of(DOCUMENT).state == State.MAKING
    old = time.time() - 3 * settings.PREVIEW_SECONDS
    os.utime(abandoned, (old, old))
    preview_of(DOCUMENT)
    waited_for(DOCUMENT, State.READY)


def test_the_oldest_previews_go_first(office, settings, monkeypatch):
    office(WRITES_A_PDF)
    monkeypatch.setattr(previews, "KEPT", 2)
    settings.PREVIEWS_DIR.mkdir()
    for age, name in enumerate(("new", "older", "oldest")):
        pdf = settings.PREVIEWS_DIR / f"{name}.pdf"
        pdf.write_bytes(b"%PDF")
        os.utime(pdf, (1000 - age, 1000 - age))
    source = previews._path("a", "docx")
    source.write_bytes(DOCUMENT)
    make_preview.call("a")
    assert {pdf.stem for pdf in settings.PREVIEWS_DIR.glob("*.pdf")} == {"a", "new"}


@pytest.fixture
def tender(db):
    return TenderFactory()


def test_without_libreoffice_the_page_says_what_can_be_done(tender, client):
    client.force_login(officer_of(tender))
    answer = client.get(reverse("tenders:pages", args=[tender.pk, "rc"]))
    assert answer.status_code == 200
    assert "LibreOffice n'est pas installé sur ce serveur" in answer.content.decode()
    assert "Refresh" not in answer


def test_a_look_at_the_pages_keeps_no_edition_and_a_download_does(tender, client):
    client.force_login(officer_of(tender))
    client.get(reverse("tenders:pages", args=[tender.pk, "rc"]))
    assert not tender.editions.exists()
    client.get(reverse("tenders:download", args=[tender.pk, "rc"]))
    assert tender.editions.get().document == "rc"


def test_the_page_asks_again_until_the_pages_are_there(tender, client, office):
    office(WRITES_A_PDF)
    client.force_login(officer_of(tender))
    address = reverse("tenders:pages", args=[tender.pk, "rc"])
    answer = client.get(address)
    assert answer["Refresh"] == "2"
    end = time.monotonic() + 10
    while answer["Content-Type"] != "application/pdf" and time.monotonic() < end:
        time.sleep(0.05)
        answer = client.get(address)
    assert answer["Content-Disposition"] == f'inline; filename="{tender.reference}-rc.pdf"'


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice n'est pas installé.")
def test_libreoffice_makes_a_tagged_pdf(tmp_path):
    document = tmp_path / "x.docx"
    document.write_bytes(render(EVERYTHING))
    pdf = convert(document, soffice=shutil.which("soffice"), seconds=120)
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf

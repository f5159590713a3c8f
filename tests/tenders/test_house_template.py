"""The Word template of an authority: taken, said, refused, left."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.uploads import MOST_BYTES
from tenders.documents import build_for_project, render_docx
from tenders.housing import style_of
from tenders.models import HouseTemplate
from tests.procurement.test_word_house import letterhead
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


def send(officer, tender, content, name="papier.docx"):
    file = SimpleUploadedFile(name, content)
    return officer.post(reverse("tenders:house_template", args=[tender.pk]), {"file": file})


def parts(content):
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_documents_take_the_style_once_sent_and_the_register_says_so(officer, tender):
    assert send(officer, tender, letterhead()).status_code == 302

    assert "word/house_header_default.xml" in parts(render_docx(tender, "rc"))
    assert RegisterEntry.objects.filter(act="house_style_taken").exists()


def test_project_documents_take_it_too(officer, tender):
    send(officer, tender, letterhead())
    address = reverse("tenders:project_download", args=[tender.project.pk, "convention"])
    assert "word/house_header_default.xml" in parts(officer.get(address).content)


def test_the_page_says_what_was_noticed(officer, tender):
    send(officer, tender, letterhead())
    page = officer.get(reverse("tenders:house_template", args=[tender.pk])).content.decode()
    assert "papier.docx" in page
    assert "Pas de numéro de page" in page
    assert "Georgia" in page


def test_another_file_replaces_the_first_at_once(officer, tender):
    send(officer, tender, letterhead())
    before = style_of(tender.project.lead)
    send(officer, tender, letterhead(colour="1A4C8B"))
    assert style_of(tender.project.lead).accent == "1A4C8B" != before.accent
    assert HouseTemplate.objects.count() == 1


def test_the_style_can_be_left(officer, tender):
    send(officer, tender, letterhead())
    officer.post(reverse("tenders:house_template_remove", args=[tender.pk]))
    assert "word/header1.xml" in parts(render_docx(tender, "rc"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("papier.docx", b"", "vide"),
        ("papier.docx", b"PK\x03\x04 presque", "abîmé"),
        ("papier.pdf", b"%PDF-1.7", "document Word"),
        ("papier.docm", b"x", "pas acceptés"),
    ],
)
def test_a_file_that_gives_no_style_is_refused_in_words(officer, tender, name, content, words):
    answer = send(officer, tender, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not HouseTemplate.objects.exists()


def test_a_refused_file_leaves_the_style_in_use(officer, tender):
    send(officer, tender, letterhead())
    send(officer, tender, b"PK\x03\x04")
    assert style_of(tender.project.lead) is not None


def test_a_file_too_large_is_dropped(officer, tender):
    answer = send(officer, tender, b"PK\x03\x04" + b"0" * MOST_BYTES)
    assert answer.status_code == 413
    assert "dépasse" in answer.content.decode()


def test_a_template_whose_file_is_gone_leaves_documents_in_our_style(officer, tender):
    send(officer, tender, letterhead())
    template = HouseTemplate.objects.get()
    template.file.storage.delete(template.file.name)
    from tenders import housing

    housing._style.cache_clear()
    assert "word/header1.xml" in parts(render_docx(tender, "rc"))
    assert build_for_project(tender.project, "convention", now=template.at).title

"""Exported packages: kept as they left, given again the same, and compared."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from procurement.word.storing import dump, load
from tenders.documents import KINDS, PROJECT_KINDS, build_for_project
from tenders.documents.context import gather
from tenders.documents.production import written
from tenders.keeping import AlteredPackage, archive_of, compared, documents_of, export
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import officer_of

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def tender():
    return complete_tender()


def reworded(tender):
    used = tender.clauses.get(clause_id="washing-result")
    used.wording = "Chaque contenant est rendu sec, sans trace ni odeur."
    used.save()


def test_a_package_keeps_its_files_who_exported_them_and_when(tender):
    officer = officer_of(tender)
    archive, kept = export(tender, by=officer, now=NOW)

    assert (kept.number, kept.by, kept.at) == (1, officer, NOW)
    assert archive_of(kept) == archive
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert [row["name"] for row in kept.contents] == names[:-1]
    assert names[-1] == "manifest.json"


def test_an_export_that_changes_nothing_keeps_no_other_package(tender):
    first = export(tender, by=None, now=NOW)
    again = export(tender, by=None, now=LATER)
    assert again == first
    assert tender.packages.count() == 1


def test_a_change_makes_the_next_number(tender):
    export(tender, by=None, now=NOW)
    reworded(tender)
    assert export(tender, by=None, now=LATER)[1].number == 2


def test_documents_are_written_again_byte_for_byte_from_what_was_frozen(tender):
    archive, kept = export(tender, by=None, now=NOW)
    reworded(tender)  # what happens later does not count

    files = zipfile.ZipFile(io.BytesIO(archive))
    for kind, document in documents_of(kept).items():
        assert written(document) == files.read(f"{tender.reference}-{kind}.docx"), kind


def test_files_that_somebody_touched_are_not_given(tender):
    _, kept = export(tender, by=None, now=NOW)
    with kept.archive.storage.open(kept.archive.name, "wb") as file:
        file.write(b"autre chose")
    with pytest.raises(AlteredPackage, match="empreinte"):
        archive_of(kept)


def test_files_that_are_gone_are_said_so_on_the_page(client, tender):
    _, kept = export(tender, by=None, now=NOW)
    kept.archive.storage.delete(kept.archive.name)
    client.force_login(officer_of(tender))
    answer = client.get(kept.get_absolute_url(), follow=True)
    assert "ne sont plus à leur place" in answer.content.decode()


def test_two_packages_differ_by_what_was_reworded_only(tender):
    _, old = export(tender, by=None, now=NOW)
    reworded(tender)
    _, new = export(tender, by=None, now=LATER)

    found = {one.kind: one for one in compared(old, new)}

    assert found["ccap"].fate == "kept"
    assert found["cctp"].fate == "changed"
    words = "".join(piece.text for change in found["cctp"].changes for piece in change.pieces)
    assert "sans trace ni odeur" in words


def test_a_document_of_one_package_only_is_said_added_or_removed(tender):
    _, rules = export(tender, by=None, now=NOW, kinds=["rc"])
    _, both = export(tender, by=None, now=LATER, kinds=["rc", "ccap"])
    assert [one.fate for one in compared(rules, both)] == ["kept", "added"]
    assert [one.fate for one in compared(both, rules)] == ["kept", "removed"]


def test_the_page_lists_packages_and_compares_two(client, tender):
    client.force_login(officer_of(tender))
    client.get(reverse("tenders:package", args=[tender.pk]))
    reworded(tender)
    client.get(reverse("tenders:package", args=[tender.pk]))

    page = client.get(reverse("tenders:packages", args=[tender.pk])).content.decode()
    assert "n° 2" in page

    address = reverse("tenders:packages_compare", args=[tender.pk])
    page = client.get(address, {"avant": 2, "apres": 1}).content.decode()
    assert "Du dossier n° 1 au dossier n° 2" in page
    assert "<ins>" in page


@pytest.mark.parametrize("asked", [{}, {"avant": 1, "apres": 1}, {"avant": "x", "apres": 9}])
def test_two_packages_that_do_not_exist_are_refused_in_words(client, tender, asked):
    export(tender, by=None, now=NOW)
    client.force_login(officer_of(tender))
    address = reverse("tenders:packages_compare", args=[tender.pk])
    answer = client.get(address, asked, follow=True)
    assert "Choisissez deux dossiers différents" in answer.content.decode()


def test_every_document_can_be_kept_and_read_back(tender):
    context = gather(tender)
    for kind in KINDS.values():
        document = kind.build(context)
        assert load(dump(document)) == document, kind.id
    for kind in PROJECT_KINDS:
        document = build_for_project(tender.project, kind, now=NOW)
        assert load(dump(document)) == document, kind

"""A file that says what the document says, and one that is none of the tender."""

import io

import docx
import pytest
from docx.oxml.ns import qn

from procurement.word.package import RefusedDocument
from tenders.documents import render_docx
from tenders.returning import read_back, review, review_of
from tests.tenders.complete_tender import complete_tender
from tests.tenders.returns.taking_in import WASHING, found, sent_back
from tests.tenders.word_edits import (
    SOFFICE,
    Edited,
    through_libreoffice,
    without_properties,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["rc", "ccap", "cctp", "ae", "bpu", "crt", "grille", "synthese"])
def test_a_file_that_nobody_edited_changes_nothing(tender, kind):
    returned = sent_back(tender, render_docx(tender, kind))
    outcome = review_of(returned)
    assert outcome.changes == ()
    assert outcome.outcome.renumbered == ()
    assert outcome.outcome.kept


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice n'est pas installé")
@pytest.mark.parametrize("kind", ["rc", "ccap", "cctp"])
def test_a_file_that_libreoffice_saved_twice_changes_nothing(tender, kind, tmp_path):
    once = through_libreoffice(render_docx(tender, kind), tmp_path)
    twice = through_libreoffice(once, tmp_path)
    assert review_of(sent_back(tender, twice)).changes == ()


def test_a_file_that_lost_its_marks_and_its_properties_changes_nothing(tender, cctp):
    for mark in [*cctp.word.element.body.iter(qn("w:bookmarkStart"))]:
        mark.getparent().remove(mark)
    for mark in [*cctp.word.element.body.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)
    returned = sent_back(tender, without_properties(cctp.content))
    assert returned.document == "cctp"
    assert found(returned) == []


def test_a_heading_that_lost_its_style_is_still_the_heading(tender, cctp):
    cctp.heading(WASHING).style = cctp.word.styles["Normal"]
    assert found(sent_back(tender, cctp)) == []


def test_a_file_that_is_no_document_of_the_tender_is_refused(tender):
    word = docx.Document()
    word.add_heading("Compte rendu")
    word.add_paragraph("Bonjour.")
    out = io.BytesIO()
    word.save(out)
    with pytest.raises(RefusedDocument, match="ne ressemble à aucune pièce"):
        sent_back(tender, out.getvalue())


# Which document it is


def test_a_document_of_another_tender_is_refused(tender, cctp):
    other = complete_tender()
    content = cctp.content
    with pytest.raises(RefusedDocument, match="et non du marché"):
        read_back(other, "p.docx", io.BytesIO(content), len(content))


def test_an_annex_of_provenance_may_be_dropped(tender):
    edited = Edited(render_docx(tender, "cctp", provenance=True))
    edited.delete("Provenance des clauses")
    content = edited.content
    assert review(read_back(tender, "p.docx", io.BytesIO(content), len(content))).changes == ()

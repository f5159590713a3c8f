"""Tracked changes, comments, and what LibreOffice makes of a file."""

import copy

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.tenders.returns.taking_in import (
    CLOSURE,
    WASHING,
    accept_all,
    assert_taken_in_exactly,
    changes,
    clause,
    everything,
    found,
    sent_back,
)
from tests.tenders.word_edits import (
    SOFFICE,
    through_libreoffice,
    tracked,
)

pytestmark = pytest.mark.django_db


def test_tracked_insertions_and_deletions_are_read_as_accepted_with_who_and_when(tender, cctp):
    paragraph = cctp.paragraph("Après lavage")
    whole = paragraph.runs[0].text
    paragraph.runs[0].text = whole.replace("Après lavage, ", "")
    paragraph.runs[0]._r.addprevious(tracked("del", "Après lavage, "))
    paragraph.runs[0]._r.addprevious(tracked("ins", "Une fois lavés, "))
    returned = sent_back(tender, cctp)
    [change] = changes(returned)
    assert (change.kind, change.title) == ("reworded", WASHING)
    assert change.after.startswith("Une fois lavés, les contenants")
    assert [(r.kind, r.author, r.at[:10], r.text) for r in change.revisions] == [
        ("deleted", "Camille Delattre", "2026-11-30", "Après lavage,"),
        ("inserted", "Camille Delattre", "2026-11-30", "Une fois lavés,"),
    ]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")


def delete_under_tracking(element):
    """The runs of a paragraph and its end, as Word marks them."""
    properties = element.find(qn("w:pPr"))
    if properties is None:
        properties = OxmlElement("w:pPr")
        element.insert(0, properties)
    marks = OxmlElement("w:rPr")
    gone = OxmlElement("w:del")
    for name, value in (("w:id", "9"), ("w:author", "Camille"), ("w:date", "2026-11-30T09:00:00Z")):
        gone.set(qn(name), value)
    marks.append(gone)
    properties.append(marks)
    for run in element.findall(qn("w:r")):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        run.addprevious(tracked("del", text, "Camille"))
        element.remove(run)


def test_a_clause_deleted_under_tracking_is_deleted_with_who_did_it(tender, cctp):
    for element in cctp.under(CLOSURE):
        delete_under_tracking(element)
    returned = sent_back(tender, cctp)
    assert found(returned) == [("deleted", CLOSURE)]
    [change] = changes(returned)
    assert {revision.author for revision in change.revisions} == {"Camille"}


def test_a_clause_moved_under_tracking_is_moved(tender, cctp):
    elements = cctp.under(CLOSURE)
    copies = [copy.deepcopy(element) for element in elements]
    for element in elements:
        for mark in [*element.iter(qn("w:bookmarkStart")), *element.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        delete_under_tracking(element)
        for gone in element.iter(qn("w:del")):
            if gone.getparent().tag == qn("w:p"):
                gone.tag = qn("w:moveFrom")
    at = cctp.under("Accessibilité")[-1]
    for element in copies:
        for run in element.findall(qn("w:r")):
            moved = OxmlElement("w:moveTo")
            moved.set(qn("w:author"), "Camille")
            run.addprevious(moved)
            moved.append(run)
        at.addnext(element)
        at = element
    returned = sent_back(tender, cctp)
    assert found(returned) == [("moved", CLOSURE)]


def test_a_comment_becomes_a_note_on_the_clause(tender, cctp):
    cctp.comment(cctp.paragraph("Après lavage"), "Voir avec la cuisine centrale.")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("comment", WASHING)]
    before = everything(tender)
    accept_all(returned)
    assert everything(tender) == before
    note = tender.notes.get()
    assert (note.author, note.text) == ("Camille", "Voir avec la cuisine centrale.")
    assert note.clause == clause(tender, "washing-result")
    assert note.about.startswith("Après lavage")


# Saved by LibreOffice


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice n'est pas installé")
def test_every_kind_of_edit_survives_libreoffice(tender, cctp, tmp_path):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    cctp.move(WASHING, after="Accessibilité")
    cctp.comment(cctp.paragraph("Les équipements et les documents"), "À revoir.")
    cctp.delete("Mise en place")
    added = cctp.insert_after(cctp.heading("Annexes"), "Vocabulaire", "Heading 1")
    cctp.heading("Annexes")._p.addprevious(added._p)
    cctp.insert_after(added, "Un bac est un contenant.", "Normal")
    paragraph = cctp.paragraph("Le titulaire tient les indicateurs")
    paragraph._p.append(tracked("ins", " Il les publie."))
    expected = [
        ("added", "Vocabulaire"),
        ("comment", "Accessibilité"),
        ("deleted", "Mise en place"),
        ("moved", WASHING),
        ("reworded", WASHING),
        ("reworded", "Contrôle, indicateurs et bilan"),
    ]
    returned = sent_back(tender, through_libreoffice(cctp.content, tmp_path))
    assert sorted(found(returned)) == sorted(expected)
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")

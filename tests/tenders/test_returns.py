"""A document edited in Word: each kind of edit is found, alone, and taken in exactly."""

import copy
import io
import re

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from procurement.word.lines import bare
from procurement.word.package import RefusedDocument
from procurement.word.reading import read
from tenders.documents import render_docx
from tenders.models import DocumentEdition, ReturnedDocument, Tender, TenderClause
from tenders.return_writing import ACCEPTED, REFUSED, StaleTender, decide, decide_all, undo
from tenders.returning import idle_edits, read_back, review, review_of
from tests.tenders.complete_tender import add_clause, complete_tender
from tests.tenders.word_edits import (
    NOW,
    SOFFICE,
    Edited,
    returned_document,
    say,
    through_libreoffice,
    tracked,
    without_properties,
)

pytestmark = pytest.mark.django_db
RATE = "Taux de perte et de casse"
WASHING = "Résultat attendu du lavage"
CLOSURE = "Fermeture étanche et lavable"
RETURN = "Reprise des contenants souillés"


@pytest.fixture
def tender():
    tender = complete_tender()
    tender.clauses.filter(clause_id="return-logistics").update(values={"passages": "2"})
    return tender


@pytest.fixture
def ccap(tender):
    return Edited(render_docx(tender, "ccap"))


@pytest.fixture
def cctp(tender):
    return Edited(render_docx(tender, "cctp"))


def sent_back(tender, edited):
    return returned_document(tender, edited if isinstance(edited, bytes) else edited.content)


def changes(returned):
    returned.refresh_from_db()
    return [one.change for one in review_of(returned).changes]


def found(returned):
    return [(change.kind, change.title) for change in changes(returned)]


def accept_all(returned):
    decide_all(returned, by=None, now=NOW)


def pieces(tender, kind):
    content = render_docx(tender, kind)
    return read("p.docx", io.BytesIO(content), len(content)).pieces


def said(pieces):
    return [(bare(p.mark), p.level, p.head.key, [line.key for line in p.lines]) for p in pieces]


def clause(tender, id):
    return tender.clauses.get(clause_id=id)


def everything(tender):
    """All that an edit could touch, and the words of the three documents."""
    rows = list(TenderClause.objects.filter(tender=tender).order_by("pk").values())
    return rows, [said(pieces(tender, kind)) for kind in ("rc", "ccap", "cctp")]


def assert_taken_in_exactly(tender, returned, kind):
    """Generated again, the document says what the file said; compared again, nothing is left."""
    returned.refresh_from_db()
    regenerated, edited = pieces(tender, kind), returned.read().pieces
    new = [(level, head, keys) for _, level, head, keys in said(regenerated)]
    assert new == [
        (level, head, [key for key in keys if key]) for _, level, head, keys in said(edited)
    ]
    assert {one.is_settled for one in review_of(returned).changes} <= {True}


# Nothing


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


# Reworded


def test_a_reworded_clause_becomes_the_wording_of_the_tender(tender, cctp):
    cctp.replace("aucune trace de graisse", "aucun résidu visible de graisse")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", WASHING)]
    [change] = changes(returned)
    assert [(p.kind, p.text.strip()) for p in change.pieces if p.kind != "kept"] == [
        ("removed", "aucune trace"),
        ("added", "aucun résidu visible"),
    ]
    accept_all(returned)
    used = clause(tender, "washing-result")
    assert "aucun résidu visible de graisse" in used.wording
    assert "Vérification" not in used.wording  # the document goes on writing it
    assert_taken_in_exactly(tender, returned, "cctp")


def test_a_reworded_verification_makes_the_wording_whole(tender, cctp):
    run = cctp.paragraph("Vérification. Contrôle visuel de vingt").runs[-1]
    run.text = run.text.replace("vingt contenants", "trente contenants")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", WASHING)]
    accept_all(returned)
    used = clause(tender, "washing-result")
    assert used.wording_is_whole
    assert "**Vérification.**" in used.wording
    assert "- Instruction de lavage" in used.wording
    assert_taken_in_exactly(tender, returned, "cctp")


def test_the_clause_of_one_lot_is_reworded_and_not_that_of_another(tender):
    one, two = tender.lots.order_by("number")
    tender.clauses.filter(clause_id="container-closure").update(lot=one)
    add_clause(tender, "container-closure", lot=two)
    cctp = Edited(render_docx(tender, "cctp"))
    second = [p for p in cctp.paragraphs if p.text == CLOSURE][-1]
    text = next(p for p in cctp.paragraphs if p._p is second._p.getnext())
    text.runs[0].text += " Le joint se démonte."
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", CLOSURE)]
    accept_all(returned)
    wordings = dict(
        tender.clauses.filter(clause_id="container-closure").values_list("lot__number", "wording")
    )
    assert wordings[1] == ""
    assert wordings[2].endswith("Le joint se démonte.")
    assert_taken_in_exactly(tender, returned, "cctp")


def test_the_sentence_that_names_the_lot_stays_out_of_the_wording(tender):
    used = clause(tender, "return-logistics")
    used.lot = tender.lots.get(number=2)
    used.save()
    ccap = Edited(render_docx(tender, "ccap"))
    ccap.replace("sans trajet dédié", "sans trajet supplémentaire")
    returned = sent_back(tender, ccap)
    accept_all(returned)
    assert "au lot 2" not in clause(tender, "return-logistics").wording
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_changed_figure_is_told_and_becomes_the_value_of_the_clause(tender, ccap):
    ccap.replace("de 5\u00a0% au plus", "de 3\u00a0% au plus")
    returned = sent_back(tender, ccap)
    [change] = changes(returned)
    [said_of_it] = change.said
    assert said_of_it.replace("\u00a0", " ") == (
        "La valeur « taux annuel de perte et de casse » (rate) passe de 5 % à 3 %."
    )
    accept_all(returned)
    used = clause(tender, "loss-breakage-rate")
    assert (used.values, used.wording) == ({"rate": "3"}, "")


def test_a_figure_beyond_its_limits_is_told_and_kept_as_wording(tender, ccap):
    ccap.replace("de 5\u00a0% au plus", "de 45\u00a0% au plus")
    returned = sent_back(tender, ccap)
    [change] = changes(returned)
    assert "n'admet pas cette valeur" in change.said[0]
    accept_all(returned)
    used = clause(tender, "loss-breakage-rate")
    assert used.values == {}
    assert "de 45\u00a0% au plus" in used.wording


def test_a_blank_filled_in_word_fills_the_blank_of_the_clause(tender, ccap):
    blank = re.compile(r"\[À compléter n°\u00a0\d+\u00a0: nombre d’heures d’insertion\]")
    shown = next(found[0] for p in ccap.paragraphs if (found := blank.search(p.text)))
    ccap.replace(shown, "1\u00a0200")
    returned = sent_back(tender, ccap)
    [change] = changes(returned)
    assert "à compléter" in change.said[0]
    accept_all(returned)
    assert clause(tender, "insertion-hours").values == {"hours": "1 200"}
    assert "1\u202f200" in " ".join(p.text for p in pieces(tender, "ccap"))


def test_a_figure_and_words_changed_together_keep_both(tender, ccap):
    ccap.replace("de 5\u00a0% au plus", "de 3\u00a0% au plus")
    ccap.replace("Les parties suivent", "L'acheteur et le titulaire suivent")
    returned = sent_back(tender, ccap)
    accept_all(returned)
    used = clause(tender, "loss-breakage-rate")
    assert used.values == {"rate": "3"}
    assert used.wording.startswith("L'acheteur et le titulaire suivent")


def test_a_paragraph_of_an_article_is_reworded(tender, ccap):
    ccap.replace("dans un délai de quinze jours", "dans un délai de dix jours")
    returned = sent_back(tender, ccap)
    assert found(returned) == [("reworded", "Pénalités")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_an_item_of_a_list_is_reworded(tender, ccap):
    ccap.replace("évolution du droit qui s’applique", "évolution de la loi qui s’applique")
    returned = sent_back(tender, ccap)
    assert found(returned) == [("reworded", "Réexamen et modifications")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_cross_reference_goes_on_following_its_article(tender, ccap):
    ccap.replace("le titulaire déclare le connaître", "le titulaire déclare en connaître le texte")
    returned = sent_back(tender, ccap)
    # The field was flattened by the edit: the number is then what was typed.
    assert found(returned) == [("reworded", "Pièces contractuelles")]


def test_a_reference_in_a_reworded_paragraph_stays_a_field(tender, ccap):
    paragraph = ccap.paragraph("Le CCAG-FCS n’est pas joint")
    paragraph.runs[0].text = paragraph.runs[0].text.replace("déclare le connaître", "le connaît")
    returned = sent_back(tender, ccap)
    assert "[@derogations]" in changes(returned)[0].after
    accept_all(returned)
    assert "[@derogations]" in tender.edits.get().text
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_changed_cell_is_shown_and_kept_as_a_note(tender, ccap):
    cell = ccap.word.tables[1].rows[1].cells[1]
    say(cell.paragraphs[0], "Bacs et couvercles")
    returned = sent_back(tender, ccap)
    [change] = changes(returned)
    assert (change.kind, change.state) == ("reworded", "by_hand")
    before = everything(tender)
    accept_all(returned)
    assert everything(tender) == before
    assert "Bacs et couvercles" in tender.notes.get().text


def test_a_typed_title_renames_the_clause(tender, cctp):
    heading = cctp.heading(WASHING)
    say(heading, "Propreté des contenants lavés")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("retitled", WASHING)]
    accept_all(returned)
    assert clause(tender, "washing-result").title == "Propreté des contenants lavés"
    assert_taken_in_exactly(tender, returned, "cctp")


def test_a_heading_typed_again_without_its_mark_is_still_known(tender, cctp):
    heading = cctp.heading(WASHING)
    for mark in [*heading._p.iter(qn("w:bookmarkStart")), *heading._p.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)
    say(heading, "Résultat du lavage")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("retitled", WASHING)]


# Moved, renumbered


def test_a_moved_clause_stays_where_it_was_put(tender, cctp):
    cctp.move(WASHING, after="Accessibilité")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("moved", WASHING)]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")


def test_a_moved_article_stays_where_it_was_put(tender, ccap):
    ccap.move("Assurances", after="Prix")
    returned = sent_back(tender, ccap)
    assert found(returned) == [("moved", "Assurances")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_paragraph_moved_from_an_article_to_another_is_one_change(tender, ccap):
    line = ccap.paragraph("Le titulaire justifie, avant tout début")
    ccap.paragraph("Un comité de suivi")._p.addnext(line._p)
    returned = sent_back(tender, ccap)
    assert [kind for kind, _ in found(returned)] == ["moved"]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_new_numbers_are_told_and_are_no_change(tender, ccap):
    say(ccap.heading("Assurances"), "12. Assurances")
    returned = sent_back(tender, ccap)
    assert found(returned) == []


def test_the_numbers_that_an_added_article_moves_are_told(tender, ccap):
    ccap.insert_after(ccap.paragraph("L’acheteur est"), "Vocabulaire", "Heading 1")
    ccap.insert_after(ccap.heading("Vocabulaire"), "Un bac est un contenant.", "Normal")
    renumbered = review_of(sent_back(tender, ccap)).outcome.renumbered
    assert ("Litiges", "15", "16") in renumbered


# Added


def test_an_added_article_becomes_a_free_clause_in_its_place(tender, cctp):
    last = cctp.under(WASHING)[-1]
    added = cctp.insert_after(cctp.heading(WASHING), "Traçabilité", "Heading 2")
    last.addnext(added._p)
    cctp.insert_after(added, "Chaque bac porte un code.", "Normal")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("added", "Traçabilité")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")


def test_a_free_clause_can_be_edited_and_deleted_in_turn(tender, cctp):
    added = cctp.insert_after(cctp.heading("Accessibilité"), "Traçabilité", "Heading 2")
    cctp.insert_after(added, "Chaque bac porte un code.", "Normal")
    accept_all(sent_back(tender, cctp))
    again = Edited(render_docx(tender, "cctp"))
    again.replace("porte un code", "porte un code unique")
    returned = sent_back(tender, again)
    assert found(returned) == [("reworded", "Traçabilité")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")
    last = Edited(render_docx(tender, "cctp"))
    last.delete("Traçabilité")
    returned = sent_back(tender, last)
    accept_all(returned)
    assert "Traçabilité" not in [piece.title for piece in pieces(tender, "cctp")]
    assert_taken_in_exactly(tender, returned, "cctp")


def test_two_articles_added_in_a_row_keep_their_order(tender, ccap):
    first = ccap.insert_after(ccap.paragraph("Le titulaire justifie"), "Premier", "Heading 1")
    text = ccap.insert_after(first, "Un.", "Normal")
    second = ccap.insert_after(text, "Second", "Heading 1")
    ccap.insert_after(second, "Deux.", "Normal")
    returned = sent_back(tender, ccap)
    assert found(returned) == [("added", "Premier"), ("added", "Second")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


@pytest.mark.parametrize("style", ["Normal", "List Bullet"])
def test_an_added_paragraph_stays_in_its_place(tender, ccap, style):
    ccap.insert_after(ccap.paragraph("évolution des volumes"), "Encore une chose.", style)
    returned = sent_back(tender, ccap)
    assert found(returned) == [("added", "Réexamen et modifications")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_paragraph_added_under_one_that_is_reworded_comes_under_it(tender, ccap):
    ccap.insert_after(ccap.paragraph("Un comité de suivi"), "Il publie son bilan.")
    ccap.replace("Il examine les indicateurs", "Il lit les indicateurs")
    returned = sent_back(tender, ccap)
    assert [kind for kind, _ in found(returned)] == ["reworded", "added"]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_it_also_does_when_the_other_was_accepted_before(tender, ccap):
    ccap.insert_after(ccap.paragraph("Un comité de suivi"), "Il publie son bilan.")
    ccap.replace("Il examine les indicateurs", "Il lit les indicateurs")
    returned = sent_back(tender, ccap)
    first = changes(returned)[0]
    version = Tender.objects.get(pk=tender.pk).version
    decide(returned, {first.id: ACCEPTED}, version=version, by=None, now=NOW)
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_an_article_moved_under_an_added_one_follows_it(tender, ccap):
    new = ccap.insert_after(ccap.paragraph("Les prix sont révisables"), "Nouveau", "Heading 1")
    ccap.insert_after(new, "Un texte.", "Normal")
    ccap.move("Assurances", after="Nouveau")
    returned = sent_back(tender, ccap)
    assert sorted(found(returned)) == [("added", "Nouveau"), ("moved", "Assurances")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_an_article_that_others_refer_to_is_not_left_out_in_silence(tender, ccap):
    ccap.delete("Pénalités")
    returned = sent_back(tender, ccap)
    [change] = [one.change for one in review_of(returned).changes]
    assert (change.kind, change.state) == ("deleted", "by_hand")
    assert "renvoie à celui-ci" in change.said[-1]
    before = everything(tender)
    accept_all(returned)
    assert everything(tender) == before


def test_an_added_paragraph_after_a_table_stays_in_its_place(tender, ccap):
    table = ccap.word.tables[1]._tbl
    new = ccap.insert_after(ccap.paragraph("L’acheteur est"), "Les lots se cumulent.")
    table.addnext(new._p)
    returned = sent_back(tender, ccap)
    assert found(returned) == [("added", "Lots")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_paragraph_added_to_a_clause_rewords_it(tender, cctp):
    cctp.insert_after(cctp.paragraph("Après lavage"), "Le rinçage est contrôlé.", "Normal")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", WASHING)]
    accept_all(returned)
    assert clause(tender, "washing-result").wording.endswith("Le rinçage est contrôlé.")
    assert_taken_in_exactly(tender, returned, "cctp")


def test_what_is_new_goes_through_the_control_of_wording(tender, cctp):
    cctp.replace("instruction écrite", "instruction écrite de la marque Ecolab exclusivement")
    [one] = review_of(sent_back(tender, cctp)).changes
    assert one.passage
    assert "marque" in one.passage.check.findings[0].why.lower()


def test_what_the_text_already_said_is_not_reproached_again(tender, cctp):
    used = clause(tender, "washing-result")
    used.wording = "Le lavage se fait avec le détergent de marque Ecolab exclusivement."
    used.save()
    edited = Edited(render_docx(tender, "cctp"))
    edited.replace("Le lavage se fait", "Le lavage sera fait")
    [one] = review_of(sent_back(tender, edited)).changes
    assert one.passage is None


# Deleted


def test_a_deleted_clause_is_withdrawn_after_a_warning(tender, ccap):
    ccap.delete(RETURN)
    ccap.delete(RATE)
    returned = sent_back(tender, ccap)
    assert found(returned) == [("deleted", RETURN), ("deleted", RATE)]
    accept_all(returned)
    left = set(tender.clauses.values_list("clause_id", flat=True))
    assert left == {
        "container-closure", "washing-result", "insertion-hours", "group-combined-capacity",
    }  # fmt: skip


def test_the_warning_says_what_the_law_then_lacks(tender, ccap):
    ccap.delete("Heures d’insertion")
    [one] = review_of(sent_back(tender, ccap)).changes
    assert any("social" in finding.why.lower() for finding in one.warnings)


def test_a_deleted_article_is_left_out(tender, ccap):
    ccap.delete("Retenue de garantie")
    returned = sent_back(tender, ccap)
    assert found(returned) == [("deleted", "Retenue de garantie")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


def test_a_deleted_paragraph_is_left_out(tender, ccap):
    paragraph = ccap.paragraph("Un comité de suivi")
    paragraph._p.getparent().remove(paragraph._p)
    returned = sent_back(tender, ccap)
    assert found(returned) == [("deleted", "Exécution, vérifications et admission")]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "ccap")


# Split, merged


def test_a_clause_cut_in_two_is_told(tender, cctp):
    proofs = cctp.paragraph("Preuves admises")
    heading = cctp.insert_after(proofs, "Preuves de lavage", "Heading 2")
    proofs._p.getparent().remove(proofs._p)
    heading._p.addnext(proofs._p)
    returned = sent_back(tender, cctp)
    assert sorted(found(returned)) == [("added", "Preuves de lavage"), ("reworded", CLOSURE)]
    added = next(change for change in changes(returned) if change.kind == "added")
    assert CLOSURE in " ".join(added.said)
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")


def test_two_clauses_made_one_are_told(tender, cctp):
    heading = cctp.heading(WASHING)
    heading._p.getparent().remove(heading._p)
    returned = sent_back(tender, cctp)
    assert sorted(found(returned)) == [("deleted", WASHING), ("reworded", CLOSURE)]
    told = {change.title: " ".join(change.said) for change in changes(returned)}
    assert CLOSURE in told[WASHING]
    assert WASHING in told[CLOSURE]
    accept_all(returned)
    assert_taken_in_exactly(tender, returned, "cctp")


# Tracked changes and comments


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


# Deciding


def test_nothing_is_decided_at_first_and_nothing_is_touched(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    before = everything(tender)
    returned = sent_back(tender, cctp)
    assert [one.decision for one in review_of(returned).changes] == [""]
    assert everything(tender) == before


def test_one_is_accepted_one_refused_and_one_left(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    cctp.replace("utilisables par les personnes", "utilisables par toutes les personnes")
    cctp.replace("L’acheteur peut vérifier", "L’acheteur vérifie")
    returned = sent_back(tender, cctp)
    first, second, third = changes(returned)
    decide(
        returned,
        {first.id: ACCEPTED, second.id: REFUSED},
        version=Tender.objects.get(pk=tender.pk).version,
        by=None,
        now=NOW,
    )
    returned.refresh_from_db()
    now = {one.change.id: (one.decision, one.change.state) for one in review_of(returned).changes}
    assert now == {
        first.id: ("accepted", "done"),
        second.id: ("refused", "open"),
        third.id: ("", "open"),
    }


def test_a_tender_changed_since_the_page_was_read_takes_nothing_in(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    read_version = Tender.objects.get(pk=tender.pk).version
    Tender.objects.get(pk=tender.pk).claim(read_version)
    before = everything(tender)
    [change] = changes(returned)
    with pytest.raises(StaleTender):
        decide(returned, {change.id: ACCEPTED}, version=read_version, by=None, now=NOW)
    assert everything(tender) == before


def test_what_the_tender_changed_as_well_shows_three_texts(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    used = clause(tender, "washing-result")
    used.wording = "Les contenants sont propres."
    used.save()
    [change] = changes(sent_back(tender, cctp))
    assert change.state == "conflict"
    assert change.now.startswith("Les contenants sont propres.")


def test_what_changed_only_in_the_tender_is_no_edit(tender, cctp):
    used = clause(tender, "container-closure")
    used.wording = "Le couvercle ferme."
    used.save()
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    assert found(returned) == [("reworded", WASHING)]
    accept_all(returned)
    assert clause(tender, "container-closure").wording == "Le couvercle ferme."


def test_an_edit_of_a_clause_taken_out_since_is_kept_as_a_note(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    clause(tender, "washing-result").delete()
    [change] = changes(sent_back(tender, cctp))
    assert change.state == "by_hand"
    assert "n'est plus dans le marché" in change.said[-1]


def test_a_newer_version_of_the_clause_is_the_same_clause(tender):
    used = clause(tender, "insertion-hours")
    versions = [c.version for c in tender.shelf().versions_of("insertion-hours")]
    TenderClause.objects.filter(pk=used.pk).update(clause_version=versions[0])
    edited = Edited(render_docx(tender, "ccap"))
    edited.delete("Litiges")
    TenderClause.objects.filter(pk=used.pk).update(clause_version=versions[-1])
    assert found(sent_back(tender, edited)) == [("deleted", "Litiges")]


def test_an_unknown_edition_is_compared_with_today_and_says_so(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    content = cctp.content
    DocumentEdition.objects.all().delete()
    returned = sent_back(tender, content)
    assert found(returned) == [("reworded", WASHING)]
    assert review_of(returned).as_dict()["edition_known"] is False


def test_an_edition_whose_file_was_lost_is_an_unknown_one(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    edition = tender.editions.get()
    edition.file.storage.delete(edition.file.name)
    assert found(returned) == [("reworded", WASHING)]
    assert review_of(returned).as_dict()["edition_known"] is False


def test_an_edit_whose_text_is_gone_is_idle_and_told(tender, ccap):
    ccap.replace("dans un délai de quinze jours", "dans un délai de dix jours")
    accept_all(sent_back(tender, ccap))
    assert idle_edits(tender) == set()
    edit = tender.edits.get()
    type(edit).objects.filter(pk=edit.pk).update(line="Autre chose.")
    assert idle_edits(tender) == {edit.pk}


# Taking back


def test_the_whole_return_is_taken_back(tender, cctp):
    before = everything(tender)
    cctp.replace("sans odeur", "sans odeur ni humidité")
    cctp.delete(CLOSURE)
    cctp.delete("Mise en place")
    say(cctp.heading("Accessibilité"), "Accès de tous")
    cctp.comment(cctp.paragraph("Après lavage"), "Voir.")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    assert everything(tender) != before
    assert undo(returned, by=None, now=NOW) == []
    assert everything(tender) == before
    assert not tender.notes.exists()


def test_what_somebody_changed_since_is_left_and_named(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    used = clause(tender, "washing-result")
    used.wording += " Et plus encore."
    used.save()
    assert undo(returned, by=None, now=NOW) == ["washing-result"]
    assert clause(tender, "washing-result").wording.endswith("Et plus encore.")


# Which document it is


def test_a_document_of_another_tender_is_refused(tender, cctp):
    other = complete_tender()
    content = cctp.content
    with pytest.raises(RefusedDocument, match="et non du marché"):
        read_back(other, "p.docx", io.BytesIO(content), len(content))


def test_the_register_says_who_sent_which_file_and_what_was_accepted(tender, cctp):
    cctp.replace("sans odeur", "sans odeur ni humidité")
    returned = sent_back(tender, cctp)
    accept_all(returned)
    acts = list(tender.project.register.order_by("number").values_list("act", "facts"))
    assert [act for act, _ in acts[-2:]] == ["document_returned", "return_decided"]
    assert acts[-1][1]["sha256"] == returned.sha256
    assert acts[-1][1]["accepted"] == [f"{WASHING} (réécrit)"]


def test_the_file_is_kept_as_it_came(tender, cctp):
    content = cctp.content
    returned = sent_back(tender, content)
    with ReturnedDocument.objects.get(pk=returned.pk).file.open() as file:
        assert file.read() == content


def test_an_annex_of_provenance_may_be_dropped(tender):
    edited = Edited(render_docx(tender, "cctp", provenance=True))
    edited.delete("Provenance des clauses")
    content = edited.content
    assert review(read_back(tender, "p.docx", io.BytesIO(content), len(content))).changes == ()

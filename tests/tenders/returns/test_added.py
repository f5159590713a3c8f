"""Articles and paragraphs added in Word: each stays in its place."""

import pytest

from tenders.documents import render_docx
from tenders.models import Tender
from tenders.return_writing import ACCEPTED, decide
from tenders.returning import review_of
from tests.tenders.returns.taking_in import (
    WASHING,
    accept_all,
    assert_taken_in_exactly,
    changes,
    clause,
    everything,
    found,
    pieces,
    sent_back,
)
from tests.tenders.word_edits import (
    NOW,
    Edited,
)

pytestmark = pytest.mark.django_db


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

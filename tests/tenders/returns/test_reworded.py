"""Words, figures and titles changed in Word: found, alone, and taken in exactly."""

import re

import pytest
from docx.oxml.ns import qn

from tenders.documents import render_docx
from tests.tenders.complete_tender import add_clause
from tests.tenders.returns.taking_in import (
    CLOSURE,
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
    Edited,
    say,
)

pytestmark = pytest.mark.django_db


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

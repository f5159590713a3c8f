"""Articles moved, renumbered, cut in two or made one: told, and taken in exactly."""

import pytest

from tenders.returning import review_of
from tests.tenders.returns.taking_in import (
    CLOSURE,
    WASHING,
    accept_all,
    assert_taken_in_exactly,
    changes,
    found,
    sent_back,
)
from tests.tenders.word_edits import (
    say,
)

pytestmark = pytest.mark.django_db


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

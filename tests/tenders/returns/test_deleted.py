"""Articles and paragraphs deleted in Word: left out, after a warning where one is due."""

import pytest

from tenders.returning import review_of
from tests.tenders.returns.taking_in import (
    RATE,
    RETURN,
    accept_all,
    assert_taken_in_exactly,
    found,
    sent_back,
)

pytestmark = pytest.mark.django_db


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

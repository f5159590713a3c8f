"""A file sent back, what is found in it, and what documents say once it is taken in."""

import io

from procurement.word.lines import bare
from procurement.word.reading import read
from tenders.documents import render_docx
from tenders.models import TenderClause
from tenders.return_writing import decide_all
from tenders.returning import review_of
from tests.tenders.word_edits import (
    NOW,
    returned_document,
)

RATE = "Taux de perte et de casse"
WASHING = "Résultat attendu du lavage"
CLOSURE = "Fermeture étanche et lavable"
RETURN = "Reprise des contenants souillés"


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

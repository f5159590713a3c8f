"""A full tender, and its documents open for editing."""

import pytest

from tenders.documents import render_docx
from tests.tenders.complete_tender import complete_tender
from tests.tenders.word_edits import (
    Edited,
)


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

"""Every document, of a full tender, of a bare one and of the reference case: standard, accessible.

LibreOffice forgives what Word repairs with a warning; `tests/ooxml.py` does not.
"""

import pytest

from tenders.documents import KINDS, PROJECT_KINDS, build_for_project, render_docx
from tenders.models import Procedure
from tests.ooxml import faults
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory
from tests.word_accessibility import barriers

pytestmark = pytest.mark.django_db
every_kind = pytest.mark.parametrize("kind", KINDS)
HOSTILE = "<w:p/> & \x01 ]]> {{a\"b'}} [[<c>]] [@x] **gras** " + "é" * 120


@pytest.fixture
def full():
    """Lots of each price shape, one with its own criteria."""
    tender = complete_tender()
    tender.lots.filter(number=1).update(
        price_shape="mixed", price_lines="Mise en place ; forfait ; 1"
    )
    other = LotFactory(tender=tender, number=3, title="Étude", price_shape="lump")
    CriterionFactory(tender=tender, lot=other, weight=100)
    return tender


def wrong(content):
    return [*faults(content), *barriers(content)]


@every_kind
def test_a_full_tender_gives_standard_and_accessible_files(full, kind):
    assert wrong(render_docx(full, kind)) == []


@every_kind
def test_a_bare_tender_gives_standard_and_accessible_files(kind):
    bare = TenderFactory(estimated_value=None, duration_months=None)
    assert wrong(render_docx(bare, kind)) == []


@every_kind
def test_a_draft_with_hostile_words_stays_standard_and_accessible(full, kind):
    full.title, full.procedure = HOSTILE[:250], Procedure.DIRECT_AWARD
    full.said = {"court": HOSTILE, "profile": HOSTILE}
    full.save()
    full.lots.filter(number=1).update(title=HOSTILE[:200], description=HOSTILE)
    full.criteria.filter(name="Organisation").update(name=HOSTILE[:200], expected=HOSTILE)
    assert wrong(render_docx(full, kind)) == []


@pytest.mark.parametrize("procedure", Procedure)
def test_the_rules_of_each_procedure_are_standard_and_accessible(full, procedure):
    full.procedure = procedure
    full.save()
    assert wrong(render_docx(full, "rc")) == []


@pytest.mark.parametrize("kind", PROJECT_KINDS)
def test_the_documents_of_a_project_are_standard_and_accessible(full, kind):
    from django.utils import timezone

    from procurement.word import docx

    document = build_for_project(full.project, kind, now=timezone.now())
    assert wrong(docx.render(document)) == []

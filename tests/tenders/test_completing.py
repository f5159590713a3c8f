"""What only the officer knows: asked once, written in every document that needs it."""

import pytest
from django.urls import reverse

from procurement.word.blocks import texts
from tenders.completing import completion
from tenders.documents import KINDS
from tenders.documents.context import gather
from tenders.models import Procedure
from tenders.points import POINTS, SUBJECTS
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import TenderFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return complete_tender()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


def words(tender, kind):
    return "\n".join(texts(KINDS[kind].build(gather(tender)).blocks))


def asked(tender):
    return {one.point.id: one for one in completion(gather(tender)).asked}


def test_a_point_said_once_is_written_in_every_document_that_asks_for_it(tender):
    tender.said = {"court": "le tribunal administratif de Lille", "validity_days": "120"}
    tender.save()
    assert "le tribunal administratif de Lille" in words(tender, "rc")
    assert "le tribunal administratif de Lille" in words(tender, "ccap")
    assert "pendant 120 jours" in words(tender, "rc")
    assert "120 jours" in words(tender, "ae")


def test_a_point_that_nobody_said_is_a_blank_of_each_document(tender):
    court = POINTS["court"].what
    for kind in ("rc", "ccap"):
        assert court in KINDS[kind].build(gather(tender)).blanks
    assert asked(tender)["court"].pieces == ("rc", "ccap")


def test_only_what_the_procedure_needs_is_asked(tender):
    assert "applications_due" not in asked(tender)
    tender.procedure = Procedure.RESTRICTED
    tender.save()
    assert "applications_due" in asked(tender)


def test_what_another_page_fills_is_told_apart(tender):
    tender.criteria.filter(name="Prix").update(method="")
    elsewhere = completion(gather(tender)).elsewhere
    assert any("méthode de notation du critère Prix" in one.what for one in elsewhere)


def test_every_point_can_be_asked_and_belongs_to_a_subject(tender):
    written = set()
    for made in (tender, TenderFactory()):
        for procedure in Procedure:
            for visit in (None, True, False):
                made.procedure = procedure
                made.settings = {"price_form": "revisable", "framework": True}
                made.settings |= {"site_visit_mandatory": visit} if visit is not None else {}
                made.save()
                written |= asked(made).keys()
    assert written == POINTS.keys()
    assert {point.subject for point in POINTS.values()} == set(SUBJECTS)


def send(officer, tender, **said):
    return officer.post(
        reverse("tenders:complete", args=[tender.pk]), {"version": tender.version, **said}
    )


def test_the_page_saves_each_point_and_forgets_none(tender, officer):
    tender.said = {"applications_due": "12 février 2027"}  # asked by another procedure
    tender.save()
    assert send(officer, tender, court="TA de Lille", funding="  ").status_code == 302
    tender.refresh_from_db()
    assert tender.said == {"applications_due": "12 février 2027", "court": "TA de Lille"}


def test_two_people_at_once_are_told_and_lose_nothing(tender, officer):
    tender.claim(tender.version)
    answer = officer.post(
        reverse("tenders:complete", args=[tender.pk]), {"version": 1, "court": "TA de Lille"}
    )
    assert answer.status_code == 409
    assert "TA de Lille" in answer.content.decode()


def test_a_text_too_long_is_refused_where_it_stands(tender, officer):
    answer = send(officer, tender, court="x" * 1001)
    assert answer.status_code == 422
    assert "1000" in answer.content.decode()


def test_the_page_of_the_documents_counts_what_is_left(tender, officer):
    page = officer.get(reverse("tenders:documents", args=[tender.pk])).content.decode()
    left = completion(gather(tender)).left
    assert f"{left}\xa0points à dire" in page

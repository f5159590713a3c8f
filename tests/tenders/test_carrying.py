"""A text retained after a consultation goes into the tender in one act, noted in the register."""

import pytest
import time_machine

from needs.models import RegisterEntry
from tenders.carrying import to_carry
from tenders.models import Decision
from tests.tenders.factories import AFTER, ConsultationFactory, QuestionFactory, team_member
from tests.tenders.market_factories import CLAUSE, use
from tests.tenders.paths import path
from tests.tenders.tender_factories import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def clause(tender):
    return QuestionFactory(
        kind="clause",
        clause_id=CLAUSE,
        clause_text="Au plus 2 %.",
        consultation=ConsultationFactory(project=tender.project),
    )


def retain(clause, text="Au plus 4 %.", outcome="accepted"):
    decision = Decision(
        question=clause, proposal="4 %.", outcome=outcome, reason="Tenable.", after=text
    )
    clause.consultation.decide(decision, by=team_member(clause.consultation), now=AFTER)
    return decision


def post(client, used):
    return client.post(path("decision_carry", used.tender.project.consultations.get().pk, used.pk))


@time_machine.travel(AFTER, tick=False)
def test_it_becomes_the_tender_s_own_wording(client, tender, clause):
    used = use(tender)
    retain(clause)
    client.force_login(team_member(clause.consultation))
    assert post(client, used).status_code == 302
    used.refresh_from_db()
    assert used.wording == "Au plus 4 %."
    assert used.filled({}).text == "Au plus 4 %."
    assert RegisterEntry.objects.get(act="decision_carried").facts["clause"] == CLAUSE


def test_the_last_text_retained_is_the_one(tender, clause):
    use(tender)
    retain(clause)
    retain(clause, "Au plus 3 %.")
    [carried] = to_carry(clause.consultation)
    assert carried.decision.after == "Au plus 3 %."


def test_a_refusal_carries_nothing(tender, clause):
    use(tender)
    retain(clause, "", outcome="refused")
    assert to_carry(clause.consultation) == []


@time_machine.travel(AFTER, tick=False)
def test_a_clause_of_another_project_is_out_of_reach(client, clause):
    retain(clause)
    elsewhere = use(TenderFactory())
    client.force_login(team_member(clause.consultation))
    address = path("decision_carry", clause.consultation_id, elsewhere.pk)
    assert client.post(address).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.wording == ""

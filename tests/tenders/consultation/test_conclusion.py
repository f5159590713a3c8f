"""What the team decides after the close, and the record of the sourcing."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from needs.models import RegisterEntry
from tenders.models import Decision
from tenders.sourcing import WITHHELD, sourcing_record
from tests.tenders.factories import (
    AFTER,
    CLOSES,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db


class TestConclude:
    def decide(self, client, consultation, **changes):
        sent = {
            "proposal": "Trois lots",
            "outcome": "accepted",
            "reason": "Plus d'offres.",
            **changes,
        }
        return client.post(path("consultation_conclude", consultation.pk), sent)

    @pytest.mark.parametrize(
        ("now", "status"), [(CLOSES - timedelta(seconds=1), 422), (CLOSES, 302)]
    )
    def test_nothing_is_decided_before_all_could_answer(self, signed_in, now, status):
        consultation = ConsultationFactory()
        with time_machine.travel(now, tick=False):
            assert self.decide(signed_in(consultation), consultation).status_code == status
        assert Decision.objects.exists() == (status == 302)

    @time_machine.travel(AFTER, tick=False)
    def test_a_decision_on_a_clause_keeps_the_text_before(self, signed_in):
        question = QuestionFactory(kind="clause", clause_text="Taux de perte : 2 %.")
        consultation = question.consultation
        client = signed_in(consultation)
        self.decide(client, consultation, question=question.pk, after="Taux de perte : 5 %.")
        facts = RegisterEntry.objects.get(act="proposal_decided").facts
        assert (facts["before"], facts["after"]) == ("Taux de perte : 2 %.", "Taux de perte : 5 %.")

    @time_machine.travel(AFTER, tick=False)
    def test_a_question_of_another_consultation_is_refused(self, signed_in):
        consultation, other = ConsultationFactory(), QuestionFactory()
        response = self.decide(signed_in(consultation), consultation, question=other.pk)
        assert response.status_code == 422

    @time_machine.travel(AFTER, tick=False)
    def test_the_conclusion_is_public_and_final(self, signed_in, client):
        consultation = ConsultationFactory()
        signed_in(consultation)
        self.decide(client, consultation)
        url = path("consultation_conclude", consultation.pk)
        client.post(url, {"conclusion": "Nous ferons trois lots."})
        assert client.post(url, {"conclusion": "Autre chose."}).status_code == 422
        assert self.decide(client, consultation).status_code == 422
        client.logout()
        text = client.get(path("consultation", consultation.pk)).content.decode()
        assert "Nous ferons trois lots." in text
        assert "Plus d&#x27;offres." in text


class TestRecord:
    def test_it_tells_who_what_and_when(self):
        question = QuestionFactory(kind="number", unit="heures", label="Heures ?")
        consultation = question.consultation
        first, second = (InvitationFactory(consultation=consultation, name=n) for n in "AB")
        send_answers(first, {question: "10"})
        send_answers(second, {question: "30"}, confidential=[question], answering="group")
        asked = first.ask("Un quai ?", now=DURING)
        asked.publish_answer("Oui.", "Un quai ?", by=team_member(consultation), now=DURING)
        record = sourcing_record(consultation)
        assert [p.answering for p in record.participants] == ["seul", "en groupement"]
        assert record.contributions == 2
        assert [(e.question, e.answer) for e in record.exchanges] == [("Un quai ?", "Oui.")]
        assert record.seal.faults == ()

    def test_business_secrets_are_counted_never_told(self):
        question = QuestionFactory(kind="number", unit="heures")
        first, second = InvitationFactory.create_batch(2, consultation=question.consultation)
        send_answers(first, {question: "10"})
        send_answers(second, {question: "48150"}, confidential=[question])
        record = sourcing_record(question.consultation)
        assert dict(record.learned[0].answers)[second.name] == WITHHELD
        assert record.learned[0].withheld == 1
        assert "48160" not in " ".join(record.learned[0].sentences)
        assert "48150" not in str(replace(record, seal=None))  # a seal is drawn at random

    def test_an_altered_register_is_said(self):
        invitation = InvitationFactory()
        invitation.note_reading(now=DURING)
        RegisterEntry.objects.update(actor="Autre")
        assert sourcing_record(invitation.consultation).seal.faults

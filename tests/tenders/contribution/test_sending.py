"""An answer that is sent: frozen, noted, once."""

from threading import Thread

import pytest
from django.db import connection

from needs.models import RegisterEntry
from tenders.models import Draft, Given, StaleContribution, Submission
from tests.tenders.contribution.answering import invited, save
from tests.tenders.factories import (
    DURING,
    ContributionFactory,
    QuestionFactory,
    personal_path,
    send_answers,
)

pytestmark = pytest.mark.django_db


class TestSending:
    def send(self, client, invitation, version):
        return client.post(personal_path(invitation) + "relire/", {"version": version})

    def test_a_sending_is_frozen_noted_and_acknowledged(
        self, client, during, mailoutbox, django_capture_on_commit_callbacks
    ):
        question = QuestionFactory()
        invitation = invited(question)
        save(client, invitation, answering="alone", **{f"q{question.pk}": "oui"})
        with django_capture_on_commit_callbacks(execute=True):
            response = self.send(client, invitation, 2)
        assert response.status_code == 302
        submission = Submission.objects.get()
        assert submission.answers() == {question.pk: Given("oui")}
        facts = RegisterEntry.objects.get(act="contribution_sent").facts
        assert facts["content_digest"] == submission.digest
        assert mailoutbox[0].subject.startswith("Réponse reçue")

    def test_a_double_click_sends_once(self, client, during):
        contribution = ContributionFactory()
        for _ in range(2):
            assert self.send(client, contribution.invitation, 1).status_code == 302
        assert Submission.objects.count() == 1

    def test_an_expected_answer_that_is_missing_is_named(self, client, during):
        question = QuestionFactory(required=True, label="Que savez-vous laver ?")
        contribution = ContributionFactory(invitation=invited(question))
        response = self.send(client, contribution.invitation, 1)
        assert response.status_code == 422
        assert "Que savez-vous laver" in response.content.decode()
        assert not Submission.objects.exists()

    def test_zero_is_an_answer(self):
        question = QuestionFactory(required=True, kind="number", unit="heures")
        invitation = invited(question)
        send_answers(invitation, {question: "0"})
        assert Submission.objects.exists()

    def test_what_changed_since_it_was_read_again_is_not_sent(self, client, during):
        question = QuestionFactory()
        invitation = invited(question)
        save(client, invitation, **{f"q{question.pk}": "relu"})
        save(client, invitation, version=2, **{f"q{question.pk}": "changé ailleurs"})
        assert self.send(client, invitation, 2).status_code == 409
        assert not Submission.objects.exists()

    def test_a_changed_draft_does_not_change_what_was_sent(self):
        question = QuestionFactory()
        invitation = invited(question)
        contribution = send_answers(invitation, {question: "envoyé"})
        draft = Draft("alone", "", {question.pk: Given("brouillon")})
        contribution.save_draft(draft, version=2, now=DURING)
        assert contribution.submissions.get().answers()[question.pk].value == "envoyé"
        assert contribution.has_unsent_changes()

    def test_the_last_sending_counts_and_the_first_is_kept(self):
        question = QuestionFactory()
        invitation = invited(question)
        send_answers(invitation, {question: "un"})
        send_answers(invitation, {question: "deux"})
        values = [s.answers()[question.pk].value for s in Submission.objects.all()]
        assert values == ["un", "deux"]
        current = Submission.objects.for_consultation(question.consultation).current().get()
        assert current.answers()[question.pk].value == "deux"

    def test_a_stale_form_is_refused_by_the_model(self):
        contribution = ContributionFactory()
        contribution.save_draft(Draft("", "", {}), version=1, now=DURING)
        with pytest.raises(StaleContribution):
            contribution.save_draft(Draft("alone", "", {}), version=1, now=DURING)


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="La base de test de SQLite est en mémoire : plusieurs écrivains s'y gênent. "
    "`python -m tests.bench load` fait l'essai sur un fichier.",
)
@pytest.mark.django_db(transaction=True)
def test_many_sendings_in_the_last_minute_are_all_there_and_none_twice():
    question = QuestionFactory()
    contributions = [ContributionFactory(invitation=invited(question)) for _ in range(12)]
    acknowledged = []

    def answer(contribution):
        try:
            given = {question.pk: Given(contribution.invitation.name)}
            contribution.save_draft(Draft("alone", "", given), version=1, now=DURING)
            contribution.send(now=DURING)
            acknowledged.append(contribution.pk)
        finally:
            connection.close()

    threads = [Thread(target=answer, args=[contribution]) for contribution in contributions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = list(Submission.objects.values_list("contribution", flat=True))
    assert sorted(kept) == sorted(acknowledged) == sorted(c.pk for c in contributions)
    assert RegisterEntry.objects.first_broken(question.consultation.project) is None

"""What a personal link opens, to whom, until when; the questions asked through it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.models import ConsultationClosed, Contribution, Draft, PublicQuestion, Submission
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.contribution.answering import invited, save
from tests.tenders.factories import (
    AFTER,
    CLOSES,
    DURING,
    OPENS,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
    personal_path,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


class TestReading:
    @pytest.mark.parametrize("method", ["get", "head", "options"])
    def test_a_mail_scanner_that_opens_the_link_reads_nothing(self, client, during, method):
        invitation = InvitationFactory()
        getattr(client, method)(personal_path(invitation))
        invitation.refresh_from_db()
        assert invitation.opened_at is None
        assert not RegisterEntry.objects.exists()

    def test_a_reading_is_confirmed_by_a_button_once(self, client, during):
        invitation = InvitationFactory()
        assert "Confirmer la lecture" in client.get(personal_path(invitation)).content.decode()
        for _ in range(2):
            client.post(personal_path(invitation), {"read": "1"})
        invitation.refresh_from_db()
        assert invitation.opened_at == DURING
        assert RegisterEntry.objects.filter(act="invitation_opened").count() == 1
        assert "Confirmer la lecture" not in client.get(personal_path(invitation)).content.decode()

    def test_whoever_asks_a_question_has_read(self, client, during):
        invitation = InvitationFactory()
        client.post(f"{personal_path(invitation)}question/", {"text": "Un quai ?"})
        invitation.refresh_from_db()
        assert invitation.opened_at == DURING

    def test_the_page_is_kept_by_no_cache_and_no_search_engine(self, client, during):
        response = client.get(personal_path(InvitationFactory()))
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", ["", "relire/", "question/"])
    def test_a_tampered_link_is_refused_everywhere(self, client, during, path):
        response = client.get(personal_path(InvitationFactory())[:-3] + "x/" + path)
        assert response.status_code == 403
        assert "pas valable" in response.content.decode()

    def test_a_link_long_after_the_close_is_gone(self, client):
        with time_machine.travel(CLOSES + timedelta(days=31)):
            response = client.get(personal_path(InvitationFactory()))
        assert response.status_code == 410
        assert "plus valable" in response.content.decode()

    def test_before_the_opening_the_need_is_read_and_nothing_is_saved(self, client):
        invitation = InvitationFactory()
        with time_machine.travel(OPENS - timedelta(hours=1)):
            assert "340" in client.get(personal_path(invitation)).content.decode()
            assert save(client, invitation).status_code == 409

    def test_a_structure_without_account_is_shown_how_to_take_over_its_record(self, client, during):
        supplier = SupplierFactory()
        invitation = InvitationFactory(supplier=supplier)
        assert "/prendre-en-main/" in client.get(personal_path(invitation)).content.decode()


class TestDeadline:
    @pytest.mark.parametrize(
        ("now", "status"), [(CLOSES - timedelta(microseconds=1), 302), (CLOSES, 409)]
    )
    def test_the_last_instant_is_exact(self, client, now, status):
        question = QuestionFactory()
        invitation = invited(question)
        with time_machine.travel(now, tick=False):
            response = save(client, invitation, **{f"q{question.pk}": "juste à temps"})
        assert response.status_code == status

    def test_what_was_typed_too_late_is_shown_back(self, client):
        question = QuestionFactory(label="Que savez-vous laver ?")
        invitation = invited(question)
        with time_machine.travel(AFTER):
            sent = {"answering": "group", f"q{question.pk}": "douze lignes écrites"}
            response = save(client, invitation, **sent)
        text = response.content.decode()
        assert "douze lignes écrites" in text
        assert "en groupement" in text
        assert "Que savez-vous laver" in text
        assert not Contribution.objects.get().answers.exists()

    def test_a_draft_cannot_be_sent_too_late(self, client):
        contribution = ContributionFactory()
        with time_machine.travel(AFTER):
            response = client.post(
                personal_path(contribution.invitation) + "relire/", {"version": "1"}
            )
        assert response.status_code == 409
        assert not Submission.objects.exists()

    def test_after_the_close_what_was_sent_is_read_only(self, client):
        question = QuestionFactory()
        invitation = invited(question)
        send_answers(invitation, {question: "envoyé à temps"})
        with time_machine.travel(AFTER):
            text = client.get(personal_path(invitation)).content.decode()
        assert "envoyé à temps" in text
        assert "Enregistrer le brouillon" not in text

    def test_an_extension_reopens_the_link_for_all(self, client):
        question = QuestionFactory()
        invitation = invited(question)
        consultation = question.consultation
        later = CLOSES + timedelta(days=7)
        consultation.extend(later, by=team_member(consultation), now=DURING)
        with time_machine.travel(AFTER):
            assert save(client, invitation, **{f"q{question.pk}": "oui"}).status_code == 302

    def test_the_model_itself_refuses(self):
        contribution = ContributionFactory()
        with pytest.raises(ConsultationClosed):
            contribution.save_draft(Draft("", "", {}), version=1, now=CLOSES)
        with pytest.raises(ConsultationClosed):
            contribution.send(now=CLOSES)


class TestAsking:
    def ask(self, client, invitation, text="Y a-t-il un quai ?"):
        return client.post(personal_path(invitation) + "question/", {"text": text})

    def test_it_reaches_the_team(self, client, during):
        invitation = InvitationFactory()
        assert self.ask(client, invitation).status_code == 302
        assert PublicQuestion.objects.get().asked_by == invitation

    def test_the_same_question_twice_is_kept_once(self, client, during):
        invitation = InvitationFactory()
        for _ in range(2):
            self.ask(client, invitation)
        assert PublicQuestion.objects.count() == 1

    def test_twenty_questions_are_enough(self, client, during):
        invitation = InvitationFactory()
        statuses = [self.ask(client, invitation, f"Question {n} ?").status_code for n in range(21)]
        assert statuses == [302] * 20 + [422]

    def test_it_is_refused_after_the_close_and_the_text_shown_back(self, client):
        invitation = InvitationFactory()
        with time_machine.travel(AFTER):
            response = self.ask(client, invitation)
        assert response.status_code == 409
        assert "Y a-t-il un quai ?" in response.content.decode()

    def test_only_its_author_sees_it_before_the_answer(self, client, during):
        asker = InvitationFactory()
        other = InvitationFactory(consultation=asker.consultation)
        self.ask(client, asker, "Un quai ?")
        assert "Un quai" in client.get(personal_path(asker)).content.decode()
        assert "Un quai" not in client.get(personal_path(other)).content.decode()


class TestSecrecy:
    def test_a_supplier_sees_no_other_answer(self, client, during):
        question = QuestionFactory()
        mine, theirs = invited(question), invited(question)
        send_answers(theirs, {question: "prix cassés"})
        for path in ("", "question/"):
            text = client.get(personal_path(mine) + path).content.decode()
            assert "prix cassés" not in text
            assert theirs.name not in text

    def test_signed_in_suppliers_see_their_own_and_the_team_what_was_sent(self):
        question = QuestionFactory()
        people = [MembershipFactory(role=Role.SUPPLIER) for _ in range(2)]
        mine, theirs = (
            InvitationFactory(
                consultation=question.consultation,
                supplier=SupplierFactory(organisation=member.organisation),
            )
            for member in people
        )
        sent = send_answers(theirs, {question: "envoyé"})
        draft = ContributionFactory(invitation=mine)
        team = team_member(question.consultation)
        visible = {
            user: set(Contribution.objects.visible_to(user))
            for user in (people[0].user, people[1].user, team)
        }
        assert visible == {people[0].user: {draft}, people[1].user: {sent}, team: {sent}}

    def test_a_buyer_removed_from_the_team_sees_nothing_any_more(self, client):
        question = QuestionFactory()
        send_answers(invited(question), {question: "envoyé"})
        buyer = team_member(question.consultation, role=Role.BUYER)
        url = reverse("tenders:consultation_answers", args=[question.consultation.pk])
        client.force_login(buyer)
        assert client.get(url).status_code == 200
        buyer.memberships.all().delete()
        assert client.get(url).status_code == 404

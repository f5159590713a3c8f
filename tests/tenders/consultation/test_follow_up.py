"""The open consultation in the hands of its team: invited, extended, answered, read."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from needs.models import RegisterEntry
from suppliers.models import MatchRun
from tenders.models import Invitation, PublicQuestion
from tenders.sourcing import sourcing_record
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
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


class TestExtend:
    def test_everyone_is_told(self, django_capture_on_commit_callbacks, mailoutbox, signed_in):
        invitation = InvitationFactory()
        consultation = invitation.consultation
        with (
            time_machine.travel(DURING, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            signed_in(consultation).post(
                path("consultation_extend", consultation.pk), {"closes_at": "2027-02-20T12:00"}
            )
        consultation.refresh_from_db()
        assert consultation.closes_at == datetime(2027, 2, 20, 11, tzinfo=UTC)
        assert "20\xa0février\xa02027 à 12\xa0h\xa000" in mailoutbox[0].body

    @pytest.mark.parametrize(
        ("closes_at", "now"),
        [
            (CLOSES, DURING),
            (CLOSES - timedelta(days=1), DURING),
            (AFTER + timedelta(days=9), AFTER),
        ],
        ids=["same", "earlier", "already closed"],
    )
    def test_only_later_and_only_in_time(self, closes_at, now):
        consultation = ConsultationFactory()
        with pytest.raises(ValidationError):
            consultation.extend(closes_at, by=team_member(consultation), now=now)


@pytest.mark.usefixtures("during")
class TestInvitePage:
    @pytest.fixture
    def consultation(self):
        return ConsultationFactory()

    @pytest.fixture
    def matched(self, consultation):
        suppliers = [
            SupplierFactory(name=name, contact_email=f"{name}@example.org")
            for name in ("ici", "là")
        ]
        suppliers.append(SupplierFactory(name="sans adresse", contact_email=""))
        MatchRun.objects.create(
            project=consultation.project,
            weights={},
            demand={},
            result={"results": [{"supplier": str(s.pk)} for s in suppliers], "groups": []},
        )
        return suppliers

    def post(self, client, consultation, **sent):
        return client.post(path("consultation_invite", consultation.pk), sent, follow=True)

    def test_all_matched_suppliers_are_ticked(self, signed_in, consultation, matched):
        response = signed_in(consultation).get(path("consultation_invite", consultation.pk))
        assert response.context["guests_form"].fields["suppliers"].initial == [
            matched[0].pk,
            matched[1].pk,
        ]
        assert "sans adresse" in response.content.decode()

    def test_all_at_once(self, signed_in, consultation, matched):
        self.post(signed_in(consultation), consultation, suppliers=[s.pk for s in matched[:2]])
        assert [i.supplier for i in Invitation.objects.all()] == matched[:2]

    def test_leaving_one_out_asks_why(self, signed_in, consultation, matched):
        client = signed_in(consultation)
        response = self.post(client, consultation, suppliers=[matched[0].pk])
        assert response.status_code == 422
        assert not Invitation.objects.exists()
        self.post(client, consultation, suppliers=[matched[0].pk], reason="Ne livre pas ici.")
        assert RegisterEntry.objects.get(act="suppliers_invited").facts["left_out"] == ["là"]

    def test_a_supplier_outside_the_match_is_refused_in_the_list(
        self, signed_in, consultation, matched
    ):
        stranger = SupplierFactory(contact_email="x@example.org")
        response = self.post(signed_in(consultation), consultation, suppliers=[stranger.pk])
        assert response.status_code == 422

    def test_one_more_by_its_address(self, signed_in, consultation):
        self.post(signed_in(consultation), consultation, name="Autre", email="autre@example.org")
        assert Invitation.objects.get().name == "Autre"

    def test_the_other_authorities_may_not_invite(self, client, consultation):
        client.force_login(MembershipFactory().user)
        assert self.post(client, consultation, name="A", email="a@example.org").status_code == 404


class TestAnsweringAQuestion:
    @pytest.fixture
    def question(self):
        return InvitationFactory().ask("Je suis Curieuse. Un quai ?", now=DURING)

    def post(self, client, question, **sent):
        return client.post(path("public_question", question.pk), sent)

    def test_once_for_all(self, signed_in, question):
        client = signed_in(question.consultation)
        self.post(client, question, published_text="Un quai ?", answer="Oui.")
        again = self.post(client, question, published_text="Un quai ?", answer="Non.")
        question.refresh_from_db()
        assert (again.status_code, question.answer) == (422, "Oui.")

    def test_the_register_keeps_both_wordings(self, signed_in, question):
        self.post(
            signed_in(question.consultation), question, published_text="Quai ?", answer="Oui."
        )
        facts = RegisterEntry.objects.get(act="question_answered").facts
        assert (facts["asked"], facts["question"]) == ("Je suis Curieuse. Un quai ?", "Quai ?")

    def test_another_team_does_not_find_it(self, signed_in, question):
        client = signed_in(ConsultationFactory())
        assert self.post(client, question, published_text="x", answer="y").status_code == 404
        assert PublicQuestion.objects.get().answer == ""


class TestFollowUp:
    @pytest.mark.parametrize(
        "name",
        [
            "consultation_manage",
            "consultation_answers",
            "consultation_export",
            "consultation_invite",
            "consultation_conclude",
        ],
    )
    def test_it_is_for_the_team(self, client, name):
        consultation = ConsultationFactory()
        url = path(name, consultation.pk)
        assert client.get(url)["Location"].startswith("/comptes/")
        client.force_login(MembershipFactory(role="supplier").user)
        assert client.get(url).status_code == 404

    def test_a_draft_answer_shows_nowhere(self, signed_in):
        from tenders.models import Contribution, Draft, Given

        question = QuestionFactory()
        invitation = InvitationFactory(consultation=question.consultation)
        contribution = Contribution.objects.create(invitation=invitation)
        given = {question.pk: Given("brouillon très secret")}
        contribution.save_draft(Draft("alone", "partenaire caché", given), version=1, now=DURING)
        client = signed_in(question.consultation)
        for name in ("consultation_manage", "consultation_answers"):
            text = client.get(path(name, question.consultation.pk)).content.decode()
            assert "très secret" not in text
            assert "partenaire caché" not in text
        assert sourcing_record(question.consultation).contributions == 0

    def test_a_large_consultation_takes_few_queries(self, signed_in, django_assert_max_num_queries):
        consultation = ConsultationFactory()
        question = QuestionFactory(consultation=consultation)
        for invitation in InvitationFactory.create_batch(12, consultation=consultation):
            send_answers(invitation, {question: "oui"})
        client = signed_in(consultation)
        with django_assert_max_num_queries(25):
            client.get(path("consultation_manage", consultation.pk))
        with django_assert_max_num_queries(25):
            client.get(path("consultation_answers", consultation.pk))

    def test_reminding_is_refused_after_the_close(self, signed_in, mailoutbox):
        consultation = InvitationFactory().consultation
        with time_machine.travel(AFTER):
            signed_in(consultation).post(path("consultation_remind", consultation.pk))
        assert mailoutbox == []

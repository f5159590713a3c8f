"""The consultation as everyone reads and joins it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tenders.models import ConsultationDocument, Invitation
from tests.tenders.factories import (
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db


class TestDocuments:
    def add(self, client, consultation, name, content):
        return client.post(
            path("consultation_add_document", consultation.pk),
            {"title": "Plan", "file": SimpleUploadedFile(name, content)},
        )

    def test_all_may_read_it_once_published(self, signed_in, client):
        consultation = QuestionFactory(consultation__draft=True).consultation
        self.add(signed_in(consultation), consultation, "plan d'accès.pdf", b"%PDF-1.7 plan")
        document = ConsultationDocument.objects.get()
        client.logout()
        url = path("consultation_document", consultation.pk, document.pk)
        assert client.get(url).status_code == 404
        consultation.publish(by=team_member(consultation), now=DURING)
        response = client.get(url)
        assert b"".join(response.streaming_content) == b"%PDF-1.7 plan"
        assert response["Content-Disposition"].startswith("attachment")

    def test_thirty_megabytes_are_refused(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        response = self.add(
            signed_in(consultation), consultation, "gros.pdf", b"%PDF-" + b"0" * 30_000_000
        )
        assert response.status_code == 413
        assert "dépasse 10\xa0Mo" in response.content.decode()
        assert not ConsultationDocument.objects.exists()


class TestPublicPages:
    @time_machine.travel(DURING, tick=False)
    def test_open_coming_and_closed_are_told_apart(self, client):
        ConsultationFactory(title="Ouverte à tous")
        ConsultationFactory(title="Pas encore", opens_at=DURING + timedelta(days=1))
        ConsultationFactory(title="Finie", closes_at=DURING)
        ConsultationFactory(title="Brouillon", draft=True)
        context = client.get(path("consultations")).context
        titles = {key: [c.title for c in context[key]] for key in ("open", "coming", "closed")}
        assert titles == {
            "open": ["Ouverte à tous"],
            "coming": ["Pas encore"],
            "closed": ["Finie"],
        }

    def test_a_draft_is_found_by_its_team_only(self, signed_in, client):
        consultation = ConsultationFactory(draft=True)
        url = path("consultation", consultation.pk)
        assert client.get(url).status_code == 404
        assert signed_in(consultation).get(url).status_code == 200

    def test_it_never_names_who_was_invited_nor_who_asked(self, client):
        invitation = InvitationFactory(name="Curieuse SCOP")
        question = invitation.ask("Je suis Curieuse SCOP. Un quai ?", now=DURING)
        by = team_member(invitation.consultation)
        question.publish_answer("Oui.", "Y a-t-il un quai ?", by=by, now=DURING)
        text = client.get(path("consultation", invitation.consultation.pk)).content.decode()
        assert "Y a-t-il un quai" in text
        assert "Curieuse" not in text
        assert invitation.email not in text

    def test_a_question_without_answer_is_not_published(self, client):
        invitation = InvitationFactory()
        invitation.ask("Un secret de fabrication ?", now=DURING)
        text = client.get(path("consultation", invitation.consultation.pk)).content.decode()
        assert "fabrication" not in text


@pytest.mark.usefixtures("during")
class TestOpenCall:
    def join(self, client, consultation, **changes):
        sent = {"name": "Nouvelle", "email": "nouvelle@example.org", "website": "", **changes}
        return client.post(path("consultation_join", consultation.pk), sent, follow=True)

    def test_the_answer_is_the_same_whether_invited_or_not(self, client):
        consultation = ConsultationFactory()
        InvitationFactory(consultation=consultation, email="connue@example.org")
        said = [
            [
                str(m).replace(email, "")
                for m in self.join(client, consultation, email=email).context["messages"]
            ]
            for email in ("connue@example.org", "nouvelle@example.org")
        ]
        assert said[0] == said[1]

    def test_a_machine_gets_the_same_words_and_no_link(self, client):
        consultation = ConsultationFactory()
        response = self.join(client, consultation, website="https://spam.example")
        assert "lien personnel" in response.content.decode()
        assert not Invitation.objects.exists()

    def test_a_flood_is_stopped(self, client):
        consultation = ConsultationFactory()
        statuses = [
            self.join(client, consultation, email=f"x{n}@example.org").status_code
            for n in range(11)
        ]
        assert statuses == [200] * 10 + [429]

    def test_a_wrong_address_is_said(self, client):
        response = self.join(client, ConsultationFactory(), email="pas une adresse")
        assert response.status_code == 422
        assert "pas une adresse" in response.content.decode()

    def test_it_is_closed_with_the_consultation(self, client):
        consultation = ConsultationFactory(closes_at=DURING)
        assert self.join(client, consultation).status_code == 409
        assert not Invitation.objects.exists()

    def test_a_draft_cannot_be_joined(self, client):
        assert self.join(client, ConsultationFactory(draft=True)).status_code == 404

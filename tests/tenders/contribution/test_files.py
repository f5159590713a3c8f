"""The files of an answer: kept, given back, refused, secret."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.accounts.models import Role
from tenders.models import Contribution, ContributionFile, Submission
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.contribution.answering import invited, save, value
from tests.tenders.factories import (
    DURING,
    InvitationFactory,
    QuestionFactory,
    personal_path,
    team_member,
)

pytestmark = pytest.mark.django_db


class TestFiles:
    @pytest.fixture
    def question(self, during):
        return QuestionFactory(kind="file")

    def give(self, client, question, invitation, name="note.pdf", content=b"%PDF-1.7 note", **sent):
        upload = SimpleUploadedFile(name, content)
        return save(client, invitation, **{f"q{question.pk}": upload, **sent})

    def test_it_is_kept_under_a_name_that_says_nothing(self, client, question, settings):
        invitation = invited(question)
        self.give(client, question, invitation, name="../Ma société – prix.pdf")
        kept = ContributionFile.objects.get()
        assert kept.name == "Ma société – prix.pdf"
        assert kept.file.name == f"contributions/{kept.pk}.pdf"
        assert client.get(f"/{settings.MEDIA_URL.strip('/')}/{kept.file.name}").status_code == 404

    def test_it_comes_back_as_an_attachment(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation)
        url = personal_path(invitation) + f"fichier/{ContributionFile.objects.get().pk}/"
        response = client.get(url)
        assert b"".join(response.streaming_content) == b"%PDF-1.7 note"
        assert response["Content-Disposition"] == 'attachment; filename="note.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_thirty_megabytes_are_refused_and_the_rest_of_the_form_is_kept(self, client, question):
        other = QuestionFactory(consultation=question.consultation)
        invitation = invited(question)
        content = b"%PDF-" + b"0" * 30_000_000
        sent = {f"q{other.pk}": "écrit après le fichier"}
        response = self.give(client, question, invitation, content=content, **sent)
        assert response.status_code == 413
        assert "dépasse 10\xa0Mo" in response.content.decode()
        assert value(invitation, other) == "écrit après le fichier"
        assert not ContributionFile.objects.exists()

    @pytest.mark.parametrize(
        ("name", "content"), [("virus.exe", b"MZ"), ("faux.pdf", b"MZ"), ("vide.pdf", b"")]
    )
    def test_a_forbidden_file_is_refused_with_its_reason(self, client, question, name, content):
        invitation = invited(question)
        response = self.give(client, question, invitation, name=name, content=content)
        assert response.status_code == 422
        assert not ContributionFile.objects.exists()

    def test_saving_again_without_file_keeps_it(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation)
        save(client, invitation, version=2)
        assert value(invitation, question)["name"] == "note.pdf"

    def test_it_is_removed_on_request(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation)
        save(client, invitation, version=2, **{f"q{question.pk}_remove": "on"})
        assert value(invitation, question) is None

    def test_the_file_of_another_contribution_does_not_exist(self, client, question):
        mine, theirs = invited(question), invited(question)
        self.give(client, question, theirs)
        url = personal_path(mine) + f"fichier/{ContributionFile.objects.get().pk}/"
        assert client.get(url).status_code == 404

    def test_the_team_reads_it_once_sent(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation)
        url = reverse("tenders:contribution_file", args=[ContributionFile.objects.get().pk])
        client.force_login(team_member(question.consultation))
        assert client.get(url).status_code == 404
        Contribution.objects.get().send(now=DURING)
        assert b"".join(client.get(url).streaming_content) == b"%PDF-1.7 note"

    def test_a_competitor_never_reads_it(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation)
        Contribution.objects.get().send(now=DURING)
        competitor = SupplierFactory(
            organisation=MembershipFactory(role=Role.SUPPLIER).organisation
        )
        InvitationFactory(consultation=question.consultation, supplier=competitor)
        client.force_login(competitor.organisation.members.get())
        url = reverse("tenders:contribution_file", args=[ContributionFile.objects.get().pk])
        assert client.get(url).status_code == 404

    def test_what_was_sent_keeps_its_file_when_the_draft_changes_it(self, client, question):
        invitation = invited(question)
        self.give(client, question, invitation, name="un.pdf")
        Contribution.objects.get().send(now=DURING)
        self.give(client, question, invitation, version=2, name="deux.pdf")
        sent = Submission.objects.get()
        assert [file.name for file in sent.files.all()] == ["un.pdf"]
        assert sent.files.get().file.storage.exists(sent.files.get().file.name)

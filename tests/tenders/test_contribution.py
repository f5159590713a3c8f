"""The supplier's side: by its own link, until the deadline, nothing lost, nothing leaked."""

from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.models import (
    ConsultationClosed,
    Contribution,
    ContributionFile,
    Draft,
    Given,
    PublicQuestion,
    StaleContribution,
    Submission,
)
from tests.factories import MembershipFactory
from tests.suppliers.factories import SupplierFactory
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


@pytest.fixture
def at_work():
    with time_machine.travel(DURING, tick=False):
        yield


def invited(question):
    return InvitationFactory(consultation=question.consultation)


def save(client, invitation, version=1, **sent):
    return client.post(personal_path(invitation), {"version": version, "save": "1", **sent})


def value(invitation, question):
    return Contribution.objects.get(invitation=invitation).answers.get(question=question).value


class TestReading:
    def test_the_first_opening_is_noted_once(self, client, at_work):
        invitation = InvitationFactory()
        for _ in range(2):
            assert client.get(personal_path(invitation)).status_code == 200
        invitation.refresh_from_db()
        assert invitation.opened_at == DURING
        assert RegisterEntry.objects.filter(act="invitation_opened").count() == 1

    def test_the_page_is_kept_by_no_cache_and_no_search_engine(self, client, at_work):
        response = client.get(personal_path(InvitationFactory()))
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", ["", "relire/", "question/"])
    def test_a_tampered_link_is_refused_everywhere(self, client, at_work, path):
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

    def test_a_structure_without_account_is_shown_how_to_take_over_its_record(
        self, client, at_work
    ):
        supplier = SupplierFactory()
        invitation = InvitationFactory(supplier=supplier)
        assert "/prendre-en-main/" in client.get(personal_path(invitation)).content.decode()


SAMPLES = [
    ("text", {}, {"q": "Nous lavons. 🧺 <b>"}, "Nous lavons. 🧺 <b>"),
    ("choice", {"choices": ["oui", "non"]}, {"q": "oui"}, "oui"),
    ("choices", {"choices": ["a", "b", "c"]}, {"q": ["a", "c"]}, ["a", "c"]),
    ("number", {"unit": "heures"}, {"q": "12 400,5"}, "12400.5"),
    ("number", {"unit": "heures"}, {"q": "12\u202f400"}, "12400"),
    ("number", {"unit": "heures"}, {"q": "0"}, "0"),
    (
        "capacity",
        {"unit": "contenants"},
        {"q": "900", "q_period": "jour"},
        {"value": "900", "period": "jour"},
    ),
    ("date", {}, {"q": "2027-03-12"}, "2027-03-12"),
    (
        "clause",
        {"clause_text": "Taux de perte : 2 %."},
        {"q": "cost", "q_price": "-3,5", "q_comment": "tri"},
        {"feasibility": "cost", "price": "-3.5", "comment": "tri"},
    ),
]


class TestDraft:
    @pytest.mark.parametrize(("kind", "extra", "typed", "kept"), SAMPLES)
    def test_each_kind_of_answer_is_kept(self, client, at_work, kind, extra, typed, kept):
        question = QuestionFactory(kind=kind, **extra)
        invitation = invited(question)
        sent = {name.replace("q", f"q{question.pk}", 1): v for name, v in typed.items()}
        assert save(client, invitation, **sent).status_code == 302
        assert value(invitation, question) == kept

    @pytest.mark.parametrize(("kind", "extra", "typed", "kept"), SAMPLES)
    def test_saving_what_the_page_shows_changes_nothing(
        self, client, at_work, kind, extra, typed, kept
    ):
        question = QuestionFactory(kind=kind, **extra)
        invitation = invited(question)
        send_answers(invitation, {question: kept})
        form = client.get(personal_path(invitation)).context["form"]
        shown = {name: v for name in form.fields if (v := form[name].value()) not in (None, False)}
        save(client, invitation, version=2, **shown)
        assert value(invitation, question) == kept

    @pytest.mark.parametrize(
        ("kind", "typed", "message"),
        [
            ("number", "beaucoup", "Écrivez un nombre"),
            ("number", "-1", "ne peut pas être négative"),
            ("number", "1000000001", "dépasse un milliard"),
            ("number", "NaN", "Écrivez un nombre"),
            ("number", "1e9", "Écrivez un nombre"),
            ("capacity", "900", "Indiquez la période"),
            ("date", "31/02/2027", "date valide"),
            ("choice", "peut-être", "choix valide"),
            ("text", "x" * 5001, "5"),
        ],
    )
    def test_a_mistake_is_said_and_the_rest_is_kept(self, client, at_work, kind, typed, message):
        wrong = QuestionFactory(kind=kind, unit="heures", choices=["oui", "non"])
        right = QuestionFactory(consultation=wrong.consultation)
        invitation = invited(wrong)
        sent = {f"q{wrong.pk}": typed, f"q{right.pk}": "à garder"}
        response = save(client, invitation, **sent)
        assert response.status_code == 422
        text = response.content.decode()
        assert message in text
        assert typed in text or kind == "choice"
        assert value(invitation, right) == "à garder"

    def test_the_next_save_after_a_mistake_is_not_stale(self, client, at_work):
        question = QuestionFactory(kind="number", unit="heures")
        invitation = invited(question)
        response = save(client, invitation, **{f"q{question.pk}": "beaucoup"})
        version = response.context["version"]
        again = save(client, invitation, version=version, **{f"q{question.pk}": "12"})
        assert again.status_code == 302

    def test_two_tabs_see_both_and_nothing_is_overwritten(self, client, at_work):
        question = QuestionFactory()
        invitation = invited(question)
        save(client, invitation, **{f"q{question.pk}": "premier onglet"})
        response = save(client, invitation, **{f"q{question.pk}": "second onglet"})
        assert response.status_code == 409
        text = response.content.decode()
        assert "premier onglet" in text
        assert "second onglet" in text
        assert value(invitation, question) == "premier onglet"

    @pytest.mark.parametrize("version", ["", "abc", "-1", "99", "²"])
    def test_an_absurd_version_is_stale(self, client, at_work, version):
        assert save(client, InvitationFactory(), version=version).status_code == 409

    def test_confidentiality_is_marked_per_answer(self, client, at_work):
        question = QuestionFactory()
        invitation = invited(question)
        save(client, invitation, **{f"q{question.pk}": "x", f"q{question.pk}_secret": "on"})
        assert Contribution.objects.get().answers.get().confidential

    def test_a_text_of_two_hundred_thousand_characters_is_refused(self, client, at_work):
        question = QuestionFactory()
        invitation = invited(question)
        response = save(client, invitation, **{f"q{question.pk}": "é" * 200_000})
        assert response.status_code == 422

    def test_a_question_of_another_consultation_is_ignored(self, client, at_work):
        other = QuestionFactory()
        invitation = invited(QuestionFactory())
        save(client, invitation, **{f"q{other.pk}": "intrus"})
        assert not Contribution.objects.get().answers.filter(question=other).exists()


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


class TestSending:
    def send(self, client, invitation, version):
        return client.post(personal_path(invitation) + "relire/", {"version": version})

    def test_a_sending_is_frozen_noted_and_acknowledged(
        self, client, at_work, mailoutbox, django_capture_on_commit_callbacks
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

    def test_a_double_click_sends_once(self, client, at_work):
        contribution = ContributionFactory()
        for _ in range(2):
            assert self.send(client, contribution.invitation, 1).status_code == 302
        assert Submission.objects.count() == 1

    def test_an_expected_answer_that_is_missing_is_named(self, client, at_work):
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

    def test_what_changed_since_it_was_read_again_is_not_sent(self, client, at_work):
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


class TestFiles:
    @pytest.fixture
    def question(self, at_work):
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


class TestAsking:
    def ask(self, client, invitation, text="Y a-t-il un quai ?"):
        return client.post(personal_path(invitation) + "question/", {"text": text})

    def test_it_reaches_the_team(self, client, at_work):
        invitation = InvitationFactory()
        assert self.ask(client, invitation).status_code == 302
        assert PublicQuestion.objects.get().asked_by == invitation

    def test_the_same_question_twice_is_kept_once(self, client, at_work):
        invitation = InvitationFactory()
        for _ in range(2):
            self.ask(client, invitation)
        assert PublicQuestion.objects.count() == 1

    def test_twenty_questions_are_enough(self, client, at_work):
        invitation = InvitationFactory()
        statuses = [self.ask(client, invitation, f"Question {n} ?").status_code for n in range(21)]
        assert statuses == [302] * 20 + [422]

    def test_it_is_refused_after_the_close_and_the_text_shown_back(self, client):
        invitation = InvitationFactory()
        with time_machine.travel(AFTER):
            response = self.ask(client, invitation)
        assert response.status_code == 409
        assert "Y a-t-il un quai ?" in response.content.decode()

    def test_only_its_author_sees_it_before_the_answer(self, client, at_work):
        asker = InvitationFactory()
        other = InvitationFactory(consultation=asker.consultation)
        self.ask(client, asker, "Un quai ?")
        assert "Un quai" in client.get(personal_path(asker)).content.decode()
        assert "Un quai" not in client.get(personal_path(other)).content.decode()


class TestSecrecy:
    def test_a_supplier_sees_no_other_answer(self, client, at_work):
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


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="La base de test de SQLite est en mémoire : plusieurs écrivains s'y gênent. "
    "`python -m tests.bench consultation` fait l'essai sur un fichier.",
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

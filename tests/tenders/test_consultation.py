"""The consultation as the team prepares, publishes and follows it, and as everyone reads it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from needs.models import RegisterEntry
from suppliers.models import MatchRun
from tenders.clauses import library
from tenders.draft_texts import draft_texts
from tenders.models import (
    ConsultationDocument,
    ConsultationQuestion,
    Decision,
    Invitation,
    MarketConsultation,
    PublicQuestion,
    QuestionKind,
    StaleConsultation,
    Tender,
)
from tenders.questions import question_sets
from tenders.sourcing import WITHHELD, sourcing_record
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.factories import (
    AFTER,
    CLOSES,
    DURING,
    OPENS,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def at_opening():
    with time_machine.travel(OPENS, tick=False):
        yield


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False):
        yield


def page(name, *args):
    return reverse(f"tenders:{name}", args=args)


@pytest.fixture
def signed_in(client):
    """A client of somebody who steers this consultation."""

    def sign_in(consultation):
        client.force_login(team_member(consultation))
        return client

    return sign_in


class TestPublish:
    def test_it_is_noted_with_what_was_frozen(self):
        consultation = ConsultationFactory(draft=True)
        QuestionFactory(consultation=consultation, label="Combien ?")
        consultation.publish(by=team_member(consultation), now=DURING)
        facts = RegisterEntry.objects.get(act="consultation_published").facts
        assert (facts["questions"], facts["brief"]) == (["Combien ?"], consultation.brief)
        assert consultation.is_open(at=DURING)

    def test_without_question_it_is_refused(self):
        consultation = ConsultationFactory(draft=True)
        with pytest.raises(ValidationError, match="au moins une question"):
            consultation.publish(by=team_member(consultation), now=DURING)

    @pytest.mark.parametrize(
        ("now", "refused"), [(CLOSES - timedelta(seconds=1), False), (CLOSES, True)]
    )
    def test_after_its_own_close_it_is_refused(self, now, refused):
        consultation = QuestionFactory(consultation__draft=True).consultation
        by = team_member(consultation)
        if refused:
            with pytest.raises(ValidationError, match="clôture est déjà passée"):
                consultation.publish(by=by, now=now)
        else:
            consultation.publish(by=by, now=now)
            assert consultation.published_at == now

    def test_twice_is_refused(self):
        consultation = QuestionFactory().consultation
        with pytest.raises(ValidationError, match="déjà publiée"):
            consultation.publish(by=team_member(consultation), now=DURING)

    def test_questions_no_longer_change(self):
        consultation = QuestionFactory().consultation
        with pytest.raises(ValidationError, match="figées"):
            consultation.replace_questions([])

    def test_text_and_dates_no_longer_change(self):
        consultation = ConsultationFactory()
        with pytest.raises(ValidationError, match="figée"):
            consultation.edit(version=1, title="Autre")


def test_a_brief_that_favours_some_is_pointed_out_before_it_is_published(signed_in):
    consultation = ConsultationFactory(
        draft=True,
        brief="Les entreprises qui répondent à ce sourcing auront un avantage lors du marché.",
    )
    response = signed_in(consultation).get(page("consultation_publish", consultation.pk))
    assert [finding.rule for finding in response.context["findings"]]
    assert "Que faire" in response.content.decode()


class TestQuestionsOfADraft:
    def labels(self, consultation):
        return [question.label for question in consultation.questions.all()]

    @pytest.fixture
    def draft(self):
        consultation = ConsultationFactory(draft=True)
        for label in "abc":
            consultation.add_questions([ConsultationQuestion(kind="text", label=label)])
        return consultation

    @pytest.mark.parametrize(
        ("moved", "by", "order"),
        [("a", 1, "bac"), ("c", -1, "acb"), ("a", -1, "abc"), ("c", 1, "abc")],
    )
    def test_they_move_as_far_as_there_is_room(self, draft, moved, by, order):
        draft.move_question(draft.questions.get(label=moved).pk, by)
        assert self.labels(draft) == list(order)

    def test_a_set_is_added_once(self, signed_in, draft):
        client = signed_in(draft)
        for _ in range(2):
            client.post(page("consultation_prepare", draft.pk), {"add_set": "general"})
        expected = [question.label for question in question_sets()["general"].questions]
        assert self.labels(draft) == ["a", "b", "c", *expected]

    def test_one_is_removed(self, signed_in, draft):
        key = draft.questions.get(label="b").pk
        signed_in(draft).post(page("consultation_prepare", draft.pk), {"remove": key})
        assert self.labels(draft) == ["a", "c"]

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({"label": "Délai ?", "kind": "choice", "choices": "court"}, "au moins deux choix"),
            ({"label": "Combien ?", "kind": "number"}, "Indiquez l&#x27;unité"),
            ({"label": "", "kind": "text"}, "obligatoire"),
            ({"label": "Clause", "kind": "clause"}, "Sélectionnez un choix valide"),
            ({"label": "x" * 301, "kind": "text"}, "300"),
        ],
    )
    def test_a_question_without_what_its_kind_needs_is_refused(
        self, signed_in, draft, sent, message
    ):
        response = signed_in(draft).post(page("consultation_question", draft.pk), sent)
        assert response.status_code == 422
        assert message in response.content.decode()

    def test_a_choice_keeps_its_lines_once_each(self, signed_in, draft):
        sent = {"label": "Délai ?", "kind": "choice", "choices": "court\n long \n\ncourt"}
        signed_in(draft).post(page("consultation_question", draft.pk), sent)
        assert draft.questions.get(label="Délai ?").choices == ["court", "long"]

    def test_the_question_of_another_consultation_is_not_found(self, signed_in, draft):
        other = QuestionFactory(consultation__draft=True)
        response = signed_in(draft).get(page("consultation_question", draft.pk, other.pk))
        assert response.status_code == 404


class TestDraftTexts:
    def add(self, client, consultation, *keys):
        return client.post(page("consultation_clauses", consultation.pk), {"texts": keys})

    def test_a_library_clause_is_put_to_suppliers_at_its_version(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        client = signed_in(consultation)
        one = client.get(page("consultation_clauses", consultation.pk)).context["texts"][0]
        assert self.add(client, consultation, one.key).status_code == 302
        question = consultation.questions.get()
        assert (question.kind, question.clause_id) == (QuestionKind.CLAUSE, one.clause_id)
        assert (question.clause_version, question.clause_text) == (one.version, one.text)

    def test_once_there_is_a_tender_its_own_wording_and_criteria_are_tested(self):
        clause = library().clauses[0]
        tender = Tender.objects.create(
            project=ProjectFactory(), reference="m1", title="Bacs", launch_on=DURING.date()
        )
        tender.clauses.create(
            clause_id=clause.id, clause_version=clause.version, wording="Notre rédaction."
        )
        tender.criteria.create(name="Prix", kind="price", weight=40, method="Note = 40 x P / p.")
        texts = draft_texts(tender.project)
        assert [text.text for text in texts] == ["Notre rédaction.", "Note = 40 x P / p."]

    @pytest.mark.parametrize("keys", [[], ["inconnue"]])
    def test_nothing_or_something_else_is_refused(self, signed_in, keys):
        consultation = ConsultationFactory(draft=True)
        assert self.add(signed_in(consultation), consultation, *keys).status_code == 422


@pytest.mark.parametrize("one", question_sets().values(), ids=lambda s: s.id)
def test_each_ready_made_set_can_be_published(one):
    kinds = {kind.value for kind in QuestionKind}
    assert {question.kind for question in one.questions} <= kinds
    assert all(len(question.label) <= 300 for question in one.questions)
    assert all(len(question.help_text) <= 500 for question in one.questions)


@pytest.mark.usefixtures("at_opening")
class TestEditPage:
    def sent(self, **changes):
        return {
            "title": "Lavage",
            "brief": "Nous cherchons",
            "opens_at": "2027-01-05T09:00",
            "closes_at": "2027-02-12T12:00",
            "version": "1",
            **changes,
        }

    def create(self, client, **changes):
        project = ProjectFactory()
        client.force_login(MembershipFactory(organisation=project.lead).user)
        return client.post(page("consultation_create", project.pk), self.sent(**changes))

    def test_hours_are_those_of_paris(self, client):
        self.create(client)
        assert MarketConsultation.objects.get().closes_at == datetime(2027, 2, 12, 11, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"closes_at": "2027-01-05T09:00"}, "doit suivre l&#x27;ouverture"),
            ({"closes_at": "2026-12-01T09:00"}, "est passée"),
            ({"closes_at": "bientôt"}, "pas comprise"),
            ({"closes_at": "2027-03-28T02:30"}, "l&#x27;heure change"),
            ({"closes_at": "2027-10-31T02:30"}, "l&#x27;heure change"),
            ({"brief": "x" * 20_001}, "20"),
            ({"brief": ""}, "obligatoire"),
        ],
    )
    def test_a_mistake_is_said_and_nothing_is_created(self, client, changes, message):
        response = self.create(client, **changes)
        assert response.status_code == 422
        assert message in response.content.decode()
        assert not MarketConsultation.objects.exists()

    def test_emoji_and_html_are_shown_as_typed(self, client):
        self.create(client, title="Bacs 🍲 <script>alert(1)</script>")
        text = client.get(
            page("consultation", MarketConsultation.objects.get().pk)
        ).content.decode()
        assert "Bacs 🍲 &lt;script&gt;" in text
        assert "<script>alert" not in text

    def test_two_people_on_one_draft_see_both(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        consultation.edit(version=1, title="Ce que l'autre a écrit")
        url = page("consultation_edit", consultation.pk)
        response = signed_in(consultation).post(url, self.sent(title="Ma saisie"))
        assert response.status_code == 409
        text = response.content.decode()
        assert "Ce que l&#x27;autre a écrit" in text
        assert "Ma saisie" in text
        consultation.refresh_from_db()
        assert consultation.title == "Ce que l'autre a écrit"

    def test_a_second_try_after_the_conflict_replaces(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        consultation.edit(version=1, title="Ce que l'autre a écrit")
        url = page("consultation_edit", consultation.pk)
        signed_in(consultation).post(url, self.sent(title="Ma saisie", version="2"))
        consultation.refresh_from_db()
        assert consultation.title == "Ma saisie"

    def test_the_model_carries_the_current_one(self):
        consultation = ConsultationFactory(draft=True)
        consultation.edit(version=1, title="Un")
        with pytest.raises(StaleConsultation) as stale:
            consultation.edit(version=1, title="Deux")
        assert stale.value.current.title == "Un"


class TestExtend:
    def test_everyone_is_told(self, django_capture_on_commit_callbacks, mailoutbox, signed_in):
        invitation = InvitationFactory()
        consultation = invitation.consultation
        with (
            time_machine.travel(DURING, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            signed_in(consultation).post(
                page("consultation_extend", consultation.pk), {"closes_at": "2027-02-20T12:00"}
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


class TestDocuments:
    def add(self, client, consultation, name, content):
        return client.post(
            page("consultation_add_document", consultation.pk),
            {"title": "Plan", "file": SimpleUploadedFile(name, content)},
        )

    def test_all_may_read_it_once_published(self, signed_in, client):
        consultation = QuestionFactory(consultation__draft=True).consultation
        self.add(signed_in(consultation), consultation, "plan d'accès.pdf", b"%PDF-1.7 plan")
        document = ConsultationDocument.objects.get()
        client.logout()
        url = page("consultation_document", consultation.pk, document.pk)
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
        context = client.get(page("consultations")).context
        titles = {key: [c.title for c in context[key]] for key in ("open", "coming", "closed")}
        assert titles == {
            "open": ["Ouverte à tous"],
            "coming": ["Pas encore"],
            "closed": ["Finie"],
        }

    def test_a_draft_is_found_by_its_team_only(self, signed_in, client):
        consultation = ConsultationFactory(draft=True)
        url = page("consultation", consultation.pk)
        assert client.get(url).status_code == 404
        assert signed_in(consultation).get(url).status_code == 200

    def test_it_never_names_who_was_invited_nor_who_asked(self, client):
        invitation = InvitationFactory(name="Curieuse SCOP")
        question = invitation.ask("Je suis Curieuse SCOP. Un quai ?", now=DURING)
        by = team_member(invitation.consultation)
        question.publish_answer("Oui.", "Y a-t-il un quai ?", by=by, now=DURING)
        text = client.get(page("consultation", invitation.consultation.pk)).content.decode()
        assert "Y a-t-il un quai" in text
        assert "Curieuse" not in text
        assert invitation.email not in text

    def test_a_question_without_answer_is_not_published(self, client):
        invitation = InvitationFactory()
        invitation.ask("Un secret de fabrication ?", now=DURING)
        text = client.get(page("consultation", invitation.consultation.pk)).content.decode()
        assert "fabrication" not in text


@pytest.mark.usefixtures("during")
class TestOpenCall:
    def join(self, client, consultation, **changes):
        sent = {"name": "Nouvelle", "email": "nouvelle@example.org", "website": "", **changes}
        return client.post(page("consultation_join", consultation.pk), sent, follow=True)

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
        return client.post(page("consultation_invite", consultation.pk), sent, follow=True)

    def test_all_matched_suppliers_are_ticked(self, signed_in, consultation, matched):
        response = signed_in(consultation).get(page("consultation_invite", consultation.pk))
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
        return client.post(page("public_question", question.pk), sent)

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
        url = page(name, consultation.pk)
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
            text = client.get(page(name, question.consultation.pk)).content.decode()
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
            client.get(page("consultation_manage", consultation.pk))
        with django_assert_max_num_queries(25):
            client.get(page("consultation_answers", consultation.pk))

    def test_reminding_is_refused_after_the_close(self, signed_in, mailoutbox):
        consultation = InvitationFactory().consultation
        with time_machine.travel(AFTER):
            signed_in(consultation).post(page("consultation_remind", consultation.pk))
        assert mailoutbox == []


class TestConclude:
    def decide(self, client, consultation, **changes):
        sent = {
            "proposal": "Trois lots",
            "outcome": "accepted",
            "reason": "Plus d'offres.",
            **changes,
        }
        return client.post(page("consultation_conclude", consultation.pk), sent)

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
        url = page("consultation_conclude", consultation.pk)
        client.post(url, {"conclusion": "Nous ferons trois lots."})
        assert client.post(url, {"conclusion": "Autre chose."}).status_code == 422
        assert self.decide(client, consultation).status_code == 422
        client.logout()
        text = client.get(page("consultation", consultation.pk)).content.decode()
        assert "Nous ferons trois lots." in text
        assert "Plus d&#x27;offres." in text


class TestRecord:
    def test_it_tells_who_what_and_when(self):
        question = QuestionFactory(kind="number", unit="heures", label="Heures ?")
        consultation = question.consultation
        first, second = InvitationFactory.create_batch(2, consultation=consultation)
        send_answers(first, {question: "10"})
        send_answers(second, {question: "30"}, confidential=[question], answering="group")
        asked = first.ask("Un quai ?", now=DURING)
        asked.publish_answer("Oui.", "Un quai ?", by=team_member(consultation), now=DURING)
        record = sourcing_record(consultation)
        assert [p.answering for p in record.participants] == ["seul", "en groupement"]
        assert record.contributions == 2
        assert [(e.question, e.answer) for e in record.exchanges] == [("Un quai ?", "Oui.")]
        assert record.register_intact

    def test_business_secrets_are_counted_never_told(self):
        question = QuestionFactory(kind="number", unit="heures")
        first, second = InvitationFactory.create_batch(2, consultation=question.consultation)
        send_answers(first, {question: "10"})
        send_answers(second, {question: "777"}, confidential=[question])
        record = sourcing_record(question.consultation)
        assert dict(record.learned[0].answers)[second.name] == WITHHELD
        assert record.learned[0].withheld == 1
        assert "787" not in " ".join(record.learned[0].sentences)
        assert "777" not in str(record)

    def test_an_altered_register_is_said(self):
        invitation = InvitationFactory()
        invitation.note_opening(now=DURING)
        RegisterEntry.objects.update(actor="Autre")
        assert not sourcing_record(invitation.consultation).register_intact

"""A draft: its questions, its texts, its dates, and how it is published."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from needs.models import RegisterEntry
from tenders.clauses import library
from tenders.draft_texts import draft_texts
from tenders.models import (
    ConsultationQuestion,
    MarketConsultation,
    QuestionKind,
    StaleConsultation,
    Tender,
)
from tenders.questions import question_sets
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.factories import (
    CLOSES,
    DURING,
    OPENS,
    ConsultationFactory,
    QuestionFactory,
    team_member,
)
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_opening():
    with time_machine.travel(OPENS, tick=False):
        yield


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
    response = signed_in(consultation).get(path("consultation_publish", consultation.pk))
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
            client.post(path("consultation_prepare", draft.pk), {"add_set": "general"})
        expected = [question.label for question in question_sets()["general"].questions]
        assert self.labels(draft) == ["a", "b", "c", *expected]

    def test_one_is_removed(self, signed_in, draft):
        key = draft.questions.get(label="b").pk
        signed_in(draft).post(path("consultation_prepare", draft.pk), {"remove": key})
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
        response = signed_in(draft).post(path("consultation_question", draft.pk), sent)
        assert response.status_code == 422
        assert message in response.content.decode()

    def test_a_choice_keeps_its_lines_once_each(self, signed_in, draft):
        sent = {"label": "Délai ?", "kind": "choice", "choices": "court\n long \n\ncourt"}
        signed_in(draft).post(path("consultation_question", draft.pk), sent)
        assert draft.questions.get(label="Délai ?").choices == ["court", "long"]

    def test_the_question_of_another_consultation_is_not_found(self, signed_in, draft):
        other = QuestionFactory(consultation__draft=True)
        response = signed_in(draft).get(path("consultation_question", draft.pk, other.pk))
        assert response.status_code == 404


class TestDraftTexts:
    def add(self, client, consultation, *keys):
        return client.post(path("consultation_clauses", consultation.pk), {"texts": keys})

    def test_a_library_clause_is_put_to_suppliers_at_its_version(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        client = signed_in(consultation)
        one = client.get(path("consultation_clauses", consultation.pk)).context["texts"][0]
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
        return client.post(path("consultation_create", project.pk), self.sent(**changes))

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
            path("consultation", MarketConsultation.objects.get().pk)
        ).content.decode()
        assert "Bacs 🍲 &lt;script&gt;" in text
        assert "<script>alert" not in text

    def test_two_people_on_one_draft_see_both(self, signed_in):
        consultation = ConsultationFactory(draft=True)
        consultation.edit(version=1, title="Ce que l'autre a écrit")
        url = path("consultation_edit", consultation.pk)
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
        url = path("consultation_edit", consultation.pk)
        signed_in(consultation).post(url, self.sent(title="Ma saisie", version="2"))
        consultation.refresh_from_db()
        assert consultation.title == "Ma saisie"

    def test_the_model_carries_the_current_one(self):
        consultation = ConsultationFactory(draft=True)
        consultation.edit(version=1, title="Un")
        with pytest.raises(StaleConsultation) as stale:
            consultation.edit(version=1, title="Deux")
        assert stale.value.current.title == "Un"

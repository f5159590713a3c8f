"""The draft of an answer: every kind kept, mistakes said, nothing overwritten."""

import pytest

from tenders.models import Contribution
from tests.tenders.contribution.answering import invited, save, value
from tests.tenders.factories import InvitationFactory, QuestionFactory, personal_path, send_answers

pytestmark = pytest.mark.django_db
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
        {
            "feasibility": "cost",
            "price": "-3.5",
            "amount": None,
            "weeks": None,
            "comment": "tri",
        },
    ),
]


class TestDraft:
    @pytest.mark.parametrize(("kind", "extra", "typed", "kept"), SAMPLES)
    def test_each_kind_of_answer_is_kept(self, client, during, kind, extra, typed, kept):
        question = QuestionFactory(kind=kind, **extra)
        invitation = invited(question)
        sent = {name.replace("q", f"q{question.pk}", 1): v for name, v in typed.items()}
        assert save(client, invitation, **sent).status_code == 302
        assert value(invitation, question) == kept

    @pytest.mark.parametrize(("kind", "extra", "typed", "kept"), SAMPLES)
    def test_saving_what_the_page_shows_changes_nothing(
        self, client, during, kind, extra, typed, kept
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
    def test_a_mistake_is_said_and_the_rest_is_kept(self, client, during, kind, typed, message):
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

    def test_the_next_save_after_a_mistake_is_not_stale(self, client, during):
        question = QuestionFactory(kind="number", unit="heures")
        invitation = invited(question)
        response = save(client, invitation, **{f"q{question.pk}": "beaucoup"})
        version = response.context["version"]
        again = save(client, invitation, version=version, **{f"q{question.pk}": "12"})
        assert again.status_code == 302

    def test_two_tabs_see_both_and_nothing_is_overwritten(self, client, during):
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
    def test_an_absurd_version_is_stale(self, client, during, version):
        assert save(client, InvitationFactory(), version=version).status_code == 409

    def test_confidentiality_is_marked_per_answer(self, client, during):
        question = QuestionFactory()
        invitation = invited(question)
        save(client, invitation, **{f"q{question.pk}": "x", f"q{question.pk}_secret": "on"})
        assert Contribution.objects.get().answers.get().confidential

    def test_a_text_of_two_hundred_thousand_characters_is_refused(self, client, during):
        question = QuestionFactory()
        invitation = invited(question)
        response = save(client, invitation, **{f"q{question.pk}": "é" * 200_000})
        assert response.status_code == 422

    def test_a_question_of_another_consultation_is_ignored(self, client, during):
        other = QuestionFactory()
        invitation = invited(QuestionFactory())
        save(client, invitation, **{f"q{other.pk}": "intrus"})
        assert not Contribution.objects.get().answers.filter(question=other).exists()

"""The REST API of consultations: the same rules as the pages."""

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.test import APIClient

from tenders import invitations
from tenders.models import Contribution, Invitation, PublicQuestion, Submission
from tests.factories import MembershipFactory
from tests.tenders.factories import (
    AFTER,
    DURING,
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during_the_consultation():
    cache.clear()
    with time_machine.travel(DURING, tick=False):
        yield


def api(user=None):
    client = APIClient()
    client.force_authenticate(user)
    return client


def by_link(invitation, action=""):
    return f"/api/v1/contribution-links/{invitations.token(invitation)}/{action}"


def draft(question, value, *, version=1, confidential=False):
    answers = {str(question.pk): {"value": value, "confidential": confidential}}
    return {"version": version, "answering": "alone", "partners": "", "answers": answers}


def invited(question):
    return InvitationFactory(consultation=question.consultation)


def test_published_consultations_are_public_and_drafts_are_not():
    shown = QuestionFactory(label="Combien ?").consultation
    ConsultationFactory(draft=True)
    found = api().get("/api/v1/consultations/").json()["results"]
    assert [(c["id"], [q["label"] for q in c["questions"]]) for c in found] == [
        (str(shown.pk), ["Combien ?"])
    ]


def test_a_published_exchange_does_not_say_who_asked():
    invitation = InvitationFactory(name="Curieuse")
    question = invitation.ask("Curieuse demande : un quai ?", now=DURING)
    by = team_member(invitation.consultation)
    question.publish_answer("Oui.", "Un quai ?", by=by, now=DURING)
    response = api().get(f"/api/v1/consultations/{invitation.consultation.pk}/")
    assert response.json()["public_questions"][0]["question"] == "Un quai ?"
    assert "Curieuse" not in response.content.decode()


@pytest.mark.parametrize("name", ["invitations", "contributions", "public-questions"])
def test_the_follow_up_is_not_public(name):
    assert api().get(f"/api/v1/{name}/").status_code == 401


@pytest.mark.parametrize("name", ["invitations", "contributions", "public-questions"])
def test_another_organisation_finds_nothing(name):
    question = QuestionFactory()
    invitation = invited(question)
    send_answers(invitation, {question: "oui"})
    invitation.ask("Un quai ?", now=DURING)
    assert api(MembershipFactory().user).get(f"/api/v1/{name}/").json()["results"] == []
    team = api(team_member(question.consultation))
    assert len(team.get(f"/api/v1/{name}/").json()["results"]) == 1


def test_the_team_invites():
    consultation = ConsultationFactory()
    sent = {"consultation": consultation.pk, "guests": [{"name": "A", "email": "a@example.org"}]}
    client = api(team_member(consultation))
    response = client.post("/api/v1/invitations/", sent, format="json")
    assert response.status_code == 201
    assert Invitation.objects.get().name == "A"
    assert "repondre" not in response.content.decode()


def test_others_do_not_invite():
    consultation = ConsultationFactory()
    sent = {"consultation": consultation.pk, "guests": [{"name": "A", "email": "a@example.org"}]}
    response = api(MembershipFactory().user).post("/api/v1/invitations/", sent, format="json")
    assert response.status_code == 403
    assert not Invitation.objects.exists()


def test_the_team_reads_what_was_sent_with_its_confidentiality():
    question = QuestionFactory()
    send_answers(invited(question), {question: "oui"}, confidential=[question])
    client = api(team_member(question.consultation))
    (found,) = client.get("/api/v1/contributions/").json()["results"]
    assert found["answers"] == {str(question.pk): {"value": "oui", "confidential": True}}


def test_a_question_is_answered_once():
    question = InvitationFactory().ask("Un quai ?", now=DURING)
    client = api(team_member(question.consultation))
    sent = {"published_text": "Un quai ?", "answer": "Oui."}
    url = f"/api/v1/public-questions/{question.pk}/"
    statuses = [client.put(url, sent, format="json").status_code for _ in range(2)]
    assert statuses == [200, 409]
    assert PublicQuestion.objects.get().answer == "Oui."


def test_a_supplier_answers_by_its_link_without_account():
    question = QuestionFactory(kind="capacity", unit="contenants")
    invitation = invited(question)
    value = {"value": "900", "period": "jour"}
    client = APIClient()
    saved = client.put(by_link(invitation), draft(question, value), format="json")
    assert saved.json()["draft"]["answers"][str(question.pk)]["value"] == value
    sent = client.post(by_link(invitation, "send/"), {"version": 2}, format="json")
    assert sent.json()["sent_number"] == 1
    assert Submission.objects.get().answers()[question.pk].value == value


def test_reading_by_link_confirms_nothing_and_saving_does():
    question = QuestionFactory()
    invitation = invited(question)
    assert APIClient().get(by_link(invitation)).json()["name"] == invitation.name
    invitation.refresh_from_db()
    assert invitation.opened_at is None
    APIClient().put(by_link(invitation), draft(question, "Oui"), format="json")
    invitation.refresh_from_db()
    assert invitation.opened_at == DURING


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("capacity", "900"),
        ("capacity", {"value": "900", "period": "siècle"}),
        ("choices", "a"),
        ("choice", "jamais"),
        ("number", {"a": 1}),
        ("number", "beaucoup"),
        ("file", {"file": "x"}),
        ("clause", {"feasibility": "peut-être"}),
        ("date", "demain"),
        ("text", ["liste"]),
    ],
)
def test_a_value_of_the_wrong_shape_is_named_and_nothing_is_saved(kind, value):
    question = QuestionFactory(kind=kind, unit="x", choices=["a", "b"])
    response = APIClient().put(by_link(invited(question)), draft(question, value), format="json")
    assert response.status_code == 400
    assert list(response.json()) == [str(question.pk)]
    assert not Contribution.objects.get().answers.exists()


def test_the_question_of_another_consultation_is_refused():
    mine, other = QuestionFactory(), QuestionFactory()
    response = APIClient().put(by_link(invited(mine)), draft(other, "x"), format="json")
    assert response.status_code == 400


def test_a_stale_version_conflicts():
    question = QuestionFactory()
    invitation = invited(question)
    statuses = [
        APIClient().put(by_link(invitation), draft(question, "x"), format="json").status_code
        for _ in range(2)
    ]
    assert statuses == [200, 409]


def test_after_the_close_nothing_is_saved_nor_asked():
    question = QuestionFactory()
    invitation = invited(question)
    with time_machine.travel(AFTER):
        saved = APIClient().put(by_link(invitation), draft(question, "x"), format="json")
        asked = APIClient().post(by_link(invitation, "questions/"), {"text": "?"}, format="json")
    assert (saved.status_code, asked.status_code) == (409, 409)
    assert "12\xa0février\xa02027" in saved.json()["detail"]


def test_a_missing_expected_answer_is_named():
    question = QuestionFactory(required=True, label="Combien ?")
    response = APIClient().post(by_link(invited(question), "send/"), {"version": 1}, format="json")
    assert response.status_code == 400
    assert "Combien" in str(response.json())


def test_an_altered_link_is_forbidden_and_a_replaced_one_is_gone():
    invitation = InvitationFactory()
    old = by_link(invitation)
    invitation.renew_link(by=team_member(invitation.consultation), now=DURING)
    assert APIClient().get(old).status_code == 410
    assert APIClient().get(old[:-2] + "x/").status_code == 403

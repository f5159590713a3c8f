"""Threads, feasibility, decisions and closing through the API: the same rules as the pages."""

import pytest
import time_machine
from django.core.cache import cache
from rest_framework.test import APIClient

from tenders import invitations
from tenders.models import ClauseComment, Decision
from tests.tenders.factories import (
    AFTER,
    DURING,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def during():
    cache.clear()
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def clause():
    return QuestionFactory(kind="clause", clause_text="Au plus 2 % par an.")


@pytest.fixture
def supplier(clause):
    return InvitationFactory(consultation=clause.consultation)


def api(user=None):
    client = APIClient()
    client.force_authenticate(user)
    return client


def of(clause, action):
    return f"/api/v1/consultations/{clause.consultation_id}/{action}/"


def by_link(invitation, action):
    return f"/api/v1/contribution-links/{invitations.token(invitation)}/{action}/"


def refusing(supplier, clause):
    send_answers(supplier, {clause: {"feasibility": "no", "price": None, "comment": "5 %."}})


class TestThreads:
    def test_a_supplier_comments_by_its_link_under_a_neutral_name(self, clause, supplier):
        sent = {"question": clause.pk, "text": "Trop bas.", "is_proposal": True}
        answer = api().post(by_link(supplier, "comments"), sent, format="json")
        assert answer.status_code == 201
        [thread] = api().get(of(clause, "threads")).json()
        [message] = thread["messages"]
        assert (message["speaker"], message["name"]) == ("Fournisseur\xa01", "")

    def test_a_secret_is_counted_for_others_and_named_for_the_team(self, clause, supplier):
        sent = {"question": clause.pk, "text": "Notre tunnel.", "confidential": True}
        api().post(by_link(supplier, "comments"), sent, format="json")
        other = InvitationFactory(consultation=clause.consultation)
        for seen in (
            api().get(of(clause, "threads")).json(),
            api().get(by_link(other, "threads")).json(),
        ):
            assert (seen[0]["messages"], seen[0]["confidential"]) == ([], 1)
        team = api(team_member(clause.consultation)).get(of(clause, "threads")).json()
        assert team[0]["messages"][0]["name"] == supplier.name

    def test_a_clause_of_another_consultation_is_refused(self, supplier):
        sent = {"question": QuestionFactory(kind="clause").pk, "text": "Trop bas."}
        answer = api().post(by_link(supplier, "comments"), sent, format="json")
        assert answer.status_code == 400
        assert not ClauseComment.objects.exists()

    def test_a_message_that_it_may_not_read_cannot_be_answered(self, clause, supplier):
        other = InvitationFactory(consultation=clause.consultation)
        secret = ClauseComment.objects.say(other, clause, "Non.", confidential=True, now=DURING)
        sent = {"question": clause.pk, "text": "Ah ?", "parent": str(secret.pk)}
        assert api().post(by_link(supplier, "comments"), sent, format="json").status_code == 400

    def test_after_the_close_it_says_so(self, clause, supplier):
        with time_machine.travel(AFTER, tick=False):
            sent = {"question": clause.pk, "text": "Tard."}
            assert api().post(by_link(supplier, "comments"), sent, format="json").status_code == 409

    def test_the_team_answers_all(self, clause, supplier):
        sent = {"question": clause.pk, "text": "Nous passerons à 5 %."}
        client = api(team_member(clause.consultation))
        assert client.post(of(clause, "answer"), sent, format="json").status_code == 201
        [message] = api().get(of(clause, "threads")).json()[0]["messages"]
        assert (message["text"], message["is_team"]) == ("Nous passerons à 5 %.", True)

    def test_it_reads_again_what_would_reveal(self, clause, supplier):
        comment = ClauseComment.objects.say(
            supplier, clause, "Appelez le 03 20 11 22 33.", now=DURING
        )
        client = api(team_member(clause.consultation))
        address = f"/api/v1/clause-comments/{comment.pk}/"
        assert client.get(address).json()["would_reveal"] == ["03 20 11 22 33"]
        assert client.post(f"{address}moderate/", {"outcome": "withheld"}).status_code == 400
        sent = {"outcome": "shown", "published_text": "Nous en parlerons."}
        assert client.post(f"{address}moderate/", sent).json()["state"] == "shown"


class TestClosing:
    def test_the_heat_map_of_the_team(self, clause, supplier):
        refusing(supplier, clause)
        [row] = api(team_member(clause.consultation)).get(of(clause, "feasibility")).json()
        assert row["counts"] == {"now": 0, "cost": 0, "no": 1}
        assert row["verdict"].startswith("Écarterait 1")

    def test_from_a_proposal_to_the_outcome_that_all_read(self, clause, supplier):
        refusing(supplier, clause)
        with time_machine.travel(AFTER, tick=False):
            client = api(team_member(clause.consultation))
            [proposal] = client.get(of(clause, "proposals")).json()
            ending = {"conclusion": "Trois lots."}
            assert client.post(of(clause, "conclude"), ending).status_code == 409
            decision = {
                "question": clause.pk,
                "proposals": [proposal["key"]],
                "proposal": "Relever le taux.",
                "outcome": "adapted",
                "reason": "Intenable.",
                "after": "Au plus 4 % par an.",
            }
            decided = client.post(of(clause, "decisions"), decision, format="json")
            assert decided.status_code == 201
            assert {"kind": "added", "text": "4 "} in decided.json()["changes"]
            assert client.post(of(clause, "conclude"), ending).status_code == 200
            assert client.post(of(clause, "conclude"), ending).status_code == 409
        outcome = api().get(of(clause, "outcome")).json()
        assert [d["proposal"] for d in outcome["decisions"]] == ["Relever le taux."]
        assert outcome["feasibility"][0]["withheld"]
        assert supplier.name not in str(outcome)

    def test_nothing_is_told_before_the_closing(self, clause, supplier):
        refusing(supplier, clause)
        outcome = api().get(of(clause, "outcome")).json()
        assert (outcome["decisions"], outcome["feasibility"]) == ([], [])

    def test_a_decision_that_the_page_would_refuse_is_refused(self, clause, supplier):
        refusing(supplier, clause)
        with time_machine.travel(AFTER, tick=False):
            client = api(team_member(clause.consultation))
            sent = {
                "question": clause.pk,
                "proposals": ["reponse-autre"],
                "proposal": "x",
                "outcome": "refused",
                "reason": "y",
            }
            answer = client.post(of(clause, "decisions"), sent, format="json")
        assert answer.status_code == 400
        assert not Decision.objects.exists()

    def test_the_tender_is_told_once(self, clause, supplier):
        with time_machine.travel(AFTER, tick=False):
            client = api(team_member(clause.consultation))
            url = {"url": "https://marches.example.org/1"}
            assert client.post(of(clause, "tender"), url).status_code == 409
            client.post(of(clause, "conclude"), {"conclusion": "Fait."})
            assert client.post(of(clause, "tender"), url).status_code == 200
            assert client.post(of(clause, "tender"), url).status_code == 409

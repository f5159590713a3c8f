"""Clauses of one's own through the API: the rules of the pages."""

import pytest

from tenders.models import ClauseVersion
from tests.tenders.local_clauses.writing import SOURCE

pytestmark = pytest.mark.django_db


def test_the_api_gives_local_clauses_to_those_who_may_read_them(client, draft, author, stranger):
    to_read = f"/api/v1/clauses/{draft.clause.slug}/"
    client.force_login(author)
    assert client.get(to_read).json()["origin"]["owner"] == "Ville d'Essai"
    client.force_login(stranger)
    assert client.get(to_read).status_code == 404


def test_the_api_leads_a_clause_from_its_fork_to_its_publication(client, town, author, reader):
    def send(person, path, method=client.post, **body):
        client.force_login(person)
        return method(f"/api/v1/local-clauses/{path}", body, content_type="application/json")

    made = send(author, "", organisation=town.pk, clause=SOURCE).json()
    one = f"{made['id']}/"
    changed = {**made["content"], "title": "Reprise par la voie d'eau"}
    body = {"content": changed, "what": "Titre.", "mark": made["mark"]}
    saved = send(author, one, client.put, **body).json()
    assert saved["content"]["title"] == "Reprise par la voie d'eau"
    assert send(author, one, client.put, **body).status_code == 409
    assert saved["moves"] == ["ask_reading"]

    def move(person, act, **more):
        mark = ClauseVersion.objects.get().mark
        return send(person, f"{one}move/", act=act, mark=mark, **more)

    assert move(author, "publish").status_code == 404
    assert move(author, "ask_reading", reader=author.pk).status_code == 400
    assert move(author, "ask_reading", reader=reader.pk).json()["is_asked"]
    assert move(reader, "send_back").status_code == 400
    assert move(reader, "approve").json()["state"] == "reviewed"
    assert move(author, "publish").json()["state"] == "published"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Sous {jours} jours."},
        {"title": ""},
        {"variables": []},
        {"proofs": "aucune"},
        {"needs": ["never-written"]},
        {"legal": ["R9999-9"]},
        {"levels": {"basic": 3}},
        {"follow_up": None},
        {"variables": {"Nom faux": {"type": "integer"}}},
        {"applies_when": [3]},
    ],
)
def test_the_api_refuses_what_the_page_refuses(client, draft, author, wrong):
    client.force_login(author)

    answer = client.put(
        f"/api/v1/local-clauses/{draft.clause.slug}/",
        {"content": {**draft.content, **wrong}, "what": "Essai.", "mark": draft.mark},
        content_type="application/json",
    )

    assert answer.status_code == 400, answer.json()
    assert ClauseVersion.objects.get().content == draft.content

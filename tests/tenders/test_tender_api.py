"""The officer's and the facilitator's work through the API: the pages' rules, in the same words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.models import MarketConsultation
from tests.factories import MembershipFactory
from tests.tenders.tender_factories import CriterionFactory, TenderFactory, officer_of

pytestmark = pytest.mark.django_db

PRICE = {"name": "Prix", "kind": "price", "weight": "60", "max_pages": 1}
GREEN = {"name": "Environnement", "kind": "environment", "weight": "40", "max_pages": 2}


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def send(client, tender):
    client.force_login(officer_of(tender))

    def call(verb, path, **body):
        body.setdefault("version", tender.version)
        address = f"/api/v1/tenders/{tender.pk}/{path}"
        return getattr(client, verb)(address, body, content_type="application/json")

    return call


def test_lots_are_replaced_and_kept_by_their_number(send, tender):
    send("put", "lots/", lots=[{"number": 1, "title": "Lavage"}, {"number": 2, "title": "Tri"}])
    kept = tender.lots.get(number=1).pk

    answer = send("put", "lots/", version=2, lots=[{"number": 1, "title": "Laver et sécher"}])

    assert answer.status_code == 200
    assert [(lot.pk, lot.title) for lot in tender.lots.all()] == [(kept, "Laver et sécher")]


def test_two_lots_of_one_number_are_refused(send, tender):
    lot = {"number": 1, "title": "Lavage"}
    answer = send("put", "lots/", lots=[lot, lot])

    assert answer.status_code == 400
    assert "même numéro" in answer.content.decode()


def test_criteria_come_with_their_subcriteria(send, tender):
    parts = [{"name": "Eau", "weight": "25"}, {"name": "Énergie", "weight": "15"}]
    send("put", "criteria/", criteria=[PRICE, {**GREEN, "subcriteria": parts}])

    green = tender.criteria.get(name="Environnement")
    assert set(green.subcriteria.values_list("name", "kind")) == {
        ("Eau", "environment"),
        ("Énergie", "environment"),
    }


@pytest.mark.parametrize(
    "criteria",
    [
        [PRICE, {**GREEN, "weight": "39"}],
        [PRICE, {**GREEN, "subcriteria": [{"name": "Eau", "weight": "39"}]}],
    ],
)
def test_weights_that_do_not_agree_change_nothing(send, tender, criteria):
    CriterionFactory(tender=tender, name="Avant")

    answer = send("put", "criteria/", criteria=criteria)

    assert answer.status_code == 400
    assert "leur somme doit faire" in answer.content.decode()
    tender.refresh_from_db()
    assert [c.name for c in tender.criteria.all()] == ["Avant"]
    assert tender.version == 1


def test_clauses_are_taken_then_filled(send, tender):
    send("post", "clauses/", clauses=["loss-breakage-rate"])
    used = tender.clauses.get()
    tender.refresh_from_db()

    answer = send("patch", f"clauses/{used.pk}/", values={"rate": "7"})

    used.refresh_from_db()
    assert answer.status_code == 200
    assert used.values["rate"] == "7"
    assert RegisterEntry.objects.filter(project=tender.project, act="clause_changed").exists()


def test_an_unknown_clause_is_named(send):
    answer = send("post", "clauses/", clauses=["nulle-part"])

    assert answer.status_code == 400
    assert "Clauses inconnues : nulle-part" in answer.content.decode()


def test_a_stale_version_is_refused_with_409(send, tender):
    assert send("put", "lots/", version=7, lots=[]).status_code == 409


def consultation(project, **changes):
    now = timezone.now()
    return {
        "project": str(project.pk),
        "title": "Laver des contenants",
        "brief": "Nous cherchons à laver 900 000 contenants par an.",
        "opens_at": now.isoformat(),
        "closes_at": (now + timedelta(days=21)).isoformat(),
        "questions": [{"kind": "text", "label": "Que savez-vous faire ?"}],
        **changes,
    }


def test_a_consultation_is_prepared_then_published(client, tender):
    project = tender.project
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)

    made = client.post(
        "/api/v1/consultations/", consultation(project), content_type="application/json"
    )
    key = made.json()["id"]
    assert not MarketConsultation.objects.published().exists()
    published = client.post(f"/api/v1/consultations/{key}/publish/")

    assert (made.status_code, published.status_code) == (201, 200)
    assert MarketConsultation.objects.published().get().questions.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"closes_at": "2020-01-01T12:00:00Z"},
        {"questions": [{"kind": "choice", "label": "Laquelle ?", "choices": ["une seule"]}]},
    ],
)
def test_a_consultation_that_cannot_stand_is_refused(client, tender, changes):
    client.force_login(officer_of(tender))

    answer = client.post(
        "/api/v1/consultations/",
        consultation(tender.project, **changes),
        content_type="application/json",
    )

    assert answer.status_code == 400
    assert not MarketConsultation.objects.exists()


def test_another_authority_opens_no_consultation_here(client, tender):
    client.force_login(MembershipFactory(role=Role.OFFICER).user)

    answer = client.post(
        "/api/v1/consultations/", consultation(tender.project), content_type="application/json"
    )

    assert answer.status_code == 400
    assert not MarketConsultation.objects.exists()

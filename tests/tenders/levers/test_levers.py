"""The levers: read by the team, decided by those who steer, on pages and through the API."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from needs.models import LeverDecision, PurchaseFacts, RegisterEntry
from suppliers.matching import Weights
from suppliers.models import MatchRun
from tests.tenders.levers.reading import REASON, said
from tests.tenders.paths import path

pytestmark = pytest.mark.django_db


def test_every_family_and_every_kind_is_on_the_page(officer, project, suppliers):
    page = said(officer.get(path("levers", project.pk)))
    for words in (
        "Entreprises adaptées et ESAT", "Structures d'insertion (SIAE)", "ensemble",
        "Travail en détention", "Autres entreprises de l'ESS", "Mutuelle", "Fondation", "(GEIQ)",
        "Régie de quartier", "(EATT)", "(ESUS)",
    ):  # fmt: skip
        assert words in page
    assert "L2113-12" in page
    assert "ESAT 0" in page


def test_without_a_search_the_page_says_that_suppliers_are_unknown(officer, project):
    page = said(officer.get(path("levers", project.pk)))
    assert "Aucune recherche de fournisseurs n'est faite" in page
    assert "inconnu" in page


def test_a_search_that_does_not_weigh_the_activity_is_said_not_to_tell_who_answers(
    officer, project, suppliers
):
    weighed = said(officer.get(path("levers", project.pk)))
    only_place = {key: 100 if key == "territory" else 0 for key in Weights().as_dict()}
    MatchRun.objects.launch(
        project=project, weights=Weights(**only_place), by=None, now=timezone.now()
    )
    unweighed = said(officer.get(path("levers", project.pk)))

    assert "le quart de ses points" in weighed
    assert "le quart de ses points" not in unweighed
    assert "aucun point à l'activité" in unweighed


def test_typed_facts_change_the_advice_and_are_in_the_register(officer, project):
    answer = officer.post(
        path("levers", project.pk), {"version": 1, "amount": "300 000", "labour_share_pct": "62,5"}
    )
    assert answer.status_code == 302
    typed = PurchaseFacts.objects.get()
    assert (typed.amount, typed.labour_share_pct) == (300_000, Decimal("62.5"))
    assert RegisterEntry.objects.filter(act="purchase_facts_changed").exists()
    assert "375" in said(officer.get(path("levers", project.pk)))  # 300 000 × 62,5 % × 7 % ÷ 35


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "beaucoup", "Écrivez un nombre"),
        ("amount", "-1", "Un nombre entre 0"),
        ("labour_share_pct", "101", "entre 0 et 100 %"),
        ("insertion_rate_pct", "0", "entre 1 et 100 %"),
        ("cpv", "12", "CPV"),
        ("cpv", "00000000", "CPV"),
        ("duration_months", "0", "1"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_what_was_typed(
    officer, project, field, typed, message
):
    answer = officer.post(path("levers", project.pk), {"version": 1, field: typed})
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'value="{typed}"' in said(answer)
    assert not PurchaseFacts.objects.exists()


def test_the_second_of_two_people_on_the_facts_is_told_and_loses_nothing(officer, project):
    officer.post(path("levers", project.pk), {"version": 1, "amount": "100000"})
    answer = officer.post(path("levers", project.pk), {"version": 1, "amount": "200000"})
    assert answer.status_code == 409
    assert "Quelqu'un a enregistré d'autres faits" in said(answer)
    assert 'value="200000"' in said(answer)
    assert PurchaseFacts.objects.get().amount == 100_000
    again = {"version": answer.context["version"], "amount": "200000"}
    assert officer.post(path("levers", project.pk), again).status_code == 302


def test_a_member_reads_the_levers_and_changes_nothing(member, project):
    page = member.get(path("levers", project.pk))
    assert page.status_code == 200
    assert "Enregistrer les faits" not in said(page)
    assert member.post(path("levers", project.pk), {"version": 1}).status_code == 404
    assert member.get(path("lever", project.pk, "handicap")).status_code == 404


def test_a_decision_and_its_reason_are_shown_beside_the_advice(officer, project):
    sent = {"lever": "reserved_lot", "reason": REASON, "after": 0}
    assert officer.post(path("lever", project.pk, "handicap"), sent).status_code == 302
    page = said(officer.get(path("levers", project.pk)))
    assert "Vous avez décidé autrement" in page
    assert REASON in page
    assert REASON in said(officer.get(path("lever", project.pk, "handicap")))
    assert REASON in said(officer.get(reverse("needs:register", args=[project.pk])))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"lever": "reserved_lot", "reason": "trop court", "after": 0}, "30 caractères"),
        ({"lever": "reserved_lot", "reason": " " * 60, "after": 0}, "obligatoire"),
        ({"lever": "magie", "reason": REASON, "after": 0}, "magie"),
        ({"lever": "none", "reason": REASON}, "obligatoire"),
        ({"lever": "none", "reason": "m" * 2001, "after": 0}, "2000"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused_in_words(officer, project, sent, message):
    answer = officer.post(path("lever", project.pk, "handicap"), sent)
    assert answer.status_code == 422
    assert message in said(answer)
    assert not LeverDecision.objects.exists()


def test_a_decision_corrected_after_a_mistake_is_taken(officer, project):
    address = path("lever", project.pk, "handicap")
    refused = officer.post(address, {"lever": "none", "reason": "court", "after": 0})
    sent = {"lever": "none", "reason": REASON, "after": refused.context["after"]}
    assert 'name="after" value="0"' in said(refused)
    assert officer.post(address, sent).status_code == 302


def test_the_second_of_two_who_decide_is_told_and_may_decide_after(officer, project):
    sent = {"lever": "reserved_lot", "reason": REASON, "after": 0}
    officer.post(path("lever", project.pk, "handicap"), sent)
    other = sent | {"lever": "none", "reason": f"{REASON} Non."}
    answer = officer.post(path("lever", project.pk, "handicap"), other)
    assert answer.status_code == 409
    assert f"{REASON} Non." in said(answer)
    again = other | {"after": answer.context["after"]}
    assert officer.post(path("lever", project.pk, "handicap"), again).status_code == 302
    assert LeverDecision.objects.count() == 2


@pytest.mark.parametrize("family", ["martiens", "ess-", "none"])
def test_a_family_that_the_law_does_not_know_has_no_page(officer, project, family):
    assert officer.get(path("lever", project.pk, family)).status_code == 404


def test_the_path_of_the_project_leads_to_levers_and_lots(officer, project):
    page = said(officer.get(project.get_absolute_url()))
    assert path("levers", project.pk) in page
    assert path("allotment", project.pk) in page


def test_the_api_gives_the_levers_with_their_facts_and_decisions(officer, project, suppliers):
    officer.post(
        path("lever", project.pk, "handicap"), {"lever": "none", "reason": REASON, "after": 0}
    )
    record = officer.get(reverse("api-lever-detail", args=[project.pk])).json()
    assert {one["family"] for one in record["levers"]} == {
        "handicap", "insertion", "handicap_insertion", "prison", "ess"
    }  # fmt: skip
    assert record["decisions"][0]["reason"] == REASON
    assert any(fact["id"] == "amount" and fact["assumed"] for fact in record["facts"])
    assert record["would_change"]


def test_the_api_types_facts_at_the_version_read(officer, project):
    address = reverse("api-lever-detail", args=[project.pk])
    sent = {"amount": "90000", "version": 1}
    first = officer.patch(address, sent, content_type="application/json")
    assert first.json()["typed"]["amount"] == "90000.00"
    assert officer.patch(address, sent, content_type="application/json").status_code == 409
    assert (
        officer.patch(address, {"amount": "1"}, content_type="application/json").status_code == 409
    )
    bad = {"cpv": "xx", "version": 2}
    assert officer.patch(address, bad, content_type="application/json").status_code == 400


def test_the_api_writes_a_decision_with_its_reason_and_refuses_a_bare_one(officer, project):
    address = reverse("api-lever-decide", args=[project.pk])
    sent = {"family": "ess", "lever": "none", "reason": REASON, "after": 0}
    assert officer.post(address, sent | {"reason": "non"}).status_code == 400
    assert officer.post(address, sent | {"family": "martiens"}).status_code == 400
    assert officer.post(address, sent).status_code == 201
    assert officer.post(address, sent).status_code == 409
    assert LeverDecision.objects.count() == 1


@pytest.mark.parametrize("key", ["x", "-1", "9" * 5000, "%00"])
@pytest.mark.parametrize("name", ["api-lever", "api-lot-proposal"])
def test_a_malformed_project_is_not_found(officer, name, key):
    address = reverse(f"{name}-detail", args=["key"]).replace("key", key)
    assert officer.get(address).status_code == 404

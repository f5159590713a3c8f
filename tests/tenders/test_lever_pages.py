"""Pages of the levers and of the proposed lots: read by the team, changed by those who steer."""

import html
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from needs.models import LeverDecision, PurchaseFacts, RegisterEntry
from procurement.accounts.models import Role
from suppliers.models import MatchRun
from tenders.models import Lot, Tender
from tests.factories import CommuneFactory, MembershipFactory
from tests.needs.factories import (
    MemberFactory,
    NeedFactory,
    ProjectFactory,
    SiteFactory,
    VolumeFactory,
)
from tests.suppliers.factories import ActivityFactory, SupplierFactory
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory

pytestmark = pytest.mark.django_db
REASON = "Le sourçage a confirmé que trois structures peuvent répondre."
ARMENTIERES = {
    "insee": "59017", "name": "Armentières", "lat": 50.6866, "lon": 2.8812, "population": 24_883
}  # fmt: skip


def said(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("’", "'")


@pytest.fixture
def project():
    """Lille and Armentières want containers washed and collected."""
    project = ProjectFactory()
    need = NeedFactory(
        project=project,
        title="Collecte et lavage de contenants réemployables",
        text="Nous voulons faire collecter et laver les contenants de nos cuisines.",
    )
    for commune in (CommuneFactory(), CommuneFactory(**ARMENTIERES)):
        site = SiteFactory(need=need, commune=commune)
        for component in ("collecte", "lavage"):
            VolumeFactory(
                need=need, site=site, component=component, unit="contenant", quantity=Decimal(1000)
            )
    return project


@pytest.fixture
def suppliers(project):
    found = []
    for number in range(3):
        supplier = SupplierFactory(
            name=f"ESAT {number}", ess_kinds=["ESAT"], description="", serves_lille=True
        )
        ActivityFactory(
            supplier=supplier, label="Lavage de contenants réemployables", description=""
        )
        supplier.reindex()
        found.append(supplier)
    MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    return found


@pytest.fixture
def officer(client, project):
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    return client


@pytest.fixture
def member(client, project):
    """Of an authority that takes part and does not steer."""
    membership = MembershipFactory(role=Role.BUYER)
    MemberFactory(project=project, organisation=membership.organisation)
    client.force_login(membership.user)
    return client


def at(name, *objects):
    return reverse(f"tenders:{name}", args=objects)


# Levers


def test_every_family_and_every_kind_is_on_the_page(officer, project, suppliers):
    page = said(officer.get(at("levers", project.pk)))
    for words in (
        "Entreprises adaptées et ESAT", "Structures d'insertion (SIAE)", "ensemble",
        "Travail en détention", "Autres entreprises de l'ESS", "Mutuelle", "Fondation", "(GEIQ)",
        "Régie de quartier", "(EATT)", "(ESUS)",
    ):  # fmt: skip
        assert words in page
    assert "L2113-12" in page
    assert "ESAT 0" in page


def test_without_a_search_the_page_says_that_suppliers_are_unknown(officer, project):
    page = said(officer.get(at("levers", project.pk)))
    assert "Aucune recherche de fournisseurs n'est faite" in page
    assert "inconnu" in page


def test_typed_facts_change_the_advice_and_are_in_the_register(officer, project):
    answer = officer.post(
        at("levers", project.pk), {"version": 1, "amount": "300 000", "labour_share_pct": "62,5"}
    )
    assert answer.status_code == 302
    typed = PurchaseFacts.objects.get()
    assert (typed.amount, typed.labour_share_pct) == (300_000, Decimal("62.5"))
    assert RegisterEntry.objects.filter(act="purchase_facts_changed").exists()
    assert "375" in said(officer.get(at("levers", project.pk)))  # 300 000 × 62,5 % × 7 % ÷ 35


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
    answer = officer.post(at("levers", project.pk), {"version": 1, field: typed})
    assert answer.status_code == 422
    assert message in said(answer)
    assert f'value="{typed}"' in said(answer)
    assert not PurchaseFacts.objects.exists()


def test_the_second_of_two_people_on_the_facts_is_told_and_loses_nothing(officer, project):
    officer.post(at("levers", project.pk), {"version": 1, "amount": "100000"})
    answer = officer.post(at("levers", project.pk), {"version": 1, "amount": "200000"})
    assert answer.status_code == 409
    assert "Quelqu'un a enregistré d'autres faits" in said(answer)
    assert 'value="200\u202f000"' in said(answer)
    assert PurchaseFacts.objects.get().amount == 100_000
    again = {"version": answer.context["version"], "amount": "200000"}
    assert officer.post(at("levers", project.pk), again).status_code == 302


def test_a_member_reads_the_levers_and_changes_nothing(member, project):
    page = member.get(at("levers", project.pk))
    assert page.status_code == 200
    assert "Enregistrer les faits" not in said(page)
    assert member.post(at("levers", project.pk), {"version": 1}).status_code == 404
    assert member.get(at("lever", project.pk, "handicap")).status_code == 404


def test_a_decision_and_its_reason_are_shown_beside_the_advice(officer, project):
    sent = {"lever": "reserved_lot", "reason": REASON, "after": 0}
    assert officer.post(at("lever", project.pk, "handicap"), sent).status_code == 302
    page = said(officer.get(at("levers", project.pk)))
    assert "Vous avez décidé autrement" in page
    assert REASON in page
    assert REASON in said(officer.get(at("lever", project.pk, "handicap")))
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
    answer = officer.post(at("lever", project.pk, "handicap"), sent)
    assert answer.status_code == 422
    assert message in said(answer)
    assert not LeverDecision.objects.exists()


def test_a_decision_corrected_after_a_mistake_is_taken(officer, project):
    address = at("lever", project.pk, "handicap")
    refused = officer.post(address, {"lever": "none", "reason": "court", "after": 0})
    sent = {"lever": "none", "reason": REASON, "after": refused.context["after"]}
    assert 'name="after" value="0"' in said(refused)
    assert officer.post(address, sent).status_code == 302


def test_the_second_of_two_who_decide_is_told_and_may_decide_after(officer, project):
    sent = {"lever": "reserved_lot", "reason": REASON, "after": 0}
    officer.post(at("lever", project.pk, "handicap"), sent)
    other = sent | {"lever": "none", "reason": f"{REASON} Non."}
    answer = officer.post(at("lever", project.pk, "handicap"), other)
    assert answer.status_code == 409
    assert f"{REASON} Non." in said(answer)
    again = other | {"after": answer.context["after"]}
    assert officer.post(at("lever", project.pk, "handicap"), again).status_code == 302
    assert LeverDecision.objects.count() == 2


@pytest.mark.parametrize("family", ["martiens", "ess-", "none"])
def test_a_family_that_the_law_does_not_know_has_no_page(officer, project, family):
    assert officer.get(at("lever", project.pk, family)).status_code == 404


def test_the_path_of_the_project_leads_to_levers_and_lots(officer, project):
    page = said(officer.get(project.get_absolute_url()))
    assert at("levers", project.pk) in page
    assert at("allotment", project.pk) in page


# Proposed lots


def test_lots_are_drawn_by_function_and_territory_with_their_suppliers(officer, project, suppliers):
    page = said(officer.get(at("allotment", project.pk)))
    for words in ("Par fonction", "Par territoire", "Un seul lot", "Armentières", "L2113-10"):
        assert words in page
    assert "3 fournisseurs seuls" in page
    assert "Aucun fournisseur trouvé ne fait « collecte »." in page


@pytest.mark.parametrize("cut", ["territoire", "croise", "n'importe quoi"])
def test_another_way_of_cutting_is_shown_on_demand(officer, project, suppliers, cut):
    page = officer.get(at("allotment", project.pk), {"coupe": cut})
    advice = page.context["advice"]
    assert page.context["option"] == (advice.option(cut) or advice.proposed)


def test_a_project_without_anything_says_what_to_do_first(client):
    project = ProjectFactory(summary="", title="Rien")
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    page = said(client.get(at("allotment", project.pk)))
    assert "Il n'y a rien à couper encore" in page


def test_parts_of_functions_are_typed_and_their_amounts_follow(officer, project):
    TenderFactory(project=project, estimated_value=Decimal(200_000))
    sent = {"version": 1, "part_0": "75", "part_1": ""}
    assert officer.post(at("allotment", project.pk), sent).status_code == 302
    assert PurchaseFacts.objects.get().shares == {"collecte": 75.0}
    page = said(officer.get(at("allotment", project.pk), {"coupe": "fonction"}))
    assert "150\u202f000 € HT" in page


@pytest.mark.parametrize(
    "parts", [{"part_0": "60", "part_1": "60"}, {"part_0": "40", "part_1": "40"}]
)
def test_parts_that_do_not_make_a_whole_are_refused(officer, project, parts):
    answer = officer.post(at("allotment", project.pk), {"version": 1, **parts})
    assert answer.status_code == 422
    assert "doivent faire 100 %" in said(answer)


def test_the_second_of_two_people_on_the_parts_is_told(officer, project):
    officer.post(at("allotment", project.pk), {"version": 1, "part_0": "75"})
    answer = officer.post(at("allotment", project.pk), {"version": 1, "part_0": "50"})
    assert answer.status_code == 409
    assert PurchaseFacts.objects.get().shares == {"collecte": 75.0}


# Taking lots over


@pytest.fixture
def tender(project, suppliers):
    tender = TenderFactory(project=project, estimated_value=Decimal(200_000))
    for number in (1, 2, 3):
        LotFactory(tender=tender, number=number, title=f"Ancien {number}")
    return tender


def confirmation(officer, tender, **extra):
    """The form as the page gives it, for lots by function."""
    page = officer.get(at("lots_adopt", tender.pk), {"coupe": "fonction"})
    option = page.context["option"]
    return {"version": page.context["tender"].version, "coupe": option.id} | {
        "digest": option.digest,
        **extra,
    }


def test_reading_the_confirmation_changes_no_lot(officer, tender):
    page = said(officer.get(at("lots_adopt", tender.pk), {"coupe": "fonction"}))
    assert "Ancien 1" in page
    assert "Ancien 3 disparaîtrait" in page
    assert [lot.title for lot in Lot.objects.all()] == ["Ancien 1", "Ancien 2", "Ancien 3"]


def test_confirmed_lots_replace_those_of_the_tender(officer, tender):
    answer = officer.post(at("lots_adopt", tender.pk), confirmation(officer, tender))
    assert answer.status_code == 302
    lots = list(tender.lots.all())
    assert [(lot.number, lot.title) for lot in lots] == [(1, "Collecte"), (2, "Lavage")]
    assert [lot.components for lot in lots] == [["collecte"], ["lavage"]]
    assert sum(lot.amount for lot in lots) == 200_000
    assert {lot.reserved for lot in lots} == {"none"}
    assert RegisterEntry.objects.filter(act="lots_adopted").exists()


def test_a_lot_keeps_its_own_criteria_by_its_number(officer, tender):
    criterion = CriterionFactory(tender=tender, lot=tender.lots.get(number=1))
    officer.post(at("lots_adopt", tender.pk), confirmation(officer, tender))
    criterion.refresh_from_db()
    assert criterion.lot.title == "Collecte"


def test_a_lot_is_reserved_only_when_its_box_is_ticked(officer, tender):
    sent = confirmation(officer, tender, reserve_2="on", reserve_1="on")
    officer.post(at("lots_adopt", tender.pk), sent)
    assert [lot.reserved for lot in tender.lots.all()] == ["none", "handicap"]


def test_lots_of_a_tender_changed_meanwhile_are_not_replaced(officer, tender):
    sent = confirmation(officer, tender)
    Tender.objects.update(version=7)
    answer = officer.post(at("lots_adopt", tender.pk), sent)
    assert answer.status_code == 409
    assert "ont changé depuis votre lecture" in said(answer)
    assert tender.lots.count() == 3


def test_a_proposal_changed_meanwhile_is_not_taken_over(officer, tender):
    sent = confirmation(officer, tender)
    PurchaseFacts(project=tender.project, amount=Decimal(90_000)).save()
    answer = officer.post(at("lots_adopt", tender.pk), sent)
    assert answer.status_code == 409
    assert [lot.title for lot in tender.lots.all()] == ["Ancien 1", "Ancien 2", "Ancien 3"]
    assert (
        officer.post(at("lots_adopt", tender.pk), confirmation(officer, tender)).status_code == 302
    )


def test_a_tender_of_a_project_without_any_need_is_sent_back(client):
    tender = TenderFactory(project__summary="", project__title="Rien")
    client.force_login(MembershipFactory(organisation=tender.project.lead, role=Role.OFFICER).user)
    answer = client.get(at("lots_adopt", tender.pk))
    assert answer.status_code == 302


# The API


def test_the_api_gives_the_levers_with_their_facts_and_decisions(officer, project, suppliers):
    officer.post(
        at("lever", project.pk, "handicap"), {"lever": "none", "reason": REASON, "after": 0}
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


def test_the_api_gives_the_lots_with_their_reasons(officer, project, suppliers):
    record = officer.get(reverse("api-lot-proposal-detail", args=[project.pk])).json()
    lots = next(o for o in record["options"] if o["id"] == "fonction")["lots"]
    assert [lot["title"] for lot in lots] == ["Collecte", "Lavage"]
    assert len(lots[1]["able_alone"]) == 3
    assert all(lot["reasons"] for lot in lots)
    assert record["gaps"]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 5000, "%00"])
@pytest.mark.parametrize("name", ["api-lever", "api-lot-proposal"])
def test_a_malformed_project_is_not_found(officer, name, key):
    address = reverse(f"{name}-detail", args=["key"]).replace("key", key)
    assert officer.get(address).status_code == 404

"""The proposed lots: shown, weighed, taken over into a tender."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from needs.models import PurchaseFacts, RegisterEntry
from procurement.accounts.models import Role
from tenders.models import Lot, Tender
from tenders.purchase import purchase_of
from tests.factories import MembershipFactory
from tests.needs.factories import NeedFactory, ProjectFactory, VolumeFactory
from tests.tenders.levers.reading import said
from tests.tenders.paths import path
from tests.tenders.tender_factories import CriterionFactory, LotFactory, TenderFactory

pytestmark = pytest.mark.django_db


def test_lots_are_drawn_by_function_and_territory_with_their_suppliers(officer, project, suppliers):
    page = said(officer.get(path("allotment", project.pk)))
    for words in ("Par fonction", "Par territoire", "Un seul lot", "Armentières", "L2113-10"):
        assert words in page
    assert "3 fournisseurs seuls" in page
    assert "Aucun fournisseur trouvé ne fait « collecte »." in page


@pytest.mark.parametrize("cut", ["territoire", "croise", "n'importe quoi"])
def test_another_way_of_cutting_is_shown_on_demand(officer, project, suppliers, cut):
    page = officer.get(path("allotment", project.pk), {"coupe": cut})
    advice = page.context["advice"]
    assert page.context["option"] == (advice.option(cut) or advice.proposed)


def test_a_project_without_anything_says_what_to_do_first(client):
    project = ProjectFactory(summary="", title="Rien")
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)
    page = said(client.get(path("allotment", project.pk)))
    assert "Il n'y a rien à couper encore" in page


def test_parts_of_functions_are_typed_and_their_amounts_follow(officer, project):
    TenderFactory(project=project, estimated_value=Decimal(200_000))
    sent = {"version": 1, "part_0": "75", "part_1": ""}
    assert officer.post(path("allotment", project.pk), sent).status_code == 302
    assert PurchaseFacts.objects.get().shares == {"collecte": 75.0}
    page = said(officer.get(path("allotment", project.pk), {"coupe": "fonction"}))
    assert "150\u202f000 € HT" in page


@pytest.mark.parametrize(
    "parts", [{"part_0": "60", "part_1": "60"}, {"part_0": "40", "part_1": "40"}]
)
def test_parts_that_do_not_make_a_whole_are_refused(officer, project, parts):
    answer = officer.post(path("allotment", project.pk), {"version": 1, **parts})
    assert answer.status_code == 422
    assert "doivent faire 100 %" in said(answer)


def test_the_second_of_two_people_on_the_parts_is_told(officer, project):
    officer.post(path("allotment", project.pk), {"version": 1, "part_0": "75"})
    answer = officer.post(path("allotment", project.pk), {"version": 1, "part_0": "50"})
    assert answer.status_code == 409
    assert PurchaseFacts.objects.get().shares == {"collecte": 75.0}


def test_a_designation_that_names_a_function_measures_it_without_any_component():
    project = ProjectFactory(
        title="Entretien des espaces verts", summary="Tonte des parcs. Broyage des déchets verts."
    )
    need = NeedFactory(project=project, organisation=project.lead, text="")
    VolumeFactory(
        need=need, label="Déchets verts", component="", quantity=40, unit="t", period="an"
    )
    VolumeFactory(need=need, label="Divers", component="", quantity=3, unit="t", period="an")
    question = purchase_of(project, today=date(2027, 1, 4)).allotment.question
    assert [str(p.quantity) for p in question.parcels if "déchets verts" in p.component] == [
        "40\xa0t par an"
    ]
    assert question.unnamed == 1


@pytest.fixture
def tender(project, suppliers):
    tender = TenderFactory(project=project, estimated_value=Decimal(200_000))
    for number in (1, 2, 3):
        LotFactory(tender=tender, number=number, title=f"Ancien {number}")
    return tender


def confirmation(officer, tender, **extra):
    """The form as the page gives it, for lots by function."""
    page = officer.get(path("lots_adopt", tender.pk), {"coupe": "fonction"})
    option = page.context["option"]
    return {"version": page.context["tender"].version, "coupe": option.id} | {
        "digest": option.digest,
        **extra,
    }


def test_reading_the_confirmation_changes_no_lot(officer, tender):
    page = said(officer.get(path("lots_adopt", tender.pk), {"coupe": "fonction"}))
    assert "Ancien 1" in page
    assert "Ancien 3 disparaîtrait" in page
    assert [lot.title for lot in Lot.objects.all()] == ["Ancien 1", "Ancien 2", "Ancien 3"]


def test_confirmed_lots_replace_those_of_the_tender(officer, tender):
    answer = officer.post(path("lots_adopt", tender.pk), confirmation(officer, tender))
    assert answer.status_code == 302
    lots = list(tender.lots.all())
    assert [(lot.number, lot.title) for lot in lots] == [(1, "Collecte"), (2, "Lavage")]
    assert [lot.components for lot in lots] == [["collecte"], ["lavage"]]
    assert sum(lot.amount for lot in lots) == 200_000
    assert {lot.reserved for lot in lots} == {"none"}
    assert RegisterEntry.objects.filter(act="lots_adopted").exists()


def test_a_lot_keeps_its_own_criteria_by_its_number(officer, tender):
    criterion = CriterionFactory(tender=tender, lot=tender.lots.get(number=1))
    officer.post(path("lots_adopt", tender.pk), confirmation(officer, tender))
    criterion.refresh_from_db()
    assert criterion.lot.title == "Collecte"


def test_a_lot_is_reserved_only_when_its_box_is_ticked(officer, tender):
    sent = confirmation(officer, tender, reserve_2="on", reserve_1="on")
    officer.post(path("lots_adopt", tender.pk), sent)
    assert [lot.reserved for lot in tender.lots.all()] == ["none", "handicap"]


def test_lots_of_a_tender_changed_meanwhile_are_not_replaced(officer, tender):
    sent = confirmation(officer, tender)
    Tender.objects.update(version=7)
    answer = officer.post(path("lots_adopt", tender.pk), sent)
    assert answer.status_code == 409
    assert "ont changé depuis votre lecture" in said(answer)
    assert tender.lots.count() == 3


def test_a_proposal_changed_meanwhile_is_not_taken_over(officer, tender):
    sent = confirmation(officer, tender)
    PurchaseFacts(project=tender.project, amount=Decimal(90_000)).save()
    answer = officer.post(path("lots_adopt", tender.pk), sent)
    assert answer.status_code == 409
    assert [lot.title for lot in tender.lots.all()] == ["Ancien 1", "Ancien 2", "Ancien 3"]
    assert (
        officer.post(path("lots_adopt", tender.pk), confirmation(officer, tender)).status_code
        == 302
    )


def test_a_tender_of_a_project_without_any_need_is_sent_back(client):
    tender = TenderFactory(project__summary="", project__title="Rien")
    client.force_login(MembershipFactory(organisation=tender.project.lead, role=Role.OFFICER).user)
    answer = client.get(path("lots_adopt", tender.pk))
    assert answer.status_code == 302


def test_the_api_gives_the_lots_with_their_reasons(officer, project, suppliers):
    record = officer.get(reverse("api-lot-proposal-detail", args=[project.pk])).json()
    lots = next(o for o in record["options"] if o["id"] == "fonction")["lots"]
    assert [lot["title"] for lot in lots] == ["Collecte", "Lavage"]
    assert len(lots[1]["able_alone"]) == 3
    assert all(lot["reasons"] for lot in lots)
    assert record["gaps"]

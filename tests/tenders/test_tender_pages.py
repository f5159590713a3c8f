"""The officer's pages: who may open them, what they refuse, and that nothing typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from needs.models import RegisterEntry
from procurement.accounts.models import Role
from tenders.models import AwardCriterion, Tender, TenderClause
from tests.factories import MembershipFactory
from tests.needs.factories import ProjectFactory
from tests.tenders.tender_factories import (
    CriterionFactory,
    LotFactory,
    TenderFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db

PAGES = [
    "detail",
    "edit",
    "procedure",
    "lots",
    "criteria",
    "tender_clauses",
    "checks",
    "documents",
]


@pytest.fixture
def tender():
    return TenderFactory()


@pytest.fixture
def officer(client, tender):
    client.force_login(officer_of(tender))
    return client


def address(name, tender, *more):
    return reverse(f"tenders:{name}", args=[tender.pk, *more])


def rows(prefix="form", *, initial=0, **columns):
    """The fields of a formset, one value a row in each column."""
    total = max(len(values) for values in columns.values())
    sent = {
        f"{prefix}-TOTAL_FORMS": total,
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
        "version": 1,
    }
    for name, values in columns.items():
        for index, value in enumerate(values):
            sent[f"{prefix}-{index}-{name}"] = value
    return sent


@pytest.mark.parametrize("page", PAGES)
def test_the_officer_opens_each_page(officer, tender, page):
    LotFactory(tender=tender)
    CriterionFactory(tender=tender)
    tender.add_clauses(["container-closure", "insertion-hours"])

    assert officer.get(address(page, tender)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_authority_finds_nothing(client, tender, page):
    client.force_login(MembershipFactory(role=Role.OFFICER).user)

    assert client.get(address(page, tender)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(client, tender, page):
    assert client.get(address(page, tender)).status_code == 302


def test_a_tender_begins_from_its_project(client):
    project = ProjectFactory(launch_on="2027-02-15")
    client.force_login(MembershipFactory(organisation=project.lead, role=Role.OFFICER).user)

    client.post(
        reverse("tenders:create", args=[project.pk]),
        {
            "title": "Lavage de contenants",
            "launch_on": "2027-02-15",
            "buyer_kind": "collectivite",
            "nature": "services",
            "estimated_value": "120000",
            "duration_months": "36",
            "renewals": "0",
        },
    )

    tender = project.tenders.get()
    assert (tender.title, tender.estimated_value) == ("Lavage de contenants", Decimal(120_000))
    assert RegisterEntry.objects.filter(project=project, act="tender_created").exists()


def test_a_negative_amount_is_refused_in_french(officer, tender):
    answer = officer.post(address("edit", tender), {**said(tender), "estimated_value": "-5"})

    assert answer.status_code == 422
    assert "supérieure ou égale à 0" in answer.content.decode()


def said(tender):
    return {
        "title": tender.title,
        "launch_on": tender.launch_on.isoformat(),
        "buyer_kind": tender.buyer_kind,
        "nature": tender.nature,
        "estimated_value": "120000",
        "duration_months": "36",
        "renewals": "0",
        "version": tender.version,
    }


def test_the_second_of_two_people_is_told_and_loses_nothing(officer, tender):
    first = {**said(tender), "title": "Titre de la première personne"}
    second = {**said(tender), "title": "Titre de la seconde personne"}
    officer.post(address("edit", tender), first)

    answer = officer.post(address("edit", tender), second)

    assert answer.status_code == 409
    assert "Titre de la seconde personne" in answer.content.decode()
    assert Tender.objects.get().title == "Titre de la première personne"


def test_offers_cannot_be_due_before_the_launch(officer, tender):
    answer = officer.post(
        address("procedure", tender),
        {"procedure": "mapa", "offers_due_at": "2027-02-15T12:00", "version": tender.version},
    )

    assert answer.status_code == 422
    assert "doit suivre le lancement" in answer.content.decode()


def test_the_procedure_keeps_what_is_said_and_nothing_of_what_is_not(officer, tender):
    officer.post(
        address("procedure", tender),
        {
            "procedure": "mapa",
            "offers_due_at": "2027-03-24T12:00",
            "publicity": ["profil", "boamp"],
            "dce_on_buyer_profile": "true",
            "site_visit_mandatory": "false",
            "version": tender.version,
        },
    )

    tender.refresh_from_db()
    assert tender.settings == {
        "publicity": ["profil", "boamp"],
        "dce_on_buyer_profile": True,
        "site_visit_mandatory": False,
    }


@pytest.mark.parametrize(("second", "saved"), [("40", 2), ("39.99", 0), ("40.01", 0)])
def test_weights_must_make_100(officer, tender, second, saved):
    answer = officer.post(
        address("criteria", tender),
        rows(
            "criteria",
            position=[1, 2],
            name=["Prix", "Environnement"],
            kind=["price", "environment"],
            weight=["60", second],
            max_pages=[1, 2],
        ),
    )

    assert tender.criteria.count() == saved
    assert answer.status_code == (302 if saved else 422)


def test_subcriteria_share_the_weight_of_their_criterion(officer, tender):
    parent = CriterionFactory(tender=tender, name="Valeur technique", weight=Decimal(40))
    sent = rows(
        "criteria",
        position=[1, 2],
        name=["Organisation", "Hygiène"],
        kind=["quality", "quality"],
        weight=["25", "15"],
        max_pages=[1, 2],
    )

    officer.post(address("subcriteria", tender, parent.pk), sent)

    assert set(parent.subcriteria.values_list("name", flat=True)) == {"Organisation", "Hygiène"}


def test_two_lots_never_have_one_number(officer, tender):
    answer = officer.post(
        address("lots", tender),
        rows("lots", number=[1, 1], title=["Lavage", "Collecte"], reserved=["none", "none"]),
    )

    assert answer.status_code == 422
    assert not tender.lots.exists()


@pytest.mark.parametrize("typed", ["290 000 €", "290.000", "290000,00"])
def test_amounts_are_typed_the_french_way(officer, tender, typed):
    lot = rows("lots", number=[1], title=["Lavage"], reserved=["none"], amount=[typed])
    officer.post(address("lots", tender), lot)
    officer.post(address("edit", tender), {**said(tender), "version": 2, "estimated_value": typed})

    tender.refresh_from_db()
    assert (tender.lots.get().amount, tender.estimated_value) == (290_000, 290_000)


def test_weights_are_typed_the_french_way(officer, tender):
    weights = rows(
        "criteria",
        position=[1, 2],
        name=["Prix", "Hygiène"],
        kind=["price", "quality"],
        weight=["62,5 %", "37.5"],
        max_pages=[1, 2],
    )
    officer.post(address("criteria", tender), weights)

    assert set(tender.criteria.values_list("weight", flat=True)) == {
        Decimal("62.5"),
        Decimal("37.5"),
    }


def test_an_unknown_cpv_division_is_refused(officer, tender):
    answer = officer.post(
        address("lots", tender),
        rows("lots", number=[1], title=["Lavage"], reserved=["none"], cpv=["99000000"]),
    )

    assert "pas de division « 99 »" in answer.content.decode()


def test_a_clause_is_taken_once_at_its_present_version(officer, tender):
    for _ in range(2):
        officer.post(address("add_clause", tender), {"clause": ["container-closure"]})

    used = TenderClause.objects.get(tender=tender)
    assert (used.clause_id, used.clause_version) == ("container-closure", used.source().version)


def test_an_award_clause_becomes_a_criterion(officer, tender):
    officer.post(address("add_clause", tender), {"clause": ["award-insertion"]})

    criterion = AwardCriterion.objects.get(tender=tender)
    assert (criterion.clause_id, criterion.kind) == ("award-insertion", "social")


def test_a_value_outside_its_limits_is_refused_with_the_limits(officer, tender):
    tender.add_clauses(["insertion-hours"])
    used = tender.clauses.get()

    answer = officer.post(address("tender_clause", tender, used.pk), {"value_hours": "beaucoup"})

    assert answer.status_code == 422
    assert "« beaucoup » n&#x27;est pas un nombre" in answer.content.decode()


def test_the_values_of_the_diagnosis_fill_the_clauses(officer, tender):
    tender.add_clauses(["loss-breakage-rate"])
    used = tender.clauses.get()

    officer.post(address("tender_clause", tender, used.pk), {"value_rate": "7", "version": 2})

    used.refresh_from_db()
    assert "7\u00a0%" in used.filled({"loss_rate_pct": 4}).text


def test_own_wording_replaces_the_text_of_the_library(officer, tender):
    tender.add_clauses(["container-closure"])
    used = tender.clauses.get()

    officer.post(
        address("tender_clause", tender, used.pk), {"wording": "Notre texte.", "version": 2}
    )

    used.refresh_from_db()
    assert used.filled({}).text == "Notre texte."


def test_a_clause_of_another_tender_cannot_be_removed(officer, tender):
    other = TenderFactory()
    other.add_clauses(["container-closure"])

    answer = officer.post(address("remove_clause", tender, other.clauses.get().pk))

    assert answer.status_code == 404
    assert other.clauses.exists()


def test_html_in_a_field_is_shown_as_text(officer, tender):
    Tender.objects.filter(pk=tender.pk).update(title="<script>alert(1)</script> 🎉")

    page = officer.get(address("detail", tender)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉" in page


def test_a_change_through_the_api_goes_to_the_register_too(officer, tender):
    officer.patch(
        f"/api/v1/tenders/{tender.pk}/",
        {"title": "Nouveau titre", "version": tender.version},
        content_type="application/json",
    )

    entry = RegisterEntry.objects.get(project=tender.project, act="tender_changed")
    assert entry.facts["fields"] == ["title"]


def test_what_was_typed_in_an_expired_session_comes_back_and_nothing_is_saved(client, tender):
    there = address("edit", tender)
    sent = client.post(there, {"title": "Linge des crèches", "version": 1}, headers={"referer": ""})
    assert sent.url.startswith(reverse("account_login"))
    client.force_login(officer_of(tender))
    assert "Linge des crèches" in client.get(there).content.decode()
    tender.refresh_from_db()
    assert tender.title != "Linge des crèches"

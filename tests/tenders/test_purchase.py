"""The facts of a purchase to come, where each comes from, and what the buyer decides."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from needs.acts import sentence
from needs.levers import Family, Lever
from needs.models import (
    FactKind,
    FactStatus,
    LeverDecision,
    PurchaseFacts,
    RegisterEntry,
    StalePurchase,
)
from procurement.accounts.models import OrganisationKind
from suppliers import ess
from suppliers.levers import Found, kinds_of
from suppliers.models import MatchRun
from tenders.purchase import purchase_of
from tenders.purchase_facts import nature_of
from tests.factories import UserFactory
from tests.needs.factories import FactFactory, NeedFactory, ProjectFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.tender_factories import LotFactory, TenderFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
REASON = "Le sourçage a confirmé que trois structures peuvent répondre."


@pytest.fixture
def project():
    return ProjectFactory(launch_on=date(2027, 2, 15))


def known(project, id):
    return next(fact for fact in purchase_of(project, today=TODAY).known if fact.id == id)


def budget(project, text, amount, **data):
    """A confirmed amount, as it is written in a need's own text."""
    need = NeedFactory(project=project, text=f"Budget : {text} pour ce besoin.")
    end = need.text.index(" pour") if "par an" not in text else need.text.index(" par an")
    return FactFactory(
        need=need,
        kind=FactKind.AMOUNT,
        start=9,
        end=end,
        text=need.text[9:end],
        data={"value": amount, "tax": "ht", **data},
        status=FactStatus.CONFIRMED,
    )


def duration(project, months):
    return FactFactory(
        need=NeedFactory(project=project),
        kind=FactKind.DURATION,
        text=f"{months} mois",
        data={"months": months},
        status=FactStatus.CONFIRMED,
    )


# Where facts come from


def test_a_project_about_which_nothing_is_known_has_an_advice_that_says_so(project):
    purchase = purchase_of(project, today=TODAY)
    assert not purchase.is_amount_known
    assert purchase.facts.suppliers is None
    assert {one.best.rule for one in purchase.families} >= {"unsearched", "outside_the_register"}


def test_confirmed_budgets_add_up_without_tax_over_the_duration(project):
    budget(project, "95 000 € HT par an", 95_000)
    budget(project, "24 000 € TTC", 24_000, tax="ttc")
    duration(project, 36)
    amount = known(project, "amount")
    assert amount.text == "305\u202f000\xa0€\xa0HT"
    assert "2\xa0fiches" in amount.origin


def test_a_budget_nobody_confirmed_is_named_and_not_counted(project):
    fact = budget(project, "95 000 € HT", 95_000)
    type(fact).objects.update(status=FactStatus.PROPOSED)
    amount = known(project, "amount")
    assert amount.assumed
    assert "95 000 € HT" in amount.origin


def test_the_larger_of_two_budgets_of_one_sheet_counts_once(project):
    fact = budget(project, "95 000 € HT", 95_000)
    FactFactory(
        need=fact.need, kind="amount", text="10 000 €", data={"value": 10_000}, status="confirmed"
    )
    assert known(project, "amount").text == "95\u202f000\xa0€\xa0HT"


def test_the_tender_comes_before_the_sheets_and_what_is_typed_before_the_tender(project):
    budget(project, "95 000 € HT", 95_000)
    TenderFactory(project=project, estimated_value=Decimal(120_000))
    assert known(project, "amount").text.startswith("120")
    PurchaseFacts(project=project, amount=Decimal(80_000)).keep(
        version=1, by=UserFactory(), now=timezone.now()
    )
    assert known(project, "amount").text.startswith("80")


def test_current_costs_answered_stand_for_an_amount_when_there_is_no_budget():
    project = ProjectFactory(sector="general")
    NeedFactory(project=project, answers={"current_cost": "40000"})
    duration(project, 24)
    assert known(project, "amount").text == "80\u202f000\xa0€\xa0HT"


def test_a_share_of_labour_that_nobody_said_is_an_assumption(project):
    share = known(project, "labour_share_pct")
    assert (share.text, share.assumed) == ("50\xa0%", True)
    assert "sans source" in share.origin


def test_several_lots_make_a_need_that_divides(project):
    tender = TenderFactory(project=project)
    LotFactory(tender=tender)
    assert purchase_of(project, today=TODAY).facts.divisible is None
    LotFactory(tender=tender)
    assert purchase_of(project, today=TODAY).facts.divisible is True


def test_the_law_is_that_of_the_launch_or_of_today_when_none_is_planned(project):
    assert purchase_of(project, today=TODAY).at == date(2027, 2, 15)
    assert purchase_of(ProjectFactory(launch_on=None), today=TODAY).at == TODAY


@pytest.mark.parametrize(
    ("day", "used"),
    [(date(2019, 12, 31), TODAY), (date(2020, 1, 1), date(2020, 1, 1))],
)
def test_a_launch_before_the_known_law_is_told_and_todays_law_applied(day, used):
    purchase = purchase_of(ProjectFactory(launch_on=day), today=TODAY)
    assert purchase.at == used
    assert purchase.advice.levers
    assert purchase.changes is not None
    assert purchase.allotment.question.at == used


def test_the_state_buys_with_its_own_thresholds():
    state = ProjectFactory(lead__kind=OrganisationKind.STATE)
    assert purchase_of(state, today=TODAY).facts.buyer_kind == "etat"


@pytest.mark.parametrize(
    ("cpv", "nature"),
    [
        ("39222100", "fournitures"),
        ("45210000", "travaux"),
        ("48000000", "fournitures"),
        ("90910000", "services"),
        ("85311000", "services_sociaux"),
    ],
)
def test_a_code_tells_the_nature_of_what_is_bought(cpv, nature):
    assert nature_of([cpv], TODAY) == nature


# Suppliers found


def ranked(points, *kinds):
    return {
        "parts": [{"key": "activity", "weight": 40, "points": points}],
        "kinds": [{"code": kind} for kind in kinds],
    }


@pytest.mark.parametrize(("points", "counted"), [(9.9, 0), (10, 1)])
def test_a_supplier_only_near_the_need_is_not_counted(points, counted):
    found = Found.of({"results": [ranked(points, "ESAT")]})
    assert found.by_family()["handicap"] == counted


def test_a_search_without_weight_on_the_activity_cannot_tell_who_answers():
    unweighed = {**ranked(0), "parts": [{"key": "activity", "weight": 0, "points": 0}]}
    assert not Found.of({"results": [unweighed]}).by_activity
    assert Found.of({"results": [ranked(3)]}).by_activity


def test_a_supplier_of_two_families_counts_in_both():
    found = Found.of({"results": [ranked(40, "ESAT", "ASSOCIATION")]})
    assert found.by_family() == {"handicap": 1, "insertion": 0, "ess": 1}


def test_every_kind_of_the_register_is_told_to_the_levers():
    assert [kind.code for kind in kinds_of(None)] == list(ess.FAMILIES)
    assert {kind.found for kind in kinds_of(None)} == {None}


def test_the_latest_search_tells_who_was_found(project):
    NeedFactory(project=project, title="Lavage de bacs réemployables pour les cantines")
    for number in range(3):
        SupplierFactory(name=f"ESAT {number}", ess_kinds=["ESAT"], indexed=True)
    MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    purchase = purchase_of(project, today=TODAY)
    assert purchase.facts.suppliers["handicap"] == 3
    assert purchase.advice.best(Family.HANDICAP).rule == "enough_suppliers"


# Decisions


def decide(project, reason=REASON, lever=Lever.NONE, after=0, family=Family.HANDICAP):
    advised = purchase_of(project, today=TODAY).advice.best(family)
    return LeverDecision.objects.record(
        project,
        advised=advised,
        lever=lever,
        reason=reason,
        after=after,
        by=UserFactory(first_name="Idris", last_name="Caron"),
        now=timezone.now(),
    )


@pytest.mark.parametrize("length", [1, 29])
def test_a_decision_without_a_real_reason_is_refused(project, length):
    with pytest.raises(ValidationError, match="30 caractères"):
        decide(project, reason="m" * length)
    assert not LeverDecision.objects.exists()


def test_a_reason_of_thirty_characters_is_enough(project):
    assert decide(project, reason="m" * 30).pk


def test_the_database_itself_refuses_a_bare_reason(project):
    decision = decide(project)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeverDecision.objects.filter(pk=decision.pk).update(reason="non")


def test_a_decision_adds_to_the_history_and_to_the_register(project):
    first = decide(project, lever=Lever.RESERVED_LOT)
    second = decide(project, after=first.pk)
    assert list(LeverDecision.objects.for_project(project)) == [first, second]
    assert LeverDecision.objects.in_force(project)["handicap"] == second
    entry = RegisterEntry.objects.filter(project=project, act="lever_decided").first()
    told = sentence(entry.act, entry.facts)
    assert "réserver un lot" in told
    assert REASON in told


def test_a_decision_taken_without_reading_the_last_one_is_refused(project):
    decide(project)
    with pytest.raises(StalePurchase):
        decide(project)
    assert LeverDecision.objects.count() == 1


def test_a_decision_on_one_family_says_nothing_of_another(project):
    decide(project)
    assert set(LeverDecision.objects.in_force(project)) == {"handicap"}
    decide(project, family=Family.ESS)


def test_a_decision_is_told_outdated_once_the_advice_changes(project):
    decide(project)
    assert not purchase_of(project, today=TODAY).families[0].is_outdated
    NeedFactory(project=project, title="Lavage de bacs réemployables pour les cantines")
    for number in range(3):
        SupplierFactory(name=f"ESAT {number}", ess_kinds=["ESAT"], indexed=True)
    MatchRun.objects.launch(project=project, by=None, now=timezone.now())
    assert purchase_of(project, today=TODAY).families[0].is_outdated


def test_facts_typed_over_those_of_somebody_else_are_refused(project):
    user = UserFactory()
    PurchaseFacts(project=project, duration_months=12).keep(version=1, by=user, now=timezone.now())
    with pytest.raises(StalePurchase):
        PurchaseFacts(project=project).keep(version=1, by=user, now=timezone.now())
    assert PurchaseFacts.of(project).duration_months == 12

"""The tender in front of the suppliers found: how many each requirement leaves."""

from decimal import Decimal

import pytest

from tenders.market import market_of
from tenders.proportionality import Tally
from tests.needs.factories import NeedFactory
from tests.suppliers.factories import SupplierFactory
from tests.tenders.market_factories import (
    CLAUSE,
    LEVELLED,
    WASHING,
    declares,
    rows_of,
    run_that_found,
    use,
    washers,
)
from tests.tenders.tender_factories import LotFactory

pytestmark = pytest.mark.django_db


def test_without_a_search_nothing_is_warned(tender):
    use(tender)

    assert market_of(tender).findings() == ()


def test_a_level_asked_that_nobody_declares_stays_unknown(tender):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    use(tender, LEVELLED, level="exemplary")
    declares(supplier, LEVELLED, "yes", level="significant")

    row = rows_of(tender)[f"clause-{LEVELLED}"]

    assert row.tally == Tally(unknown=1)
    assert [rung.tally.yes for rung in row.rungs] == [1, 1, 0]


def test_a_declaration_of_another_version_is_not_counted(tender):
    supplier = SupplierFactory()
    run_that_found(tender.project, [supplier])
    use(tender)
    declares(supplier, CLAUSE, "no", version=2)

    row = rows_of(tender)[f"clause-{CLAUSE}"]
    assert row.tally == Tally(unknown=1)
    assert "à confirmer" in row.sentence


def test_a_clause_that_eases_access_is_no_requirement(tender):
    run_that_found(tender.project, [SupplierFactory()])
    use(tender, "turnover-not-required")

    assert rows_of(tender) == {}


def test_a_lot_is_measured_on_the_suppliers_of_its_components(tender):
    washer, carrier = SupplierFactory(), SupplierFactory()
    run_that_found(
        tender.project, [washer, carrier], covers={washer: ["Lavage"], carrier: ["collecte"]}
    )
    LotFactory(tender=tender, components=["lavage"])
    LotFactory(tender=tender, components=[])

    washing, whole = market_of(tender).meters

    assert list(washing.suppliers) == [str(washer.pk)]
    assert set(whole.suppliers) == {str(washer.pk), str(carrier.pk)}


def test_an_old_search_that_kept_no_component_puts_nobody_aside(tender):
    run_that_found(tender.project, [SupplierFactory()])
    LotFactory(tender=tender, components=["lavage"])

    assert len(market_of(tender).meters[0].suppliers) == 1


def test_the_volume_of_the_lot_is_compared_with_capacities(tender):
    found = washers(1000, 999, 499, None)
    run_that_found(tender.project, found, quantities=[WASHING], groups=[found[1:3]])
    LotFactory(tender=tender, components=["lavage"], amount=None)

    row = rows_of(tender)["volume"]

    assert row.tally == Tally(yes=1, no=2, unknown=1)
    assert [rung.tally.no for rung in row.rungs] == [1, 2]
    assert row.groups == Tally(yes=1)


@pytest.mark.parametrize(("capacity", "can"), [(90_000, "conditions"), (89_999, "no")])
def test_a_turnover_asked_is_compared_with_what_a_supplier_can_do_in_a_year(tender, capacity, can):
    tender.settings = {"turnover_required_ratio": 1.5}
    tender.save()
    LotFactory(tender=tender, amount=Decimal(60_000))
    run_that_found(tender.project, [SupplierFactory(max_yearly_eur=capacity)])

    assert getattr(rows_of(tender)["turnover"].tally, can) == 1


def test_an_unknown_yearly_capacity_is_no_refusal_before_a_turnover(tender):
    tender.settings = {"turnover_required_ratio": 1}
    tender.save()
    run_that_found(tender.project, [SupplierFactory()])

    assert rows_of(tender)["turnover"].tally == Tally(unknown=1)


def test_a_reserved_lot_counts_the_families_and_says_what_opening_it_gives(tender):
    found = [SupplierFactory(ess_kinds=kinds) for kinds in (["EA"], ["SCOP"], [])]
    run_that_found(tender.project, found)
    LotFactory(tender=tender, reserved="handicap")

    row = rows_of(tender)["reservation"]

    assert row.tally == Tally(yes=1, no=1, unknown=1)
    assert row.rungs[0].tally.yes == 3


def test_a_group_form_imposed_weighs_on_groups_only(tender):
    found = [SupplierFactory(), SupplierFactory()]
    tender.settings = {"group_form_required": "solidaire_apres_attribution"}
    tender.save()
    run_that_found(tender.project, found, groups=[found])

    row = rows_of(tender)["group_form"]
    assert (row.tally, row.groups) == (Tally(yes=2), Tally(conditions=1))


@pytest.mark.parametrize(("fte", "can"), [(1, "yes"), (Decimal("0.9"), "conditions")])
def test_insertion_hours_are_compared_with_the_staff_of_an_insertion_structure(tender, fte, can):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=fte)])
    tender.duration_months = 12
    tender.save()
    use(tender, "insertion-hours", values={"hours": "1607"})

    assert getattr(rows_of(tender)["clause-insertion-hours"].tally, can) == 1


def test_insertion_hours_say_nothing_of_other_suppliers(tender):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["SCOP"], fte=50)])
    use(tender, "insertion-hours", values={"hours": "1607"})

    assert rows_of(tender)["clause-insertion-hours"].tally == Tally(unknown=1)


@pytest.mark.parametrize(
    ("typed_hours", "known"), [("1 607", 1), ("beaucoup", 0), ("12", 0), ("", 0)]
)
def test_hours_that_cannot_be_read_compare_with_nothing(tender, typed_hours, known):
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=2)])
    use(tender, "insertion-hours", values={"hours": typed_hours})

    assert rows_of(tender)["clause-insertion-hours"].tally.yes == known


def test_hours_are_drawn_from_the_facts_when_nobody_typed_them(tender):
    tender.project.sector = "general"
    tender.project.save()
    need = NeedFactory(project=tender.project)
    need.answer({"social_goal": "central", "social_hours": 99})
    tender.duration_months = 12
    tender.save()
    run_that_found(tender.project, [SupplierFactory(ess_kinds=["EI"], fte=2)])
    use(tender, "insertion-hours")

    row = rows_of(tender)["clause-insertion-hours"]
    assert row.tally.yes == 1
    assert "99 heures par an" in row.requirement.remark

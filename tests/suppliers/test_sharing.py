"""Suppliers who share the volume of one part, that none of them has alone."""

import re

import pytest

from suppliers.capacity import Quantity
from suppliers.demand import Demand
from suppliers.groups import propose
from suppliers.matching import rank
from suppliers.territory import Place, ServiceArea
from tests.suppliers.test_matching import LILLE, need, supplier, vars_of

TITLE = "Contenants réemployables et collecte des biodéchets des cantines"
RENTS = "Nous louons des bacs gastronormes réemployables en inox."
COMPOSTS = "Collecte de biodéchets et compostage chez des maraîchers."
COLLECTING = "Collecte de biodéchets"


def demand(**changes):
    wanted = (Quantity(90, "tonne", "an", "90 tonnes par an"),)
    asked = need(TITLE, "Collecter 90 tonnes par an de biodéchets.", quantities=wanted)
    return Demand(**{**vars_of(asked), **changes})


def collecting(number, tonnes, **kwargs):
    offers = [{"label": COLLECTING, "capacity": (tonnes, "tonne", "an")}]
    return supplier(number, COMPOSTS, offers, **kwargs)


def groups(asked, *suppliers):
    return propose(rank(asked, (supplier(1, RENTS), *suppliers)))


def members(group):
    return {member.supplier.id for member in group.members}


def test_two_suppliers_share_a_volume_that_neither_has():
    best = groups(demand(), collecting(2, 40), collecting(3, 55))[0]
    assert members(best) == {"F-1", "F-2", "F-3"}
    assert best.is_whole


def test_who_shares_a_part_is_said_with_what_each_brings():
    best = groups(demand(), collecting(2, 40), collecting(3, 55))[0].as_dict()
    [told] = [reason for reason in best["reasons"] if "à deux sur cette part" in reason]
    assert "Atelier 2 et Atelier 3" in told or "Atelier 3 et Atelier 2" in told
    assert re.search(r"(40\s\+ 55|55\s\+ 40)\stonnes par an pour un besoin de 90 tonnes", told)
    assert [set(ids) for ids in best["shared"].values()] == [{"F-2", "F-3"}]
    notes = [cell["note"] for row in best["grid"] for cell in row["cells"] if cell["covers"]]
    assert notes.count("à deux sur cette part") == 2


def test_nobody_shares_what_one_supplier_does_alone():
    found = groups(demand(), collecting(2, 40), collecting(3, 55), collecting(4, 100))
    assert members(found[0]) == {"F-1", "F-4"}
    assert not any(group.shared for group in found)


@pytest.mark.parametrize(("tonnes", "is_shared"), [(49, False), (50, True)])
def test_together_they_must_have_the_whole_volume(tonnes, is_shared):
    found = groups(demand(), collecting(2, 40), collecting(3, tonnes))
    assert any(group.shared for group in found) is is_shared


def test_nobody_joins_who_is_not_needed_for_the_volume():
    found = groups(demand(), collecting(2, 50), collecting(3, 55), collecting(4, 10))
    assert found
    assert all("F-4" not in members(group) for group in found if group.shared)


def test_only_who_serves_all_the_places_shares_a_part():
    asked = demand(places=(LILLE, Place("Arras", "62", "32", (50.29, 2.78))))
    both, one = (ServiceArea("departments", codes=codes) for codes in (("59", "62"), ("59",)))
    first, second = collecting(2, 40, area=both), collecting(3, 55, area=one)
    assert not any(group.shared for group in groups(asked, first, second))
    assert any(group.shared for group in groups(asked, first, collecting(4, 55, area=both)))

"""Lots proposed by function and by territory: pure rules over plain suppliers and places."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from needs.levers import LeverFacts
from suppliers.capacity import Quantity
from suppliers.components import Component
from suppliers.covering import Candidate
from suppliers.facts import SupplierFacts
from suppliers.lots import LotQuestion, Parcel, Spot, propose_lots, zones_of
from suppliers.lots.carrying import shares_of
from suppliers.territory import Place, ServiceArea

DAY = date(2026, 11, 23)
WASH = Component("lavage", "Volume saisi.", frozenset())
CARRY = Component("collecte", "Volume saisi.", frozenset())
TRAIN = Component("formation", "Volume saisi.", frozenset())

LILLE = Spot(Place("Lille", "59", point=(50.631, 3.047), insee="59350", weight=2), "MEL", "MEL")
ROUBAIX = Spot(Place("Roubaix", "59", point=(50.69, 3.18), insee="59512"), "MEL", "MEL")
ARRAS = Spot(Place("Arras", "62", point=(50.291, 2.777), insee="62041"), "CUA", "Arras")


def parcel(component: str, spot: Spot, value: float, unit: str = "contenant") -> Parcel:
    return Parcel(component, spot.place.insee, Quantity(value, unit, "an"))


def supplier(
    name: str,
    *functions: str,
    departments: tuple[str, ...] = ("59", "62"),
    capacities: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    most: float | None = None,
) -> Candidate:
    facts = SupplierFacts(
        id=name,
        key=name,
        name=name,
        siret=name,
        kinds=kinds,
        area=ServiceArea("departments", codes=departments),
        capacities=capacities,
        max_yearly_eur=most,
    )
    return Candidate(facts, dict.fromkeys(functions, 1.0), 50.0)


def question(*candidates: Candidate, **changes: object) -> LotQuestion:
    asked = LotQuestion(
        title="Contenants réemployables",
        components=(WASH, CARRY),
        spots=(LILLE, ARRAS),
        parcels=(
            parcel("lavage", LILLE, 6000),
            parcel("lavage", ARRAS, 2000),
            parcel("collecte", LILLE, 300, "tournée"),
            parcel("collecte", ARRAS, 100, "tournée"),
        ),
        candidates=candidates,
        purchase=LeverFacts(Decimal(400_000), "services", duration_months=24),
        at=DAY,
    )
    return replace(asked, **changes)


def names(carriers) -> list[str]:
    return [carrier.name for carrier in carriers]


# Zones


def test_communes_a_short_drive_apart_make_one_zone() -> None:
    zones = zones_of([LILLE, ROUBAIX])
    assert [zone.name for zone in zones] == ["Lille et 1\xa0commune voisine"]


def test_communes_of_two_intercommunal_bodies_make_two_zones() -> None:
    assert [zone.name for zone in zones_of([LILLE, ROUBAIX, ARRAS])] == ["MEL", "Arras"]


def test_a_commune_far_from_the_others_is_a_zone_of_its_own() -> None:
    far = replace(ARRAS, epci="MEL", epci_name="MEL")
    zones = zones_of([LILLE, ROUBAIX, far])
    assert [len(zone.spots) for zone in zones] == [2, 1]
    assert "12\xa0km" in zones[1].why


def test_many_scattered_communes_make_few_zones() -> None:
    spots = [
        Spot(Place(f"Commune {n}", "59", point=(47 + n * 0.3, 3.0), insee=f"59{n:03d}"))
        for n in range(12)
    ]
    assert 1 < len(zones_of(spots)) <= 5


def test_a_place_that_nobody_can_situate_joins_the_main_zone() -> None:
    zones = zones_of([LILLE, Spot(Place("Ailleurs", "59", insee="59999"))])
    assert len(zones) == 1


# Who can carry what


def test_a_lot_by_function_is_carried_by_those_who_do_it_everywhere() -> None:
    advice = propose_lots(
        question(
            supplier("Laverie", "lavage"),
            supplier("Lilloise", "lavage", departments=("59",)),
            supplier("Coursière", "collecte"),
        )
    )
    wash = advice.option("fonction").lots[0]
    assert names(wash.carrying.alone) == ["Laverie"]
    assert [p.supplier.name for p in wash.carrying.partners] == ["Laverie", "Lilloise"]


@pytest.mark.parametrize(("capacity", "alone"), [(7999, []), (8000, ["Laverie"])])
def test_a_capacity_under_the_volume_of_the_lot_leaves_only_a_part(
    capacity: int, alone: list[str]
) -> None:
    laundry = supplier("Laverie", "lavage", capacities=(f"{capacity} contenants/an",))
    wash = propose_lots(question(laundry)).option("fonction").lots[0]
    assert names(wash.carrying.alone) == alone
    assert [p.supplier.name for p in wash.carrying.partners] == ["Laverie"]


def test_a_capacity_nobody_declared_is_told_as_unsure() -> None:
    wash = propose_lots(question(supplier("Laverie", "lavage"))).option("fonction").lots[0]
    assert wash.carrying.sure == 0
    assert any("à confirmer au sourçage" in reason for reason in wash.reasons)


@pytest.mark.parametrize(("silent", "said"), [(1, "de l'un d'entre eux"), (2, "de 2 d'entre eux")])
def test_of_several_the_capacities_not_declared_are_counted(silent: int, said: str) -> None:
    known = supplier("Laverie", "lavage", capacities=("9 000 contenants par an",))
    others = [supplier(f"Autre {n}", "lavage") for n in range(silent)]
    wash = propose_lots(question(known, *others)).option("fonction").lots[0]
    assert any(said in reason for reason in wash.reasons)


@pytest.mark.parametrize(("most", "alone"), [(99_999, []), (100_000, ["Laverie"])])
def test_a_lot_dearer_than_what_a_supplier_can_take_in_a_year_is_not_for_it_alone(
    most: float, alone: list[str]
) -> None:
    wash = propose_lots(question(supplier("Laverie", "lavage", most=most))).option("fonction")
    assert names(wash.lots[0].carrying.alone) == alone


def test_two_half_capacities_cover_a_lot_together_and_one_does_not() -> None:
    half = [supplier(n, "lavage", capacities=("4000 contenants/an",)) for n in ("A", "B")]
    both = propose_lots(question(*half)).option("fonction").lots[0]
    one = propose_lots(question(half[0])).option("fonction").lots[0]
    assert (both.carrying.together, one.carrying.together) == (True, False)


# Options


def test_the_need_is_cut_four_ways_and_a_single_lot_comes_last() -> None:
    doing = [supplier(n, "lavage", "collecte") for n in ("A", "B", "C")]
    advice = propose_lots(question(*doing))
    assert {o.id for o in advice.options} == {"fonction", "territoire", "croise", "unique"}
    assert advice.options[-1].id == "unique"
    assert "L2113-11" in advice.options[-1].risks[0]


def test_a_need_of_one_function_in_one_place_has_one_lot() -> None:
    advice = propose_lots(question(components=(WASH,), spots=(LILLE,)))
    assert [o.id for o in advice.options] == ["unique"]


def test_local_suppliers_call_for_lots_by_territory() -> None:
    local = [
        supplier(f"{n}{d}", "lavage", "collecte", departments=(d,))
        for n in "AB"
        for d in ("59", "62")
    ]
    proposed = propose_lots(question(*local)).proposed
    assert proposed.id == "territoire"
    assert not proposed.nobody


def test_specialised_suppliers_call_for_lots_by_function() -> None:
    trades = [supplier(f"{n}{f}", f) for n in "AB" for f in ("lavage", "collecte")]
    assert propose_lots(question(*trades)).proposed.id == "fonction"


def test_only_the_function_that_lacks_a_wide_supplier_is_cut_by_territory() -> None:
    found = [
        supplier("A", "lavage"),
        supplier("B", "lavage"),
        *(supplier(f"C{n}{d}", "collecte", departments=(d,)) for n in "12" for d in ("59", "62")),
    ]
    proposed = propose_lots(question(*found)).proposed
    assert proposed.id == "ajuste"
    assert [(lot.components, len(lot.zones)) for lot in proposed.lots] == [
        (("lavage",), 2),
        (("collecte",), 1),
        (("collecte",), 1),
    ]


def test_functions_that_the_very_same_suppliers_do_make_one_lot_when_fitted() -> None:
    found = [supplier(n, "lavage", "collecte") for n in "AB"]
    found += [supplier(n, "formation") for n in "CD"]
    asked = question(
        *found,
        components=(WASH, CARRY, TRAIN),
        spots=(LILLE,),
        parcels=(parcel("lavage", LILLE, 9), parcel("collecte", LILLE, 9)),
    )
    fitted = propose_lots(asked).option("ajuste")
    assert [lot.components for lot in fitted.lots] == [("lavage", "collecte"), ("formation",)]
    assert "les mêmes fournisseurs" in fitted.lots[0].reasons[0]


def test_the_reason_of_a_lot_says_what_joining_it_to_another_would_cost() -> None:
    found = [supplier(n, "lavage") for n in "ABC"]
    found += [supplier("D", "lavage", "collecte"), supplier("E", "collecte")]
    wash = propose_lots(question(*found)).option("fonction").lots[0]
    assert "Réuni avec « collecte », il n'en resterait que 1." in wash.reasons


def test_the_same_facts_in_another_order_give_the_same_lots() -> None:
    found = [supplier(n, "lavage", "collecte") for n in "ABC"]
    one = propose_lots(question(*found))
    other = propose_lots(question(*found, spots=(ARRAS, LILLE)))
    assert [o.digest for o in one.options] == [o.digest for o in other.options]


# Amounts


def test_amounts_follow_the_typed_parts_then_the_volumes_of_each_zone() -> None:
    advice = propose_lots(question(shares={"lavage": Decimal(60)}))
    amounts = [lot.amount for lot in advice.option("croise").lots]
    assert amounts == [180_000, 60_000, 120_000, 40_000]
    assert sum(amounts) == 400_000


def test_without_an_amount_lots_have_none_and_this_is_said() -> None:
    advice = propose_lots(question(is_amount_known=False))
    assert all(lot.amount is None for option in advice.options for lot in option.lots)
    assert any("montant est inconnu" in line for line in advice.missing)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, [0.5, 0.5]),
        ({"lavage": Decimal(70)}, [0.7, 0.3]),
        ({"lavage": Decimal(100)}, [1, 0]),
        ({"lavage": Decimal(120), "collecte": Decimal(80)}, [0.6, 0.4]),
        ({"lavage": Decimal(0), "collecte": Decimal(0)}, [0, 0]),
    ],
)
def test_parts_of_functions_never_exceed_the_whole(
    typed: dict[str, Decimal], expected: list[float]
) -> None:
    shares = shares_of((WASH, CARRY), typed)
    assert [float(shares[name]) for name in ("lavage", "collecte")] == expected


@pytest.mark.parametrize(("part", "small"), [(20, True), (21, False)])
def test_small_lots_within_a_fifth_of_the_whole_may_be_lighter(part: int, small: bool) -> None:
    asked = question(shares={"collecte": Decimal(part)}, spots=(LILLE,))
    asked = replace(asked, purchase=replace(asked.purchase, amount=Decimal(300_000)))
    risks = propose_lots(asked).option("fonction").risks
    assert any("R2123-1" in risk for risk in risks) is small


def test_too_many_lots_to_follow_are_told() -> None:
    many = tuple(Component(f"fonction {n}", "Dite.", frozenset()) for n in range(9))
    risks = propose_lots(question(components=many, parcels=())).option("fonction").risks
    assert any("lots à coordonner" in risk and "L2113-11" in risk for risk in risks)


# Reserves


def test_a_lot_that_enough_sheltered_workshops_carry_may_be_reserved() -> None:
    esat = [supplier(n, "lavage", kinds=("ESAT",)) for n in "ABC"]
    wash, carry = propose_lots(question(*esat)).option("fonction").lots
    assert (wash.reserve.family, wash.reserve.article) == ("handicap", "L2113-12")
    assert carry.reserve is None


def test_a_ground_the_buyer_set_aside_reserves_no_lot() -> None:
    esat = [supplier(n, "lavage", kinds=("ESAT",)) for n in "ABC"]
    lots = propose_lots(question(*esat, refused=frozenset({"handicap"}))).option("fonction").lots
    assert [lot.reserve for lot in lots] == [None, None]


def test_a_ground_the_buyer_chose_is_offered_where_somebody_could_take_part() -> None:
    found = [supplier("A", "lavage", kinds=("EI",)), supplier("B", "collecte", kinds=("SCIC",))]
    wash, carry = (
        propose_lots(question(*found, decided=("handicap_insertion",))).option("fonction").lots
    )
    assert (wash.reserve.rule, wash.reserve.article) == ("decided_by_the_buyer", "L2113-14")
    assert carry.reserve is None


# What is not known


def test_a_function_that_nobody_does_is_named() -> None:
    advice = propose_lots(question(supplier("A", "lavage")))
    assert "Aucun fournisseur trouvé ne fait « collecte »." in advice.gaps


def test_a_place_that_nobody_serves_is_named() -> None:
    advice = propose_lots(question(supplier("A", "lavage", departments=("59",))))
    assert any("« lavage » ne dessert Arras" in gap for gap in advice.gaps)


def test_when_nothing_is_known_there_is_no_lot_and_what_is_missing_is_said() -> None:
    advice = propose_lots(
        question(components=(), spots=(), parcels=(), searched=False, is_amount_known=False)
    )
    assert advice.options == ()
    told = " ".join(advice.missing)
    for subject in ("recherche", "fonctions", "site", "montant"):
        assert subject in told


def test_without_a_search_nobody_is_said_unable() -> None:
    advice = propose_lots(question(searched=False))
    assert advice.gaps == ()
    assert not any("Aucun fournisseur" in r for lot in advice.proposed.lots for r in lot.reasons)
    assert all("fournisseurs inconnus" in option.verdict for option in advice.options)
    assert not any("personne" in option.verdict for option in advice.options)


def test_without_a_search_no_lot_warns_that_nobody_was_found() -> None:
    lots = [lot for o in propose_lots(question(searched=False)).options for lot in o.lots]
    assert lots
    assert [lot.risks for lot in lots if lot.risks] == []
    assert any(
        "Personne n'est trouvé" in r for r in propose_lots(question()).proposed.lots[0].risks
    )


def test_volumes_of_no_function_are_counted_in_what_is_missing() -> None:
    assert any(
        "3\xa0volumes n’ont pas" in told for told in propose_lots(question(unnamed=3)).missing
    )
    assert not any("composante" in told for told in propose_lots(question()).missing)


def test_a_function_without_a_volume_is_asked_everywhere() -> None:
    advice = propose_lots(question(parcels=(parcel("lavage", LILLE, 10),)))
    asked = {(cell.component.name, cell.zone.name) for cell in advice.cells}
    assert ("lavage", "Arras") not in asked
    assert {("collecte", "MEL"), ("collecte", "Arras")} <= asked

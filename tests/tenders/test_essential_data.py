"""The essential data of a contract: the official record, its codes and their reasons."""

import json
import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from procurement.legal import law
from tenders import essential_data
from tenders.clauses.clause import Place
from tenders.clauses.considerations import ENVIRONMENTAL_THEMES, SOCIAL_THEMES
from tenders.essential_data import (
    CALLS,
    CCAG,
    GROUPS,
    PLACES,
    PRICES,
    PROCEDURES,
    SHAPES,
    AwardedFacts,
    Holder,
    Used,
    considerations,
    publication,
    record,
    remarks,
    where,
)

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "decp_schema.json"
SOCIAL_CLAUSE = Used("Heures d'insertion", frozenset({"social_insertion"}), Place.PERFORMANCE)
GREEN_SPECIFICATION = Used(
    "Contenants réemployables", frozenset({"reuse_catering"}), Place.SPECIFICATION
)
GREEN_CRITERION = Used("Environnement", frozenset(), Place.AWARD, "environment")

FACTS = AwardedFacts(
    number="2027-M012",
    buyer_siret="20009320100016",
    object="Lavage de contenants",
    cpv="39222100",
    procedure="mapa",
    framework=True,
    calls="orders",
    innovative=False,
    ccag="fcs",
    bids_received=3,
    advance=True,
    advance_rate=Decimal(10),
    group="joint",
    subcontracted=False,
    place_kind="department",
    place_code="59",
    duration_months=48,
    notified_on=date(2027, 6, 15),
    published_on=date(2027, 7, 1),
    amount=Decimal(480_000),
    price_form="revisable",
    price_shape="unit",
    holders=(Holder("20009320100016"), Holder("BE0403170701", "TVA")),
    considered=considerations([SOCIAL_CLAUSE, GREEN_CRITERION], "EA, ESAT et SIAE"),
)


@pytest.fixture(scope="module")
def validator():
    if not SCHEMA.exists():
        pytest.skip("the official schema is not at hand")
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def codes(found):
    return [item.code for item in found]


def test_a_record_says_what_was_said_in_the_words_of_the_schema():
    written = record(FACTS)

    assert written["techniques"] == {"technique": ["Accord-cadre"]}
    assert written["modalitesExecution"] == {"modaliteExecution": ["Bons de commande"]}
    assert written["typeGroupementOperateurs"] == "Conjoint"
    assert written["lieuExecution"] == {"code": "59", "typeCode": "Code département"}
    assert written["tauxAvance"] == 0.1
    assert written["titulaires"][1] == {
        "titulaire": {"typeIdentifiant": "TVA", "id": "BE0403170701"}
    }


def test_an_advance_of_an_unknown_rate_is_written_zero_and_no_advance_is_not_written():
    assert record(replace(FACTS, advance_rate=None))["tauxAvance"] == 0
    assert "tauxAvance" not in record(replace(FACTS, advance=False, advance_rate=None))


def test_codes_come_from_what_is_used_each_with_its_reason():
    found = considerations([SOCIAL_CLAUSE, GREEN_SPECIFICATION, GREEN_CRITERION], "SIAE (L2113-13)")

    assert codes(found.social) == ["Clause sociale", "Marché réservé"]
    assert codes(found.environmental) == ["Clause environnementale", "Critère environnemental"]
    assert found.social[0].because == ("Condition d'exécution «\u00a0Heures d'insertion\u00a0».",)
    assert found.social[1].because == ("Lot réservé\u00a0: SIAE (L2113-13).",)


def test_a_clause_that_selects_candidates_is_no_social_clause():
    selection = replace(SOCIAL_CLAUSE, place=Place.SELECTION)
    assert codes(considerations([selection]).social) == ["Pas de considération sociale"]


def test_a_criterion_of_quality_that_a_social_clause_inspired_stays_of_quality():
    taken = Used("Encadrement", frozenset({"social_insertion"}), Place.AWARD, "quality")
    assert codes(considerations([taken]).social) == ["Pas de considération sociale"]


def test_nothing_used_is_coded_as_nothing_and_says_so():
    found = considerations([])
    assert codes(found.environmental) == ["Pas de considération environnementale"]
    assert "Aucune clause" in found.environmental[0].because[0]


@pytest.mark.parametrize(
    ("launched_on", "warned"), [(date(2026, 8, 20), False), (date(2026, 8, 23), True)]
)
def test_a_contract_without_environment_is_doubted_once_the_duty_stands(launched_on, warned):
    facts = replace(FACTS, considered=considerations([SOCIAL_CLAUSE]))
    rules = [finding.rule for finding in remarks(facts, launched_on, law())]
    assert ("essential_data_no_environment" in rules) is warned


@pytest.mark.parametrize(
    ("published", "late"), [(date(2027, 8, 15), False), (date(2027, 8, 16), True)]
)
def test_two_months_after_the_notification_it_is_late(published, late):
    rules = [
        f.rule for f in remarks(replace(FACTS, published_on=published), date(2027, 1, 4), law())
    ]
    assert ("essential_data_late" in rules) is late


@pytest.mark.parametrize(("amount", "due"), [(39_999, False), (40_000, True)])
def test_under_the_threshold_publishing_is_a_choice(amount, due):
    facts = replace(FACTS, amount=Decimal(amount))
    rules = [finding.rule for finding in remarks(facts, date(2027, 1, 4), law())]
    assert ("essential_data_not_due" in rules) is not due


def test_food_is_asked_for_its_origin():
    asked = "essential_data_origin"
    food = replace(FACTS, cpv="15800000")
    assert asked in [f.rule for f in remarks(food, date(2027, 1, 4), law())]
    told = replace(food, origin_eu=Decimal(80))
    assert asked not in [f.rule for f in remarks(told, date(2027, 1, 4), law())]


def test_a_contract_notified_before_the_rule_is_written_without_remark():
    old = replace(FACTS, notified_on=date(2023, 12, 1), published_on=date(2024, 6, 1))
    assert remarks(old, date(2023, 6, 1), law()) == []


def test_what_is_missing_says_where_to_say_it():
    blank = replace(
        FACTS, buyer_siret="", cpv="", duration_months=None, price_form="", place_code=""
    )
    missing = essential_data.blanks(blank)
    assert len(missing) == 5
    assert missing[0].startswith("Le SIRET de l'acheteur")
    assert essential_data.blanks(FACTS) == []


@pytest.mark.parametrize(
    ("communes", "place"),
    [
        ([("59350", "59", "32")], ("commune", "59350")),
        ([("59350", "59", "32"), ("59512", "59", "32")], ("department", "59")),
        ([("59350", "59", "32"), ("62119", "62", "32")], ("region", "32")),
        ([("59350", "59", "32"), ("75056", "75", "11")], ("country", "FR")),
        ([], ("commune", "")),
    ],
)
def test_the_place_is_the_smallest_that_holds_every_site(communes, place):
    assert where(communes) == place


def test_four_hundred_variants_are_valid_for_the_official_schema(validator):
    for seed in range(400):
        written = publication([record(variant(random.Random(seed)))])
        faults = [error.message for error in validator.iter_errors(written)]
        assert faults == [], seed


def variant(chance):
    def some(choices):
        return chance.choice(list(choices))

    used = [
        Used(
            f"Objet {n}", frozenset(chance.sample(sorted(ALL_THEMES), 2)), some(Place), some(KINDS)
        )
        for n in range(chance.randrange(6))
    ]
    advance = chance.random() < 0.5
    france = Decimal(chance.randrange(0, 100))
    holders = [Holder(f"{10**13 + n}") for n in range(chance.randrange(1, 5))]
    return AwardedFacts(
        number=f"{chance.randrange(1, 10**16)}",
        buyer_siret="20009320100016",
        object="x" * chance.choice([1, 80, 1000, 1500]),
        cpv=f"{chance.randrange(10**7, 10**8)}",
        procedure=some(PROCEDURES),
        framework=chance.random() < 0.5,
        calls=some(["", *CALLS]),
        innovative=chance.random() < 0.1,
        ccag=some(CCAG),
        bids_received=chance.randrange(1, 60),
        advance=advance,
        advance_rate=some([None, Decimal("12.5"), Decimal(60)]) if advance else None,
        group=some(GROUPS),
        subcontracted=chance.random() < 0.5,
        place_kind=some(PLACES),
        place_code=some(["59350", "2B", "32", "FR"]),
        duration_months=chance.randrange(1, 121),
        notified_on=date(2027, chance.randrange(1, 13), 28),
        published_on=date(2028, 1, chance.randrange(1, 29)),
        amount=Decimal(chance.randrange(100, 10**9)) / 100 + 1,
        price_form=some(PRICES),
        price_shape=some(SHAPES),
        holders=tuple(holders),
        considered=considerations(used, some(["", "SIAE (L2113-13)"])),
        origin_eu=some([None, Decimal(100)]),
        origin_france=some([None, france]),
    )


ALL_THEMES = SOCIAL_THEMES | ENVIRONMENTAL_THEMES | {"sme_access", "reporting"}
KINDS = ("", "price", "social", "environment", "quality")

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from needs.procedure import Minimum, advise, plan
from procurement import legal
from procurement.legal import Severity
from tenders.compliance import RULES, BadFacts, TenderCheck, TenderFacts, check
from tenders.wording import check_wording

TENDERS = Path(__file__).parents[1] / "data" / "law" / "tenders.jsonl"
RECORDS = [json.loads(line) for line in TENDERS.read_text(encoding="utf-8").splitlines()]


def checked(**facts: Any) -> TenderCheck:
    said = {"as_of": "2026-11-23", "buyer_kind": "collectivite", "nature": "services", **facts}
    return check(TenderFacts.from_dict(said))


def severity(found: TenderCheck, rule: str) -> Severity | None:
    return next((f.severity for f in found.findings if f.rule == rule), None)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["input"]["id"])
def test_every_expected_blocking_finding_and_no_other(record: dict[str, Any]) -> None:
    found = check(TenderFacts.from_dict(record["input"]))
    assert sorted({finding.rule for finding in found.blocking}) == record["blocking"]
    if record["minimum_procedure"]:
        assert found.minimum_procedure == record["minimum_procedure"]
    if record["publicity_minimum"]:
        assert found.publicity_minimum == record["publicity_minimum"]


def test_a_tender_that_says_nothing_is_accused_of_nothing() -> None:
    found = checked()
    assert not found.blocking
    assert found.minimum_procedure is None
    assert found.publicity_minimum is None


def test_every_finding_says_why_what_to_do_and_where_it_comes_from() -> None:
    for record in RECORDS:
        for finding in check(TenderFacts.from_dict(record["input"])).findings:
            assert finding.legal_ref, finding.rule
            assert finding.why, finding.rule
            assert finding.instead, finding.rule
            assert finding.source, finding.rule


def test_every_rule_has_its_own_id_and_a_known_basis() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert {rule.basis for rule in RULES if rule.basis} <= set(legal.law().values)


def test_findings_come_gravest_first() -> None:
    found = checked(estimated_amount_ht=300_000, procedure="mapa", publicity=[], lots=[])
    ranks = [finding.severity.rank for finding in found.findings]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"bidule": 1}, "Champ inconnu : bidule"),
        ({"lots": [{"prix": 3}]}, "lot : Champ inconnu : prix"),
        ({"nature": "concession"}, "« nature »"),
        ({"estimated_amount_ht": "beaucoup"}, "un nombre est attendu"),
        ({"estimated_amount_ht": -1}, "un nombre positif"),
        ({"catering": "oui"}, "true ou false"),
        ({"as_of": "demain"}, "une date comme"),
        ({"as_of": None}, "la date de lancement est nécessaire"),
        ({"lots": "un"}, "une liste est attendue"),
    ],
)
def test_a_record_that_errs_is_refused_in_french(record: dict[str, Any], message: str) -> None:
    with pytest.raises(BadFacts, match=message):
        TenderFacts.from_dict({"as_of": "2026-11-23", **record})


def test_a_direct_award_below_the_threshold_only_doubts_the_environmental_duties() -> None:
    found = checked(
        estimated_amount_ht=30_000, procedure="gre_a_gre", environmental_condition=False
    )
    assert severity(found, "environmental_condition_missing") == Severity.WARNING


def test_the_eve_of_the_law_is_a_doubt_and_not_a_fault() -> None:
    for day, expected in (
        ("2026-08-20", None),
        ("2026-08-21", Severity.WARNING),
        ("2026-08-22", Severity.BLOCKING),
    ):
        found = checked(as_of=day, environmental_condition=False)
        assert severity(found, "environmental_condition_missing") == expected


def test_social_services_between_two_thresholds_are_a_doubt() -> None:
    found = checked(nature="services_sociaux", estimated_amount_ht=300_000, social_condition=False)
    assert severity(found, "social_condition_missing") == Severity.WARNING


def test_a_listed_service_outside_the_directive_is_a_doubt() -> None:
    lots = [{"reserved": "ess", "cpv": "55523000", "reservation_announced": True}]
    found = checked(nature="services_sociaux", lots=lots)
    assert severity(found, "ess_outside_the_list") == Severity.WARNING


def test_lots_without_amounts_cannot_prove_the_rule_of_small_lots() -> None:
    found = checked(
        estimated_amount_ht=300_000,
        procedure="ao_ouvert",
        lots=[{"name": "A"}, {"name": "B", "lot_procedure": "mapa"}],
    )
    assert severity(found, "procedure_too_light") == Severity.WARNING


def test_a_finding_of_one_lot_names_it() -> None:
    price = {"kind": "price", "weight": 100}
    green = {"kind": "environment", "weight": 100}
    lots = [{"name": "Linge", "criteria": [price]}, {"name": "Vaisselle", "criteria": [green]}]
    found = checked(lots=lots)
    assert [f.where for f in found.findings if f.rule == "price_alone"] == ["Linge"]


@pytest.fixture
def future_law(tmp_path: Path) -> legal.Law:
    """The law of today, with one threshold raised in one file from March 2028."""
    folder = tmp_path / "data"
    shutil.copytree(legal.FOLDER, folder, ignore=shutil.ignore_patterns("*.csv"))
    path = folder / "thresholds.yaml"
    before = "    - since: 2026-04-01\n      value: 60000\n      source: decree_2025_1386\n"
    later = before.replace("2026-04-01", "2028-03-01").replace("60000", "80000")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(before, before + later, 1), encoding="utf-8")
    return legal.load(folder)


@pytest.mark.parametrize(
    ("day", "minimum"),
    [(date(2028, 2, 29), Minimum.ADAPTED), (date(2028, 3, 1), Minimum.DISPENSE)],
)
def test_a_future_value_changes_advice_and_checks_from_its_date_only(
    day: date, minimum: Minimum, future_law: legal.Law
) -> None:
    facts = TenderFacts(
        as_of=day,
        buyer_kind="collectivite",
        nature="services",
        estimated_amount_ht=70_000,  # type: ignore[arg-type]
        procedure="gre_a_gre",
    )
    advice = advise(70_000, "services", "collectivite", at=day, legal=future_law)
    found = check(facts, future_law)
    assert advice.minimum_procedure == found.minimum_procedure == minimum
    assert bool(found.blocking) is (minimum != Minimum.DISPENSE)


@pytest.fixture
def later_law(tmp_path: Path) -> legal.Law:
    """The law of today, with a higher turnover cap and a longer open deadline from March 2028."""
    folder = tmp_path / "data"
    shutil.copytree(legal.FOLDER, folder)
    changes = [
        ("rates.yaml", "- id: turnover_cap", "1.5", "2.5", "decree_2025_1383"),
        ("periods.yaml", "- id: open_days_electronic", "30", "40", "code"),
    ]
    for name, entry, old, new, source in changes:
        head, rest = (folder / name).read_text(encoding="utf-8").split(entry, 1)
        line = f"      value: {old}\n      source: {source}\n"
        added = f"{line}    - since: 2028-03-01\n      value: {new}\n      source: {source}\n"
        (folder / name).write_text(head + entry + rest.replace(line, added, 1), encoding="utf-8")
    return legal.load(folder)


@pytest.mark.parametrize(("day", "changed"), [(date(2028, 2, 29), False), (date(2028, 3, 1), True)])
def test_a_future_value_changes_the_wording_and_the_calendar_too(
    day: date, changed: bool, later_law: legal.Law
) -> None:
    text = "Le chiffre d'affaires annuel exigé est de deux fois le montant du lot."
    found = check_wording(text, "rc_candidature", at=day, legal=later_law)
    facts = TenderFacts(as_of=day, turnover_required_ratio=Decimal(2))
    blocked = {finding.rule for finding in check(facts, later_law).blocking}
    calendar = plan(day, Minimum.FORMAL, legal=later_law)
    assert ("turnover_excessive" in {f.rule for f in found.findings}) is not changed
    assert ("turnover_too_high" in blocked) is not changed
    assert (calendar.periods[0].days >= 40) is changed


@pytest.mark.parametrize(
    ("cpv", "day", "told"),
    [
        ("18220000", "2026-11-23", "8 %"),
        ("18220000", "2030-01-01", "15 %"),
        ("34928400", "2026-12-31", "4 %"),
        ("34928400", "2027-01-01", "5 %"),
        ("30213100", "2026-11-23", "part minimale"),
    ],
)
def test_agec_families_get_the_shares_of_the_day(cpv: str, day: str, told: str) -> None:
    found = checked(as_of=day, nature="fournitures", lots=[{"name": "Lot", "cpv": cpv}])
    assert told in next(f.why for f in found.findings if f.rule == "agec_shares")


@pytest.mark.parametrize(
    ("cpv", "day"),
    [("90910000", "2026-11-23"), ("18143000", "2026-11-23"), ("18220000", "2024-06-30")],
)
def test_what_is_outside_agec_gets_no_advice(cpv: str, day: str) -> None:
    found = checked(as_of=day, nature="fournitures", lots=[{"name": "Lot", "cpv": cpv}])
    assert severity(found, "agec_shares") is None


@pytest.mark.parametrize(
    ("buyer", "day", "told"),
    [
        ("etat", "2026-11-23", "30 % pour une PME"),
        ("collectivite", "2026-11-23", "10 % pour une PME"),
        ("collectivite", "2022-12-29", "5 % au moins."),
    ],
)
def test_the_advance_owed_to_small_firms_follows_buyer_and_day(
    buyer: str, day: str, told: str
) -> None:
    found = checked(as_of=day, buyer_kind=buyer, estimated_amount_ht=60_000, duration_months=12)
    assert told in next(f.why for f in found.findings if f.rule == "advance_due")

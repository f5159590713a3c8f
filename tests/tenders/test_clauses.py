"""How a clause is filled, when it applies, and how the files are refused."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from procurement.typography import NARROW_NBSP, NBSP
from tenders.clauses import (
    Condition,
    InvalidValue,
    LegalBasis,
    Level,
    LibraryError,
    Variable,
    VariableType,
    insertion_hours,
    library,
    load,
    with_derived,
)

ARTICLES = 'L1: {title: "Un article", since: 2019-04-01}\n'
THEMES = "energy: Énergie\n"
CLAUSE = """
defaults: {version: 1, themes: [energy], checked: 2026-11-23, source: "Essai"}
clauses:
- id: metering
  title: Compteur
  place: specification
  text: "Le titulaire relève {count} compteurs."
  variables: {count: {label: "nombre de compteurs", type: integer, minimum: 1, maximum: 9}}
  why: Parce que.
  attention: Attention.
  legal: [L1]
  proofs: [{label: "Fiche", free: true}]
  history: [{version: 1, date: 2026-11-23, what: "Première rédaction."}]
"""


@pytest.fixture
def folder(tmp_path):
    """A library of one clause, whose file each test may rewrite."""
    (tmp_path / "_articles.yaml").write_text(ARTICLES)
    (tmp_path / "_themes.yaml").write_text(THEMES)
    (tmp_path / "energy.yaml").write_text(CLAUSE)
    return tmp_path


@pytest.fixture
def metering(folder):
    return load(folder)[0]


def rewrite(folder, old, new):
    (folder / "energy.yaml").write_text(CLAUSE.replace(old, new))


def variable(kind, **limits):
    return Variable(name="x", label="une valeur", type=VariableType(kind), **limits)


def test_insertion_hours_follow_the_usual_formula():
    assert insertion_hours(Decimal(1_000_000), Decimal(50), Decimal(5), Decimal(30)) == 833


def test_insertion_hours_need_a_positive_hourly_cost():
    with pytest.raises(ValueError, match="coût horaire"):
        insertion_hours(Decimal(1_000), Decimal(50), Decimal(5), Decimal(0))


def test_hours_are_derived_when_their_four_components_are_known():
    facts = {"estimated_value": 1_000_000, "labour_share_pct": 50, "insertion_rate_pct": "5"}

    assert "insertion_hours" not in with_derived(facts)
    assert with_derived({**facts, "hourly_cost": 30})["insertion_hours"] == 833


def test_hours_already_agreed_are_kept():
    facts = dict.fromkeys(
        ("estimated_value", "labour_share_pct", "insertion_rate_pct", "hourly_cost"), 10
    )

    assert with_derived({**facts, "insertion_hours": 70})["insertion_hours"] == 70


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("integer", "12400", f"12{NARROW_NBSP}400"),
        ("integer", f"12{NBSP}400", f"12{NARROW_NBSP}400"),
        ("decimal", "3,50", "3,5"),
        ("percent", 5, f"5{NBSP}%"),
        ("amount", Decimal("2.5"), f"2,50{NBSP}€"),
        ("text", " café ", "café"),
        ("date", "2027-03-01", f"1er{NBSP}mars{NBSP}2027"),
        ("date", datetime(2027, 3, 12, 12, 0), f"12{NBSP}mars{NBSP}2027"),
        ("date", date(2027, 3, 12), f"12{NBSP}mars{NBSP}2027"),
    ],
)
def test_a_value_is_written_the_french_way(kind, raw, shown):
    blank = variable(kind)

    assert blank.display(blank.read(raw)) == shown


def test_an_amount_carries_its_tax_when_the_clause_says_one():
    blank = variable("amount", unit="HT")

    assert blank.display(blank.read("86000")) == f"86{NARROW_NBSP}000{NBSP}€{NBSP}HT"


@pytest.mark.parametrize("raw", ["", "dix", "NaN", "inf", "1.5"])
def test_what_is_no_whole_number_is_refused(raw):
    with pytest.raises(InvalidValue):
        variable("integer").read(raw)


@pytest.mark.parametrize(("raw", "kept"), [(0, False), (1, True), (9, True), (10, False)])
def test_limits_are_part_of_what_they_allow(raw, kept):
    assert variable("integer", minimum=Decimal(1), maximum=Decimal(9)).accepts(raw) is kept


def test_a_refusal_says_what_is_expected():
    with pytest.raises(InvalidValue, match="entre 1 et 9"):
        variable("integer", minimum=Decimal(1), maximum=Decimal(9)).read(12)
    with pytest.raises(InvalidValue, match="mois, trimestre"):
        variable("choice", choices=("mois", "trimestre")).read("jour")
    with pytest.raises(InvalidValue, match="2027-03-12"):
        variable("date").read("bientôt")


def test_a_missing_value_shows_a_marker_and_is_listed(metering):
    filled = metering.fill({})

    assert filled.text == "Le titulaire relève [à compléter : nombre de compteurs] compteurs."
    assert filled.missing == ("count",)
    assert not filled.complete


def test_an_invalid_value_keeps_the_marker_and_says_why(metering):
    filled = metering.fill({"count": "10"})

    assert "[à compléter" in filled.text
    assert [(i.name, i.label) for i in filled.invalid] == [("count", "nombre de compteurs")]
    assert filled.missing == ()


def test_a_typed_value_fills_the_text(metering):
    filled = metering.fill({"count": "4"})

    assert filled.text == "Le titulaire relève 4 compteurs."
    assert filled.complete


def test_what_is_typed_wins_over_the_level_the_level_over_facts_and_facts_over_defaults():
    clause = library().get("loss-breakage-rate")
    facts = {"loss_rate_pct": 7}

    def rate(*, values=None, level=None, facts=None):
        return clause.proposed(facts or {}, level) | (values or {})

    assert rate()["rate"] == 5
    assert rate(facts=facts)["rate"] == 7
    assert rate(facts=facts, level="exemplary")["rate"] == 3
    assert f"objectif est de 4{NBSP}% au plus" in clause.fill({"rate": 4}, "exemplary", facts).text


def test_a_fact_beyond_the_limits_is_not_proposed():
    clause = library().get("insertion-hours")

    assert "hours" not in clause.proposed({"insertion_hours": 12})
    assert clause.proposed({"insertion_hours": 120})["hours"] == 120


def test_a_level_may_change_the_whole_text():
    clause = library().get("container-unique-marking")

    assert "format est ouvert" in clause.fill({}, Level.EXEMPLARY).text
    assert "format est ouvert" not in clause.fill({}, Level.BASIC).text


def test_the_penalty_is_filled_with_the_same_values():
    filled = library().get("return-logistics").fill({"penalty": 60})

    assert filled.penalty.startswith(f"60{NBSP}€ par passage manqué")


def test_parts_give_back_the_text_with_its_blanks_apart(metering):
    parts = metering.parts()

    assert [part.text for part in parts] == [
        "Le titulaire relève ",
        "nombre de compteurs",
        " compteurs.",
    ]
    assert [part.variable is not None for part in parts] == [False, True, False]


@pytest.mark.parametrize(
    ("facts", "kept"),
    [({}, True), ({"duration_months": 5}, False), ({"duration_months": 6}, True)],
)
def test_a_condition_holds_from_its_boundary_and_unknown_facts_rule_nothing_out(facts, kept):
    assert Condition("duration_months", at_least=Decimal(6)).allows(facts) is kept


def test_a_condition_may_name_the_values_it_accepts():
    condition = Condition("nature", one_of=("services", "travaux"))

    assert condition.allows({"nature": "travaux"})
    assert not condition.allows({"nature": "fournitures"})
    assert condition.words == f"nature du marché{NBSP}: services ou travaux"


def test_clauses_that_a_fact_rules_out_are_not_applicable():
    services = {clause.id for clause in library().applicable({"nature": "services"})}
    supplies = {clause.id for clause in library().applicable({"nature": "fournitures"})}

    assert "insertion-hours" in services - supplies


def test_a_clause_whose_text_has_ended_is_not_applicable_the_day_after(metering):
    basis = LegalBasis("L2", "Un texte qui finit", date(2020, 1, 1), date(2026, 12, 31))
    clause = replace(metering, legal_basis=(*metering.legal_basis, basis))

    assert clause.in_force(date(2026, 12, 31))
    assert not clause.in_force(date(2027, 1, 1))


def test_a_clause_is_not_applicable_before_any_of_its_texts(metering):
    assert not metering.in_force(date(2019, 3, 31))
    assert metering.in_force(date(2019, 4, 1))


def test_words_are_found_whatever_their_accents():
    found = library().filter(text="RÉVERSIBILITE parc")

    assert "reversibility-containers" in {clause.id for clause in found}
    assert library().filter(text="introuvable zzz") == ()


def test_a_family_keeps_its_own_clauses_and_those_for_every_purchase():
    found = {clause.id for clause in library().filter(family="55500000")}

    assert {"return-logistics", "insertion-hours"} <= found
    assert "works-selective-removal" not in found


def test_filters_add_up():
    found = library().filter(place="award", theme="reuse_catering")

    assert {(clause.place, "reuse_catering" in clause.themes) for clause in found} == {
        ("award", True)
    }


def test_two_clauses_that_exclude_each_other_make_one_conflict_in_words():
    conflicts = library().conflicts(["reserved-handicap", "reserved-insertion"])

    assert [conflict.kind for conflict in conflicts] == ["excludes"]
    assert "ne vont pas ensemble" in conflicts[0].text


def test_a_clause_without_the_one_it_needs_is_told():
    alone = library().conflicts(["peak-periods"])
    together = library().conflicts(["peak-periods", "buffer-stock"])

    assert [(c.kind, c.other) for c in alone] == [("needs", "buffer-stock")]
    assert together == []


def test_exclusion_is_seen_from_both_sides():
    compensation = library().get("loss-compensation")

    assert [c.id for c in library().excluded(compensation)] == ["deposit-between-parties"]


def test_an_older_version_stays_readable_beside_the_last(folder):
    second = CLAUSE.split("clauses:\n")[1].replace("- id: metering", "- id: metering\n  version: 2")
    (folder / "energy.yaml").write_text(CLAUSE + second)

    shelf = replace(library(), versions=load(folder))

    assert shelf.get("metering").version == 2
    assert shelf.get("metering", 1).version == 1
    assert [clause.version for clause in shelf.clauses] == [2]


def test_an_unknown_clause_or_version_is_none():
    assert library().get("never-written") is None
    assert library().get("buffer-stock", 99) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("why:", "because:", "energy.yaml, metering : clé inconnue « because »"),
        ("  why: Parce que.\n", "", "il manque « why »"),
        ("themes: [energy]", "themes: [magic]", "« magic » est inconnu"),
        ("legal: [L1]", "legal: [L9]", "« L9 » est inconnu"),
        ("minimum: 1,", "minimum: 1, from: weather,", "« weather » est inconnu"),
        ("minimum: 1,", "least: 1,", "variable count : clé inconnue « least »"),
        ("  legal:", "  needs: [ghost]\n  legal:", "« ghost » est inconnu"),
        ("place: specification", "place: cellar", "metering : « cellar » est inconnu"),
        ("type: integer", "type: magic", "variable count : « magic » est inconnu"),
    ],
)
def test_a_faulty_file_is_refused_and_the_fault_is_named(folder, old, new, message):
    rewrite(folder, old, new)

    with pytest.raises(ValueError, match=message):
        load(folder)


def test_two_clauses_may_not_share_an_id_and_a_version(folder):
    (folder / "twin.yaml").write_text(CLAUSE)

    with pytest.raises(LibraryError, match="metering : deux fois la version 1"):
        load(folder)

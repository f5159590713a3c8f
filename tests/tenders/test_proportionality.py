"""The meter's rules on plain values: what a word means, what silence means, who falls out where."""

from datetime import UTC, datetime

import pytest

from procurement.legal import Severity
from tenders.proportionality import (
    Ability,
    Kind,
    LotMeter,
    Requirement,
    Said,
    Statement,
    Step,
    Tally,
    best_of,
    each_of,
    said_at,
    sum_of,
)

YES, CONDITIONS, NO, UNKNOWN = Ability.YES, Ability.CONDITIONS, Ability.NO, Ability.UNKNOWN


def statement(ability, level="", *, day=1, version=1, **more):
    on = datetime(2027, 1, day, tzinfo=UTC)
    return Statement(ability, on, "déclaré sur la fiche", version, level, **more)


def step(label="", **said):
    return Step(label, {key: Said(ability) for key, ability in said.items()}, best_of({}))


def requirement(*steps, used=0, kind=Kind.CLAUSE, **more):
    return Requirement("r", "Exigence", kind, ("L2142-1",), steps, used, **more)


def meter(*requirements, suppliers="abc", groups=()):
    names = {key: f"Atelier {key.upper()}" for key in suppliers}
    return LotMeter("Lot 1", names, tuple(map(frozenset, groups)), requirements)


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "level", "means"),
    [
        (statement(YES), "", YES),
        (statement(YES, "significant"), "basic", YES),
        (statement(YES, "significant"), "significant", YES),
        (statement(YES, "significant"), "exemplary", UNKNOWN),
        (statement(CONDITIONS, "exemplary"), "basic", CONDITIONS),
        (statement(NO, "significant"), "basic", UNKNOWN),
        (statement(NO, "significant"), "significant", NO),
        (statement(NO, "significant"), "exemplary", NO),
        (statement(YES), "basic", YES),
        (statement(YES), "significant", UNKNOWN),
    ],
)
def test_who_can_more_can_less_and_who_cannot_less_cannot_more(said, level, means):
    assert said_at([said], level, 1).ability is means


def test_the_last_word_wins_whatever_its_origin():
    said = [statement(NO, day=2), statement(YES, day=3), statement(CONDITIONS, day=1)]

    assert said_at(said, "", 1).ability is YES


def test_of_two_words_of_one_day_the_one_on_this_very_level_counts():
    said = [statement(YES, "exemplary"), statement(CONDITIONS, "basic")]

    assert said_at(said, "basic", 1).ability is CONDITIONS


def test_a_word_on_another_version_waits_for_a_confirmation():
    said = said_at([statement(NO, version=1)], "", 2)

    assert (said.ability, said.outdated) == (UNKNOWN, True)


def test_nobody_heard_is_neither_outdated_nor_a_refusal():
    assert said_at([], "", 1) == Said()


def test_the_origin_the_date_and_the_note_are_kept():
    said = said_at([statement(CONDITIONS, note="Avec une avance.", open=True)], "", 1)

    assert plain(said.why) == "déclaré sur la fiche, 1er janvier 2027 : Avec une avance."
    assert said.open


def test_silence_makes_a_range_and_never_a_refusal():
    tally = Tally.of([YES, CONDITIONS, NO, NO, NO, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN])

    assert (tally.least, tally.most) == (2, 6)
    assert plain(tally.range) == "entre 2 et 6 sur 9"


def test_without_silence_one_figure_is_enough():
    found = meter(requirement(step(a=YES, b=YES, c=NO)))

    assert plain(found.rows[0].sentence) == "Cette exigence laisse 2 fournisseurs sur 3."


def test_with_silence_the_sentence_says_how_many_said_nothing():
    found = meter(requirement(step(a=CONDITIONS, b=NO)))

    assert plain(found.rows[0].sentence) == (
        "Cette exigence laisse entre 1 et 2 fournisseurs sur 3, dont 1 avec conditions : "
        "1 n’a rien dit."
    )


def test_a_requirement_nobody_spoke_of_says_so():
    found = meter(requirement(step()))

    assert plain(found.rows[0].sentence) == "Aucun des 3 fournisseurs n'en a encore rien dit."


def test_words_on_another_version_are_said_to_be_confirmed():
    old = Step("", {"a": Said(outdated=True)}, best_of({}))

    assert "dont 1 à confirmer" in meter(requirement(old)).rows[0].sentence


@pytest.mark.parametrize(
    ("members", "can"),
    [("a", YES), ("c", NO), ("ac", YES), ("bc", CONDITIONS), ("cd", UNKNOWN), ("abcd", YES)],
)
def test_a_group_meets_a_clause_when_one_member_does(members, can):
    said = {"a": Said(YES), "b": Said(CONDITIONS), "c": Said(NO)}

    assert best_of(said)(members) is can


@pytest.mark.parametrize(("members", "can"), [("ab", YES), ("ac", NO), ("ad", UNKNOWN)])
def test_a_reserved_lot_asks_every_member(members, can):
    said = {"a": Said(YES), "b": Said(YES), "c": Said(NO)}

    assert each_of(said)(members) is can


@pytest.mark.parametrize(
    ("members", "can"), [("a", NO), ("ab", YES), ("ac", UNKNOWN), ("abc", YES), ("c", UNKNOWN)]
)
def test_capacities_of_members_add_up(members, can):
    assert sum_of({"a": 0.4, "b": 0.6, "c": None}, 1.0, YES)(members) is can


def test_each_level_says_who_falls_out_there():
    low = step("de base", a=YES, b=YES, c=NO)
    high = Step(
        "exemplaire", {"a": Said(YES), "b": Said(NO, open=True), "c": Said(NO)}, best_of({})
    )
    rungs = meter(requirement(low, high, used=1)).rows[0].rungs

    assert [(rung.lost, rung.names, rung.is_used) for rung in rungs] == [
        (1, (), False),
        (1, ("Atelier B",), True),
    ]
    assert plain(rungs[0].sentence) == "de base : 2 sur 3 ; 1 sort ici (1 sans nom)."


def test_only_what_the_team_may_read_is_told_by_name():
    said = {"a": Said(YES, "déclaré sur la fiche", open=False), "b": Said(NO, "répondu", open=True)}
    row = meter(requirement(Step("", said, best_of(said)))).rows[0]

    assert [plain(told.sentence) for told in row.told] == ["Atelier B : non (répondu)"]


def test_a_looser_level_is_proposed_when_it_leaves_more():
    low, high = step("niveau « de base »", a=YES, b=YES, c=NO), step("haut", a=YES, b=NO, c=NO)
    row = meter(requirement(low, high, used=1)).rows[0]

    assert "Niveau « de base » : 2 sur 3." in [plain(advice) for advice in row.advice]


def test_groups_are_proposed_when_they_hold_what_single_suppliers_do_not():
    measures = {"a": 0.5, "b": 0.5, "c": 0.2}
    said = {key: Said(NO) for key in measures}
    row = meter(requirement(Step("", said, sum_of(measures, 1.0, YES))), groups=["ab", "bc"]).rows[
        0
    ]

    assert (row.groups.yes, row.groups.no) == (1, 1)
    assert any("En groupement, 1 sur 2" in advice for advice in row.advice)


def test_all_together_a_supplier_holds_what_it_holds_everywhere():
    found = meter(
        requirement(step(a=YES, b=YES, c=YES)), requirement(step(a=YES, b=CONDITIONS, c=NO))
    )

    assert found.together == Tally(yes=1, conditions=1, no=1)


def test_one_refusal_outweighs_silence_elsewhere():
    found = meter(requirement(step(a=NO)), requirement(step(b=YES, c=YES)))

    assert found.together == Tally(no=1, unknown=2)


def test_a_criterion_excludes_nobody():
    found = meter(requirement(step(a=NO, b=NO, c=NO), kind=Kind.CRITERION))

    assert found.together == Tally(yes=3)
    assert list(found.findings()) == []


def test_the_requirement_that_costs_most_is_named():
    heavy = Requirement("h", "Lourde", Kind.CLAUSE, (), (step(a=YES, b=NO, c=NO),))
    light = Requirement("l", "Légère", Kind.CLAUSE, (), (step(a=YES, b=YES, c=NO),))
    found = meter(heavy, light)

    assert plain(found.advice[0]) == "Sans « Lourde », il en resterait jusqu'à 2."


@pytest.mark.parametrize(("able", "warned"), [(2, True), (3, False)])
def test_it_warns_under_three(able, warned):
    said = {key: YES if place < able else NO for place, key in enumerate("abcd")}
    findings = list(meter(requirement(step(**said)), suppliers="abcd").findings())

    assert bool(findings) is warned
    assert all(finding.severity is Severity.WARNING for finding in findings)
    assert {f.rule for f in findings} == (
        {"requirement_leaves_few", "requirements_too_narrow_together"} if warned else set()
    )


def test_silence_that_may_still_give_three_offers_is_advice_and_not_a_warning():
    [finding] = meter(requirement(step(a=YES))).findings()

    assert (finding.rule, finding.severity) == ("requirements_little_known", Severity.ADVICE)
    assert "Interrogez les 2" in finding.instead


def test_no_supplier_found_is_warned_and_accuses_no_requirement():
    found = meter(requirement(step()), suppliers="")

    assert "Aucun fournisseur n'est connu" in found.sentence
    assert [f.rule for f in found.findings()] == ["no_supplier_found"]
    assert found.advice == []

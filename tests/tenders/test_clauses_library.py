"""Every clause of the shipped library is walked: a missing link of its chain fails here."""

import re
from collections import Counter
from datetime import date

import pytest

from tenders.clauses import FACTS, Level, Place, State, VariableType, library
from tenders.clauses.clause import PLACEHOLDER
from tenders.clauses.library import FOLDER
from tenders.models.tender import CriterionKind

CLAUSES = library().clauses
LAUNCH = date(2026, 11, 23)


def every(*places):
    chosen = [c for c in CLAUSES if not places or c.place in places]
    return pytest.mark.parametrize("clause", chosen, ids=[c.id for c in chosen])


def words(text):
    return len(text.split())


def texts(clause):
    """Each text of the clause that carries blanks."""
    yield from (clause.text_at(level) for level in (None, *(level for level, _ in clause.levels)))
    yield clause.follow_up.penalty if clause.follow_up else ""


@every()
def test_the_id_is_a_stable_slug(clause):
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", clause.id)
    assert len(clause.id) <= 80


def test_no_two_clauses_share_a_title():
    twice = [title for title, count in Counter(c.title for c in CLAUSES).items() if count > 1]

    assert twice == []


@every()
def test_the_clause_says_why_and_what_to_watch_in_few_words(clause):
    assert 10 <= words(clause.why) <= 120
    assert 10 <= words(clause.attention) <= 120
    assert words(clause.feasibility) >= 4
    assert clause.source


@every()
def test_every_blank_is_declared_and_every_declared_variable_is_used(clause):
    used = {name for text in texts(clause) for name in PLACEHOLDER.findall(text)}

    assert used == {variable.name for variable in clause.variables}


@every()
def test_no_text_keeps_a_stray_brace(clause):
    for text in texts(clause):
        assert not set("{}") & set(PLACEHOLDER.sub("", text))


@every()
def test_defaults_and_values_of_levels_respect_their_own_limits(clause):
    for variable in clause.variables:
        assert bool(variable.choices) == (variable.type == VariableType.CHOICE)
        if variable.default is not None:
            variable.read(variable.default)
    for _, content in clause.levels:
        for name, value in content.values:
            clause.variable(name).read(value)


@every()
def test_a_variable_has_a_value_or_a_fact_to_take_it_from(clause):
    for variable in clause.variables:
        assert variable.default is not None or variable.fact in FACTS


@every()
def test_levels_come_by_three_in_order_and_change_one_thing(clause):
    if not clause.levels:
        return
    contents = [content for _, content in clause.levels]
    by_text = [content.text for content in contents if content.text]
    by_values = [content.values for content in contents if content.values]

    assert [level for level, _ in clause.levels] == list(Level)
    assert len(set(by_text)) == 3 or len(set(by_values)) == 3


@every()
def test_the_legal_basis_is_dated_and_in_force_when_the_clause_was_checked(clause):
    assert clause.legal_basis
    assert clause.in_force(clause.checked)
    assert clause.checked <= LAUNCH


@every()
def test_the_history_tells_each_version_in_order(clause):
    assert [change.version for change in clause.history] == list(range(1, clause.version + 1))
    days = [change.date for change in clause.history]
    assert days == sorted(days)


@every()
def test_a_small_body_finds_at_least_one_free_proof(clause):
    assert any(proof.free for proof in clause.proofs)


@every()
def test_families_are_prefixes_of_cpv_codes(clause):
    assert all(re.fullmatch(r"[0-9]{2,8}", family) for family in clause.families)


@every(Place.SPECIFICATION, Place.SELECTION)
def test_what_is_asked_before_award_says_how_it_is_verified(clause):
    assert words(clause.verification) >= 4
    assert clause.award is None
    assert clause.follow_up is None


@every(Place.AWARD)
def test_a_criterion_has_its_scale_weights_example_and_expected_answer(clause):
    award = clause.award

    assert award.kind in CriterionKind.values
    assert [step.score for step in award.scale] == [0, 1, 2, 3, 4, 5]
    assert len({step.text for step in award.scale}) == 6
    low, high = award.weight_range
    assert 0 < low <= award.example.weight <= high <= 60
    assert award.example.score in {step.score for step in award.scale}
    assert words(award.expected) >= 3
    assert 1 <= award.max_pages <= 6


@every(Place.PERFORMANCE)
def test_a_condition_has_control_frequency_owner_indicator_and_penalty(clause):
    follow_up = clause.follow_up

    for said in (follow_up.control, follow_up.frequency, follow_up.owner, follow_up.indicator):
        assert said
    assert words(follow_up.penalty) >= 4


@every(Place.PERFORMANCE)
def test_a_penalty_in_euros_is_a_variable_with_a_ceiling(clause):
    for variable in clause.variables:
        if variable.name.startswith("penalty"):
            assert variable.maximum is not None


@every()
def test_no_clause_needs_what_it_excludes(clause):
    assert not set(clause.needs) & set(clause.excludes)
    assert clause.id not in (*clause.needs, *clause.excludes)


@every()
def test_the_clause_fills_with_its_own_proposals_and_nothing_else_is_missing(clause):
    filled = clause.fill({}, level=Level.BASIC)
    from_facts = {v.name for v in clause.variables if v.fact and v.default is None}

    assert filled.invalid == ()
    assert set(filled.missing) <= from_facts


@every()
def test_typography_is_french(clause):
    for text in (clause.title, clause.text, clause.why, clause.attention, clause.feasibility):
        assert not re.search(r" [;:!?%€»]|« ", text), text
        assert "  " not in text


def test_the_library_covers_the_four_places_and_every_theme():
    assert {clause.place for clause in CLAUSES} == set(Place)
    assert set(library().themes) == {theme for clause in CLAUSES for theme in clause.themes}


def test_reuse_in_collective_catering_is_the_deepest_theme():
    reuse = library().filter(theme="reuse_catering")

    assert len(reuse) >= 30
    assert {clause.place for clause in reuse} == set(Place)


def test_the_library_is_large_enough_to_draft_most_responsible_purchases():
    assert len(CLAUSES) >= 140


def test_what_the_library_ships_is_published_or_retired():
    assert {clause.state for clause in CLAUSES} <= {State.PUBLISHED, State.RETIRED}


def test_every_article_listed_grounds_some_clause():
    listed = re.findall(r"^([A-Z][\w.-]+):", (FOLDER / "_articles.yaml").read_text(), re.M)
    cited = {id for path in FOLDER.glob("[!_]*.yaml") for id in _cited(path.read_text())}

    assert set(listed) == cited


def _cited(text):
    for found in re.findall(r"legal: \[([^\]]*)\]", text):
        yield from (id.strip() for id in found.split(","))

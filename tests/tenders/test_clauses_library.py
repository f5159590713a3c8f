"""Every clause of the shipped library is walked: a missing link of its chain is named here."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from procurement.legal import Severity
from tenders.clause_wording import wording_remarks
from tenders.clauses import FACTS, Level, Place, State, VariableType, library
from tenders.clauses.clause import PLACEHOLDER
from tenders.clauses.differences import differences
from tenders.clauses.faults import broken, lacking
from tenders.clauses.library import FOLDER
from tenders.models import CriterionKind

CLAUSES = library().clauses
ASKED = [c for c in CLAUSES if c.place in (Place.SPECIFICATION, Place.SELECTION)]
CRITERIA = [c for c in CLAUSES if c.place == Place.AWARD]
CONDITIONS = [c for c in CLAUSES if c.place == Place.PERFORMANCE]


def failing(clauses, holds):
    """The ids of the clauses for which the rule does not hold: none is expected."""
    return [clause.id for clause in clauses if not holds(clause)]


def words(text):
    return len(text.split())


def texts(clause):
    """Each text of the clause that carries blanks."""
    yield from (clause.text_at(level) for level in (None, *(level for level, _ in clause.levels)))
    yield clause.follow_up.penalty if clause.follow_up else ""


def test_ids_are_short_slugs_and_titles_are_never_shared():
    slug = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
    titles = Counter(clause.title for clause in CLAUSES)

    assert failing(CLAUSES, lambda c: slug.fullmatch(c.id) and len(c.id) <= 80) == []
    assert failing(CLAUSES, lambda c: titles[c.title] == 1) == []


def test_each_clause_says_why_and_what_to_watch_within_120_words():
    assert failing(CLAUSES, lambda c: 10 <= words(c.why) <= 120) == []
    assert failing(CLAUSES, lambda c: 10 <= words(c.attention) <= 120) == []


def test_each_clause_says_how_feasible_it_is_and_where_it_comes_from():
    assert failing(CLAUSES, lambda c: words(c.feasibility) >= 4 and c.source) == []


def test_blanks_in_the_texts_are_exactly_the_declared_variables():
    def holds(clause):
        used = {name for text in texts(clause) for name in PLACEHOLDER.findall(text)}
        return used == {variable.name for variable in clause.variables}

    assert failing(CLAUSES, holds) == []


def test_no_text_keeps_a_stray_brace():
    def holds(clause):
        return not any(set("{}") & set(PLACEHOLDER.sub("", text)) for text in texts(clause))

    assert failing(CLAUSES, holds) == []


def test_a_variable_has_a_readable_default_or_a_fact_to_take_its_value_from():
    def holds(clause):
        return all(
            v.accepts(v.default) if v.default is not None else v.fact in FACTS
            for v in clause.variables
        )

    assert failing(CLAUSES, holds) == []


def test_choices_are_given_to_the_variables_of_that_type_only():
    def holds(clause):
        return all(bool(v.choices) == (v.type == VariableType.CHOICE) for v in clause.variables)

    assert failing(CLAUSES, holds) == []


def test_levels_come_by_three_in_order_and_each_differs():
    def holds(clause):
        contents = [content for _, content in clause.levels]
        by_values = len({content.values for content in contents}) == 3
        by_text = len({content.text for content in contents if content.text}) == 3
        return [level for level, _ in clause.levels] == list(Level) and by_values != by_text

    assert failing([c for c in CLAUSES if c.levels], holds) == []


def test_the_values_of_a_level_respect_the_limits_of_their_variables():
    def holds(clause):
        return all(
            clause.variable(name).accepts(value)
            for _, content in clause.levels
            for name, value in content.values
        )

    assert failing(CLAUSES, holds) == []


def test_the_legal_basis_is_in_force_the_day_the_clause_was_checked():
    assert failing(CLAUSES, lambda c: c.legal_basis and c.in_force(c.checked)) == []


def test_the_history_tells_each_version_in_order():
    def holds(clause):
        days = [change.date for change in clause.history]
        versions = [change.version for change in clause.history]
        return versions == list(range(1, clause.version + 1)) and days == sorted(days)

    assert failing(CLAUSES, holds) == []


def test_a_small_body_always_finds_a_free_proof():
    assert failing(CLAUSES, lambda c: any(proof.free for proof in c.proofs)) == []


def test_families_are_prefixes_of_cpv_codes():
    def holds(clause):
        return all(re.fullmatch(r"[0-9]{2,8}", family) for family in clause.families)

    assert failing(CLAUSES, holds) == []


def test_what_is_asked_before_the_award_says_how_it_is_verified():
    def holds(clause):
        return words(clause.verification) >= 4 and not (clause.award or clause.follow_up)

    assert failing(ASKED, holds) == []


def test_a_criterion_describes_every_mark_from_0_to_5():
    def holds(clause):
        steps = clause.award.scale
        return [step.score for step in steps] == list(range(6)) and len(
            {s.text for s in steps}
        ) == 6

    assert failing(CRITERIA, holds) == []


def test_a_criterion_has_a_weight_range_and_an_example_within_it():
    def holds(clause):
        low, high = clause.award.weight_range
        example = clause.award.example
        return 0 < low <= example.weight <= high <= 60 and 0 <= example.score <= 5

    assert failing(CRITERIA, holds) == []


def test_a_criterion_says_what_answer_it_expects_and_its_kind():
    def holds(clause):
        award = clause.award
        return (
            award.kind in CriterionKind.values
            and words(award.expected) >= 3
            and 1 <= award.max_pages <= 6
        )

    assert failing(CRITERIA, holds) == []


def test_a_condition_says_who_controls_what_how_often_and_what_a_breach_costs():
    def holds(clause):
        sheet = clause.follow_up
        said = (sheet.control, sheet.frequency, sheet.owner, sheet.indicator)
        return all(said) and words(sheet.penalty) >= 4

    assert failing(CONDITIONS, holds) == []


def test_a_penalty_in_euros_is_a_variable_with_a_ceiling():
    def holds(clause):
        penalties = [v for v in clause.variables if v.name == "penalty"]
        return all(v.maximum is not None and v.default for v in penalties) and not re.search(
            r"\d\s€ par", clause.follow_up.penalty
        )

    assert failing(CONDITIONS, holds) == []


def test_no_clause_needs_what_it_excludes_nor_itself():
    def holds(clause):
        return not set(clause.needs) & {*clause.excludes, clause.id} and (
            clause.id not in clause.excludes
        )

    assert failing(CLAUSES, holds) == []


def test_a_clause_fills_by_itself_but_for_the_facts_of_the_diagnosis():
    def holds(clause):
        filled = clause.fill({})
        awaited = {v.name for v in clause.variables if v.fact and v.default is None}
        return not filled.invalid and set(filled.missing) == awaited

    assert failing(CLAUSES, holds) == []


def test_typography_is_french():
    bad = re.compile(r" [;:!?%€»]|« |  ")

    def holds(clause):
        said = (clause.title, clause.text, clause.why, clause.attention, clause.feasibility)
        return not any(bad.search(text) for text in said)

    assert failing(CLAUSES, holds) == []


def test_no_version_of_a_shipped_clause_is_broken_or_lacks_a_part_of_its_chain():
    """The rules that authorities' clauses must pass are those that ours pass."""
    known = {clause.id for clause in CLAUSES}
    faults = {
        clause.name: [fault.message for fault in (*broken(clause, known), *lacking(clause))]
        for clause in library().versions
    }

    assert {name: said for name, said in faults.items() if said} == {}


def test_a_past_version_is_kept_for_the_tenders_that_hold_it():
    for clause in CLAUSES:
        numbers = [c.version for c in library().versions_of(clause.id)]
        assert numbers == list(range(1, clause.version + 1)), clause.id


def test_two_versions_of_a_clause_never_say_the_same():
    for clause in CLAUSES:
        versions = library().versions_of(clause.id)
        for old, new in pairwise(versions):
            assert differences(old, new), new.name


@pytest.mark.parametrize("clause", library().versions, ids=lambda clause: clause.name)
def test_check_wording_finds_nothing_blocking_in_our_own_words(clause):
    """What we advise to write must pass our own control, all levels and penalties filled in."""
    blocking = [r for r in wording_remarks(clause) if r.severity == Severity.BLOCKING]

    assert blocking == []


def test_the_library_covers_the_four_places_and_every_theme():
    assert {clause.place for clause in CLAUSES} == set(Place)
    assert set(library().themes) == {theme for clause in CLAUSES for theme in clause.themes}


def test_reuse_in_collective_catering_is_the_deepest_theme():
    reuse = library().filter(theme="reuse_catering")

    assert len(reuse) >= 30
    assert {clause.place for clause in reuse} == set(Place)


def test_the_library_is_large_enough_for_most_responsible_purchases():
    assert len(CLAUSES) >= 140


def test_what_the_library_ships_is_published_or_retired():
    assert {clause.state for clause in CLAUSES} <= {State.PUBLISHED, State.RETIRED}


def test_every_article_listed_grounds_some_clause():
    listed = re.findall(r"^([A-Z][\w.-]+):", (FOLDER / "_articles.yaml").read_text(), re.M)
    cited = re.findall(
        r"legal: \[([^\]]*)\]", " ".join(p.read_text() for p in FOLDER.glob("[!_]*.yaml"))
    )

    assert set(listed) == {id.strip() for ids in cited for id in ids.split(",")}

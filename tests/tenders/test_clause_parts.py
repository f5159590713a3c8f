"""What the pure library can tell of a clause: faults, differences, changes, another home for it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.differences import ADDED, REMOVED, word_differences
from procurement.legal import Law, LegalValue, Severity, law
from tenders.clauses import Change, Clause, LegalBasis, Standing, State, articles, library
from tenders.clauses.changes import Taken, article_keys, changes
from tenders.clauses.differences import differences
from tenders.clauses.faults import broken, costly, lacking
from tenders.clauses.loading import read_clause
from tenders.clauses.writing import as_content

KNOWN = {clause.id for clause in library().clauses}
LAUNCH = date(2027, 2, 15)
TAKEN = date(2026, 12, 1)


def clause(id="return-logistics", **changed) -> Clause:
    return replace(library().get(id), **changed)


def messages(faults):
    return [fault.message for fault in faults]


@pytest.mark.parametrize("id", [c.id for c in library().clauses])
def test_a_clause_survives_the_journey_into_the_database(id):
    shipped = library().get(id)

    again = read_clause(
        as_content(shipped),
        library().themes,
        articles(),
        id,
        id=id,
        version=shipped.version,
        history=shipped.history,
        checked=shipped.checked,
        source=shipped.source,
    )

    assert again == shipped


def test_a_placeholder_that_nobody_declared_is_named():
    said = messages(broken(clause(text="Reprise sous {jours} jours."), KNOWN))

    assert said
    assert "jours" in said[0]
    assert "pas déclarées" in said[0]


def test_a_stray_brace_is_told():
    assert any("accolade" in m for m in messages(broken(clause(text="Reprise {Sous."), KNOWN)))


@pytest.mark.parametrize(("count", "refused"), [(120, False), (121, True)])
@pytest.mark.parametrize("field", ["why", "attention"])
def test_why_and_attention_hold_in_120_words(field, count, refused):
    faults = broken(clause(**{field: "mot " * count}), KNOWN)

    assert any(fault.field == field for fault in faults) == refused


def test_a_dead_link_to_another_clause_is_named():
    said = messages(broken(clause(needs=("never-written",)), KNOWN))

    assert said
    assert "never-written" in said[0]


def test_a_clause_cannot_need_what_it_excludes():
    both = clause(needs=("buffer-stock",), excludes=("buffer-stock",))

    assert any("exiger ce qu'elle exclut" in m for m in messages(broken(both, KNOWN)))


def test_a_default_out_of_its_limits_is_told():
    frequency = replace(library().get("return-logistics").variable("frequency"), default=99)

    assert any(
        "99" in m
        for m in messages(
            broken(clause(variables=(frequency,), text="{frequency}", follow_up=None), KNOWN)
        )
    )


def test_a_performance_clause_without_follow_up_says_all_that_is_missing():
    said = " ".join(messages(lacking(clause(follow_up=None))))

    for part in ("contrôle", "fréquence", "qui le fait", "indicateur", "pénalité"):
        assert part in said


def test_a_criterion_needs_each_mark_described():
    award = library().get("award-reuse-performance").award
    short = replace(award, scale=award.scale[:4])

    said = messages(lacking(clause("award-reuse-performance", award=short)))

    assert any("4 et 5" in m for m in said)


@pytest.mark.parametrize(
    ("low", "high", "wrong"), [(0, 10, True), (1, 60, False), (1, 61, True), (20, 10, True)]
)
def test_the_advised_weight_stays_between_1_and_60(low, high, wrong):
    award = library().get("award-reuse-performance").award
    example = replace(award.example, weight=low)
    changed = replace(award, weight_range=(low, high), example=example)

    said = messages(lacking(clause("award-reuse-performance", award=changed)))

    assert any("poids conseillé va de" in m for m in said) == wrong


def test_what_is_asked_before_the_award_says_how_it_is_verified():
    assert any("vérifier" in m for m in messages(lacking(clause("buffer-stock", verification=""))))


def test_a_proof_that_costs_is_a_warning_and_a_free_one_is_due():
    proofs = tuple(replace(p, free=False) for p in clause().proofs)

    assert costly(clause(proofs=proofs))
    assert any(costly(clause(proofs=proofs)))
    assert any("preuve gratuite" in m for m in messages(lacking(clause(proofs=proofs))))
    assert not any(costly(clause()))


def test_words_removed_and_added_are_told_apart():
    pieces = word_differences("sous deux jours ouvrés", "sous trois jours ouvrés")

    assert [(p.kind, p.text.strip()) for p in pieces if p.kind in (ADDED, REMOVED)] == [
        (REMOVED, "deux"),
        (ADDED, "trois"),
    ]
    assert "".join(p.text for p in pieces if p.kind != REMOVED) == "sous trois jours ouvrés"


def test_two_versions_differ_by_the_parts_that_changed_only():
    new = clause(title="Reprise quotidienne", legal_basis=clause().legal_basis[:1])

    assert [d.label for d in differences(clause(), new)] == ["Titre", "Fondement"]
    assert differences(clause(), clause()) == ()


BASIS = LegalBasis("R9999-1", "Texte d'essai", date(2020, 1, 1))
NO_LAW = Law({})


def found(used, standing=None, *, at=LAUNCH, basis=(), legal=NO_LAW):
    taken = Taken(used, TAKEN, basis)
    return list(changes(taken, standing or used, at=at, law=legal))


def rules(findings):
    return [finding.rule for finding in findings]


@pytest.mark.parametrize(
    ("until", "expected"), [(date(2027, 2, 15), []), (date(2027, 2, 14), ["clause_basis_ended"])]
)
def test_a_basis_that_ends_before_the_launch_is_an_alert(until, expected):
    used = clause(legal_basis=(replace(BASIS, until=until),))

    assert rules(found(used)) == expected


@pytest.mark.parametrize(
    ("since", "expected"), [(date(2027, 2, 15), []), (date(2027, 2, 16), ["clause_basis_coming"])]
)
def test_a_basis_that_begins_after_the_launch_is_an_alert(since, expected):
    assert rules(found(clause(legal_basis=(replace(BASIS, since=since),)))) == expected


def test_a_basis_whose_dates_changed_since_the_clause_was_taken_is_an_alert():
    used = clause(legal_basis=(replace(BASIS, until=date(2028, 1, 1)),))
    before = [{"article": "R9999-1", "since": "2020-01-01", "until": None}]
    same = [{"article": "R9999-1", "since": "2020-01-01", "until": "2028-01-01"}]

    assert rules(found(used, basis=before)) == ["clause_basis_moved"]
    assert found(used, basis=same) == []


def test_a_newer_version_is_advice_and_a_warning_when_its_basis_differs():
    used = clause(legal_basis=(BASIS,))
    news = (*used.history, Change(2, LAUNCH, "Délai ramené à un jour."))
    newer = replace(used, version=2, history=news)
    moved = replace(newer, legal_basis=(replace(BASIS, article="R9999-2"),))

    advice, warning = found(used, newer)[0], found(used, moved)[0]

    assert (advice.rule, advice.severity) == ("clause_newer_version", Severity.ADVICE)
    assert "Délai ramené à un jour." in advice.why
    assert warning.severity == Severity.WARNING
    assert set(warning.legal_ref) == {"R9999-1", "R9999-2"}


def test_a_retired_clause_is_an_alert():
    used = clause(legal_basis=(BASIS,))

    assert rules(found(used, replace(used, state=State.RETIRED))) == ["clause_retired"]


def value(amount, since, until=None):
    return LegalValue(
        "ceiling", "Plafond d'essai", "PERCENT", amount, "R9999-1", "Code", "", since, since, until
    )


@pytest.mark.parametrize(
    ("since", "expected"),
    [(date(2027, 2, 15), ["clause_legal_value_changed"]), (date(2027, 2, 16), []), (TAKEN, [])],
)
def test_a_figure_of_the_law_that_changes_between_drafting_and_launch_is_an_alert(since, expected):
    legal = Law({"ceiling": (value(5, date(2020, 1, 1)), value(10, since))})

    assert rules(found(clause(legal_basis=(BASIS,)), legal=legal)) == expected


def test_a_figure_that_no_article_of_the_clause_sets_is_silent():
    legal = Law({"ceiling": (value(5, date(2020, 1, 1)), value(10, LAUNCH))})

    assert found(clause(legal_basis=(replace(BASIS, article="R8888-1"),)), legal=legal) == []


def test_the_real_law_and_the_shipped_clauses_speak_of_the_same_articles():
    keys = {
        key for c in library().clauses for b in c.legal_basis for key in article_keys(b.article)
    }
    values = {key for known in law().values.values() for key in article_keys(known[0].article)}

    assert {"L2113-12", "R2191-7", "2020-105/58", "2026-796/8", "L230-5-1"} <= keys & values


@pytest.mark.parametrize(
    ("at", "standing"),
    [
        (date(2019, 12, 31), Standing.COMING),
        (date(2020, 1, 1), Standing.ENDING),
        (date(2028, 1, 1), Standing.ENDING),
        (date(2028, 1, 2), Standing.ENDED),
    ],
)
def test_a_basis_tells_where_it_stands_at_a_date(at, standing):
    assert replace(BASIS, until=date(2028, 1, 1)).standing(at) == standing


def test_a_doubt_is_said_and_never_hidden():
    assert BASIS.standing(LAUNCH) == Standing.IN_FORCE
    assert replace(BASIS, doubt="À confirmer.").standing(LAUNCH) == Standing.DOUBTFUL


def test_a_draft_never_hides_the_version_that_stands():
    shelf = library().with_clauses([clause(version=2, state=State.DRAFT)])

    assert shelf.get("return-logistics").version == 1
    assert shelf.get("return-logistics", 2).state == State.DRAFT
    assert [c.version for c in shelf.versions_of("return-logistics")] == [1, 2]


def test_figures_that_depend_on_the_level_follow_it_and_what_is_typed():
    rate = library().get("loss-breakage-rate")

    assert [rate.given({}, level)["rate"] for level, _ in rate.levels] == [8, 5, 3]
    assert rate.given({"rate": "6"}, "basic")["rate"] == "6"


def test_frictions_of_a_clause_are_said_before_it_is_added():
    said = library().frictions("reserved-insertion", ["reserved-handicap"])
    needed = library().frictions("peak-periods", [])

    assert "ne vont pas ensemble" in said[0].text
    assert "ne se tient pas sans" in needed[0].text
    assert library().frictions("buffer-stock", ["reserved-handicap"]) == []


def test_a_clause_set_aside_says_the_condition_and_what_is_known():
    aside = {
        c.id: (cond.words, said) for c, cond, said in library().set_aside({"nature": "fournitures"})
    }

    assert "nature du marché" in aside["reserved-ess"][0]
    assert aside["reserved-ess"][1] == "fournitures"


def test_filters_by_level_state_proofs_and_date():
    levels = library().filter(level="exemplary")
    free = library().filter(free_proofs=True)
    before = {c.id for c in library().filter(at=date(2026, 1, 1))}

    assert levels
    assert all(c.levels for c in levels)
    assert 0 < len(free) < len(library().clauses)
    assert all(c.free_proofs for c in free)
    assert "food-eu-origin" in before  # its other articles ground it already
    assert library().filter(state="retired") == tuple(
        c for c in library().clauses if c.state == State.RETIRED
    )


@pytest.mark.parametrize(
    ("level", "typed", "hours"),
    [
        (None, {}, 1000),
        ("basic", {}, 714),
        ("significant", {}, 1000),
        ("exemplary", {}, 1429),
        ("basic", {"labour": "60"}, 857),
        ("basic", {"cost": "25"}, 1000),
        ("basic", {"hours": "900"}, "900"),
    ],
)
def test_the_insertion_hours_follow_the_level_and_what_is_typed(level, typed, hours):
    facts = {"estimated_value": Decimal(1_000_000), "labour_share_pct": 50}

    assert library().get("insertion-hours").given(typed, level, facts)["hours"] == hours


def test_hours_stay_to_be_filled_while_the_labour_share_is_unknown():
    filled = library().get("insertion-hours").fill({}, "basic", {"estimated_value": 1_000_000})

    assert set(filled.missing) == {"hours", "labour"}

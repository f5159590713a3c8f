from decimal import Decimal

import pytest

from needs import questions
from needs.questions import Choice, Condition, Joint, Question, State, for_sector, join, load
from needs.scenarios import coefficients

SETS = questions.question_sets()


@pytest.mark.parametrize("sector", SETS)
def test_every_set_reads_well(sector):
    for section in SETS[sector].sections:
        assert section.questions, section.id
        for question in section.questions:
            assert question.label[-1] in "?", question.id
            assert "'" not in question.id


@pytest.mark.parametrize("sector", SETS)
def test_every_section_says_why_it_matters(sector):
    assert [section.id for section in SETS[sector].sections if not section.why] == []


@pytest.mark.parametrize(
    ("section", "wanted"),
    [
        ("production", {"production_mode", "central_kitchens", "satellites", "portioning"}),
        ("meals", {"meals_per_day", "open_days_per_week", "open_weeks_per_year"}),
        ("containers", {"container_types", "container_materials", "gastronorm_sizes"}),
        ("containers", {"gastronorm_per_day", "portions_per_day", "portion_volume_l", "lids"}),
        ("washing", {"wash_equipment", "wash_capacity_per_day", "wash_hours_per_day"}),
        ("storage", {"storage_clean_m2", "storage_dirty_m2", "storage_days"}),
        ("returns", {"delivery_days_per_week", "delivery_window", "return_delay_days"}),
        ("losses", {"loss_rate", "loss_rate_now", "deposit"}),
        ("hygiene", {"sanitary_plan", "clean_dirty_apart", "holding_temperature"}),
        ("current", {"packaging_waste_kg", "single_use_cost", "waste_cost", "wash_cost"}),
        ("public", {"publics", "public_constraints", "public_exceptions"}),
    ],
)
def test_reuse_in_collective_catering_asks_what_a_practitioner_would(section, wanted):
    asked = {question.id for question in SETS["reuse_catering"].section(section).questions}
    assert wanted <= asked


@pytest.mark.parametrize("sector", SETS)
def test_numbers_have_limits_and_a_unit(sector):
    for question in SETS[sector].questions:
        if question.type in questions.NUMBERS:
            assert None not in (question.minimum, question.maximum), question.id
            assert question.minimum < question.maximum, question.id
        if question.type in ("integer", "decimal"):
            assert question.unit, question.id


@pytest.mark.parametrize("sector", SETS)
def test_conditions_name_choices_that_exist(sector):
    by_id = {question.id: question for question in SETS[sector].questions}
    for question in SETS[sector].questions:
        for condition in question.when:
            choices = {choice.id for choice in by_id[condition.question].choices}
            assert set(condition.one_of) <= choices | {True, False}, question.id


def test_the_general_set_serves_a_sector_without_its_own():
    assert for_sector("unknown") is SETS["general"]
    assert list(SETS)[-1] == "general"


def test_a_question_waits_for_its_condition():
    washing = for_sector("reuse_catering").section("washing")
    asked = [question.id for question in washing.asked({"wash_equipment": ["none"]})]
    assert asked == ["washing_by", "wash_equipment"]
    asked = [question.id for question in washing.asked({"wash_equipment": ["none", "hood"]})]
    assert asked == ["washing_by", "wash_equipment", "wash_capacity_per_day", "drying"]


@pytest.mark.parametrize(("answer", "holds"), [(None, False), (9, False), (10, True), ("11", True)])
def test_a_condition_may_ask_for_a_number(answer, holds):
    condition = Condition("meals", at_least=Decimal(10))
    assert condition.holds({"meals": answer}) is holds


def test_a_section_is_to_do_then_doing_then_done():
    storage = for_sector("reuse_catering").section("storage")
    answers = {}
    assert storage.state(answers) == State.TODO
    answers["storage_clean_m2"] = 0
    assert storage.state(answers) == State.DOING
    answers["storage_dirty_m2"] = 12
    assert storage.state(answers) == State.DONE


def test_an_answer_of_no_or_zero_is_an_answer():
    hygiene = for_sector("reuse_catering").section("hygiene")
    answers = {"sanitary_plan": "none", "allergens": False}
    assert hygiene.state(answers) == State.DONE


def test_a_whole_set_is_doing_until_all_sections_are_done():
    questions_set = for_sector("reuse_catering")
    assert questions_set.state({}) == State.TODO
    assert questions_set.state({"storage_clean_m2": 3}) == State.DOING


@pytest.mark.parametrize(
    ("joint", "expected"),
    [(Joint.SUM, 7), (Joint.LARGEST, 4), (Joint.SMALLEST, 3), (Joint.AGREED, None)],
)
def test_answers_join_as_the_question_says(joint, expected):
    question = Question("q", "Combien ?", "integer", joint=joint)
    joined = join(question, [3, None, "4"])
    assert (joined.value if joined else None) == expected


def test_an_agreed_answer_stands_for_all():
    question = Question("q", "Combien ?", "decimal", joint=Joint.AGREED)
    assert join(question, ["2.5", "2.5"]).value == "2.5"


def test_a_choice_says_its_label():
    question = Question("q", "Qui ?", "choice", choices=(Choice("a", "nous"),))
    assert question.label_of("a") == "nous"
    assert question.label_of("gone") == "gone"


@pytest.mark.parametrize(
    "question",
    [
        "{id: a, label: A, type: number}",
        "{id: a, label: A, type: choice}",
        "{id: a, label: A, type: choice, choices: [{id: yes, label: oui}]}",
        "{id: a, label: A, type: text, colour: red}",
        "{id: a, label: A, type: text, when: [{question: later, one_of: [x]}]}",
    ],
)
def test_a_broken_file_is_refused_by_its_name(tmp_path, question):
    path = tmp_path / "broken.yaml"
    path.write_text(
        f"title: T\nintro: I\nsections:\n  - {{id: s, title: S, questions: [{question}]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=r"broken\.yaml"):
        load(path)


@pytest.mark.parametrize(
    ("sector", "first"),
    [
        ("bike_logistics", "services_wanted"),
        ("catering", "catering_kind"),
        ("digital", "services_wanted"),
        ("furniture_reuse", "services_wanted"),
    ],
)
def test_whatever_is_bought_each_section_asks_something(sector, first):
    asked = next(question for question in SETS[sector].questions if question.id == first)
    for choice in asked.choices:
        answers = {first: [choice.id] if asked.type == "multi" else choice.id}
        assert all(section.asked(answers) for section in SETS[sector].sections), choice.id


@pytest.mark.parametrize(
    ("sector", "choice", "spared"),
    [
        ("bike_logistics", "workshop", {"load_kg", "distance_km", "temperature", "urgent"}),
        ("furniture_reuse", "collect", {"pieces", "matching", "warranty_months"}),
        ("catering", "events", {"open_days_per_week", "open_weeks_per_year", "vegetarian_meals"}),
    ],
)
def test_nobody_is_asked_about_what_they_do_not_buy(sector, choice, spared):
    answers = {"services_wanted": [choice], "catering_kind": choice}
    asked = {question.id for s in SETS[sector].sections for question in s.asked(answers)}
    assert asked.isdisjoint(spared)


@pytest.mark.parametrize("sector", ["cleaning", "bio_waste"])
def test_a_visit_every_other_week_can_be_said(sector):
    visits = next(q for q in SETS[sector].questions if q.id == "visits_per_week")
    assert visits.type == "decimal"
    assert visits.minimum <= Decimal("0.5")


def test_the_loss_rate_is_asked_as_the_comparison_counts_it():
    """A rate by use read as a rate by year would be fifty times too low."""
    question = next(q for q in SETS["reuse_catering"].questions if q.fact == "loss_rate_pct")
    assert coefficients()["loss_rate"].unit == "% du parc par an"
    assert "Part du parc" in question.help
    assert "en un an" in question.help


REUSE = SETS["reuse_catering"]


def test_an_answer_whose_question_is_closed_counts_no_more():
    answers = {"deposit": "none", "deposit_amount": 2, "loss_rate": 3}
    assert REUSE.in_force(answers) == {"deposit": "none", "loss_rate": 3}


def test_what_a_closed_question_opened_is_closed_too():
    answers = {"wash_equipment": ["none"], "wash_capacity_per_day": 400, "wash_staff": 3}
    assert REUSE.in_force(answers) == {"wash_equipment": ["none"]}


def test_answers_to_what_is_asked_are_all_in_force():
    answers = {"wash_equipment": ["hood"], "wash_capacity_per_day": 0, "wash_staff": 3}
    assert REUSE.in_force(answers) == answers


def test_answers_of_another_sector_are_not_in_force():
    assert REUSE.in_force({"mowed_m2": 400}) == {}

from decimal import Decimal

import pytest

from needs.diagnosis.breakdown import answers_by_section
from needs.questions import question_sets
from tests.needs.made_up import diagnose, line, sheet, site
from tests.needs.plain import plain


def kinds(diagnosis):
    return [gap.kind for gap in diagnosis.gaps if gap.kind != "questions"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [("jour", 225000), ("semaine", 45000), ("mois", "10384.62"), ("an", 1250), ("", 1250)],
)
def test_each_period_becomes_a_year_of_opening(period, expected):
    (total,) = diagnose(sheet("Lille", line(period=period))).totals
    assert total.value == Decimal(expected)


def test_a_month_of_the_whole_year_counts_twelve_times():
    (total,) = diagnose(sheet("Lille", line("10", period="mois", open_weeks=52))).totals
    assert total.value == 120


def test_thirds_of_a_cent_are_rounded_once_and_not_for_each_site():
    sheets = [sheet(f"Commune {n}", line("1", period="mois", open_weeks=36)) for n in range(13)]
    (total,) = diagnose(*sheets).totals
    assert total.value == 108  # 13 × 12 × 36 ÷ 52


def test_members_keep_their_share_of_the_total():
    diagnosis = diagnose(
        sheet("Lille", line("1250")), sheet("Roubaix", line("700")), sheet("Lille", line("50"))
    )
    (total,) = diagnosis.totals
    assert [(share.name, share.value) for share in total.by_member] == [
        ("Lille", 234000),
        ("Roubaix", 126000),
    ]
    assert total.value == 360000


def test_a_site_keeps_its_share_and_the_rest_belongs_to_the_sheet():
    lille = sheet("Lille", line("100", site=1), line("20"), sites=(site(),))
    (total,) = diagnose(lille).totals
    assert [(s.name, s.detail, s.value) for s in total.by_site] == [
        ("École Ferry", "Lille", 18000),
        ("Ensemble de la fiche", "Lille", 3600),
    ]


def test_two_sites_of_one_name_keep_their_own_shares():
    mel = sheet(
        "MEL",
        line("100", site=1),
        line("50", site=2),
        sites=(site(1, "Gymnase"), site(2, "Gymnase", "59512")),
    )
    (total,) = diagnose(mel).totals
    assert [(s.name, s.value) for s in total.by_site] == [("Gymnase", 18000), ("Gymnase", 9000)]


def test_each_site_has_one_row_with_a_column_for_each_total():
    lille = sheet(
        "Lille",
        line("100", site=1),
        line("20"),
        line("60", "contenant", component="lavage", site=1),
        sites=(site(), site(2, "École Verlaine")),
    )
    diagnosis = diagnose(lille)
    assert [total.component for total in diagnosis.totals] == ["lavage", "repas"]
    assert [(row.name, row.commune, row.values) for row in diagnosis.site_rows] == [
        ("Ensemble de la fiche", "", (None, 3600)),
        ("École Ferry", "Lille", (10800, 18000)),
        ("École Verlaine", "Lille", (None, None)),
    ]


def test_a_stock_never_adds_to_a_flow():
    diagnosis = diagnose(
        sheet(
            "Lille",
            line("6000", "contenants", "", component="fourniture"),
            line("200", "contenant", "an", component="fourniture"),
        )
    )
    assert [(t.is_flow, t.value, t.per) for t in diagnosis.totals] == [
        (False, 6000, "au total"),
        (True, 200, "par an"),
    ]


def test_a_member_without_a_sheet_is_said():
    diagnosis = diagnose(sheet("Lille", line()), members=["Lille", "Tourcoing"])
    assert kinds(diagnosis) == ["no_sheet"]
    assert "Tourcoing" in diagnosis.gaps[0].what
    assert diagnosis.members == ("Lille", "Tourcoing")


def test_a_sheet_without_volume_and_a_site_without_volume_are_said():
    assert kinds(diagnose(sheet("Lille"))) == ["no_volume"]
    lille = sheet("Lille", line(site=1), sites=(site(), site(2, "École Verlaine")))
    diagnosis = diagnose(lille)
    assert kinds(diagnosis) == ["site_without_volume"]
    assert "École Verlaine" in diagnosis.gaps[0].what


def test_the_same_thing_counted_for_the_sheet_and_by_site_is_said():
    lille = sheet("Lille", line(), line("300", site=1), sites=(site(),))
    assert kinds(diagnose(lille)) == ["counted_twice"]


def test_units_that_do_not_add_up_are_said_with_who_wrote_them():
    diagnosis = diagnose(
        sheet("Lille", line("500", "kg", "an", label="Biodéchets")),
        sheet("Roubaix", line("12", "bac", "semaine", label="biodéchets")),
    )
    assert kinds(diagnosis) == ["contradictory_units"]
    assert "kg et bac (Lille et Roubaix)" in diagnosis.gaps[0].what


@pytest.mark.parametrize(("answer", "said"), [(1300, []), (1400, ["disagreement"])])
def test_a_questionnaire_far_from_the_volumes_is_said(answer, said):
    lille = sheet("Lille", line("1250"), answers={"meals_per_day": answer})
    assert kinds(diagnose(lille)) == said


def test_what_waits_for_a_decision_is_said():
    assert kinds(diagnose(sheet("Lille", line(), undecided=3))) == ["undecided"]


def test_sections_still_to_answer_are_named():
    diagnosis = diagnose(
        sheet("Lille", line(), answers={"allergens": False, "washing_by": "sites"})
    )
    (gap,) = [gap for gap in diagnosis.gaps if gap.kind == "questions"]
    assert "Lavage" in gap.what
    assert gap.sheet == "Lille"


def test_facts_join_volumes_and_answers():
    facts = diagnose(
        sheet(
            "Lille",
            line("1250"),
            line("6000", "contenant", "", component="fourniture"),
            sites=(site(),),
            answers={
                "wash_capacity_per_day": 400,
                "loss_rate": "1.5",
                "return_delay_days": 2,
                "delivery_days_per_week": 5,
                "container_volume_l": "2.5",
            },
        ),
        sheet(
            "Roubaix",
            answers={
                "meals_per_day": 700,
                "open_days_per_week": 4,
                "open_weeks_per_year": 36,
                "wash_capacity_per_day": 100,
                "loss_rate": 2,
                "return_delay_days": 1,
                "delivery_days_per_week": 4,
                "container_volume_l": "2.5",
            },
        ),
        lead="Métropole Européenne de Lille",
    ).facts()
    assert facts == {
        "meals_per_day": 1950,
        "meals_per_year": 225000 + 100800,
        "containers_total": 6000,
        "wash_capacity_per_day": 500,
        "loss_rate_pct": 2,
        "return_delay_days": 1,
        "delivery_days_per_week": 5,
        "container_volume_l": "2.5",
        "sites": 1,
        "communes": 1,
        "lead_name": "Métropole Européenne de Lille",
    }


def test_what_is_supplied_washed_and_collected_is_counted_once():
    facts = diagnose(
        sheet(
            "Lille",
            line("900", "contenant", component="lavage"),
            line("850", "contenant", component="collecte"),
        )
    ).facts()
    assert facts["containers_per_day"] == 900


def test_answers_that_differ_give_no_agreed_fact():
    facts = diagnose(
        sheet("Lille", answers={"container_volume_l": "2.5"}),
        sheet("Roubaix", answers={"container_volume_l": "4"}),
    ).facts()
    assert "container_volume_l" not in facts


def test_answers_stand_side_by_side_in_french():
    diagnosis = diagnose(
        sheet("Lille", answers={"washing_by": "provider", "loss_rate": "1.5", "drying": True}),
        sheet("Roubaix", service="Écoles", answers={"washing_by": "sites"}),
    )
    rows = {plain(row.label): row for row in diagnosis.answer_rows}
    assert rows["Qui lavera les contenants ?"].answers == (
        ("Lille", "un prestataire"),
        ("Roubaix (Écoles)", "chaque site"),
    )
    losses = rows["Quel taux de perte et de casse tolérez-vous ?"]
    assert losses.answers == (("Lille", "1,5\u00a0%"),)


def test_nothing_at_all_is_a_diagnosis_too():
    diagnosis = diagnose()
    assert (diagnosis.totals, diagnosis.gaps, diagnosis.facts()) == ((), (), {})


def test_every_fact_of_a_question_set_is_named_once():
    for questions in question_sets().values():
        facts = [question.fact for question in questions.questions if question.fact]
        assert len(facts) == len(set(facts)), questions.id


def test_a_total_nobody_named_takes_its_only_designation_or_the_unit_that_says_what_it_counts():
    alone = diagnose(sheet("Lille", line(component=""))).totals
    served = diagnose(
        sheet("Lille", line(component=""), line("50", "couverts", component="", label="Goûters"))
    ).totals

    assert [(t.title, t.value) for t in alone] == [("Repas servis", 225000)]
    assert [(t.title, t.value) for t in served] == [("Repas", 234000)]


@pytest.mark.parametrize("unit", ["m²", "kg", "unités", "pièces", "heures", "passages", "lots"])
def test_what_no_component_names_adds_up_by_designation_where_the_unit_is_a_mere_measure(unit):
    lines = [
        line(quantity, unit, "an", component="", label=label)
        for quantity, label in (("40", "Assiettes"), ("9", "Chaises"), ("2", "chaises"))
    ]
    diagnosis = diagnose(sheet("Lille", lines[0], lines[1]), sheet("Loos", lines[2]))
    assert [(t.title, t.value) for t in diagnosis.totals] == [("Assiettes", 40), ("Chaises", 11)]
    assert [[t.holds(each) for each in lines] for t in diagnosis.totals] == [
        [True, False, False],
        [False, True, True],
    ]


def test_a_designation_that_is_elsewhere_a_component_adds_up_with_it():
    named = line("180", "t", "an", component="déchets verts", label="Tontes")
    plainly = line("20", "t", "an", component="", label="Déchets verts")
    other = line("5", "t", "an", component="", label="Compost")
    diagnosis = diagnose(sheet("Comines", named), sheet("Halluin", plainly, other))
    assert [(t.title, t.value) for t in diagnosis.totals] == [
        ("Compost", 5),
        ("Déchets verts", 200),
    ]
    assert diagnosis.sheets[1].volumes[0].component == "déchets verts"


def test_answers_stand_under_the_section_that_asks_and_empty_ones_are_left_out():
    diagnosis = diagnose(sheet("Lille", answers={"loss_rate": "1.5", "washing_by": "sites"}))
    assert [
        (section.title, [answer.question.id for answer in answered])
        for section, answered in answers_by_section(diagnosis)
    ] == [("Lavage", ["washing_by"]), ("Pertes et consigne", ["loss_rate"])]


def test_half_days_of_opening_count():
    (total,) = diagnose(
        sheet("Lille", line("320", open_days=Decimal("4.5"), open_weeks=36)),
    ).totals
    assert total.value == 51840

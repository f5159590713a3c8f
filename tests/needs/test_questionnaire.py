from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from tests.needs.plain import plain

pytestmark = pytest.mark.django_db


def address(need, section):
    return reverse("needs:section", args=[need.pk, section])


def answer(client, need, section, **data):
    seen = client.get(address(need, section)).context["form"]["seen"].value()
    result = client.post(address(need, section), {"seen": seen, **data})
    need.refresh_from_db()
    return result


def test_the_sections_stand_as_a_task_list(signed_in, need):
    answer(signed_in, need, "storage", storage_clean_m2="12,5")
    html = plain(signed_in.get(reverse("needs:questionnaire", args=[need.pk])).content.decode())
    assert "Il reste 1 question." in html
    assert html.count("state-todo") == 9
    assert html.count("state-doing") == 1


def test_answers_are_kept_exact_and_come_back_in_french(signed_in, need):
    answer(signed_in, need, "meals", meals_per_day="12 400", open_weeks_per_year="36")
    answer(signed_in, need, "losses", loss_rate="1,5", deposit="services")
    assert need.answers == {
        "meals_per_day": 12400,
        "open_weeks_per_year": 36,
        "loss_rate": "1.5",
        "deposit": "services",
    }
    html = plain(signed_in.get(address(need, "losses")).content.decode())
    assert 'value="1,5"' in html


@pytest.mark.parametrize("section", ["production", "containers", "hygiene", "current", "public"])
def test_every_kind_of_question_can_be_left_blank(signed_in, need, section):
    assert answer(signed_in, need, section).status_code == 302
    assert need.answers == {}


def test_choices_dates_and_yes_or_no_are_kept(signed_in, need):
    answer(signed_in, need, "public", publics=["school", "staff"])
    answer(signed_in, need, "hygiene", allergens="False", sanitary_plan="current")
    answer(signed_in, need, "current", supply_contract_end="2027-06-30")
    assert need.answers["publics"] == ["school", "staff"]
    assert need.answers["allergens"] is False
    assert need.answers["supply_contract_end"] == "2027-06-30"
    html = signed_in.get(address(need, "hygiene")).content.decode()
    assert '<option value="False" selected>' in html


def test_an_answer_can_be_taken_back(signed_in, need):
    answer(signed_in, need, "storage", storage_clean_m2="12")
    answer(signed_in, need, "storage", storage_clean_m2="")
    assert need.answers == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-1", "Un nombre entre 0 et 100 % est attendu."),
        ("101", "Un nombre entre 0 et 100 % est attendu."),
        ("peu", "Écrivez un nombre, par exemple 1 250 ou 12,5."),
    ],
)
def test_a_number_outside_its_limits_is_refused(signed_in, need, typed, said):
    result = answer(signed_in, need, "losses", loss_rate=typed)
    assert said in [plain(e) for e in result.context["form"].errors["loss_rate"]]
    assert need.answers == {}


def test_half_a_meal_is_refused(signed_in, need):
    result = answer(signed_in, need, "meals", meals_per_day="12,5")
    assert result.context["form"].errors["meals_per_day"] == ["Un nombre entier est attendu."]


def test_an_answer_may_open_other_questions_of_its_page(signed_in, need):
    result = answer(signed_in, need, "washing", wash_equipment=["tunnel"], next="1")
    assert result.url == address(need, "washing")
    page = signed_in.get(result.url)
    assert "Vos réponses ouvrent 2 questions de plus." in plain(page.content.decode())
    assert "wash_capacity_per_day" in page.context["form"].fields


def test_save_and_continue_goes_to_the_next_section(signed_in, need):
    assert answer(signed_in, need, "storage", next="1").url == address(need, "returns")
    assert answer(signed_in, need, "public", next="1").url == reverse(
        "needs:questionnaire", args=[need.pk]
    )


def test_two_people_on_one_section_do_not_overwrite_each_other(signed_in, need):
    seen = signed_in.get(address(need, "storage")).context["form"]["seen"].value()
    need.answer({"storage_clean_m2": 40})
    data = {"seen": seen, "storage_clean_m2": "12"}
    result = signed_in.post(address(need, "storage"), data)
    assert result.status_code == 409
    assert "40 m²" in plain(result.content.decode())
    need.refresh_from_db()
    assert need.answers == {"storage_clean_m2": 40}
    seen = result.context["form"]["seen"].value()
    signed_in.post(address(need, "storage"), {**data, "seen": seen})
    need.refresh_from_db()
    assert need.answers == {"storage_clean_m2": 12}


def test_two_people_on_two_sections_both_keep_their_answers(signed_in, need):
    seen = signed_in.get(address(need, "storage")).context["form"]["seen"].value()
    need.answer({"meals_per_day": 700})
    signed_in.post(address(need, "storage"), {"seen": seen, "storage_clean_m2": "12"})
    need.refresh_from_db()
    assert need.answers == {"meals_per_day": 700, "storage_clean_m2": 12}


def test_an_unknown_section_does_not_exist(signed_in, need):
    assert signed_in.get(address(need, "space-travel")).status_code == 404


def test_a_need_of_its_own_gets_the_general_questions(signed_in, need):
    need.project = None
    need.save()
    html = signed_in.get(reverse("needs:questionnaire", args=[need.pk])).content.decode()
    assert "Questions communes à tous les achats" in html


def test_answers_once_kept_as_truths_become_choices_again(need):
    need.answers = {"known_suppliers": "False", "declared": "True", "allergens": True, "a": "True"}
    need.save()
    import_module("needs.migrations.0012_answers_yes_and_no").say_yes_or_no(apps, None)
    need.refresh_from_db()
    assert need.answers == {
        "known_suppliers": "no",
        "declared": "yes",
        "allergens": True,
        "a": "True",
    }


def test_an_answer_that_another_closes_leaves_the_diagnosis_and_comes_back_with_it(
    signed_in, need, project
):
    answer(signed_in, need, "losses", deposit="guests")
    answer(signed_in, need, "losses", deposit="guests", deposit_amount="2,50")
    assert project.diagnosis().facts()["deposit_eur"] == "2.5"
    answer(signed_in, need, "losses", deposit="none", deposit_amount="2,50")
    assert "deposit_eur" not in project.diagnosis().facts()
    answer(signed_in, need, "losses", deposit="services")
    assert 'value="2,5"' in plain(signed_in.get(address(need, "losses")).content.decode())

"""What is doubtful in a file: asked, answered, assumed, left out."""

import pytest
from django.urls import reverse

from tests.factories import CommuneFactory
from tests.needs.import_pages.steps import (
    FERRY,
    HEADER,
    answer,
    mapped,
    page,
    questions,
    rejected,
    said,
    take,
    write,
)
from tests.needs.tables import csv_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def saint_denis(db):
    for insee, department in (("93066", "93"), ("97411", "974")):
        CommuneFactory(
            insee=insee, name="Saint-Denis", name_key="saint-denis", epci_siren="",
            postal_codes=f"{insee[:2]}200", department=department, department_name=department,
        )  # fmt: skip


TWO_TOWNS = HEADER + FERRY + "A;St Denis;Bacs;3;bac;an;;\nB;ST DENIS;Bacs;4;bac;an;;\n"


def test_a_namesake_is_asked_with_its_candidates_and_their_reasons(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    (first, second) = questions(signed_in, imported)
    assert first.why == "2 communes s'appellent « St Denis »."
    assert [choice.value for choice in first.choices] == ["93066", "97411"]
    assert second.typed == "ST DENIS"


def test_a_row_without_an_answer_is_given_back_and_the_others_written(signed_in, need, saint_denis):
    imported = take(signed_in, need, csv_file(TWO_TOWNS))
    assert need.sites.get().name == "École Ferry"
    header, *rows = rejected(signed_in, imported)
    assert header[-2:] == ["ligne", "raison"]
    assert [row[0] for row in rows] == ["A", "B"]
    assert rows[0][-2:] == ["3", "À décider : 2 communes s'appellent « St Denis »."]


def test_an_answer_decides_every_row_that_asks_the_same(signed_in, need, saint_denis):
    same = TWO_TOWNS.replace("ST DENIS", "St Denis")
    imported = mapped(signed_in, need, csv_file(same))
    answer(signed_in, imported, commune="97411")
    write(signed_in, imported)
    assert {s.commune_id for s in need.sites.filter(name__in="AB")} == {"97411"}


def test_a_row_may_be_left_out_by_choice(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    answer(signed_in, imported, commune="skip")
    write(signed_in, imported)
    imported.refresh_from_db()
    assert "Écartée par votre choix." in rejected(signed_in, imported)[1][-1]


def test_a_commune_may_be_typed(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "A;Liille sur Deule;Bacs;3;bac;an;;\n"))
    answer(signed_in, imported, commune="typed:Lille (59000)")
    write(signed_in, imported)
    assert need.sites.get().commune_id == "59350"


def test_an_answer_that_is_not_clear_comes_back_with_what_was_typed(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "A;Xyz;Bacs;3;bac;an;;\n"))
    refused = answer(signed_in, imported, commune="typed:Nulle-Part")
    assert refused.status_code == 422
    assert "« Nulle-Part » n'est le nom d'aucune commune connue." in said(refused)
    assert 'value="Nulle-Part"' in refused.content.decode()


@pytest.mark.parametrize("choice", ["13055", "n'importe quoi"])
def test_a_choice_that_was_not_proposed_is_refused(signed_in, need, saint_denis, choice):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    assert answer(signed_in, imported, commune=choice).status_code == 422
    imported.refresh_from_db()
    assert imported.decisions == {}


def test_a_decision_may_be_taken_back(signed_in, need, saint_denis):
    imported = mapped(signed_in, need, csv_file(TWO_TOWNS))
    answer(signed_in, imported, commune="97411")
    key = questions(signed_in, imported)[0].key
    signed_in.post(reverse("needs:import_confirm", args=[imported.pk]), {f"back-{key}": "1"})
    imported.refresh_from_db()
    assert key not in imported.decisions


def test_an_opening_that_the_file_does_not_say_is_an_assumption(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "École A;Lille;Repas;3;repas;jour;;\n"))
    assert [d.field for d in questions(signed_in, imported)] == ["opening"]
    write(signed_in, imported)
    assert (need.volumes.get().open_days, need.volumes.get().open_weeks) == (4, 36)


def test_an_assumption_may_be_corrected(signed_in, need):
    imported = mapped(signed_in, need, csv_file(HEADER + "École A;Lille;Repas;3;repas;jour;;\n"))
    answer(signed_in, imported, opening="typed:5 x 35")
    write(signed_in, imported)
    assert (need.volumes.get().open_days, need.volumes.get().open_weeks) == (5, 35)


def test_many_questions_are_asked_page_by_page(signed_in, need):
    rows = "".join(f"S{n};Inconnue{chr(97 + n)}{chr(97 + n)};Bacs;3;bac;an;;\n" for n in range(14))
    imported = mapped(signed_in, need, csv_file(HEADER + rows))
    first = page(signed_in, imported)
    assert len(first.context["questions"].object_list) == 10
    second = signed_in.get(reverse("needs:import_confirm", args=[imported.pk]), {"page": 2})
    assert len(second.context["questions"].object_list) == 4


STOCKS = "Désignation;Quantité;Unité\n" + "".join(f"Article {n};{n};bac\n" for n in (3, 4, 5))


def test_questions_of_periods_are_answered_at_once(signed_in, need):
    imported = mapped(signed_in, need, csv_file(STOCKS))
    assert "3 questions portent sur la période" in said(page(signed_in, imported))
    confirm = reverse("needs:import_confirm", args=[imported.pk])
    signed_in.post(confirm, {"all-periods": "once"})
    assert "portent sur la période" not in said(page(signed_in, imported))
    write(signed_in, imported)
    assert {(v.label, v.period) for v in need.volumes.all()} == {
        ("Article 3", ""), ("Article 4", ""), ("Article 5", ""),
    }  # fmt: skip


def test_an_answer_for_all_leaves_the_answers_already_given(signed_in, need):
    imported = mapped(signed_in, need, csv_file(STOCKS))
    first = questions(signed_in, imported)[0]
    confirm = reverse("needs:import_confirm", args=[imported.pk])
    signed_in.post(confirm, {f"choice-{first.key}": "mois"})
    signed_in.post(confirm, {"all-periods": "an"})
    imported.refresh_from_db()
    assert sorted(imported.decisions.values()) == ["an", "an", "mois"]


def test_an_answer_for_all_that_nobody_proposed_is_refused(signed_in, need):
    imported = mapped(signed_in, need, csv_file(STOCKS))
    confirm = reverse("needs:import_confirm", args=[imported.pk])
    assert signed_in.post(confirm, {"all-periods": "siècle"}).status_code == 422

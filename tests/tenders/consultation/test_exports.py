"""The workbook of answers: complete, numeric where it can be, harmless."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from needs.models import RegisterEntry
from tenders.exports import SECRET, answers_workbook
from tests.tenders.factories import (
    ConsultationFactory,
    InvitationFactory,
    QuestionFactory,
    send_answers,
    team_member,
)

pytestmark = pytest.mark.django_db


def sheets(consultation):
    workbook = load_workbook(io.BytesIO(answers_workbook(consultation)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


def answered(kind="text", value="oui", *, name="Atelier", confidential=False, **extra):
    question = QuestionFactory(kind=kind, label="La question", **extra)
    invitation = InvitationFactory(consultation=question.consultation, name=name)
    send_answers(invitation, {question: value}, confidential=[question] if confidential else [])
    return question.consultation


def test_a_column_per_supplier_and_a_row_per_question():
    rows = sheets(answered(value="oui"))["Côte à côte"]
    assert rows[0] == ("Question", "Atelier")
    assert ("La question", "oui") in rows


@pytest.mark.parametrize("start", ["=1+1", "+33", "-2", "@cmd", "\t=1", '=HYPERLINK("x")'])
def test_no_cell_is_a_formula(start):
    consultation = answered(value=start, name=start)
    workbook = load_workbook(io.BytesIO(answers_workbook(consultation)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(not str(cell.value).startswith(("=", "@", "\t")) for cell in cells)


def test_control_characters_do_not_break_the_file():
    assert "avant après" in str(sheets(answered(value="avant\x0b après"))).replace("\\x0b", "")


def test_a_capacity_has_its_value_period_and_year():
    consultation = answered("capacity", {"value": "900", "period": "mois"}, unit="contenants")
    line = sheets(consultation)["Une ligne par réponse"][1]
    assert line[3:7] == (900, "contenants", "mois", 10_800)


def test_a_business_secret_is_marked():
    found = sheets(answered(value="recette", confidential=True))
    assert f"recette [{SECRET}]" in found["Côte à côte"][-1]
    assert SECRET in found["Une ligne par réponse"][1]


def test_an_empty_consultation_still_opens():
    assert sheets(ConsultationFactory())["Côte à côte"][0] == ("Question",)


def test_the_download_is_noted(client):
    consultation = answered()
    client.force_login(team_member(consultation))
    response = client.get(reverse("tenders:consultation_export", args=[consultation.pk]))
    assert response["Content-Disposition"].endswith('.xlsx"')
    assert RegisterEntry.objects.filter(act="answers_exported").exists()

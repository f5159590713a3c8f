"""Cells of exported tables: what a spreadsheet would run is a text, and a number stays one."""

from decimal import Decimal

import pytest

from procurement.tables import csv_lines, harmless


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "+33 6", "-2+3", "-A1", "-", "@SUM(A1)", "\t=1"])
def test_a_text_that_would_act_is_quoted(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-2", "-1,5", "-1.5534", "12,5", "Écocert", -1.5, 3, None, ""])
def test_a_number_and_a_plain_text_are_left_as_they_are(value):
    assert harmless(value) == value


def test_a_csv_writes_numbers_the_french_way():
    row = ["Points", -12.5, "-0,5", Decimal("1300000.00"), Decimal("20.0")]
    assert list(csv_lines([row]))[1] == "Points;-12,5;-0,5;1300000,00;20,0\r\n"

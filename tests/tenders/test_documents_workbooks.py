"""The spreadsheets, read back and computed."""

import io

import pytest
from openpyxl import load_workbook

from tenders.documents import KINDS, produce
from tenders.documents.context import gather
from tests.tenders.complete_tender import complete_tender
from tests.tenders.tender_factories import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return complete_tender()


def opened(tender, kind):
    return load_workbook(io.BytesIO(KINDS[kind].workbook(gather(tender))))


def rows(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=4)]


def test_prices_have_one_sheet_a_lot_with_formulas(tender):
    book = opened(tender, "dqe")
    assert book.sheetnames == ["Lot 1", "Lot 2"]
    line, total = rows(book["Lot 2"])
    assert line == (
        "2.01",
        "Contenants à laver",
        "contenant",
        None,
        2_095_200,
        '=IF(D4="","",ROUND(D4*E4,2))',
    )
    assert total[1] == "Total HT"
    assert total[5] == "=SUM(F4:F4)"


def test_a_negative_price_is_refused_by_the_sheet(tender):
    [check] = opened(tender, "dqe")["Lot 1"].data_validations.dataValidation
    assert (check.operator, check.formula1) == ("greaterThanOrEqual", "0")


def test_a_lot_without_line_says_what_is_missing():
    [(_, said, *_)] = rows(opened(TenderFactory(), "dqe").worksheets[0])
    assert "aucun volume" in said


def test_marks_give_points_and_ranks(tender):
    *parts, total, rank = rows(opened(tender, "grille").worksheets[0])
    assert [part[0] for part in parts] == [
        "Prix",
        "Organisation",
        "Hygiène",
        "Performance environnementale",
    ]
    assert parts[1][1:3] == (20, 5)
    assert parts[1][7] == '=IF(D5="","",ROUND(D5/$C5*$B5,2))'
    assert total[7] == "=SUM(H4:H7)"
    assert rank[7] == '=IF(H8=0,"",RANK(H8,$H8:$K8))'


def test_points_of_the_price_are_left_to_the_announced_method(tender):
    price = rows(opened(tender, "grille").worksheets[0])[0]
    assert price[7] is None
    assert price[11].startswith("Note = poids")


def test_what_somebody_typed_never_becomes_a_formula(tender):
    tender.criteria.filter(name="Organisation").update(name='=HYPERLINK("https://example.org")')
    cell = opened(tender, "grille").worksheets[0]["A5"]
    assert cell.data_type == "s"


def test_header_rows_stay_in_sight_and_on_each_page(tender):
    sheet = opened(tender, "dqe").worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"


def test_producing_writes_the_spreadsheet_beside_its_document(tender, tmp_path):
    [item] = produce(tender, ["dqe"], tmp_path).documents
    assert item.workbook.endswith("-dqe.xlsx")
    assert (tmp_path / item.workbook).exists()

"""The spreadsheets, read back and computed."""

import io
import re

import pytest
from openpyxl import load_workbook

from tenders.documents import KINDS, produce
from tenders.documents.context import gather
from tenders.models.criterion import PRICE_FORMULAS
from tenders.simulation import FORMULAS, Scene
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
    line, total, rate, tax, whole = rows(book["Lot 2"])
    assert line == (
        "2.01",
        "Contenants à laver",
        "contenant",
        None,
        2_095_200,
        '=IF(D4="","",ROUND(D4*E4,2))',
    )
    assert total[1] == "Total HT"
    assert total[5] == '=IF(COUNTBLANK(D4:D4)>0,"",SUM(F4:F4))'
    assert (rate[1], rate[5]) == ("Taux de TVA", None)
    assert tax[5] == '=IF(OR(F5="",F6=""),"",ROUND(F5*F6,2))'
    assert whole[5] == '=IF(OR(F5="",F6=""),"",F5+F7)'


def test_a_lump_sum_has_its_own_workbook(tender):
    tender.lots.filter(number=1).update(
        price_shape="mixed", price_lines="Mise en place ; forfait ; 1"
    )
    assert opened(tender, "dqe").sheetnames == ["Lot 1", "Lot 2"]
    book = opened(tender, "dpgf")
    assert book.sheetnames == ["Lot 1"]
    line, total, *_ = rows(book["Lot 1"])
    assert line[:3] == ("1.02", "Mise en place", "forfait")
    assert total[1] == "Montant global et forfaitaire HT"


def test_a_tender_without_lump_sum_says_so(tender):
    assert opened(tender, "dpgf").worksheets[0]["A1"].value.endswith("sans objet")


def test_a_negative_price_is_refused_by_the_sheet(tender):
    [check] = opened(tender, "dqe")["Lot 1"].data_validations.dataValidation
    assert (check.operator, check.formula1) == ("greaterThanOrEqual", "0")


def test_a_lot_without_line_says_what_is_missing():
    [(_, said, *_)] = rows(opened(TenderFactory(), "dqe").worksheets[0])
    assert "aucun volume" in said


def test_marks_give_points_and_ranks(tender):
    book = opened(tender, "grille")
    assert book.sheetnames == ["Lot 1", "Lot 2", "Motifs"]
    *parts, total, rank = rows(book["Lot 2"])
    assert [part[:2] for part in parts] == [
        ("1", "Prix"),
        ("2.1", "Organisation"),
        ("2.2", "Hygiène"),
        ("3", "Performance environnementale"),
    ]
    assert parts[1][2:4] == (20, 5)
    assert parts[1][10] == '=IF(E5="","",ROUND(E5/$D5*$C5,2))'
    assert total[10] == '=IF(COUNT(K4:K7)=0,"",SUM(K4:K7))'
    assert rank[10] == '=IF(K8="","",RANK(K8,$K8:$P8))'


def test_points_of_the_price_are_left_to_a_method_in_words(tender):
    price = rows(opened(tender, "grille").worksheets[0])[0]
    assert price[3] == "montant HT"
    assert price[10] is None
    assert price[16].startswith("Note = poids")


AMOUNTS = (100_000, 80_000, 125_000, 96_500, 150_000, 81_000)


@pytest.mark.parametrize("formula", [id for id, _ in PRICE_FORMULAS])
def test_a_chosen_formula_is_computed_by_the_sheet_as_by_balise(tender, formula):
    tender.criteria.filter(name="Prix").update(formula=formula)
    cells = rows(opened(tender, "grille").worksheets[0])[0][10:16]
    scene = Scene(min(AMOUNTS), max(AMOUNTS), 0)
    for cell, amount in zip(cells, AMOUNTS, strict=True):
        assert computed(cell, AMOUNTS) == pytest.approx(
            40 * FORMULAS[formula].share(amount, scene), abs=0.005
        )


def computed(cell, amounts):
    """What the spreadsheet makes of its formula, the amounts being in E4 to J4, the weight 40."""
    values = {f"{letter}4": amount for letter, amount in zip("EFGHIJ", amounts, strict=True)}
    text = cell.removeprefix("=").replace("$E4:$J4", "*amounts").replace("$C4", "40")
    text = re.sub(r"(?<![<>])=", "==", text)
    text = re.sub(r"[E-J]4", lambda found: str(values[found[0]]), text)
    names = {"IF": lambda test, yes, no: yes if test else no, "ROUND": round, "MIN": min}
    return eval(text, {"__builtins__": {}, "MAX": max, "amounts": amounts, **names})


def test_each_mark_has_a_line_for_its_reason(tender):
    [first, *_] = lines = rows(opened(tender, "grille")["Motifs"])
    assert first[:5] == ("Lot 1", "2.1", "Organisation", 1, "='Lot 1'!E$3")
    assert len(lines) == 2 * 3 * 6  # lots, marks that are no amount, offers


def test_what_somebody_typed_never_becomes_a_formula(tender):
    tender.criteria.filter(name="Organisation").update(name='=HYPERLINK("https://example.org")')
    cell = opened(tender, "grille").worksheets[0]["B5"]
    assert cell.data_type == "s"


def test_header_rows_stay_in_sight_and_on_each_page(tender):
    sheet = opened(tender, "dqe").worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"


def test_producing_writes_the_spreadsheet_beside_its_document(tender, tmp_path):
    [item] = produce(tender, ["dqe"], tmp_path).documents
    assert item.workbook.endswith("-dqe.xlsx")
    assert (tmp_path / item.workbook).exists()

"""Bar charts: the same figures in the Word file, on the page and for a screen reader."""

import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from procurement.word import html
from procurement.word.blocks import BarChart, Document, Heading, LineChart, Paragraph, Series
from procurement.word.docx import render

CHART = BarChart(
    "Coût par an & par poste",
    ("Usage unique", "Réemploi"),
    (
        Series("Achat", (Decimal(12_000), Decimal(2_500))),
        Series("Lavage", (Decimal(0), Decimal(4_000))),
    ),
    "€ HT",
    stacked=True,
)
DOCUMENT = Document("Rapport", (Heading(1, "Coûts"), CHART, Paragraph("Fin."), CHART))
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def parts(document):
    with zipfile.ZipFile(io.BytesIO(render(document))) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_file_holds_one_chart_part_for_each_chart():
    charts = [name for name in parts(DOCUMENT) if name.startswith("word/charts/")]
    assert charts == ["word/charts/chart1.xml", "word/charts/chart2.xml"]


def test_each_chart_part_is_declared_and_pointed_to():
    found = parts(DOCUMENT)
    assert b'PartName="/word/charts/chart2.xml"' in found["[Content_Types].xml"]
    assert b'Target="charts/chart2.xml"' in found["word/_rels/document.xml.rels"]


def test_a_file_without_chart_declares_none():
    found = parts(Document("Rapport", (Paragraph("Rien."),)))
    assert b"chart" not in found["[Content_Types].xml"]


def test_the_chart_of_the_file_holds_its_labels_and_values():
    root = ElementTree.fromstring(parts(DOCUMENT)["word/charts/chart1.xml"])
    series = root.findall(f".//{_C}ser")
    assert [s.findtext(f".//{_C}tx//{_C}v") for s in series] == ["Achat", "Lavage"]
    values = [v.text for v in series[0].findall(f"./{_C}val//{_C}v")]
    assert values == ["12000", "2500"]
    assert [v.text for v in series[0].findall(f"./{_C}cat//{_C}v")] == ["Usage unique", "Réemploi"]


def test_the_chart_is_described_for_those_who_do_not_see_it():
    word = docx.Document(io.BytesIO(render(DOCUMENT)))
    drawing = next(word.element.body.iter(qn("wp:docPr")))
    said = drawing.get("descr").replace("\u202f", " ").replace("\xa0", " ")
    assert "Usage unique Achat 12 000, Lavage 0 ; Réemploi Achat 2 500, Lavage 4 000" in said


def test_figures_are_numbered_apart_from_tables():
    word = docx.Document(io.BytesIO(render(DOCUMENT)))
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert [caption.split("\xa0–")[0] for caption in captions] == ["Figure\xa01", "Figure\xa02"]


def test_the_page_shows_the_total_of_a_stacked_bar_and_a_legend():
    page = html.render(DOCUMENT)
    assert "6\u202f500" in page
    assert "Lavage</li>" in page
    assert page.count("<figure>") == 2


@pytest.mark.parametrize("values", [(), (Decimal(1),), (Decimal(1),) * 3])
def test_a_series_has_one_value_a_label(values):
    with pytest.raises(ValueError, match="every series has 2 values"):
        BarChart("Coûts", ("a", "b"), (Series("Achat", values),), "€")


CURVE = LineChart(
    "Coût selon les pertes",
    ("0 %", "5 %", "10 %"),
    (
        Series("Usage unique", (Decimal(100),) * 3),
        Series("Réemploi", (Decimal(80), Decimal(100), Decimal(120))),
    ),
    "€ HT",
    axis="pertes par an",
)


def test_a_curve_is_drawn_as_lines_with_its_axis_named():
    xml = parts(Document("Rapport", (CURVE,)))["word/charts/chart1.xml"].decode()
    root = ElementTree.fromstring(xml)
    assert root.find(f".//{_C}lineChart") is not None
    assert "pertes par an" in xml


def test_a_curve_of_a_page_has_one_line_a_series():
    page = html.render(Document("Rapport", (CURVE,)))
    assert page.count("<polyline") == 2
    assert "pertes par an" in page

"""A bar chart as Word draws it (DrawingML) and as a page shows it (SVG); same bars, same words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from procurement.typography import number
from procurement.word.blocks import BarChart, Series
from procurement.word.inline import plain

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
# Told apart by order and by the legend too; each has 3:1 or more on white.
COLOURS = ("0b5b57", "a8481a", "1a4c8b", "7a4f00", "6a3d7a", "1d6a40")
_EMU = 12_700  # to a point
_WIDTH = 470  # points: the text width of `docx.py`
_BAR, _AROUND = 20, 62  # points a bar needs; for axis, legend and margins

_CHART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main">'
    '<c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
    '<c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/>'
    '<c:varyColors val="0"/>{series}<c:gapWidth val="45"/>{overlap}'
    '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
    '<c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark '
    'val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln><a:solidFill><a:srgbClr val="8a9794"/>'
    '</a:solidFill></a:ln></c:spPr><c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
    '</c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines><c:spPr><a:ln>'
    '<a:solidFill><a:srgbClr val="d9e0dd"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900" b="0"/></a:pPr><a:r>'
    '<a:rPr lang="fr-FR" sz="900" b="0"/><a:t>{unit}</a:t></a:r></a:p></c:rich></c:tx>'
    '<c:overlay val="0"/></c:title><c:numFmt formatCode="#,##0" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="1"/><c:crosses val="max"/>'
    '</c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/></c:chart>'
    '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="fr-FR"/></a:p>'
    "</c:txPr></c:chartSpace>"
)


def chart_xml(chart: BarChart) -> str:
    """The chart part of a Word file; its values are in it, no workbook behind."""
    series = "".join(_series(chart, n, series) for n, series in enumerate(chart.series))
    legend = (
        '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>'
        if len(chart.series) > 1
        else ""
    )
    return _CHART.format(
        grouping="stacked" if chart.stacked else "clustered",
        series=series,
        overlap='<c:overlap val="100"/>' if chart.stacked else "",
        unit=escape(plain(chart.unit)),
        legend=legend,
    )


def _series(chart: BarChart, n: int, series: Series) -> str:
    labels = _points(f"<c:v>{escape(plain(label))}</c:v>" for label in chart.labels)
    values = _points(f"<c:v>{value}</c:v>" for value in series.values)
    count = f'<c:ptCount val="{len(chart.labels)}"/>'
    return (
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:strRef><c:f>Balise!A1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(plain(series.name))}</c:v>'
        "</c:pt></c:strCache></c:strRef></c:tx><c:spPr><a:solidFill>"
        f'<a:srgbClr val="{COLOURS[n % len(COLOURS)]}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f"<c:cat><c:strLit>{count}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{values}</c:numLit></c:val>"
        "</c:ser>"
    )


def _points(values: Iterable[str]) -> str:
    return "".join(f'<c:pt idx="{n}">{value}</c:pt>' for n, value in enumerate(values))


def drawing_xml(chart: BarChart, relation: str, rank: int) -> str:
    """The place of the chart in the text, with what a screen reader says of it."""
    width, height = _WIDTH * _EMU, _height(chart) * _EMU
    return (
        '<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
        f'xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{rank}" name="Graphique {rank}" descr={quoteattr(plain(spoken(chart)))}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/chart"><c:chart xmlns:c="{_DRAWING}/chart" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def _bars(chart: BarChart) -> int:
    """How many bars stand one under the other."""
    return len(chart.labels) * (1 if chart.stacked else len(chart.series))


def _height(chart: BarChart) -> int:
    return _AROUND + _BAR * _bars(chart)


def spoken(chart: BarChart) -> str:
    """« Coût par an, en € : usage unique 12 000, réemploi 9 500. »"""
    said = [
        f"{label} {', '.join(_said(series, at, chart) for series in chart.series)}"
        for at, label in enumerate(chart.labels)
    ]
    return f"{chart.caption}, en {chart.unit} : {' ; '.join(said)}."


def _said(series: Series, at: int, chart: BarChart) -> str:
    name = f"{series.name} " if len(chart.series) > 1 else ""
    return f"{name}{number(series.values[at])}"


_LABEL, _PLOT, _VALUE, _STEP = 200, 400, 110, 26


def chart_svg(chart: BarChart) -> str:
    """The bars of a page: no script, no style; its words are those of the Word file."""
    height = _STEP * _bars(chart) + 4
    return (
        f'<svg class="document-chart" role="img" viewBox="0 0 {_LABEL + _PLOT + _VALUE} {height}" '
        f"aria-label={quoteattr(plain(spoken(chart)))}>{''.join(_rows(chart))}</svg>{_legend(chart)}"
    )


def _rows(chart: BarChart) -> list[str]:
    ends = _ends(chart)
    largest = max(ends, default=Decimal(0)) or 1
    rows, y = [], 2
    for at, label in enumerate(chart.labels):
        rows.append(_text(_LABEL - 8, y, label, "end"))
        x = float(_LABEL)
        for n, series in enumerate(chart.series):
            wide = float(series.values[at] / largest) * _PLOT
            rows.append(
                f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_STEP - 6}" '
                f'fill="#{COLOURS[n % len(COLOURS)]}"/>'
            )
            x += wide
            if not chart.stacked or n == len(chart.series) - 1:
                shown = ends[at] if chart.stacked else series.values[at]
                rows.append(_text(x + 6, y, number(shown), "start"))
                x, y = float(_LABEL), y + _STEP
    return rows


def _ends(chart: BarChart) -> list[Decimal]:
    """How far each bar goes."""
    rows = zip(*(series.values for series in chart.series), strict=True)
    return [sum(row, Decimal(0)) if chart.stacked else max(row) for row in rows]


def _text(x: float, y: int, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y + _STEP - 12}" text-anchor="{anchor}" font-size="13">'
        f"{escape(plain(words))}</text>"
    )


def _legend(chart: BarChart) -> str:
    if len(chart.series) < 2:
        return ""
    keys = "".join(
        f'<li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" '
        f'fill="#{COLOURS[n % len(COLOURS)]}"/></svg> {escape(plain(series.name))}</li>'
        for n, series in enumerate(chart.series)
    )
    return f'<ul class="document-legend">{keys}</ul>'

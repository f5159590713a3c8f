"""A chart as Word draws it (DrawingML): its values are in the file, no workbook behind."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from procurement.typography import number
from procurement.word.blocks import BarChart, Chart, LineChart, Series
from procurement.word.inline import plain

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
# Told apart by order and by the legend too; each has 3:1 or more on white.
COLOURS = ("0b5b57", "a8481a", "1a4c8b", "7a4f00", "6a3d7a", "1d6a40")
_EMU = 12_700  # to a point
_BAR, _AROUND = 24, 76  # points a bar needs; for axis, legend and margins
_LINES_HEIGHT = 190

_CHART = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main">'
    '<c:lang val="fr-FR"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
    "<c:plotArea><c:layout/>{plot}"
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
    '<c:delete val="0"/><c:axPos val="{labels_at}"/>{axis}<c:majorTickMark val="none"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln><a:solidFill>'
    '<a:srgbClr val="8a9794"/></a:solidFill></a:ln></c:spPr><c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
    '</c:scaling><c:delete val="0"/><c:axPos val="{values_at}"/><c:majorGridlines><c:spPr><a:ln>'
    '<a:solidFill><a:srgbClr val="d9e0dd"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    '{unit}<c:numFmt formatCode="#,##0" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="1"/><c:crosses val="{crosses}"/>'
    '</c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/></c:chart>'
    "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="fr-FR"/></a:p>'
    "</c:txPr></c:chartSpace>"
)
_LEGEND = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>'


def chart_xml(chart: Chart) -> str:
    """The chart part of a Word file."""
    lying = isinstance(chart, BarChart)
    axis = _axis_title(chart.axis) if isinstance(chart, LineChart) and chart.axis else ""
    return _CHART.format(
        plot=_bars(chart) if isinstance(chart, BarChart) else _lines(chart),
        order="maxMin" if lying else "minMax",
        labels_at="l" if lying else "b",
        values_at="b" if lying else "l",
        crosses="max" if lying else "autoZero",
        axis=axis,
        unit=_axis_title(chart.unit),
        legend=_LEGEND if len(chart.series) > 1 else "",
    )


def _bars(chart: BarChart) -> str:
    series = "".join(_series(chart, n, _filled(n)) for n in range(len(chart.series)))
    overlap = '<c:overlap val="100"/>' if chart.stacked else ""
    return (
        '<c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{"stacked" if chart.stacked else "clustered"}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="45"/>{overlap}'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )


def _lines(chart: Chart) -> str:
    series = "".join(_series(chart, n, _drawn(n)) for n in range(len(chart.series)))
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
    )


def colour(n: int) -> str:
    """Of the series of that rank, from 0."""
    return COLOURS[n % len(COLOURS)]


def _filled(n: int) -> str:
    return (
        f'<c:spPr><a:solidFill><a:srgbClr val="{colour(n)}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
    )


def _drawn(n: int) -> str:
    return (
        f'<c:spPr><a:ln w="28575"><a:solidFill><a:srgbClr val="{colour(n)}"/></a:solidFill></a:ln>'
        '</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
    )


def _series(chart: Chart, n: int, look: str) -> str:
    series = chart.series[n]
    labels = _points(escape(plain(label)) for label in chart.labels)
    values = _points(str(value) for value in series.values)
    count = f'<c:ptCount val="{len(chart.labels)}"/>'
    drawn = '<c:smooth val="0"/>' if isinstance(chart, LineChart) else ""
    return (
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:strRef><c:f>Balise!A1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(plain(series.name))}</c:v>'
        f"</c:pt></c:strCache></c:strRef></c:tx>{look}"
        f"<c:cat><c:strLit>{count}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{values}</c:numLit></c:val>"
        f"{drawn}</c:ser>"
    )


def _points(values: Iterable[str]) -> str:
    return "".join(f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values))


def _axis_title(words: str) -> str:
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>"
        '<a:defRPr sz="900" b="0"/></a:pPr><a:r><a:rPr lang="fr-FR" sz="900" b="0"/>'
        f"<a:t>{escape(plain(words))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def drawing_xml(chart: Chart, relation: str, rank: int, width: int) -> str:
    """The place of the chart in a text of that width, with what a screen reader says of it."""
    return (
        '<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
        f'xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f'<wp:extent cx="{width // 20 * _EMU}" cy="{_height(chart) * _EMU}"/>'
        f'<wp:docPr id="{rank}" name="Graphique {rank}" descr={quoteattr(plain(spoken(chart)))}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_DRAWING}/main">'
        f'<a:graphicData uri="{_DRAWING}/chart"><c:chart xmlns:c="{_DRAWING}/chart" '
        f'r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def _height(chart: Chart) -> int:
    return _AROUND + _BAR * bars(chart) if isinstance(chart, BarChart) else _LINES_HEIGHT


def bars(chart: BarChart) -> int:
    """How many bars stand one under the other."""
    return len(chart.labels) * (1 if chart.stacked else len(chart.series))


def spoken(chart: Chart) -> str:
    """« Coût par an, en € : usage unique 12 000 ; réemploi 9 500. »"""
    said = [
        f"{label} {', '.join(_said(series, at, chart) for series in chart.series)}"
        for at, label in enumerate(chart.labels)
    ]
    return f"{chart.caption}, en {chart.unit} : {' ; '.join(said)}."


def _said(series: Series, at: int, chart: Chart) -> str:
    name = f"{series.name} " if len(chart.series) > 1 else ""
    return f"{name}{number(series.values[at])}"

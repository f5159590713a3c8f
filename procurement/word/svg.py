"""A chart as a page shows it: SVG without script nor style, its words those of the Word file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from procurement.typography import number, short
from procurement.word.blocks import BarChart, Chart, LineChart
from procurement.word.charts import bars, colour, spoken
from procurement.word.inline import plain

# Drawn for a phone's width, so that words stay readable there; a wide page shows it larger.
_LABEL, _PLOT, _VALUE, _STEP = 162, 154, 74, 26
_LEFT, _WIDE, _HIGH, _UNDER, _OVER = 76, 294, 170, 44, 14
_GRID, _LABELS = 4, 6
_LONGEST = 24  # characters of a bar's label; its table has it whole


def chart_svg(chart: Chart) -> str:
    """The picture and its legend, which names each series beside its colour."""
    if isinstance(chart, BarChart):
        drawn = "".join(_bars(chart))
        box = f"0 0 {_LABEL + _PLOT + _VALUE} {_STEP * bars(chart) + 4}"
    else:
        drawn = "".join(_lines(chart))
        box = f"0 0 {_LEFT + _WIDE + 20} {_OVER + _HIGH + _UNDER}"
    return (
        f'<svg class="document-chart" role="img" viewBox="{box}" '
        f"aria-label={quoteattr(plain(spoken(chart)))}>{drawn}</svg>{_legend(chart)}"
    )


def _bars(chart: BarChart) -> Iterator[str]:
    ends = _ends(chart)
    largest = max(ends, default=Decimal(0)) or 1
    y = 2
    for at, label in enumerate(chart.labels):
        yield _text(_LABEL - 8, y + _STEP - 12, short(plain(label), _LONGEST), "end")
        x = float(_LABEL)
        for n, series in enumerate(chart.series):
            wide = float(series.values[at] / largest) * _PLOT
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_STEP - 6}" '
                f'fill="#{colour(n)}"/>'
            )
            x += wide
            if not chart.stacked or n == len(chart.series) - 1:
                shown = ends[at] if chart.stacked else series.values[at]
                yield _text(x + 6, y + _STEP - 12, number(round(shown)), "start")
                x, y = float(_LABEL), y + _STEP


def _ends(chart: BarChart) -> list[Decimal]:
    """How far each label's bar goes."""
    rows = zip(*(series.values for series in chart.series), strict=True)
    return [sum(row, Decimal(0)) if chart.stacked else max(row) for row in rows]


def _lines(chart: Chart) -> Iterator[str]:
    top = _round_above(max((value for s in chart.series for value in s.values), default=Decimal(0)))
    step = Decimal(_WIDE) / max(len(chart.labels) - 1, 1)
    for n in range(_GRID + 1):
        y = _OVER + _HIGH - _HIGH * n // _GRID
        yield f'<line x1="{_LEFT}" x2="{_LEFT + _WIDE}" y1="{y}" y2="{y}" stroke="#d9e0dd"/>'
        yield _text(_LEFT - 8, y + 4, number(round(top * n / _GRID)), "end")
    every = -(-len(chart.labels) // _LABELS)
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            yield _text(float(_LEFT + step * at), _OVER + _HIGH + 18, label, "middle")
    for n, series in enumerate(chart.series):
        points = " ".join(
            f"{_LEFT + step * at:.1f},{_OVER + _HIGH - value / top * _HIGH:.1f}"
            for at, value in enumerate(series.values)
        )
        yield f'<polyline points="{points}" fill="none" stroke="#{colour(n)}" stroke-width="3"/>'
    if isinstance(chart, LineChart) and chart.axis:
        yield _text(_LEFT + _WIDE / 2, _OVER + _HIGH + 38, chart.axis, "middle")


def _round_above(value: Decimal) -> Decimal:
    """The next figure that divides well by the lines of the grid: 160 409 → 200 000."""
    if value <= 0:
        return Decimal(_GRID)
    power = Decimal(10) ** value.adjusted()
    return next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= value)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.0f}" text-anchor="{anchor}" font-size="13">'
        f"{escape(plain(words))}</text>"
    )


def _legend(chart: Chart) -> str:
    if len(chart.series) < 2:
        return ""
    keys = "".join(
        f'<li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" '
        f'fill="#{colour(n)}"/></svg> {escape(plain(series.name))}</li>'
        for n, series in enumerate(chart.series)
    )
    return f'<ul class="document-legend">{keys}</ul>'
